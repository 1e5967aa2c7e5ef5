/*
 * test_apply.c - schemas about the same value, next to the sets that they stand for
 *
 * The values are the numbers 0 to 7.  A schema is drawn as a tree whose leaves are enums;
 * which numbers fit is known from its sets.
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/judged.h"
#include "tests/support/seeded.h"

#define VALUES 8
#define ALL    ((1U << VALUES) - 1)
#define ROUNDS 400

/* Writes a schema and returns the set of the numbers that fit it. */
static unsigned put_schema(struct seeded *d, int deep, struct buf *out);

static unsigned put_enum(struct seeded *d, struct buf *out)
{
	unsigned set = (unsigned)seeded_below(d, ALL + 1);
	const char *between = "";

	buf_add_str(out, "{`enum`:[");
	for (int i = 0; i < VALUES; i++) {
		if (!(set >> i & 1))
			continue;
		buf_printf(out, "%s%d", between, i);
		between = ",";
	}
	buf_add_str(out, "]}");
	return set;
}

static unsigned put_list(struct seeded *d, int deep, struct buf *out)
{
	static const char *const words[] = { "allOf", "anyOf", "oneOf" };
	size_t word = seeded_below(d, ARRAY_LEN(words)), count = 1 + seeded_below(d, 3);
	unsigned all = ALL, any = 0, twice = 0;

	buf_printf(out, "{`%s`:[", words[word]);
	for (size_t i = 0; i < count; i++) {
		unsigned one;

		buf_add_str(out, i ? "," : "");
		one = put_schema(d, deep - 1, out);
		all &= one;
		twice |= any & one;
		any |= one;
	}
	buf_add_str(out, "]}");
	return word == 0 ? all : word == 1 ? any : any & ~twice;
}

static unsigned put_branches(struct seeded *d, int deep, struct buf *out)
{
	unsigned test, then = ALL, otherwise = ALL;

	buf_add_str(out, "{`if`:");
	test = put_schema(d, deep - 1, out);
	if (seeded_below(d, 3)) {
		buf_add_str(out, ",`then`:");
		then = put_schema(d, deep - 1, out);
	}
	if (seeded_below(d, 3)) {
		buf_add_str(out, ",`else`:");
		otherwise = put_schema(d, deep - 1, out);
	}
	buf_add_char(out, '}');
	return (test & then) | (~test & otherwise & ALL);
}

static unsigned put_schema(struct seeded *d, int deep, struct buf *out)
{
	unsigned set;

	switch (deep ? seeded_below(d, 6) : seeded_below(d, 2)) {
	case 0:
		return put_enum(d, out);
	case 1:
		set = seeded_once_in(d, 2) ? ALL : 0;
		buf_add_str(out, set ? "true" : "false");
		return set;
	case 2:
		buf_add_str(out, "{`not`:");
		set = ALL & ~put_schema(d, deep - 1, out);
		buf_add_char(out, '}');
		return set;
	case 3:
		return put_branches(d, deep, out);
	default:
		return put_list(d, deep, out);
	}
}

static void a_value_fits_where_the_sets_have_it(UNUSED void **state)
{
	unsigned seen_in = 0, seen_out = 0;

	for (size_t round = 0; round < ROUNDS; round++) {
		struct seeded d = seeded_begin(round);
		AUTO(buf_release) struct buf schema = { 0 };
		unsigned set = put_schema(&d, 3, &schema);
		AUTO_SCHEMA struct jsonschema *s = judged_schema(buf_str(&schema), 0);

		for (int i = 0; i < VALUES; i++) {
			const char doc[] = { (char)('0' + i), '\0' };
			AUTO_MEM char *said = judged_says(s, doc);

			if ((*said == '\0') != (bool)(set >> i & 1))
				fail_msg("TEST_SEED=%llu: %s on %s",
				         (unsigned long long)d.seed, buf_str(&schema),
				         doc);
			seen_in += set >> i & 1;
			seen_out += !(set >> i & 1);
		}
	}
	assert_true(seen_in > ROUNDS && seen_out > ROUNDS);
}

static void of_alternatives_that_all_fail_the_nearest_is_told(UNUSED void **state)
{
	static const struct {
		const char *schema, *doc, *said;
	} rows[] = {
		/* One broken rule in each of up to four: all of them in one sentence. */
		{ "{`anyOf`:[{`const`:1},{`const`:2},{`const`:3},{`const`:4}]}", "0",
		  " anyOf: must be 1, is 0; or must be 2, is 0; or must be 3, is 0; or "
		  "must "
		  "be 4, is 0\n" },
		{ "{`anyOf`:[{`const`:1},{`const`:2},{`const`:3},{`const`:4},{`const`:5}]"
		  "}",
		  "0",
		  " anyOf: fits none of 5 alternatives; number 1 is the nearest\n"
		  " const: must be 1, is 0\n" },
		/* The first of those with the fewest violations. */
		{ "{`oneOf`:[{`required`:[`a`,`b`]},{`required`:[`a`]},{`required`:[`b`]}"
		  ","
		  "{`required`:[`c`,`d`]}]}",
		  "{}",
		  " oneOf: fits none of 4 alternatives; number 2 is the nearest\n"
		  "/a required: the member 'a' is missing\n" },
		{ "{`oneOf`:[true,false,true,true]}", "0",
		  " oneOf: fits more than one alternative: numbers 1 and 3\n" },
		/* What lies below the value says where. */
		{ "{`anyOf`:[{`properties`:{`a`:{`items`:{`type`:`null`}}}},"
		  "{`type`:`null`}]}",
		  "{`a`:[null,1]}",
		  " anyOf: /a/1: must be null, is a number; or must be null, is an "
		  "object\n" },
		{ "{`properties`:{`x`:{`anyOf`:[{`properties`:{`a`:{`type`:`null`}}},"
		  "{`type`:`null`}]}}}",
		  "{`x`:{`a`:1}}",
		  "/x anyOf: /a: must be null, is a number; or must be null, is an "
		  "object\n" },
		{ "{`not`:{`required`:[`a`]}}", "{`a`:1}",
		  "/a not: the member 'a' is not allowed here\n" },
		{ "{`not`:{`required`:[`a`,`b`]}}", "{`a`:1,`b`:2}",
		  " not: must not fit the schema of 'not'\n" },
		{ "{`not`:{`required`:[`a`]}}", "`a`",
		  " not: must not fit the schema of 'not'\n" },
		{ "{`not`:{`required`:[`a`],`type`:`object`}}", "{`a`:1}",
		  " not: must not fit the schema of 'not'\n" },
		/* Nothing is said of the branch not taken. */
		{ "{`if`:{`required`:[`a`]},`then`:{`required`:[`b`]},`else`:{`required`:"
		  "["
		  "`c`]}}",
		  "{`a`:1}", "/b required: the member 'b' is missing\n" },
	};

	for_each_row(i, rows) {
		AUTO_SCHEMA struct jsonschema *s = judged_schema(rows[i].schema, 0);
		AUTO_MEM char *said = judged_says(s, rows[i].doc);

		row_string_equal(i, said, rows[i].said);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_fits_where_the_sets_have_it),
		cmocka_unit_test(of_alternatives_that_all_fail_the_nearest_is_told),
	};

	return cmocka_run_group_tests_name("jsonschema/apply", tests, NULL, NULL);
}
