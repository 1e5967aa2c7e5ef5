/*
 * test_list.c - mockserver/lists: list.c, plan.c, rows.c, token.c
 *
 * The law: what the store's indexes answer is what judging every item's JSON answers,
 * and the pages of a list, one after the other, are the list.
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "lib/base64.h"
#include "lib/hash.h"
#include "lib/vtime.h"
#include "mockserver/entities/entity_columns.h"
#include "mockserver/lists/page.h"
#include "mockserver/lists/token.h"
#include "mockserver/specs/specs.h"
#include "mockserver/store/flow.h"
#include "mockserver/store/run.h"

#define FLOWS  40
#define RUNS   120
#define TRIALS 900
#define SEED   20260101

static struct world world;
static struct err err;
static const struct caller caller = { "c", "O", "prod" };

/* ---------------------------------------------------------------- a state */

static const char *const states[] = { "enabled", "disabled", "draft",
	                              "enabled-finalizing" };
static const char *const names[] = { "TestFlow", "TestConn", "a,b", "\\\"x\\\"", "" };
static const char *const specs[] = { "s1", "s2", "S1" };

static uint64_t draw(uint64_t *rng, uint64_t below)
{
	*rng = hash_mix(*rng);
	return hash_below(*rng, below);
}

/* A body: the third member is its state, what follows its spec a base connection. */
#define ENTITY \
	JSON({"id":"%s","name":"%s","state":"%s","createdAt":%lld,"updatedAt":%lld, \
	     "%s":{"id":"%s"},%s"sourceConnectionIds":["%s"], \
	     "inheritedAttributes":{"properties":{"isDestinationFlow":%s}, \
	     "targetConnections":[{"connectionSpec":{"id":"%s"}, \
	     "data":{"outputType":"%s"}}]},"scheduleParams":{"interval":%d}})

static void put_entity(uint64_t *rng, enum kind kind, int number, int64_t *seq)
{
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	char id[16], own[40] = "", body[800];
	const char *state = states[draw(rng, ARRAY_LEN(states))];
	const char *spec = specs[draw(rng, ARRAY_LEN(specs))];
	const char *base = specs[draw(rng, ARRAY_LEN(specs))];
	struct entity n = { .kind = kind,
		            .id = id,
		            .org = "O",
		            .sandbox = draw(rng, 5) ? "prod" : "dev",
		            .spec = spec,
		            .state = state,
		            .etag = "\"e\"",
		            .body = body,
		            .base = kind == KIND_FLOW ? NULL : base,
		            .version = 1,
		            .created_at = (vtime)(1000 + number / 3) };

	n.updated_at = n.created_at + (vtime)draw(rng, 4);
	snprintf(id, sizeof(id), "e%d", number);
	if (kind != KIND_FLOW)
		snprintf(own, sizeof(own), JSON("baseConnectionId":"%s",), base);
	snprintf(body, sizeof(body), ENTITY, id, names[draw(rng, ARRAY_LEN(names))],
	         state, (long long)n.created_at, (long long)n.updated_at,
	         kind == KIND_FLOW ? "flowSpec" : "connectionSpec", spec, own,
	         specs[draw(rng, ARRAY_LEN(specs))], draw(rng, 2) ? "true" : "false",
	         specs[draw(rng, ARRAY_LEN(specs))], specs[draw(rng, ARRAY_LEN(specs))],
	         (int)draw(rng, 4));
	assert_int_equal(json_parse(body, strlen(body), &tree, &err), 0);
	entity_columns_set(tree, &n);
	assert_int_equal(entity_put(&world.store, &n, seq, &err), 0);
}

static void put_flow(uint64_t *rng, int number)
{
	char id[16], org[] = "O", sandbox[] = "prod", other[] = "x";
	struct flow_row f = { .id = id,
		              .org = org,
		              .sandbox = sandbox,
		              .spec = other,
		              .source = other,
		              .target = other,
		              .end_at = VTIME_NEVER,
		              .next_at = VTIME_NEVER };

	snprintf(id, sizeof(id), "e%d", number);
	put_entity(rng, KIND_FLOW, number, &f.seq);
	assert_int_equal(flow_put(&world.store, &f, &err), 0);
}

static void put_run(uint64_t *rng, int64_t serial)
{
	struct run_row r = { .serial = serial,
		             .flow_seq = 1 + (int64_t)draw(rng, 6),
		             .created_at = 1000 + serial / 3,
		             .version = 1,
		             .records = (int64_t)draw(rng, 3),
		             .detail = JSON({"datasets":[{"id":"d"}],"errors":[]}) };

	r.started_at = r.created_at + (vtime)draw(rng, 9) - 2;
	r.completed_at = r.started_at + (vtime)draw(rng, 30);
	r.updated_at = r.completed_at + (vtime)draw(rng, 3);
	r.status = (enum run_status)draw(rng, RUN_STATUS_COUNT);
	assert_int_equal(run_put(&world.store, &r, &err), 0);
}

static int setup(void **state UNUSED)
{
	uint64_t rng = SEED;
	int64_t seq;

	err = (struct err){ 0 };
	world = (struct world){ .seed = 1 };
	if (specs_open(&world.specs, &err) < 0 ||
	    store_open(NULL, &world.store, &err) < 0 ||
	    store_begin(&world.store, &err) < 0)
		return -1;
	for (int i = 1; i <= FLOWS; i++)
		put_flow(&rng, i);
	for (int i = 1; i <= FLOWS; i++)
		put_entity(&rng, KIND_TARGET, i, &seq);
	for (int i = 1; i <= RUNS; i++)
		put_run(&rng, i);
	return store_commit(&world.store, &err);
}

static int teardown(void **state UNUSED)
{
	store_close(&world.store);
	specs_close(world.specs);
	return 0;
}

/* ---------------------------------------------------------------- asking */

struct question {
	enum list_of of;
	const char *filters[3];
	size_t count;
	const char *orderby;
};

static void begin_list(struct arena *a, const struct question *q, struct list *out)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct filter *filters = arena_alloc(a, ARRAY_LEN(q->filters) * sizeof(*filters));

	*out = (struct list){ .of = q->of, .by = &caller, .filters = filters };
	for (; out->filter_count < q->count; out->filter_count++) {
		if (filter_read(a, q->filters[out->filter_count],
		                &filters[out->filter_count], &rf) < 0)
			fail_msg("%s", rf.text);
	}
	if (q->orderby && list_read_order(a, q->orderby, out, &rf) < 0)
		fail_msg("%s", rf.text);
}

static cJSON *page(const struct list *l)
{
	struct buf text = { 0 };
	cJSON *body = NULL;

	if (list_page(&world, l, &text, &err) < 0 ||
	    json_parse(text.data, text.size, &body, &err) < 0)
		fail_msg("%s", err.text);
	buf_release(&text);
	return body;
}

/* The whole list on one page. */
static cJSON *whole(const struct question *q)
{
	struct arena a = { 0 };
	struct list l;
	cJSON *body;

	begin_list(&a, q, &l);
	body = page(&l);
	assert_null(json_at(body, "_links.next"));
	list_release(&l);
	arena_release(&a);
	return body;
}

/* The items of all pages of that limit, each reached by the token alone. */
static cJSON *page_by_page(const struct question *q, int64_t limit)
{
	static const char mark[] = "?continuationToken=";
	cJSON *items = json_new_array();
	struct arena a = { 0 };
	struct list l;
	const char *href;

	begin_list(&a, q, &l);
	l.limit = limit;
	do {
		AUTO(cJSON_Delete) cJSON *body = page(&l);
		const cJSON *one;

		assert_true(cJSON_GetArraySize(json_get(body, "items")) <= limit);
		cJSON_ArrayForEach(one, json_get(body, "items"))
			json_push(items, json_copy(one));
		href = json_str(body, "_links.next.href");
		if (!href)
			continue;
		assert_null(strpbrk(strchr(href, '=') + 1, "=&%"));
		href = arena_strdup(&a, strstr(href, mark) + strlen(mark));
		list_release(&l);
		l = (struct list){ .of = q->of, .by = &caller };
		assert_true(list_read_token(&a, href, &l));
		assert_int_equal(l.limit, limit);
	} while (href);
	list_release(&l);
	arena_release(&a);
	return items;
}

/* A run shows no state; a filter on it is one on the status (02 §11). */
static bool passes(const struct question *q, const struct filter *f, const cJSON *item)
{
	struct filter shown = *f;

	if (q->of == LIST_RUNS && !strcmp(f->path, "state"))
		shown.path = "metrics.statusSummary.status";
	return filter_match(&shown, item);
}

/* The items of the whole, unfiltered list that pass each filter. */
static cJSON *judged(const struct question *q)
{
	const struct question all = { .of = q->of };
	AUTO(cJSON_Delete) cJSON *body = whole(&all);
	cJSON *items = json_new_array();
	struct arena a = { 0 };
	struct list l;
	const cJSON *one;

	begin_list(&a, q, &l);
	cJSON_ArrayForEach(one, json_get(body, "items")) {
		bool ok = true;

		for (size_t i = 0; i < l.filter_count; i++)
			ok = ok && passes(q, &l.filters[i], one);
		if (ok)
			json_push(items, json_copy(one));
	}
	list_release(&l);
	arena_release(&a);
	return items;
}

/* ---------------------------------------------------------------- random questions */

/* %d becomes a number of two digits, near the times of the state. */
static const struct {
	enum list_of of;
	const char *form;
} forms[] = {
	/* clang-format off */
	{ LIST_FLOWS, "id==e%d" }, { LIST_FLOWS, "id==e1,e2,e2,e39,none" },
	{ LIST_FLOWS, "name==TestFlow,TestConn" }, { LIST_FLOWS, "name==\"a,b\"" },
	{ LIST_FLOWS, "name==\"\"" }, { LIST_FLOWS, "name>T" },
	{ LIST_FLOWS, "state==ENABLED" }, { LIST_FLOWS, "state==draft,Disabled,DISABLED" },
	{ LIST_FLOWS, "createdAt>10%d" }, { LIST_FLOWS, "createdAt<=10%d" },
	{ LIST_FLOWS, "updatedAt>=10%d" }, { LIST_FLOWS, "updatedAt<10%d.5" },
	{ LIST_FLOWS, "updatedAt==10%d" }, { LIST_FLOWS, "flowSpec.id==s1" },
	{ LIST_FLOWS, "sourceConnectionIds[]==s1,s2" },
	{ LIST_FLOWS, "inheritedAttributes.properties.isDestinationFlow==True" },
	{ LIST_FLOWS, "inheritedAttributes.properties.isDestinationFlow==1" },
	{ LIST_FLOWS, "inheritedAttributes.targetConnections[].connectionSpec.id==s2,S1" },
	{ LIST_FLOWS, "inheritedAttributes.targetConnections[].data.outputType==s1" },
	{ LIST_FLOWS, "scheduleParams.interval>1" }, { LIST_FLOWS, "absent==x" },
	{ LIST_TARGETS, "baseConnectionId==s1" }, { LIST_TARGETS, "connectionSpec.id==s2,s1" },
	{ LIST_TARGETS, "state==enabled-finalizing" }, { LIST_TARGETS, "name==TestConn" },
	{ LIST_TARGETS, "createdAt>=10%d" }, { LIST_TARGETS, "scheduleParams.interval==2" },
	{ LIST_RUNS, "flowId==e1" }, { LIST_RUNS, "flowId==e%d,e2,e3,none" },
	{ LIST_RUNS, "flowId==none" }, { LIST_RUNS, "state==inProgress" },
	{ LIST_RUNS, "metrics.statusSummary.status==Failed" },
	{ LIST_RUNS, "metrics.statusSummary.status==Success,Waiting,success" },
	{ LIST_RUNS, "metrics.statusSummary.status==Sleeping" },
	{ LIST_RUNS, "metrics.statusSummary.status>g" },
	{ LIST_RUNS, "createdAt>10%d" }, { LIST_RUNS, "createdAt<10%d" },
	{ LIST_RUNS, "updatedAt>=10%d" }, { LIST_RUNS, "updatedAt<=10%d" },
	{ LIST_RUNS, "metrics.durationSummary.startedAtUTC>10%d" },
	{ LIST_RUNS, "metrics.durationSummary.startedAtUTC<10%d" },
	{ LIST_RUNS, "metrics.durationSummary.startedAtUTC==10%d,1011" },
	{ LIST_RUNS, "metrics.durationSummary.completedAtUTC>=10%d" },
	{ LIST_RUNS, "metrics.durationSummary.completedAtUTC==10%d" },
	{ LIST_RUNS, "metrics.durationSummary.completedAtUTC>-9223372036854775808" },
	{ LIST_RUNS, "metrics.recordSummary.outputRecordCount>=1" },
	/* clang-format on */
};

static const char *const orders[] = {
	NULL,
	NULL,
	"createdAt",
	"-createdAt",
	"updatedAt",
	"name",
	"-name,state",
	"state,-createdAt",
	"-scheduleParams.interval,name",
	"metrics.durationSummary.startedAtUTC",
	"-metrics.recordSummary.outputRecordCount",
	"-description",
};

static void draw_question(uint64_t *rng, struct arena *a, struct question *out)
{
	static const enum list_of lists[] = { LIST_FLOWS, LIST_TARGETS, LIST_RUNS };
	size_t want = draw(rng, ARRAY_LEN(out->filters) + 1);

	*out = (struct question){ .of = lists[draw(rng, ARRAY_LEN(lists))] };
	out->orderby = orders[draw(rng, ARRAY_LEN(orders))];
	while (out->count < want) {
		size_t i = draw(rng, ARRAY_LEN(forms));
		const char *form = forms[i].form, *number = strstr(form, "%d");

		if (forms[i].of != out->of)
			continue;
		out->filters[out->count++] =
			number ? arena_printf(a, "%.*s%02d%s", (int)(number - form), form,
		                              (int)draw(rng, 50), number + 2)
			       : form;
	}
}

static char *ids(const cJSON *items)
{
	struct buf out = { 0 };
	const cJSON *one;

	cJSON_ArrayForEach(one, items)
		buf_printf(&out, "%s ", json_str(one, "id"));
	return buf_take(&out);
}

static const char *shown(const char *text)
{
	return text ? text : "-";
}

static void fail_on(const struct question *q, size_t trial, const char *got,
                    const char *want)
{
	fail_msg("seed %d, trial %zu: list %d [%s] [%s] [%s] by %s:\n%s\nand not\n%s",
	         SEED, trial, (int)q->of, shown(q->filters[0]), shown(q->filters[1]),
	         shown(q->filters[2]), shown(q->orderby), got, want);
}

static void indexes_answer_what_judging_each_item_answers(void **state UNUSED)
{
	uint64_t rng = SEED;

	for (size_t trial = 0; trial < TRIALS; trial++) {
		struct arena a = { 0 };
		struct question q;
		AUTO(cJSON_Delete) cJSON *want = NULL;
		AUTO(cJSON_Delete) cJSON *got = NULL;
		AUTO(mem_free) char *want_ids = NULL;
		AUTO(mem_free) char *got_ids = NULL;

		draw_question(&rng, &a, &q);
		q.orderby = NULL;
		want = judged(&q);
		got = whole(&q);
		want_ids = ids(want);
		got_ids = ids(json_get(got, "items"));
		if (strcmp(want_ids, got_ids) != 0)
			fail_on(&q, trial, got_ids, want_ids);
		arena_release(&a);
	}
}

static void pages_put_together_are_the_list_under_any_limit(void **state UNUSED)
{
	uint64_t rng = SEED + 1;

	for (size_t trial = 0; trial < TRIALS / 3; trial++) {
		struct arena a = { 0 };
		struct question q;
		AUTO(cJSON_Delete) cJSON *want = NULL;
		AUTO(cJSON_Delete) cJSON *got = NULL;
		AUTO(mem_free) char *want_ids = NULL;
		AUTO(mem_free) char *got_ids = NULL;

		draw_question(&rng, &a, &q);
		want = whole(&q);
		got = page_by_page(&q, 1 + (int64_t)draw(&rng, 9));
		want_ids = ids(json_get(want, "items"));
		got_ids = ids(got);
		if (strcmp(want_ids, got_ids) != 0)
			fail_on(&q, trial, got_ids, want_ids);
		arena_release(&a);
	}
}

static void an_order_changes_where_items_stand_and_nothing_else(void **state UNUSED)
{
	for_each_row(i, orders) {
		const struct question q = { .of = LIST_FLOWS, .orderby = orders[i] };
		const struct question plain = { .of = LIST_FLOWS };
		AUTO(cJSON_Delete) cJSON *body = whole(&q);
		AUTO(cJSON_Delete) cJSON *all = whole(&plain);
		const cJSON *items = json_get(body, "items"), *one;
		struct arena a = { 0 };
		struct list l;

		begin_list(&a, &q, &l);
		assert_int_equal(cJSON_GetArraySize(items),
		                 cJSON_GetArraySize(json_get(all, "items")));
		cJSON_ArrayForEach(one, items) {
			int order = 0;

			for (size_t k = 0; one->next && k < l.order.count && !order; k++)
				order = order_cmp(&l.order.keys[k],
				                  order_value(&l.order.keys[k], one),
				                  order_value(&l.order.keys[k],
				                              one->next));
			assert_true(order <= 0);
		}
		list_release(&l);
		arena_release(&a);
	}
}

static void counting_is_the_length_of_the_whole(void **state UNUSED)
{
	uint64_t rng = SEED + 2;

	for (size_t trial = 0; trial < 200; trial++) {
		struct arena a = { 0 };
		struct question q;
		AUTO(cJSON_Delete) cJSON *all = NULL;
		struct list l;
		int64_t count;

		draw_question(&rng, &a, &q);
		all = whole(&q);
		begin_list(&a, &q, &l);
		assert_int_equal(list_count(&world, &l, &count, &err), 0);
		assert_int_equal(count, cJSON_GetArraySize(json_get(all, "items")));
		list_release(&l);
		arena_release(&a);
	}
}

static void a_token_of_another_making_is_refused(void **state UNUSED)
{
	static const char *const cases[] = {
		/* clang-format off */
		"{}",
		"[]",
		JSON({"of":"runs","property":[],"limit":0,"at":1,"place":1}),
		JSON({"of":"runs","property":[],"limit":101,"at":1,"place":1}),
		JSON({"of":"flows","property":[],"limit":1,"at":1,"place":1}),
		JSON({"of":"runs","property":[1],"limit":1,"at":1,"place":1}),
		JSON({"of":"runs","property":["a~b"],"limit":1,"at":1,"place":1}),
		JSON({"of":"runs","property":[],"limit":1,"at":1.5,"place":1}),
		JSON({"of":"runs","property":[],"limit":1,"at":1}),
		JSON({"of":"runs","property":[],"limit":1,"at":1,"place":1,
		     "orderby":"name"}),
		JSON({"of":"runs","property":[],"limit":1,"at":1,"place":1,
		     "orderby":"name","keys":[1,2]}),
		JSON({"of":"runs","property":[],"limit":1,"at":1,"place":1,
		     "orderby":"#","keys":[1]}),
		JSON({"of":"runs","property":[],"limit":1,"at":1,"place":1,
		     "keys":[1]}),
	};
	/* clang-format on */

	for_each_row(i, cases) {
		struct list l = { .of = LIST_RUNS, .by = &caller };
		struct arena a = { 0 };
		struct buf token = { 0 };

		base64_put(&token, cases[i], strlen(cases[i]));
		if (list_read_token(&a, buf_str(&token), &l))
			fail_msg("%s is read", cases[i]);
		list_release(&l);
		buf_release(&token);
		arena_release(&a);
	}
}

/* SQLite counts what it sorts; questions of one index leave it nothing to sort. */
static void the_usual_questions_need_no_sorting(void **state UNUSED)
{
	static const struct question cases[] = {
		{ LIST_RUNS, { NULL }, 0, NULL },
		{ LIST_RUNS, { "flowId==e1" }, 1, NULL },
		{ LIST_RUNS, { "flowId==e1,e2" }, 1, NULL },
		{ LIST_RUNS, { "state==failed" }, 1, NULL },
		{ LIST_RUNS, { "state==failed,success" }, 1, NULL },
		{ LIST_RUNS, { "flowId==e1", "state==failed" }, 2, NULL },
		{ LIST_RUNS, { "createdAt<1020" }, 1, "-createdAt" },
		{ LIST_FLOWS, { NULL }, 0, NULL },
		{ LIST_FLOWS, { NULL }, 0, "createdAt" },
		{ LIST_FLOWS, { "state==enabled" }, 1, NULL },
		{ LIST_FLOWS, { "flowSpec.id==s1,s2" }, 1, NULL },
		{ LIST_FLOWS, { "name==a" }, 1, NULL },
		{ LIST_FLOWS,
		  { "inheritedAttributes.targetConnections[].connectionSpec.id==s1" },
		  1,
		  NULL },
		{ LIST_FLOWS,
		  { "inheritedAttributes.properties.isDestinationFlow==true" },
		  1,
		  NULL },
	};

	for_each_row(i, cases) {
		sqlite3_stmt *s = NULL;

		cJSON_Delete(whole(&cases[i]));
		while ((s = sqlite3_next_stmt(world.store.db, s))) {
			if (strncmp(sqlite3_sql(s), "select ", 7) == 0 &&
			    strstr(sqlite3_sql(s), "indexed by") &&
			    sqlite3_stmt_status(s, SQLITE_STMTSTATUS_SORT, 1))
				fail_msg("sorted: %s", sqlite3_sql(s));
		}
	}
}

static void a_path_that_nothing_shows_has_a_nearest_name(void **state UNUSED)
{
	static const struct {
		enum list_of of;
		const char *path, *meant; /* NULL: it is known; "-": nothing is near */
	} rows[] = {
		{ LIST_FLOWS, "name", NULL },
		{ LIST_FLOWS, "scheduleParams", NULL },
		{ LIST_FLOWS, "scheduleParams.interval", NULL },
		{ LIST_RUNS, "metrics.statusSummary.status", NULL },
		{ LIST_SOURCES, "params.whatever.it.holds", NULL },
		{ LIST_FLOWS, "sourceConnectionIds[0]", NULL },
		{ LIST_FLOWS, "inheritedAttributes.targetConnections[].connectionSpec.id",
		  NULL },
		{ LIST_FLOWS, "nam", "name" },
		{ LIST_FLOWS, "scheduleParam.interval", "scheduleParams" },
		{ LIST_FLOWS, "scheduleParams.intervl", "interval" },
		{ LIST_FLOWS, "scheduleParams.starttime", "startTime" },
		{ LIST_RUNS, "metrics.statusSumary.status", "statusSummary" },
		{ LIST_FLOWS, "flowSpec.ids", "id" },
		{ LIST_FLOWS, "lastRunDetails.colour", "-" },
		{ LIST_FLOWS, "colour", "-" },
		{ LIST_FLOWS, "metrics.statusSummary.status", "-" },
		{ LIST_RUNS, "lastRunDetails.state", "-" },
		{ LIST_FLOWS, "flowId", "-" },
		{ LIST_RUNS, "flowid", "flowId" },
		{ LIST_CONNECTIONS, "params.bucketName", "-" },
		{ LIST_CONNECTIONS, "connectionSpecs.id", "connectionSpec" },
		{ LIST_CONNECTION_SPECS, "authSpecs", "authSpec" },
		{ LIST_FLOW_SPECS, "createdAt", "-" },
	};

	for_each_row(i, rows) {
		const char *meant = NULL;
		const bool known = list_knows_path(rows[i].of, rows[i].path, &meant);

		row_int_equal(i, known, !rows[i].meant);
		if (!known)
			row_string_equal(i, meant ? meant : "-", rows[i].meant);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_that_nothing_shows_has_a_nearest_name),
		/* first: it reads counters of SQLite's */
		cmocka_unit_test(the_usual_questions_need_no_sorting),
		cmocka_unit_test(indexes_answer_what_judging_each_item_answers),
		cmocka_unit_test(pages_put_together_are_the_list_under_any_limit),
		cmocka_unit_test(an_order_changes_where_items_stand_and_nothing_else),
		cmocka_unit_test(counting_is_the_length_of_the_whole),
		cmocka_unit_test(a_token_of_another_making_is_refused),
	};

	return cmocka_run_group_tests_name("list", tests, setup, teardown);
}
