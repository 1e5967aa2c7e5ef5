/*
 * test_violations.c - each fact about a document is said once
 */
#include "tests/unit/unit.h"

#include "lib/buf.h"
#include "lib/mem.h"
#include "lib/violations.h"

/* "POINTER KEYWORD MESSAGE;…" as violations; a message has no blank. */
static void add_all(struct violations *v, const char *text)
{
	AUTO(mem_free) char *copy = mem_strdup(text);
	char *rest = copy, *one;

	while ((one = strsep(&rest, ";"))) {
		char *pointer = strsep(&one, " "), *keyword = strsep(&one, " ");
		static const char *const known[] = {
			"required",  "dependencies", "enum",      "type",
			"minLength", "reference",    "maxLength", "contract",
			"pattern",   "minimum",      "maximum"
		};

		for_each_row(i, known) {
			if (!strcmp(known[i], keyword))
				violations_add(v, pointer, known[i], one);
		}
	}
}

static char *text_of(const struct violations *v)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < v->count; i++)
		buf_printf(&out, "%s%s %s %s", i ? ";" : "", v->all[i].pointer,
		           v->all[i].keyword, v->all[i].message);
	return buf_take(&out);
}

static void of_those_that_say_the_same_of_a_place_one_stays(void **state UNUSED)
{
	static const struct {
		const char *added, *stay;
	} rows[] = {
		{ "/a type t", "/a type t" },
		{ "/a enum e;/b enum e", "/a enum e;/b enum e" },
		{ "/a enum e;/b type t;/a enum e", "/a enum e;/b type t" },
		{ "/a enum one;/a enum two", "/a enum one;/a enum two" },
		{ "/a dependencies d;/b type t;/a required r",
		  "/a required r;/b type t" },
		{ "/a required r;/a dependencies d", "/a required r" },
		{ "/a pattern p;/a enum e", "/a enum e" },
		{ "/a minimum m;/b type t;/a enum e", "/a enum e;/b type t" },
		{ "/a enum e;/a maximum m", "/a enum e" },
		{ "/a pattern p;/a minimum m", "/a pattern p;/a minimum m" },
		{ "/a required one;/a required two", "/a required two" },
		{ "/a type t;/b type t;/a enum e", "/a enum e;/b type t" },
		{ "/a type t;/a required r", "/a type t" },
		{ "/a type wide;/a type narrow", "/a type narrow" },
		{ "/a minLength m;/a reference r", "/a minLength m" },
		{ "/a minLength m;/a maxLength x", "/a minLength m;/a maxLength x" },
		{ "/a type t;/ab required r;/a/b required r",
		  "/a type t;/ab required r;/a/b required r" },
		{ "/z type t;/z enum e;/a type t;/a enum e;/z type t",
		  "/z enum e;/a enum e" },
	};

	for_each_row(i, rows) {
		AUTO(violations_release) struct violations v = { 0 };
		AUTO(mem_free) char *stay = NULL;

		add_all(&v, rows[i].added);
		violations_settle(&v);
		stay = text_of(&v);
		if (strcmp(stay, rows[i].stay) != 0)
			fail_msg("%s: %s", rows[i].added, stay);
	}
}

static void an_empty_list_stays_empty(void **state UNUSED)
{
	AUTO(violations_release) struct violations v = { 0 };

	violations_settle(&v);
	assert_int_equal(v.count, 0);
}

/* Whoever sends a thousand wrong members is answered as soon as anybody. */
static void many_of_one_place_and_of_many_are_settled(void **state UNUSED)
{
	AUTO(violations_release) struct violations v = { 0 };

	for (int i = 0; i < 20000; i++) {
		AUTO_MEM char *pointer = mem_printf("/%d", i % 2 ? 1 : i);

		violations_add(&v, pointer, "type", "t");
	}
	violations_settle(&v);
	assert_in_range(v.count, 10001, 20000);
	assert_string_equal(v.all[0].pointer, "/0");
	assert_string_equal(v.all[1].pointer, "/1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_those_that_say_the_same_of_a_place_one_stays),
		cmocka_unit_test(an_empty_list_stays_empty),
		cmocka_unit_test(many_of_one_place_and_of_many_are_settled),
	};

	return cmocka_run_group_tests_name("violations", tests, NULL, NULL);
}
