/*
 * test_restart.c - a state that is stopped in the middle of things, and goes on
 *
 * A mock that was stopped between the beginning and the end of runs has done afterwards
 * what one that never stopped has done: the same runs, files and bytes.
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/hash.h"
#include "lib/mem.h"
#include "lib/vtime.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define DATASET "5ef3e3259ad2a1191ab7dd7d" /* generated; it grows */
#define EVERY_3_HOURS                                               \
	"{'exportMode':'FIRST_FULL_THEN_INCREMENTAL','interval':3," \
	"'timeUnit':'hour','startTime':1767225600}"

/* Where the clock stops: while a run waits, is in progress, has ended, and again. */
static const char *const legs[] = { "PT1M", "PT29M", "PT40M", "PT2H", "PT10M", "PT11H" };

struct tree {
	const struct mock *mock;
	struct buf text; /* "path size hash", a line each */
};

static int see(void *ctx, const char *relative, uint64_t size, struct err *e)
{
	struct tree *t = ctx;
	AUTO(mem_free) char *path = mem_printf("%s/%s", t->mock->exports, relative);
	AUTO(buf_release) struct buf bytes = { 0 };

	if (file_read(path, 1 << 24, &bytes, e) < 0)
		return -1;
	buf_printf(&t->text, "%s %llu %llx\n", relative, (unsigned long long)size,
	           (unsigned long long)hash_text(0, buf_str(&bytes)));
	return 0;
}

/* All that a mock has done: the flow's runs as GET shows them, and the files. */
static char *all_of(struct mock *m, const char *flow)
{
	AUTO_MEM char *path = mem_printf("/runs?property=flowId==%s&limit=100", flow);
	struct mock_reply r = mock_ask(m, "GET", path, NULL);
	struct tree t = { .mock = m };
	struct err e = { 0 };

	assert_int_equal(r.status, 200);
	buf_printf(&t.text, "%s\n", r.text);
	assert_int_equal(file_walk(m->exports, see, &t, &e), 0);
	mock_reply_release(&r);
	return buf_take(&t.text);
}

/* One that stops after so many legs, `stops` of them marked by their bits. */
static char *live(unsigned stops, int64_t *fired)
{
	const struct flowmock_options options = { .run_life = "after:1h" };
	AUTO(mem_free) char *flow = NULL;
	struct mock m;
	char *all;

	mock_begin_with(&m, "state.db", &options);
	flow = mock_make_flow(&m, DATASET, "JSON", "NONE", EVERY_3_HOURS);
	*fired = 0;
	for_each_row(i, legs) {
		AUTO(cJSON_Delete) cJSON *answer = mock_advance(&m, legs[i]);
		int64_t n = 0;

		assert_true(json_int(answer, "firedCount", &n));
		*fired += n;
		if (stops & (1u << i))
			mock_restart(&m, "state.db");
	}
	all = all_of(&m, flow);
	mock_end(&m);
	return all;
}

static void due_work_is_done_once_wherever_it_is_stopped(void **state UNUSED)
{
	int64_t fired, again;
	AUTO(mem_free) char *whole = live(0, &fired);

	assert_int_equal(fired, 5);
	assert_non_null(strstr(whole, "exportTime=202601010900/part-00000"));
	for_each_row(i, legs) {
		AUTO(mem_free) char *stopped = live(1u << i, &again);

		assert_int_equal(again, fired);
		assert_string_equal(stopped, whole);
	}
	{
		AUTO(mem_free) char *stopped = live(~0u, &again);

		assert_int_equal(again, fired);
		assert_string_equal(stopped, whole);
	}
}

/* ---------------------------------------------------------------- how runs live */

static void set_life(struct mock *m, const char *body)
{
	struct mock_reply r = mock_ask(m, "POST", "/__admin/life", body);

	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
}

static void assert_life(struct mock *m, const char *query, const char *life)
{
	AUTO(mem_free) char *path = mem_printf("/__admin/life%s", query);
	struct mock_reply r = mock_ask(m, "GET", path, NULL);

	assert_int_equal(r.status, 200);
	assert_string_equal(json_str(r.body, "life"), life);
	mock_reply_release(&r);
}

static void assert_runs_are(struct mock *m, const char *flow, const char *status)
{
	AUTO_MEM char *path = mem_printf("/runs?property=flowId==%s&limit=1", flow);
	struct mock_reply r = mock_ask(m, "GET", path, NULL);

	assert_int_equal(r.status, 200);
	assert_string_equal(json_str(r.body, "items[0].metrics.statusSummary.status"),
	                    status);
	mock_reply_release(&r);
}

static void the_life_that_was_set_outlives_a_restart(void **state UNUSED)
{
	AUTO(mem_free) char *flow = NULL;
	AUTO(mem_free) char *body = NULL;
	AUTO(mem_free) char *query = NULL;
	struct mock m;

	mock_begin(&m, "state.db");
	flow = mock_make_flow(&m, DATASET, "JSON", "NONE", EVERY_3_HOURS);
	body = mem_printf("{'life':'polls:2','flowId':'%s'}", flow);
	query = mem_printf("?flowId=%s", flow);
	set_life(&m, "{'life':'after:1h'}");
	set_life(&m, body);
	mock_restart(&m, "state.db");
	assert_life(&m, "", "after:1h");
	assert_life(&m, query, "polls:2");
	mock_end(&m);
}

static void a_run_lives_by_the_kept_life(void **state UNUSED)
{
	AUTO(mem_free) char *flow = NULL;
	struct mock m;

	mock_begin(&m, "state.db");
	set_life(&m, "{'life':'after:1h'}");
	flow = mock_make_flow(&m, DATASET, "JSON", "NONE", EVERY_3_HOURS);
	mock_restart(&m, "state.db");
	cJSON_Delete(mock_advance(&m, "PT30M"));
	assert_runs_are(&m, flow, "inProgress");
	cJSON_Delete(mock_advance(&m, "PT30M"));
	assert_runs_are(&m, flow, "success");
	mock_end(&m);
}

static void a_life_that_is_given_at_the_start_wins_while_it_is_given(void **state UNUSED)
{
	struct mock m;

	mock_begin(&m, "state.db");
	set_life(&m, "{'life':'polls:3'}");
	m.options.run_life = "immediate";
	mock_restart(&m, "state.db");
	assert_life(&m, "", "immediate");
	m.options.run_life = NULL;
	mock_restart(&m, "state.db");
	assert_life(&m, "", "polls:3");
	mock_end(&m);
}

static void assert_partitions(struct mock *m, const char *text)
{
	struct mock_reply r = mock_ask(m, "GET", "/__admin/partitions", NULL);

	assert_int_equal(r.status, 200);
	assert_string_equal(r.text, text);
	mock_reply_release(&r);
}

static void the_partitions_that_a_client_set_outlive_a_restart(void **state UNUSED)
{
	struct mock_reply r;
	struct mock m;

	mock_begin(&m, "state.db");
	r = mock_ask(&m, "POST", "/__admin/partitions", "{'partitions':4}");
	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	mock_restart(&m, "state.db");
	assert_partitions(&m, JSON({"partitions":4}));
	m.options.partitions = 2;
	mock_restart(&m, "state.db");
	assert_partitions(&m, JSON({"partitions":2}));
	m.options.partitions = 0;
	mock_restart(&m, "state.db");
	assert_partitions(&m, JSON({"partitions":4}));
	mock_end(&m);
}

static void a_life_that_was_taken_back_is_kept_no_longer(void **state UNUSED)
{
	static const struct {
		const char *path, *body;
	} ways[] = {
		{ "/__admin/life", "{'life':null}" },
		{ "/__admin/reset", "{}" },
	};

	for_each_row(i, ways) {
		struct mock_reply r;
		struct mock m;

		mock_begin(&m, "state.db");
		set_life(&m, "{'life':'polls:3'}");
		r = mock_ask(&m, "POST", ways[i].path, ways[i].body);
		assert_int_equal(r.status, 200);
		mock_reply_release(&r);
		assert_life(&m, "", "immediate");
		mock_restart(&m, "state.db");
		assert_life(&m, "", "immediate");
		mock_end(&m);
	}
}

/* ---------------------------------------------------------------- a running clock */

#define FACTOR  1000000 /* eleven days a second */
#define LIFE_MS (30 * MS_PER_DAY)
#define STEP_MS (3 * MS_PER_HOUR)

static int64_t scheduled_at(const cJSON *fired)
{
	vtime at = 0;
	struct err e = { 0 };

	assert_int_equal(vtime_parse(json_str(fired, "scheduledAt"), &at, &e), 0);
	return at;
}

/* The last tick that had its run; each of those before had one, too, and one only. */
static vtime last_of_each_once(struct mock *m)
{
	struct mock_reply r = mock_ask(m, "GET", "/__admin/clock/fired", NULL);
	const cJSON *list = json_get(r.body, "fired"), *one;
	vtime last = 0;
	int n = 0;

	cJSON_ArrayForEach(one, list) {
		vtime at = scheduled_at(one);

		assert_string_equal(json_str(one, "status"), "success");
		if (n > 1) /* its start has passed when it is made: it ticks at once */
			assert_int_equal(at - last, STEP_MS);
		last = at;
		n++;
	}
	mock_reply_release(&r);
	return last;
}

/* Stopped again and again until its end has passed; then what was due is waited for. */
static void a_scaled_clock_that_was_stopped_misses_no_tick(void **state UNUSED)
{
	const struct flowmock_options options = { .clock = FLOWMOCK_SCALED,
		                                  .clock_factor = FACTOR };
	AUTO(mem_free) char *flow = NULL;
	AUTO(mem_free) char *schedule = NULL;
	struct mock m;
	vtime until;

	mock_begin_with(&m, "state.db", &options);
	until = flowmock_now(m.instance) / STEP_MS * STEP_MS + LIFE_MS;
	schedule = mem_printf("{'interval':3,'timeUnit':'hour','startTime':"
	                      "1767225600,'endTime':%lld}",
	                      (long long)(until / MS_PER_SECOND));
	flow = mock_make_flow(&m, "65b1f00d0a1c4e2b9d7e3f03", "JSON", "NONE", schedule);
	while (flowmock_now(m.instance) < until)
		mock_restart(&m, "state.db");
	while (last_of_each_once(&m) < until - STEP_MS)
		assert_true(flowmock_now(m.instance) < until + 10 * LIFE_MS);
	assert_int_equal(last_of_each_once(&m), until - STEP_MS);
	mock_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(due_work_is_done_once_wherever_it_is_stopped),
		cmocka_unit_test(the_life_that_was_set_outlives_a_restart),
		cmocka_unit_test(a_run_lives_by_the_kept_life),
		cmocka_unit_test(
			a_life_that_is_given_at_the_start_wins_while_it_is_given),
		cmocka_unit_test(a_life_that_was_taken_back_is_kept_no_longer),
		cmocka_unit_test(the_partitions_that_a_client_set_outlive_a_restart),
		cmocka_unit_test(a_scaled_clock_that_was_stopped_misses_no_tick),
	};

	return cmocka_run_group_tests_name("restart", tests, NULL, NULL);
}
