/*
 * test_plan.c - which filters and orders the store's columns answer
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "mockserver/lists/plan.h"
#include "mockserver/runs/text.h"
#include "tests/support/chain.h"

static struct chain chain;

static int setup(UNUSED void **state)
{
	chain_open(&chain);
	chain_make_all(&chain);
	return 0;
}

static int teardown(UNUSED void **state)
{
	chain_close(&chain);
	return 0;
}

/* Plans a list with these filters, up to three, and that order. */
static void plan(struct arena *a, enum list_of of, const char *const *filters,
                 const char *orderby, struct list_plan *out)
{
	static struct list l;
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct filter *all = arena_alloc(a, 3 * sizeof(*all));
	struct err e = { 0 };

	l = (struct list){ .of = of, .by = &chain_caller, .filters = all };
	for (; *filters; filters++) {
		if (filter_read(a, *filters, &all[l.filter_count++], &rf) < 0)
			fail_msg("%s: %s", *filters, rf.text);
	}
	if (orderby && list_read_order(a, orderby, &l, &rf) < 0)
		fail_msg("%s", rf.text);
	if (list_plan(&chain.world, &l, out, &e) < 0)
		fail_msg("%s", e.text);
}

static void a_filter_is_a_columns_only_where_both_mean_the_same(UNUSED void **state)
{
	static const struct {
		enum list_of of;
		const char *filter;
		size_t conditions, rest;
		bool none;
	} rows[] = {
		{ LIST_FLOWS, "id==x", 1, 0, false },
		{ LIST_FLOWS, "state==ENABLED", 1, 0, false },
		{ LIST_FLOWS, "name==a,b", 1, 0, false },
		{ LIST_FLOWS, "flowSpec.id==x", 1, 0, false },
		{ LIST_FLOWS, "connectionSpec.id==x", 0, 1, false }, /* a flow has none */
		{ LIST_TARGETS, "connectionSpec.id==x", 1, 0, false },
		{ LIST_TARGETS, "flowSpec.id==x", 0, 1, false },
		{ LIST_CONNECTIONS, "baseConnectionId==x", 0, 1, false },
		{ LIST_FLOWS, "sourceConnectionIds[]==x", 1, 0, false },
		{ LIST_FLOWS, "createdAt>1000", 1, 0, false },
		{ LIST_FLOWS, "createdAt>1e3", 1, 0, false },
		{ LIST_FLOWS, "createdAt>1000.5", 0, 1, false }, /* no whole number */
		{ LIST_FLOWS, "createdAt>99999999999999999999", 0, 1, false },
		{ LIST_FLOWS, "name>a", 0, 1, false }, /* of texts equality alone */
		{ LIST_FLOWS, "scheduleParams.interval==3", 0, 1, false },
		{ LIST_RUNS, "state==success", 1, 0, false },
		{ LIST_RUNS, "state==nonsense", 0, 0, true },
		{ LIST_RUNS, "state==nonsense,failed", 1, 0, false },
		{ LIST_RUNS, "flowId==nobody", 0, 0, true },
		{ LIST_RUNS, "id==nobody", 0, 0, true },
		/* A time after its creation bounds the creation, too. */
		{ LIST_RUNS, "updatedAt>1000", 2, 0, false },
		{ LIST_RUNS, "updatedAt==1000", 3, 0, false },
		{ LIST_RUNS, "metrics.durationSummary.startedAtUTC<1000", 2, 0, false },
		{ LIST_RUNS, "createdAt<1000", 1, 0, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *const filters[] = { rows[i].filter, NULL };
		AUTO(list_plan_release) struct list_plan p = { 0 };
		struct arena a = { 0 };

		plan(&a, rows[i].of, filters, NULL, &p);
		row_int_equal(i, p.count, rows[i].conditions);
		row_int_equal(i, p.rest_count, rows[i].rest);
		row_int_equal(i, p.none, rows[i].none);
		arena_release(&a);
	}
}

static void values_become_those_of_the_column(UNUSED void **state)
{
	static const char *const filters[] = { "flowId==%s",
		                               "state==Success,FAILED,success", NULL };
	AUTO(list_plan_release) struct list_plan p = { 0 };
	struct arena a = { 0 };
	char flow[100], run[UUID_TEXT], id[100];
	const char *const of_flow[] = { flow, filters[1], id, NULL };

	snprintf(flow, sizeof(flow), "flowId==%s", chain.made[KIND_FLOW].id);
	snprintf(id, sizeof(id), "id==%s", run_id(&chain.world, 42, run));
	plan(&a, LIST_RUNS, of_flow, NULL, &p);
	assert_int_equal(p.count, 3);
	assert_int_equal(p.conditions[0].column, COLUMN_RUN_FLOW);
	assert_true(p.conditions[0].values[0].number > 0);
	/* One value named twice is looked for once. */
	assert_int_equal(p.conditions[1].count, 2);
	assert_int_equal(p.conditions[1].values[0].number, RUN_SUCCESS);
	assert_int_equal(p.conditions[1].values[1].number, RUN_FAILED);
	assert_int_equal(p.conditions[2].values[0].number, 42);
	arena_release(&a);
}

static void times_order_by_their_column_and_all_else_by_the_items(UNUSED void **state)
{
	static const struct {
		enum list_of of;
		const char *orderby;
		bool by_column;
		enum select_column by;
		bool up;
	} rows[] = {
		{ LIST_FLOWS, NULL, true, COLUMN_ENTITY_UPDATED_AT, false },
		{ LIST_RUNS, NULL, true, COLUMN_RUN_CREATED_AT, false },
		{ LIST_FLOWS, "createdAt", true, COLUMN_ENTITY_CREATED_AT, true },
		{ LIST_FLOWS, "-createdAt", true, COLUMN_ENTITY_CREATED_AT, false },
		{ LIST_RUNS, "updatedAt", true, COLUMN_RUN_UPDATED_AT, true },
		{ LIST_FLOWS, "name", false, COLUMN_ENTITY_UPDATED_AT, false },
		{ LIST_FLOWS, "createdAt,name", false, COLUMN_ENTITY_UPDATED_AT, false },
	};
	static const char *const none[] = { NULL };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(list_plan_release) struct list_plan p = { 0 };
		struct arena a = { 0 };

		plan(&a, rows[i].of, none, rows[i].orderby, &p);
		row_int_equal(i, p.by_column, rows[i].by_column);
		row_int_equal(i, p.by, rows[i].by);
		row_int_equal(i, p.up, rows[i].up);
		arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_filter_is_a_columns_only_where_both_mean_the_same),
		cmocka_unit_test(values_become_those_of_the_column),
		cmocka_unit_test(times_order_by_their_column_and_all_else_by_the_items),
	};

	return cmocka_run_group_tests_name("lists/plan", tests, setup, teardown);
}
