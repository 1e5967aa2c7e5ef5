/*
 * test_values.c - rules of values: types, choices, numbers, strings
 *
 * Numbers are whole multiples of 1/1000 here, spelled in many ways; the lengths of
 * strings are known from how they were made.
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/judged.h"
#include "tests/support/seeded.h"

#define ROUNDS 500

static void a_type_takes_its_values_and_no_others(UNUSED void **state)
{
	static const char *const docs[] = { "`a`",  "1.5",    "true", "[]",
		                            "{}",   "null",   "1",    "1.0",
		                            "10e1", "2.50e1", "15e-1" };
	/* A letter a document: x where it fits. */
	static const char *const rows[][2] = {
		{ "string", "x.........." },  { "number", ".x....xxxxx" },
		{ "integer", "......xxxx." }, { "boolean", "..x........" },
		{ "array", "...x......." },   { "object", "....x......" },
		{ "null", ".....x....." },
	};

	for_each_row(i, rows) {
		AUTO_MEM char *schema = mem_printf("{`type`:`%s`}", rows[i][0]);

		for_each_row(j, docs) {
			if (judged_fits(schema, docs[j]) != (rows[i][1][j] == 'x'))
				fail_msg("%s of %s", rows[i][0], docs[j]);
		}
	}
}

/* The number of thousandths: as digits, with zeros behind them, or with an exponent. */
static void spell(struct seeded *d, int64_t thousandths, char *out, size_t room)
{
	const char *sign = thousandths < 0 ? "-" : "";
	long long n = llabs((long long)thousandths);

	switch (seeded_below(d, 3)) {
	case 0:
		snprintf(out, room, "%s%lld.%03lld", sign, n / 1000, n % 1000);
		break;
	case 1:
		snprintf(out, room, "%s%llde-3", sign, n);
		break;
	case 2:
		snprintf(out, room, "%s%lld.%06lld00E+0", sign, n / 1000,
		         n % 1000 * 1000);
		break;
	}
}

static bool at_most(int64_t v, int64_t limit)
{
	return v <= limit;
}

static bool below(int64_t v, int64_t limit)
{
	return v < limit;
}

static bool at_least(int64_t v, int64_t limit)
{
	return v >= limit;
}

static bool above(int64_t v, int64_t limit)
{
	return v > limit;
}

static bool multiple(int64_t v, int64_t limit)
{
	return v % limit == 0;
}

static const struct relation {
	const char *keyword;
	bool (*holds)(int64_t v, int64_t limit);
} relations[] = {
	{ "maximum", at_most },     { "exclusiveMaximum", below },
	{ "minimum", at_least },    { "exclusiveMinimum", above },
	{ "multipleOf", multiple },
};

static void numbers_are_compared_by_value_however_they_are_spelled(UNUSED void **state)
{
	for (size_t round = 0; round < ROUNDS; round++) {
		struct seeded d = seeded_begin(round);
		const struct relation *r =
			&relations[seeded_below(&d, ARRAY_LEN(relations))];
		int64_t limit = seeded_between(&d, 1, 40),
			v = seeded_between(&d, -80, 80);
		char limit_text[64], text[64];
		AUTO_MEM char *schema = NULL;

		if (seeded_once_in(&d, 3)) /* equal, or next to it */
			v = limit + seeded_between(&d, -1, 1);
		if (r->holds != multiple &&
		    seeded_once_in(&d, 2)) { /* far beyond a double */
			limit += INT64_C(9007199254740993);
			v += INT64_C(9007199254740993);
		}
		spell(&d, limit, limit_text, sizeof(limit_text));
		spell(&d, v, text, sizeof(text));
		schema = mem_printf("{`%s`:%s}", r->keyword, limit_text);
		if (judged_fits(schema, text) != r->holds(v, limit))
			fail_msg("TEST_SEED=%llu: %s on %s", (unsigned long long)d.seed,
			         schema, text);
	}
}

static void a_length_is_counted_in_characters(UNUSED void **state)
{
	static const char *const characters[] = {
		"a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\\n", "\\u00e9"
	};

	for (size_t round = 0; round < ROUNDS; round++) {
		struct seeded d = seeded_begin(round);
		size_t length = seeded_below(&d, 40);
		int limit = (int)length + (int)seeded_between(&d, -2, 2);
		AUTO(buf_release) struct buf text = { 0 };
		AUTO_MEM char *most =
			mem_printf("{`maxLength`:%d}", limit > 0 ? limit : 0);
		AUTO_MEM char *least =
			mem_printf("{`minLength`:%d}", limit > 0 ? limit : 0);

		buf_add_char(&text, '`');
		for (size_t i = 0; i < length; i++)
			buf_add_str(&text,
			            characters[seeded_below(&d, ARRAY_LEN(characters))]);
		buf_add_char(&text, '`');
		limit = limit > 0 ? limit : 0;
		if (judged_fits(most, buf_str(&text)) != ((int)length <= limit) ||
		    judged_fits(least, buf_str(&text)) != ((int)length >= limit))
			fail_msg("TEST_SEED=%llu: %s of length %zu, limit %d",
			         (unsigned long long)d.seed, buf_str(&text), length,
			         limit);
	}
}

static void choices_are_equal_values_and_case_counts_unless_it_need_not(
	UNUSED void **state)
{
	static const struct {
		const char *doc;
		bool fits, in_any_case;
	} rows[] = {
		{ "`GZIP`", true, true },
		{ "`gzip`", false, true },
		{ "`GZIP `", false, false },
		{ "``", false, false },
		{ "1.0", true, true },
		{ "`1`", false, false },
		{ "{`b`:[],`a`:`X`}", true, true },
		{ "{`a`:`x`,`b`:[]}", false,
		  false }, /* texts of the choice itself only */
		{ "{`a`:`X`}", false, false },
		{ "null", true, true },
		{ "false", false, false },
		{ "`\xc3\x84`", true, true },
		{ "`\xc3\xa4`", false, false }, /* letters of ASCII only */
	};
	static const char schema[] =
		"{`enum`:[`GZIP`,1,{`a`:`X`,`b`:[]},null,`\xc3\x84`]}";
	AUTO_SCHEMA struct jsonschema *exact = judged_schema(schema, 0);
	AUTO_SCHEMA struct jsonschema *loose =
		judged_schema(schema, JSONSCHEMA_ENUM_ANY_CASE);

	for_each_row(i, rows) {
		AUTO_MEM char *said = judged_says(exact, rows[i].doc);
		AUTO_MEM char *loosely = judged_says(loose, rows[i].doc);

		row_int_equal(i, !*said, rows[i].fits);
		row_int_equal(i, !*loosely, rows[i].in_any_case);
	}
}

static void a_rule_leaves_values_of_other_types_alone(UNUSED void **state)
{
	static const char *const numbers =
		"{`maximum`:-1,`minimum`:1,`exclusiveMinimum`:5,`multipleOf`:7}";
	static const char *const texts = "{`minLength`:9,`maxLength`:0,`pattern`:`^x$`}";
	static const char *const others[] = { "null", "true", "[3]", "{`a`:3}" };

	assert_false(judged_fits(numbers, "0"));
	assert_true(judged_fits(numbers, "`a`"));
	assert_false(judged_fits(texts, "`a`"));
	assert_true(judged_fits(texts, "0"));
	for_each_row(i, others) {
		row_int_equal(i, judged_fits(numbers, others[i]), true);
		row_int_equal(i, judged_fits(texts, others[i]), true);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_type_takes_its_values_and_no_others),
		cmocka_unit_test(numbers_are_compared_by_value_however_they_are_spelled),
		cmocka_unit_test(a_length_is_counted_in_characters),
		cmocka_unit_test(
			choices_are_equal_values_and_case_counts_unless_it_need_not),
		cmocka_unit_test(a_rule_leaves_values_of_other_types_alone),
	};

	return cmocka_run_group_tests_name("jsonschema/values", tests, NULL, NULL);
}
