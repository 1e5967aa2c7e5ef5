/*
 * test_scope.c - which operations a fault is for, and which a kind has a point for
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/faults/scope.h"
#include "tests/support/quoted.h"
#include "tests/support/seeded.h"

static int read_on(const cJSON *json, struct fault_on *out, struct err *e)
{
	struct fault_refuse r = { .e = e };

	return fault_on_read(json, out, &r);
}

static size_t count_on(const struct fault_on *on)
{
	size_t n = 0;

	for (size_t i = 0; i < OPERATION_COUNT; i++)
		n += on->how[i] != FAULT_ON_NOT;
	return n;
}

static void operations_are_meant_by_name_family_or_path(UNUSED void **state)
{
	static const struct {
		const char *on;
		enum operation operation;
		enum fault_on_how how;
	} rows[] = {
		{ "'FLOW_LIST'", OP_FLOW_LIST, FAULT_ON_NAME },
		{ "'flow_list'", OP_FLOW_LIST, FAULT_ON_NAME },
		{ "'FLOW_LIST'", OP_FLOW_GET, FAULT_ON_NOT },
		{ "'reads'", OP_FLOW_LIST, FAULT_ON_FAMILY },
		{ "'Reads'", OP_FLOW_CREATE, FAULT_ON_NOT },
		{ "'writes'", OP_FLOW_CREATE, FAULT_ON_FAMILY },
		{ "'service'", OP_RUN_CREATE, FAULT_ON_FAMILY },
		{ "'POST /flows/'", OP_FLOW_CREATE, FAULT_ON_NOT },
		{ "'POST /flows'", OP_FLOW_CREATE, FAULT_ON_PATH },
		{ "'post /flows'", OP_FLOW_CREATE, FAULT_ON_PATH },
		{ "'* /flows*'", OP_FLOW_LIST, FAULT_ON_PATH },
		{ "'GET /flows/*'", OP_FLOW_GET, FAULT_ON_PATH },
		{ "'GET /flows/*'", OP_FLOW_LIST, FAULT_ON_NOT },
		{ "'GET /flows/an-id'", OP_FLOW_GET, FAULT_ON_PATH },
		{ "'GET /data/foundation/flowservice/flows'", OP_FLOW_LIST,
		  FAULT_ON_PATH },
		/* The most exact way counts, in any order. */
		{ "['reads','FLOW_LIST']", OP_FLOW_LIST, FAULT_ON_NAME },
		{ "['FLOW_LIST','reads']", OP_FLOW_LIST, FAULT_ON_NAME },
		{ "['reads','GET /flows']", OP_FLOW_LIST, FAULT_ON_FAMILY },
		{ "['GET /flows','reads']", OP_FLOW_LIST, FAULT_ON_FAMILY },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(cJSON_Delete) cJSON *json = quoted_json(rows[i].on);
		struct fault_on on;
		struct err e = { 0 };

		if (read_on(json, &on, &e) < 0 && rows[i].how != FAULT_ON_NOT)
			fail_msg("row %zu: %s", i, e.text);
		row_int_equal(i, on.how[rows[i].operation], rows[i].how);
	}
}

static void what_means_no_operation_is_refused_at_its_node(UNUSED void **state)
{
	static const struct {
		const char *on, *why;
	} rows[] = {
		{ "7", "an operation is a text" },
		{ "[]", "there is no operation in the list" },
		{ "['FLOW_LIST',null]", "an operation is a text" },
		{ "'FLOW_LIZT'", "did you mean 'FLOW_LIST'?" },
		{ "'read'", "did you mean 'reads'?" },
		{ "''", "no operation is called ''" },
		{ "'GET /nowhere'", "no operation has a path that fits" },
		{ "'PATCH /runs'", "no operation has a path that fits" },
		{ "'GET flows'", "no operation has a path that fits" },
		{ "'GET /__admin/health'", "no operation has a path that fits" },
		{ "'GET /*a*b*c*d*'", "has 4 '*' at most" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(cJSON_Delete) cJSON *json = quoted_json(rows[i].on);
		struct fault_on on;
		struct err e = { 0 };

		row_int_equal(i, read_on(json, &on, &e), -1);
		row_int_equal(i, e.code, ERR_INVALID);
		if (!strstr(e.text, rows[i].why))
			fail_msg("row %zu: %s", i, e.text);
	}
}

static void no_fault_is_for_the_mocks_own_operations(UNUSED void **state)
{
	static const char *const all[] = { "'* /*'", "'reads'", "'writes'", "'GET /*'" };

	for_each_row(i, all) {
		AUTO(cJSON_Delete) cJSON *json = quoted_json(all[i]);
		struct fault_on on;
		struct err e = { 0 };

		assert_int_equal(read_on(json, &on, &e), 0);
		assert_true(count_on(&on) > 5);
		for (int k = 0; k < OPERATION_COUNT; k++) {
			if (on.how[k] != FAULT_ON_NOT)
				assert_false(
					str_starts(operation_row((enum operation)k)->path,
				                   "/__admin"));
		}
	}
	for (int k = 0; k < OPERATION_COUNT; k++) {
		const struct operation_row *row = operation_row((enum operation)k);
		AUTO_MEM char *text = mem_printf("'%s'", row->name);
		AUTO(cJSON_Delete) cJSON *json = quoted_json(text);
		struct fault_on on;
		struct err e = { 0 };
		bool own = str_starts(row->path, "/__admin");

		assert_int_equal(read_on(json, &on, &e), own ? -1 : 0);
		assert_int_equal(fault_scope_has(FAULT_SCOPE_ANY, (enum fault_point)k),
		                 !own);
		for (int s = 0; own && s < FAULT_SCOPE_COUNT; s++)
			assert_false(fault_scope_has((enum fault_scope)s,
			                             (enum fault_point)k) &&
			             s != FAULT_SCOPE_GATED);
	}
}

static void every_operation_is_a_read_or_a_write_or_of_the_ims(UNUSED void **state)
{
	for (int k = 0; k < OPERATION_COUNT; k++) {
		const struct operation_row *row = operation_row((enum operation)k);
		static const char *const families[] = { "'reads'", "'writes'", "'ims'" };
		int of = 0;

		if (str_starts(row->path, "/__admin"))
			continue;
		for_each_row(i, families) {
			AUTO(cJSON_Delete) cJSON *json = quoted_json(families[i]);
			struct fault_on on;
			struct err e = { 0 };

			assert_int_equal(read_on(json, &on, &e), 0);
			of += on.how[k] != FAULT_ON_NOT;
			if (i == 1)
				assert_int_equal(on.how[k] != FAULT_ON_NOT,
				                 fault_scope_writes((enum operation)k));
		}
		if (of != 1)
			fail_msg("%s is in %d families", row->name, of);
	}
}

/* Does the text fit the pattern?  By trying each length for each star. */
static bool fits(const char *pattern, const char *text)
{
	if (!*pattern)
		return !*text;
	if (*pattern != '*')
		return *pattern == *text && fits(pattern + 1, text + 1);
	for (size_t n = 0; n <= strlen(text); n++) {
		if (fits(pattern + 1, text + n))
			return true;
	}
	return false;
}

static void a_path_fits_a_pattern_as_trying_all_lengths_says(UNUSED void **state)
{
	static const char *const pieces[] = { "a", "ab", "/", "/a", "*", "b" };
	size_t fitting = 0;

	for (size_t round = 0; round < 20000; round++) {
		struct seeded d = seeded_begin(round);
		AUTO(buf_release) struct buf pattern = { 0 }, path = { 0 };
		AUTO(cJSON_Delete) cJSON *json = NULL;
		struct fault_on on = { 0 };
		bool want;

		buf_add_str(&pattern, "GET /");
		for (size_t n = seeded_below(&d, 6); n; n--)
			buf_add_str(&pattern,
			            pieces[seeded_below(&d, ARRAY_LEN(pieces))]);
		buf_add_char(&path, '/');
		for (size_t n = seeded_below(&d, 8); n; n--)
			buf_add_str(&path, seeded_once_in(&d, 2)   ? "a"
			                   : seeded_once_in(&d, 2) ? "b"
			                                           : "/");
		on.on = json = json_new_str(buf_str(&pattern));
		want = fits(buf_str(&pattern) + 4, buf_str(&path));
		fitting += want;
		if (fault_on_path_fits(&on, "GET", buf_str(&path)) != want)
			fail_msg("TEST_SEED=%llu: %s of %s", (unsigned long long)d.seed,
			         buf_str(&pattern), buf_str(&path));
		assert_false(fault_on_path_fits(&on, "PUT", buf_str(&path)));
	}
	assert_in_range(fitting, 500, 19500);
}

static void points_are_where_the_kinds_table_says(UNUSED void **state)
{
	static const struct {
		enum fault_scope scope;
		enum operation has, lacks;
	} rows[] = {
		{ FAULT_SCOPE_SHOWS, OP_FLOW_GET, OP_FLOW_LIST },
		{ FAULT_SCOPE_LISTS, OP_FLOW_LIST, OP_FLOW_GET },
		{ FAULT_SCOPE_LISTS, OP_RUN_LIST, OP_RUN_CREATE },
		{ FAULT_SCOPE_CREATES, OP_FLOW_CREATE, OP_RUN_CREATE },
		{ FAULT_SCOPE_PATCHES, OP_FLOW_PATCH, OP_FLOW_CREATE },
		{ FAULT_SCOPE_CHANGES, OP_FLOW_ACTION, OP_FLOW_DELETE },
		{ FAULT_SCOPE_TWICE, OP_RUN_CREATE, OP_FLOW_ACTION },
	};

	for_each_row(i, rows) {
		row_int_equal(i,
		              fault_scope_has(rows[i].scope, fault_point_of(rows[i].has)),
		              true);
		row_int_equal(i,
		              fault_scope_has(rows[i].scope,
		                              fault_point_of(rows[i].lacks)),
		              false);
		assert_true(*fault_scope_what(rows[i].scope));
	}
	assert_true(fault_scope_watches(FAULT_STALE_READ, OP_FLOW_PATCH));
	assert_false(fault_scope_watches(FAULT_STALE_READ, OP_FLOW_CREATE));
	assert_true(fault_scope_watches(FAULT_LIST_LAG, OP_FLOW_CREATE));
	assert_false(fault_scope_watches(FAULT_STATUS, OP_FLOW_CREATE));
	assert_true(fault_scope_same_collection(OP_FLOW_GET, OP_FLOW_LIST));
	assert_false(fault_scope_same_collection(OP_FLOW_GET, OP_RUN_LIST));
	assert_true(fault_scope_names_flow(OP_FLOW_GET));
	assert_true(fault_scope_names_flow(OP_RUN_CREATE));
	assert_false(fault_scope_names_flow(OP_FLOW_LIST));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(operations_are_meant_by_name_family_or_path),
		cmocka_unit_test(what_means_no_operation_is_refused_at_its_node),
		cmocka_unit_test(no_fault_is_for_the_mocks_own_operations),
		cmocka_unit_test(every_operation_is_a_read_or_a_write_or_of_the_ims),
		cmocka_unit_test(a_path_fits_a_pattern_as_trying_all_lengths_says),
		cmocka_unit_test(points_are_where_the_kinds_table_says),
	};

	return cmocka_run_group_tests_name("faults/scope", tests, NULL, NULL);
}
