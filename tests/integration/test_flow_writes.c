/*
 * test_flow_writes.c - what runs write to their flows, over random histories
 *
 * L2, L3.  An etag is a hash of the flow's version, which counts writes: the creation,
 * those of clients, and those of runs, each of which has a version of its own.  After
 * each deed a flow's etag must be that of 1 + the clients' writes + the runs' versions.
 * TEST_SEED sets the first of the seeds.
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/runs/text.h"
#include "tests/support/quoted.h"
#include "tests/support/sched.h"

#define SEED      7
#define FLOWS     3
#define DEEDS     60
#define HISTORIES 25
#define SEEN_MOST (4 * DEEDS)

struct seen_flow {
	char *id;
	int64_t clients;        /* writes of clients, its creation among them */
	vtime client_at;        /* of the last one that moved updatedAt */
	char *etags[SEEN_MOST]; /* all that were seen, the newest last */
	size_t count;
};

static const struct world world = { .seed = SEED };
static struct mock mock;
static struct seen_flow flows[FLOWS];

static int64_t draw(uint64_t *h, int64_t below)
{
	*h = hash_mix(*h);
	return (int64_t)hash_below(*h, (uint64_t)below);
}

/* ---------------------------------------------------------------- the model */

/* Of the run's own etag: the version that it is a hash of. */
static int64_t version_of(const cJSON *run)
{
	struct run_row row = { 0 };
	char etag[ETAG_TEXT];

	assert_true(run_serial(&world, json_str(run, "id"), &row.serial));
	assert_true(json_int(run, "updatedAt", &row.updated_at));
	for (row.version = 1; row.version < 9; row.version++) {
		if (!strcmp(run_etag(&world, &row, etag), json_str(run, "etag")))
			return row.version;
	}
	fail_msg("no version has the etag of %s", json_str(run, "id"));
	return 0;
}

/* How often its runs have written to the flow, and when last. */
static int64_t writes_of_runs(const struct seen_flow *f, vtime *last)
{
	AUTO(mem_free) char *path = mem_printf("/runs?property=flowId==%s", f->id);
	struct mock_reply r = mock_ask(&mock, "GET", path, NULL);
	int64_t count = 0;
	const cJSON *run;

	*last = VTIME_MIN;
	assert_null(json_at(r.body, "_links.next"));
	cJSON_ArrayForEach(run, json_get(r.body, "items")) {
		vtime at = 0;

		assert_true(json_int(run, "updatedAt", &at));
		count += version_of(run);
		*last = at > *last ? at : *last;
	}
	mock_reply_release(&r);
	return count;
}

static void note_etag(struct seen_flow *f, const char *etag)
{
	if (f->count && !strcmp(f->etags[f->count - 1], etag))
		return;
	for (size_t i = 0; i < f->count; i++) {
		if (!strcmp(f->etags[i], etag))
			fail_msg("the etag %s was there before", etag);
	}
	assert_true(f->count < SEEN_MOST);
	f->etags[f->count++] = mem_strdup(etag);
}

static void check_flow(struct seen_flow *f)
{
	AUTO(mem_free) char *path = mem_printf("/flows/%s", f->id);
	struct mock_reply r = mock_ask(&mock, "GET", path, NULL);
	const cJSON *flow = json_at(r.body, "items[0]");
	const char *etag = json_str(flow, "etag");
	char want[ETAG_TEXT];
	vtime ran, updated = 0;
	int64_t version = f->clients + writes_of_runs(f, &ran);

	assert_true(json_int(flow, "updatedAt", &updated));
	etag_make_at(&world, f->id, version, 0, want);
	if (strncmp(etag, want, strlen("\"00000000")) != 0)
		fail_msg("%s is not the etag of version %lld", etag, (long long)version);
	assert_string_equal(json_str(flow, "version"), etag);
	assert_int_equal(updated, ran > f->client_at ? ran : f->client_at);
	if (ran != f->client_at) /* of one instant the later counts, which is not shown */
		assert_string_equal(json_str(flow, "updatedClient"),
		                    ran > f->client_at ? SERVICE_CLIENT
		                                       : json_str(flow, "createdClient"));
	note_etag(f, etag);
	mock_reply_release(&r);
}

/* The newest first, and each as it is answered alone. */
static void check_list(void)
{
	struct mock_reply r = mock_ask(&mock, "GET", "/flows", NULL);
	vtime last = VTIME_MAX;
	const cJSON *one;

	assert_int_equal(cJSON_GetArraySize(json_get(r.body, "items")), FLOWS);
	cJSON_ArrayForEach(one, json_get(r.body, "items")) {
		vtime at = 0;

		assert_true(json_int(one, "updatedAt", &at));
		assert_true(at <= last);
		last = at;
		for (size_t i = 0; i < FLOWS; i++) {
			if (!strcmp(flows[i].id, json_str(one, "id")))
				assert_string_equal(json_str(one, "etag"),
				                    flows[i].etags[flows[i].count - 1]);
		}
	}
	mock_reply_release(&r);
}

/* ---------------------------------------------------------------- deeds */

static vtime now(void)
{
	struct mock_reply r = mock_ask(&mock, "GET", "/__admin/clock", NULL);
	vtime at = 0;

	assert_true(json_int(r.body, "nowMs", &at));
	mock_reply_release(&r);
	return at;
}

static void advance(uint64_t *h)
{
	static const char *const ways[] = { "PT1M", "PT10M", "PT1H", "PT5H", "PT30H" };
	struct mock_reply r;
	AUTO_MEM char *body =
		mem_printf(JSON({"advance":"%s"}), ways[draw(h, ARRAY_LEN(ways))]);

	r = mock_ask(&mock, "POST", "/__admin/clock", body);
	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
}

/* With any etag that was seen: only the newest is taken. */
static void patch(struct seen_flow *f, uint64_t *h)
{
	size_t i = draw(h, 2) ? f->count - 1 : (size_t)draw(h, (int64_t)f->count);
	int status = sched_patch_as(&mock, f->id, f->etags[i],
	                            "[{'op':'replace','path':'/name','value':'n'}]");

	assert_int_equal(status, i == f->count - 1 ? 200 : 412);
	f->clients += status == 200;
	if (status == 200)
		f->client_at = now();
}

static void act(struct seen_flow *f, uint64_t *h)
{
	AUTO(mem_free) char *state = sched_value(&mock, f->id, "state");
	const char *op = draw(h, 2) ? "enable" : "disable";

	sched_act(&mock, f->id, op);
	f->clients += strncmp(state + 1, op, strlen(op)) != 0;
}

static void live(const struct seen_flow *f, uint64_t *h)
{
	static const char *const lives[] = { "immediate", "after:7m", "after:4h" };
	AUTO_MEM char *body = mem_printf(JSON({"life":"%s","flowId":"%s"}),
	                                      lives[draw(h, ARRAY_LEN(lives))], f->id);
	struct mock_reply r = mock_ask(&mock, "POST", "/__admin/life", body);

	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
}

static void do_something(uint64_t *h)
{
	struct seen_flow *f = &flows[draw(h, FLOWS)];

	switch (draw(h, 6)) {
	case 0:
		patch(f, h);
		return;
	case 1:
		act(f, h);
		return;
	case 2:
		live(f, h);
		return;
	case 3:
		sched_run_now(&mock, f->id);
		return;
	}
	advance(h);
}

static void play(uint64_t seed)
{
	uint64_t h = hash_with(hash_text(0, "flow writes"), seed);

	mock_begin_with(&mock, NULL, &(struct flowmock_options){ .seed = SEED });
	for (size_t i = 0; i < FLOWS; i++) {
		flows[i] = (struct seen_flow){ .clients = 1, .client_at = now() };
		flows[i].id = sched_make(&mock, i ? "{" HOURLY ",'startTime':" START "}"
		                                  : "{" DAILY ",'startTime':" NOON "}");
	}
	for (int i = 0; i < DEEDS; i++) {
		for (size_t n = 0; n < FLOWS; n++)
			check_flow(&flows[n]);
		check_list();
		do_something(&h);
	}
	for (size_t i = 0; i < FLOWS; i++) {
		for (size_t n = 0; n < flows[i].count; n++)
			free(flows[i].etags[n]);
		free(flows[i].id);
	}
	mock_end(&mock);
}

static void etags_never_repeat_and_an_older_one_is_refused(void **state UNUSED)
{
	const char *first = getenv("TEST_SEED");
	uint64_t seed = first ? strtoull(first, NULL, 10) : 1;

	for (uint64_t i = 0; i < HISTORIES; i++) {
		print_message("TEST_SEED=%llu\n", (unsigned long long)(seed + i));
		play(seed + i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(etags_never_repeat_and_an_older_one_is_refused),
	};

	return cmocka_run_group_tests_name("flow_writes", tests, NULL, NULL);
}
