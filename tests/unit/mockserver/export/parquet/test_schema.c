/*
 * test_schema.c - mockserver/export/parquet/schema.c
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/export/parquet/schema.h"
#include "tests/support/rows.h"
#include "tests/support/thrift_text.h"

/* A case gives the elements below the root, each as text. */
static void assert_elements(const char *schema, size_t count, const char *expected)
{
	struct buf bytes = { 0 }, text = { 0 };
	struct thrift t = { .out = &bytes };
	struct parquet_schema s;
	struct err e = { 0 };
	struct rows r;
	AUTO(mem_free) char *whole = NULL;

	rows_init(&r, schema);
	assert_int_equal(parquet_schema_init(&s, r.def, &e), 0);
	parquet_schema_put(&s, &t, 2);
	thrift_end(&t);
	assert_int_equal(thrift_to_text(bytes.data, bytes.size, &text), bytes.size);
	whole = mem_printf("{2:[{4:'schema' 5:%zu} %s]}", r.def->child_count, expected);
	assert_string_equal(text.data, whole);
	assert_int_equal(s.element_count, count);
	parquet_schema_release(&s);
	rows_release(&r);
	buf_release(&bytes);
	buf_release(&text);
}

static void scalars_have_their_physical_and_logical_types(void **state UNUSED)
{
	static const struct {
		const char *schema, *expected;
	} cases[] = {
		{ "a bool", "{1:0 3:1 4:'a'}" },
		{ "a int32!", "{1:1 3:0 4:'a'}" },
		{ "a int64", "{1:2 3:1 4:'a'}" },
		{ "a double", "{1:5 3:1 4:'a'}" },
		{ "a string!", "{1:6 3:0 4:'a' 6:0 10:{1:{}}}" },
		{ "a date", "{1:1 3:1 4:'a' 6:6 10:{6:{}}}" },
		{ "a timestamp", "{1:2 3:1 4:'a' 6:9 10:{8:{1:true 2:{1:{}}}}}" },
		{ "a decimal(9,2)", "{1:1 3:1 4:'a' 6:5 7:2 8:9 10:{5:{1:2 2:9}}}" },
		{ "a decimal(10,0)", "{1:2 3:1 4:'a' 6:5 7:0 8:10 10:{5:{1:0 2:10}}}" },
		{ "a decimal(18,18)",
		  "{1:2 3:1 4:'a' 6:5 7:18 8:18 10:{5:{1:18 2:18}}}" },
	};

	for_each_row(i, cases)
		assert_elements(cases[i].schema, 2, cases[i].expected);
}

static void groups_are_spelled_as_the_standard_says(void **state UNUSED)
{
	assert_elements(
		"s {x int64!}, t {y bool}!", 5,
		"{3:1 4:'s' 5:1} {1:2 3:0 4:'x'} {3:0 4:'t' 5:1} {1:0 3:1 4:'y'}");
	assert_elements(
		"l [int64!]", 4,
		"{3:1 4:'l' 5:1 6:3 10:{3:{}}} {3:2 4:'list' 5:1} {1:2 3:0 4:'element'}");
	assert_elements("m <int64>!", 5,
	                "{3:0 4:'m' 5:1 6:1 10:{2:{}}} {3:2 4:'key_value' 5:2} "
	                "{1:6 3:0 4:'key' 6:0 10:{1:{}}} {1:2 3:1 4:'value'}");
	assert_elements("l [[bool]]", 6,
	                "{3:1 4:'l' 5:1 6:3 10:{3:{}}} {3:2 4:'list' 5:1} "
	                "{3:1 4:'element' 5:1 6:3 10:{3:{}}} {3:2 4:'list' 5:1} "
	                "{1:0 3:1 4:'element'}");
}

static void leaves_know_their_path_and_largest_levels(void **state UNUSED)
{
	static const struct {
		const char *path;
		int max_def, max_rep;
	} expected[] = {
		{ "a", 0, 0 },
		{ "b.c.list.element.d", 5, 1 },
		{ "b.c.list.element.e.key_value.key", 6, 2 },
		{ "b.c.list.element.e.key_value.value", 7, 2 },
		{ "f", 1, 0 },
	};
	struct parquet_schema s;
	struct err e = { 0 };
	struct rows r;

	rows_init(&r, "a int64!, b {c [{d string, e <bool>}]}, f date");
	assert_int_equal(parquet_schema_init(&s, r.def, &e), 0);
	assert_int_equal(s.leaf_count, ARRAY_LEN(expected));
	for (size_t i = 0; i < s.leaf_count; i++) {
		struct buf path = { 0 };

		for (size_t k = 0; k < s.leaf[i].path_count; k++)
			buf_printf(&path, "%s%s", k ? "." : "", s.leaf[i].path[k]);
		assert_string_equal(path.data, expected[i].path);
		assert_int_equal(s.leaf[i].max_def, expected[i].max_def);
		assert_int_equal(s.leaf[i].max_rep, expected[i].max_rep);
		buf_release(&path);
	}
	parquet_schema_release(&s);
	rows_release(&r);
}

static void refuses_what_parquet_cannot_hold(void **state UNUSED)
{
	static const struct {
		const char *schema, *words;
	} cases[] = {
		{ "", "a struct needs a member: ''" },
		{ "a {b {}}", "a struct needs a member: 'a.b'" },
		{ "a [{}]", "a struct needs a member: 'a.list.element'" },
		{ "a decimal(19,2)", "a decimal has 1 to 18 digits" },
		{ "a decimal(0,0)", "a decimal has 1 to 18 digits" },
		{ "a decimal(4,5)", "a decimal has 1 to 18 digits" },
	};

	for_each_row(i, cases) {
		struct parquet_schema s;
		struct err e = { 0 };
		struct rows r;

		rows_init(&r, cases[i].schema);
		assert_int_equal(parquet_schema_init(&s, r.def, &e), -1);
		assert_int_equal(e.code, ERR_INVALID);
		assert_non_null(strstr(e.text, cases[i].words));
		rows_release(&r);
	}
}

/* A nullable list in another: each adds two levels, the value at the end one. */
static int init_lists(size_t depth, struct err *e)
{
	AUTO(buf_release) struct buf schema = { 0 };
	struct parquet_schema s;
	struct rows r;
	int rc;

	buf_add_str(&schema, "a ");
	for (size_t i = 0; i < depth; i++)
		buf_add_char(&schema, '[');
	buf_add_str(&schema, "bool");
	for (size_t i = 0; i < depth; i++)
		buf_add_char(&schema, ']');
	rows_init(&r, schema.data);
	rc = parquet_schema_init(&s, r.def, e);
	if (rc == 0)
		parquet_schema_release(&s);
	rows_release(&r);
	return rc;
}

static void refuses_more_levels_than_fit(void **state UNUSED)
{
	struct err e = { 0 };

	assert_int_equal(init_lists((PARQUET_LEVEL_MAX - 1) / 2, &e), 0);
	assert_int_equal(init_lists((PARQUET_LEVEL_MAX - 1) / 2 + 1, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_non_null(strstr(e.text, "nested too deep"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars_have_their_physical_and_logical_types),
		cmocka_unit_test(groups_are_spelled_as_the_standard_says),
		cmocka_unit_test(leaves_know_their_path_and_largest_levels),
		cmocka_unit_test(refuses_what_parquet_cannot_hold),
		cmocka_unit_test(refuses_more_levels_than_fit),
	};

	return cmocka_run_group_tests_name("parquet_schema", tests, NULL, NULL);
}
