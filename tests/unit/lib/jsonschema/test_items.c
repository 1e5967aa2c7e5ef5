/*
 * test_items.c - rules of arrays, next to models that compare all with all
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/judged.h"
#include "tests/support/quoted.h"
#include "tests/support/seeded.h"

#define ROUNDS 1000

/* Values, equal within a row; members and numbers are written in several ways. */
static const char *const equals[][4] = {
	/* clang-format off */
	{ "1", "1.0", "10e-1", "0.1E1" },
	{ "0", "-0", "0.000", "0e9" },
	{ "\"1\"", "\"1\"", "\"\\u0031\"", "\"1\"" },
	{ JSON({"a":1,"b":2}), JSON({"b":2,"a":1}), JSON({"b":2.0,"a":1}),
	  JSON({"a":10e-1,"b":2}) },
	{ JSON({"a":2,"b":1}), JSON({"b":1,"a":2}), JSON({"b":1,"a":2.0}),
	  JSON({"a":2,"b":1e0}) },
	{ "[1,2]", "[1,2]", "[1.0,2]", "[1,20e-1]" },
	{ "[2,1]", "[2,1]", "[2,1.0]", "[20e-1,1]" },
	{ "{}", "{}", "{ }", "{}" },
	{ "[]", "[]", "[ ]", "[]" },
	{ "null", "null", "null", "null" },
	{ "false", "false", "false", "false" },
	{ "9007199254740993", "9007199254740993.0", "9007199254740993",
	  "9007199254740993" },
	{ "9007199254740992", "9007199254740992.0", "9007199254740992",
	  "9007199254740992" },
	{ "\"\"", "\"\"", "\"\"", "\"\"" },
};
/* clang-format on */

static void an_element_repeats_another_where_a_comparison_of_all_finds_one(
	UNUSED void **state)
{
	AUTO_SCHEMA struct jsonschema *s = judged_schema("{`uniqueItems`:true}", 0);

	for (size_t round = 0; round < ROUNDS; round++) {
		struct seeded d = seeded_begin(round);
		size_t count = seeded_below(&d, 9), of[9];
		AUTO(buf_release) struct buf doc = { 0 }, want = { 0 };
		AUTO_MEM char *said = NULL;

		buf_add_char(&doc, '[');
		for (size_t i = 0; i < count; i++) {
			of[i] = seeded_below(&d, ARRAY_LEN(equals));
			buf_printf(&doc, "%s%s", i ? "," : "",
			           equals[of[i]][seeded_below(&d, 4)]);
			for (size_t j = 0; j < i; j++) {
				if (of[i] != of[j])
					continue;
				buf_printf(&want,
				           "/%zu uniqueItems: is the same as element "
				           "%zu\n",
				           i, j);
				break;
			}
		}
		buf_add_char(&doc, ']');
		said = judged_says(s, buf_str(&doc));
		if (strcmp(said, buf_str(&want)) != 0)
			fail_msg("TEST_SEED=%llu: %s\n%sand not\n%s",
			         (unsigned long long)d.seed, buf_str(&doc), said,
			         buf_str(&want));
	}
}

static void each_element_has_a_schema_by_its_place(UNUSED void **state)
{
	static const struct {
		const char *schema, *said; /* of ["a", 1, null] */
	} rows[] = {
		{ "{`items`:true}", "" },
		{ "{`items`:[]}", "" },
		{ "{`items`:{`type`:`string`}}",
		  "/1 type: must be a string, is a number\n"
		  "/2 type: must be a string, is null\n" },
		{ "{`items`:[{`type`:`null`}]}", "/0 type: must be null, is a string\n" },
		{ "{`items`:[true,{`type`:`null`}],`additionalItems`:{`type`:`number`}}",
		  "/1 type: must be null, is a number\n"
		  "/2 type: must be a number, is null\n" },
		{ "{`items`:[true,false],`additionalItems`:false}",
		  "/1 additionalItems: there may be no element here\n"
		  "/2 additionalItems: there may be no element here\n" },
		/* Without a list of items, additionalItems means nothing. */
		{ "{`additionalItems`:false}", "" },
		{ "{`items`:true,`additionalItems`:false}", "" },
		{ "{`items`:[true,true,true,false],`additionalItems`:false}", "" },
	};

	for_each_row(i, rows) {
		AUTO_SCHEMA struct jsonschema *s = judged_schema(rows[i].schema, 0);
		AUTO_MEM char *said = judged_says(s, "[`a`,1,null]");

		row_string_equal(i, said, rows[i].said);
		assert_true(judged_fits(rows[i].schema, "[]"));
		assert_true(judged_fits(rows[i].schema, "{`0`:9}"));
	}
}

static void counts_and_contains_see_every_element(UNUSED void **state)
{
	for (size_t round = 0; round < ROUNDS / 4; round++) {
		struct seeded d = seeded_begin(round);
		size_t count = seeded_below(&d, 6), nulls = 0,
		       limit = seeded_below(&d, 6);
		AUTO(buf_release) struct buf doc = { 0 };
		AUTO_MEM char *most = mem_printf("{`maxItems`:%zu}", limit);
		AUTO_MEM char *least = mem_printf("{`minItems`:%zu}", limit);

		buf_add_char(&doc, '[');
		for (size_t i = 0; i < count; i++) {
			bool null = seeded_once_in(&d, 4);

			nulls += null;
			buf_printf(&doc, "%s%s", i ? "," : "", null ? "null" : "[null]");
		}
		buf_add_char(&doc, ']');
		if (judged_fits(most, buf_str(&doc)) != (count <= limit) ||
		    judged_fits(least, buf_str(&doc)) != (count >= limit) ||
		    judged_fits("{`contains`:{`type`:`null`}}", buf_str(&doc)) !=
		            (nulls > 0))
			fail_msg("TEST_SEED=%llu: %s, limit %zu",
			         (unsigned long long)d.seed, buf_str(&doc), limit);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			an_element_repeats_another_where_a_comparison_of_all_finds_one),
		cmocka_unit_test(each_element_has_a_schema_by_its_place),
		cmocka_unit_test(counts_and_contains_see_every_element),
	};

	return cmocka_run_group_tests_name("jsonschema/items", tests, NULL, NULL);
}
