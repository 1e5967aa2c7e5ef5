/*
 * test_members.c - rules of objects, next to a model that knows which members are there
 *
 * A schema is drawn as sets of the names a to e, an object as one; the model says what
 * must be reported, in the order of the keywords and of the members.
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/judged.h"
#include "tests/support/seeded.h"

#define NAMES  5
#define ROUNDS 1000

struct shape {
	unsigned required;     /* bit i: the member named 'a' + i */
	unsigned forbidden;    /* `properties`: false */
	unsigned listed;       /* `properties`: true */
	unsigned by_pattern;   /* `patternProperties`: the first so many names */
	bool closed;           /* `additionalProperties`: false */
	unsigned needs[NAMES]; /* `dependencies` */
	int least, most;
};

static struct shape draw_shape(struct seeded *d)
{
	struct shape s = { 0 };

	s.required = (unsigned)seeded_below(d, 1 << NAMES);
	s.forbidden = (unsigned)seeded_below(d, 1 << NAMES);
	s.listed = (unsigned)seeded_below(d, 1 << NAMES) & ~s.forbidden;
	s.by_pattern = (1U << seeded_below(d, NAMES)) - 1;
	s.closed = seeded_once_in(d, 2);
	for (int i = 0; i < NAMES; i++)
		s.needs[i] =
			seeded_once_in(d, 3) ? (unsigned)seeded_below(d, 1 << NAMES) : 0;
	s.least = (int)seeded_below(d, NAMES);
	s.most = (int)seeded_below(d, NAMES + 1);
	return s;
}

/* "`a`,`c`", or "`a`:false,`c`:false" with that behind each name. */
static void put_names(struct buf *out, unsigned set, const char *behind)
{
	const char *between = "";

	for (int i = 0; i < NAMES; i++) {
		if (!(set >> i & 1))
			continue;
		buf_printf(out, "%s`%c`%s", between, 'a' + i, behind);
		between = ",";
	}
}

static void put_schema(struct buf *out, const struct shape *s)
{
	const char *between = "";

	buf_add_str(out, "{`properties`:{");
	put_names(out, s->forbidden, ":false");
	buf_add_str(out, s->forbidden && s->listed ? "," : "");
	put_names(out, s->listed, ":true");
	buf_printf(out, "},`patternProperties`:{`^[a-%c]$`:true},",
	           'a' + __builtin_popcount(s->by_pattern) - !!s->by_pattern);
	buf_printf(out, "`additionalProperties`:%s,`required`:[",
	           s->closed ? "false" : "true");
	put_names(out, s->required, "");
	buf_add_str(out, "],`dependencies`:{");
	for (int i = 0; i < NAMES; i++) {
		buf_printf(out, "%s`%c`:[", between, 'a' + i);
		put_names(out, s->needs[i], "");
		buf_add_str(out, "]");
		between = ",";
	}
	buf_printf(out, "},`minProperties`:%d,`maxProperties`:%d}", s->least, s->most);
}

static void expect_missing(struct buf *out, unsigned set, const char *keyword,
                           int because)
{
	for (int i = 0; i < NAMES; i++) {
		if (!(set >> i & 1))
			continue;
		buf_printf(out, "/%c %s: the member '%c' is missing", 'a' + i, keyword,
		           'a' + i);
		if (because >= 0)
			buf_printf(out, "; '%c' needs it", 'a' + because);
		buf_add_char(out, '\n');
	}
}

/* What must be said of members, in the order of the names. */
static void expect_members(struct buf *out, const struct shape *s, unsigned has)
{
	const unsigned known =
		s->forbidden | s->listed | (s->by_pattern ? s->by_pattern : 1);

	for (int i = 0; i < NAMES; i++) {
		if (!(has >> i & 1))
			continue;
		if (s->forbidden >> i & 1)
			buf_printf(out,
			           "/%c properties: the member '%c' is not allowed\n",
			           'a' + i, 'a' + i);
		else if (s->closed && !(known >> i & 1))
			buf_printf(
				out,
				"/%c additionalProperties: the member '%c' is unknown\n",
				'a' + i, 'a' + i);
	}
}

/* Lines in an order of their own: keywords may be judged in any. */
static void assert_same_lines(const char *found, const char *expected, const char *schema,
                              uint64_t seed)
{
	AUTO_MEM char *rest = mem_strdup(found);
	AUTO_MEM char *copy = mem_strdup(expected);
	bool same = strlen(found) == strlen(expected);

	for (char *at = copy, *line; same && (line = strsep(&at, "\n")) && *line;) {
		AUTO_MEM char *whole = mem_printf("%s\n", line);

		same = strstr(rest, whole) != NULL;
	}
	if (!same)
		fail_msg("TEST_SEED=%llu: %s says\n%sand not\n%s",
		         (unsigned long long)seed, schema, found, expected);
}

static void members_are_judged_as_the_model_has_it(UNUSED void **state)
{
	for (size_t round = 0; round < ROUNDS; round++) {
		struct seeded d = seeded_begin(round);
		struct shape s = draw_shape(&d);
		unsigned has = (unsigned)seeded_below(&d, 1 << NAMES);
		int count = __builtin_popcount(has);
		AUTO(buf_release) struct buf schema = { 0 }, doc = { 0 }, want = { 0 };
		AUTO_SCHEMA struct jsonschema *compiled = NULL;
		AUTO_MEM char *said = NULL;

		put_schema(&schema, &s);
		buf_add_char(&doc, '{');
		put_names(&doc, has, ":1");
		buf_add_char(&doc, '}');
		expect_members(&want, &s, has);
		expect_missing(&want, s.required & ~has, "required", -1);
		for (int i = 0; i < NAMES; i++) {
			if (has >> i & 1)
				expect_missing(&want, s.needs[i] & ~has, "dependencies",
				               i);
		}
		if (count < s.least)
			buf_printf(&want,
			           " minProperties: must have at least %d members, has "
			           "%d\n",
			           s.least, count);
		if (count > s.most)
			buf_printf(
				&want,
				" maxProperties: must have at most %d members, has %d\n",
				s.most, count);
		compiled = judged_schema(buf_str(&schema), 0);
		said = judged_says(compiled, buf_str(&doc));
		assert_same_lines(said, buf_str(&want), buf_str(&schema), d.seed);
	}
}

static void names_of_any_kind_are_escaped_and_cut(UNUSED void **state)
{
	static const struct {
		const char *name, *pointer, *shown;
	} rows[] = {
		{ "", "/", "''" },
		{ "a/b", "/a~1b", "'a/b'" },
		{ "~", "/~0", "'~'" },
		{ "~1", "/~01", "'~1'" },
		{ "a b", "/a b", "'a b'" },
		{ "\xc3\xa9", "/\xc3\xa9", "'\xc3\xa9'" },
		{ "0123456789012345678901234567890123456789012345678901234567890",
		  "/0123456789012345678901234567890123456789012345678901234567890",
		  "'012345678901234567890123456789012345678901234567890123456789…'" },
	};
	AUTO_SCHEMA struct jsonschema *s =
		judged_schema("{`additionalProperties`:false}", 0);

	for_each_row(i, rows) {
		AUTO_MEM char *doc = mem_printf("{`%s`:1}", rows[i].name);
		AUTO_MEM char *said = judged_says(s, doc);
		AUTO_MEM char *want =
			mem_printf("%s additionalProperties: the member %s is unknown\n",
		                   rows[i].pointer, rows[i].shown);

		row_string_equal(i, said, want);
	}
}

static void a_member_is_judged_by_all_that_concern_it(UNUSED void **state)
{
	AUTO_SCHEMA struct jsonschema *s = judged_schema(
		"{`properties`:{`ab`:{`minimum`:2}},"
		"`patternProperties`:{`^a`:{`minimum`:3},`b$`:{`minimum`:4}},"
		"`additionalProperties`:{`minimum`:9}}",
		0);
	static const char *const rows[][2] = {
		{ "{`ab`:1}", "/ab minimum: must be at least 2, is 1\n"
		              "/ab minimum: must be at least 3, is 1\n"
		              "/ab minimum: must be at least 4, is 1\n" },
		{ "{`a`:1}", "/a minimum: must be at least 3, is 1\n" },
		{ "{`cb`:1}", "/cb minimum: must be at least 4, is 1\n" },
		{ "{`c`:5}", "/c minimum: must be at least 9, is 5\n" },
		{ "{`AB`:9,`ab`:4}", "" },
		{ "[1]", "" },
		{ "`ab`", "" },
	};

	for_each_row(i, rows) {
		AUTO_MEM char *said = judged_says(s, rows[i][0]);

		row_string_equal(i, said, rows[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_are_judged_as_the_model_has_it),
		cmocka_unit_test(names_of_any_kind_are_escaped_and_cut),
		cmocka_unit_test(a_member_is_judged_by_all_that_concern_it),
	};

	return cmocka_run_group_tests_name("jsonschema/members", tests, NULL, NULL);
}
