/*
 * test_select.c - mockserver/store/select.c: by which index each list is read
 */
#include "tests/unit/mockserver/store/opened.h"

#include "lib/mem.h"
#include "mockserver/store/select.h"

/* How SQLite runs the statement: its steps, each with a "|" behind it. */
static void explain(struct stmt *q, struct buf *out)
{
	AUTO_MEM char *sql = mem_printf("explain query plan %s", sqlite3_sql(q->s));
	sqlite3_stmt *plan = NULL;

	assert_int_equal(sqlite3_prepare_v2(store.db, sql, -1, &plan, NULL), SQLITE_OK);
	while (sqlite3_step(plan) == SQLITE_ROW)
		buf_printf(out, "%s|", (const char *)sqlite3_column_text(plan, 3));
	sqlite3_finalize(plan);
}

static void each_list_is_read_by_its_index(void **state UNUSED)
{
	static const struct bound text = { .text = "x" }, success = { .number = 0 };
	static const struct {
		struct selection what;
		struct condition condition; /* count 0: none */
		const char *index;
		bool sorts; /* every match, for no index has the order */
	} cases[] = {
		/* clang-format off */
		{ { .table = TABLE_ENTITY, .kind = KIND_FLOW, .by = COLUMN_ENTITY_UPDATED_AT },
		  { 0 }, "entity_updated", false },
		{ { .table = TABLE_ENTITY, .kind = KIND_CONNECTION, .by = COLUMN_ENTITY_UPDATED_AT },
		  { 0 }, "entity_updated", false },
		{ { .table = TABLE_ENTITY, .kind = KIND_FLOW, .by = COLUMN_ENTITY_CREATED_AT },
		  { 0 }, "flow_by_created", false },
		{ { .table = TABLE_ENTITY, .kind = KIND_TARGET, .by = COLUMN_ENTITY_CREATED_AT },
		  { 0 }, "entity_updated", true },
		{ { .table = TABLE_ENTITY, .kind = KIND_FLOW, .by = COLUMN_ENTITY_UPDATED_AT },
		  { COLUMN_ENTITY_STATE, FILTER_EQ, &text, 1 }, "flow_by_state", false },
		{ { .table = TABLE_ENTITY, .kind = KIND_SOURCE, .by = COLUMN_ENTITY_UPDATED_AT },
		  { COLUMN_ENTITY_STATE, FILTER_EQ, &text, 1 }, "entity_updated", false },
		{ { .table = TABLE_ENTITY, .kind = KIND_CONNECTION, .by = COLUMN_ENTITY_UPDATED_AT },
		  { COLUMN_ENTITY_NAME, FILTER_EQ, &text, 1 }, "entity_updated", false },
		{ { .table = TABLE_ENTITY, .kind = KIND_CONNECTION, .by = COLUMN_ENTITY_UPDATED_AT },
		  { COLUMN_ENTITY_SPEC, FILTER_EQ, &text, 1 }, "entity_updated", false },
		{ { .table = TABLE_ENTITY, .kind = KIND_FLOW, .by = COLUMN_ENTITY_UPDATED_AT },
		  { COLUMN_ENTITY_NAME, FILTER_EQ, &text, 1 }, "flow_by_name", false },
		{ { .table = TABLE_ENTITY, .kind = KIND_FLOW, .by = COLUMN_ENTITY_UPDATED_AT },
		  { COLUMN_ENTITY_SPEC, FILTER_EQ, &text, 1 }, "flow_by_spec", false },
		{ { .table = TABLE_ENTITY, .kind = KIND_FLOW, .by = COLUMN_ENTITY_UPDATED_AT },
		  { COLUMN_FLOW_SOURCE, FILTER_EQ, &text, 1 }, "flow_by_source", false },
		{ { .table = TABLE_ENTITY, .kind = KIND_FLOW, .by = COLUMN_ENTITY_UPDATED_AT },
		  { COLUMN_FLOW_TARGET, FILTER_EQ, &text, 1 }, "flow_by_target", false },
		{ { .table = TABLE_RUN, .by = COLUMN_RUN_CREATED_AT },
		  { COLUMN_RUN_STATUS, FILTER_EQ, &success, 1 }, "run_status", false },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf plan = { 0 };
		AUTO_MEM char *uses = mem_printf("INDEX %s (", cases[i].index);
		AUTO(stmt_end) struct stmt *q = NULL;
		struct selection what = cases[i].what;

		what.tenant = 1;
		what.most = 20;
		what.conditions = &cases[i].condition;
		what.count = cases[i].condition.count > 0;
		assert_int_equal(select_begin(&store, &what, &q, &err), 0);
		explain(q, &plan);
		if (!strstr(buf_str(&plan), uses) ||
		    (strstr(buf_str(&plan), "TEMP B-TREE") != NULL) != cases[i].sorts)
			fail_msg("row %zu: %s, not by %s", i, buf_str(&plan),
			         cases[i].index);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_list_is_read_by_its_index,
		                                opened_begin, opened_end),
	};

	return cmocka_run_group_tests_name("select", tests, NULL, NULL);
}
