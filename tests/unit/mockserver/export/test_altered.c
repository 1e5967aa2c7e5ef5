/*
 * test_altered.c - mockserver/export/altered.c
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/export/altered.h"
#include "mockserver/export/export.h"
#include "tests/support/quoted.h"
#include "tests/support/rows.h"
#include "tests/support/scratch.h"

#define SCHEMA "id int64!, deep {x int64, y [string]}, s string"
#define FIRST  JSON({"id":1,"deep":{"x":7,"y":["p",null]}}) "\n"
#define FLAT   JSON({"id":1,"flat":{"x":7,"y":["p",null]}}) "\n"
#define SECOND JSON({"id":2,"s":"two"}) "\n"

/* The altered rows as JSON lines, with so many values in the column; or any number. */
static void expect(void **state, struct altered *a, const char *lines, uint64_t values)
{
	static const struct export_options options = { EXPORT_JSON, EXPORT_NONE,
		                                       FILE_NO_SYNC };
	AUTO(mem_free) char *path = scratch_path(state, "x.json");
	AUTO(buf_release) struct buf found = { 0 };
	struct export_stats stats;
	struct err e = { 0 };

	assert_int_equal(export_file(path, &options, &a->source, &stats, &e), 0);
	scratch_read(path, &found);
	assert_string_equal(buf_str(&found), lines);
	if (values < UINT64_MAX)
		assert_int_equal(a->values, values);
	altered_release(a);
}

static int make(void **state, struct rows *r)
{
	(void)state;
	rows_init(r, SCHEMA);
	rows_add(r, FIRST SECOND);
	return 0;
}

static void rows_that_are_not_altered_are_the_same(void **state)
{
	struct altered a;
	struct rows r;

	make(state, &r);
	altered_init(&a, rows_source(&r, 2), NULL, NULL);
	expect(state, &a, FIRST SECOND FIRST SECOND, UINT64_MAX);
	rows_release(&r);
}

static void rows_that_come_again_are_behind_the_others(void **state)
{
	struct rows r, again;
	struct altered a;

	make(state, &r);
	rows_init(&again, SCHEMA);
	rows_add(&again, JSON({"id":2,"s":"two"}));
	altered_init(&a, rows_source(&r, 1), rows_source(&again, 1), NULL);
	expect(state, &a, FIRST SECOND SECOND, UINT64_MAX);
	rows_release(&r);
	rows_release(&again);
}

static void a_column_has_another_name_and_its_values(void **state)
{
	const struct alteration other_name = { ALTER_NAME, 1, "flat" };
	struct rows r, again;
	struct altered a;

	make(state, &r);
	make(state, &again);
	altered_init(&a, rows_source(&r, 1), rows_source(&again, 1), &other_name);
	expect(state, &a, FLAT SECOND FLAT SECOND, UINT64_MAX);
	assert_string_equal(r.def->child[1].name, "deep");
	rows_release(&r);
	rows_release(&again);
}

static void a_column_is_another_or_not_there(void **state)
{
	static const struct {
		struct alteration does;
		const char *lines;
		uint64_t values;
	} cases[] = {
		/* clang-format off */
		{ { ALTER_TYPE, 0, NULL },
		  JSON({"id":"1","deep":{"x":7,"y":["p",null]}}) "\n"
		  JSON({"id":"2","s":"two"}) "\n",
		  2 },
		{ { ALTER_DROP, 0, NULL },
		  JSON({"deep":{"x":7,"y":["p",null]}}) "\n" JSON({"s":"two"}) "\n",
		  2 },
		{ { ALTER_DROP, 2, NULL },
		  JSON({"id":1,"deep":{"x":7,"y":["p",null]}}) "\n" JSON({"id":2})
		  "\n",
		  1 },
		{ { ALTER_ADD, 2, "more" },
		  JSON({"id":1,"deep":{"x":7,"y":["p",null]}}) "\n"
		  JSON({"id":2,"s":"two","more":"two"}) "\n",
		  1 },
		{ { ALTER_ADD, 0, "more" },
		  JSON({"id":1,"deep":{"x":7,"y":["p",null]},"more":1}) "\n"
		  JSON({"id":2,"s":"two","more":2}) "\n",
		  2 },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		struct altered a;
		struct rows r;

		make(state, &r);
		altered_init(&a, rows_source(&r, 1), NULL, &cases[i].does);
		expect(state, &a, cases[i].lines, cases[i].values);
		rows_release(&r);
	}
}

static void values_have_another_type_and_nulls_stay(void **state)
{
	static const struct alteration first = { ALTER_TYPE, 0, NULL };
	static const struct {
		const char *schema, *rows, *lines;
	} cases[] = {
		/* clang-format off */
		{ "v bool", JSON({"v":true}) "\n{}\n" JSON({"v":false}),
		  JSON({"v":"true"}) "\n{}\n" JSON({"v":"false"}) "\n" },
		{ "v int32", JSON({"v":-7}), JSON({"v":"-7"}) "\n" },
		{ "v double", JSON({"v":0.5}), JSON({"v":"0.5"}) "\n" },
		{ "v string", JSON({"v":"a"}) "\n{}\n" JSON({"v":""}) "\n"
			      JSON({"v":"bc"}),
		  JSON({"v":["a"]}) "\n{}\n" JSON({"v":[""]}) "\n" JSON({"v":["bc"]})
		  "\n" },
		{ "v decimal(9,2)", JSON({"v":1250}), JSON({"v":"12.50"}) "\n" },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		struct altered a;
		struct rows r;

		rows_init(&r, cases[i].schema);
		rows_add(&r, cases[i].rows);
		altered_init(&a, rows_source(&r, 1), NULL, &first);
		expect(state, &a, cases[i].lines, UINT64_MAX);
		rows_release(&r);
	}
}

static void each_batch_has_its_own_values_of_another_type(void **state)
{
	static const struct alteration first = { ALTER_TYPE, 0, NULL };
	struct rows r, again;
	struct altered a;

	rows_init(&r, "v int32");
	rows_add(&r, JSON({"v":1}) "\n" JSON({"v":2}));
	rows_init(&again, "v int32");
	rows_add(&again, JSON({"v":7}));
	altered_init(&a, rows_source(&r, 1), rows_source(&again, 1), &first);
	expect(state, &a,
	       JSON({"v":"1"}) "\n" JSON({"v":"2"}) "\n" JSON({"v":"7"}) "\n", 3);
	rows_release(&r);
	rows_release(&again);
}

static void a_struct_keeps_its_type_and_the_only_column_stays(void **state UNUSED)
{
	struct rows r;
	size_t at;

	rows_init(&r, SCHEMA);
	assert_false(altered_find(r.def, "x", &at));
	assert_true(altered_find(r.def, "id", &at));
	assert_int_equal(at, 0);
	assert_true(altered_find(r.def, "s", &at));
	assert_int_equal(at, 2);
	assert_true(altered_can(r.def, ALTER_TYPE, 0));
	assert_false(altered_can(r.def, ALTER_TYPE, 1)); /* a struct */
	assert_true(altered_can(r.def, ALTER_TYPE, 2));
	for (size_t i = 0; i < 3; i++) {
		assert_true(altered_can(r.def, ALTER_NAME, i));
		assert_true(altered_can(r.def, ALTER_DROP, i));
		assert_true(altered_can(r.def, ALTER_ADD, i));
	}
	rows_release(&r);
	rows_init(&r, "id int64!, s string");
	assert_true(altered_can(r.def, ALTER_DROP, 0));
	rows_release(&r);
	rows_init(&r, "id int64!");
	assert_false(altered_can(r.def, ALTER_DROP, 0));
	rows_release(&r);
}

static void a_source_that_fails_fails_the_altered_one(void **state)
{
	const struct column *batch;
	struct err e = { 0 };
	const struct alteration other_name = { ALTER_NAME, 0, "other" };
	struct altered a;
	struct rows r;

	make(state, &r);
	altered_init(&a, rows_source(&r, 1), NULL, &other_name);
	r.fail_at = 1;
	assert_int_equal(a.source.next(a.source.ctx, &batch, &e), -1);
	altered_release(&a);
	rows_release(&r);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_open, scratch_close)
	const struct CMUnitTest tests[] = {
		TEST(rows_that_are_not_altered_are_the_same),
		TEST(rows_that_come_again_are_behind_the_others),
		TEST(a_column_has_another_name_and_its_values),
		TEST(a_column_is_another_or_not_there),
		TEST(values_have_another_type_and_nulls_stay),
		TEST(each_batch_has_its_own_values_of_another_type),
		TEST(a_struct_keeps_its_type_and_the_only_column_stays),
		TEST(a_source_that_fails_fails_the_altered_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
