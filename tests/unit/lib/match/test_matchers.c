/*
 * test_matchers.c - lib/match/matchers.c
 */
#include "tests/unit/unit.h"

#include "lib/match/matchers.h"
#include "lib/mem.h"
#include "tests/unit/lib/match/differences.h"

static void each_matcher_fits_what_it_should_and_nothing_else(void **state UNUSED)
{
	static const struct {
		const char *pattern, *fits, *differs; /* NULL: nothing there */
	} cases[] = {
		/* clang-format off */
		{ "{'$any':true}", "null", NULL },
		{ "{'$any':true}", "{'a':[]}", NULL },
		{ "{'$absent':true}", NULL, "null" },
		{ "{'a':{'$absent':true}}", "{'b':1}", "{'a':null}" },
		{ "{'$type':'string'}", "''", "1" },
		{ "{'$type':'number'}", "1.5", "'1.5'" },
		{ "{'$type':'integer'}", "3.0", "3.5" },
		{ "{'$type':'integer'}", "-9223372036854775808", "'3'" },
		{ "{'$type':'boolean'}", "false", "0" },
		{ "{'$type':'array'}", "[]", "{}" },
		{ "{'$type':'object'}", "{}", "[]" },
		{ "{'$type':'null'}", "null", "false" },
		{ "{'$type':['null','string']}", "null", "1" },
		{ "{'$type':['null','string']}", "'a'", NULL },
		{ "{'$is':'uuid'}", "'12401496-2573-4ca7-8137-fef1aeb9dd4c'", "'12401496'" },
		{ "{'$matches':'^a+$'}", "'aaa'", "'ab'" },
		{ "{'$matches':'^a+$'}", "'a'", "7" },
		{ "{'$matches':'(?=.*b)a'}", "'ab'", "'a'" },
		{ "{'$gt':3}", "4", "3" },
		{ "{'$gt':9007199254740992}", "9007199254740993", "9007199254740992" },
		{ "{'$gt':3}", "3.5", "'4'" },
		{ "{'$ge':3}", "3", "2.9" },
		{ "{'$lt':3}", "2", "3" },
		{ "{'$le':3}", "3.0", "3.1" },
		{ "{'$ge':1,'$lt':3}", "2", "3" },
		{ "{'$gt':'2026-01-01'}", "'2026-01-02'", "'2025-12-31'" },
		{ "{'$contains':'b'}", "'abc'", "'ac'" },
		{ "{'$contains':'b'}", "['a','b']", "['ab']" },
		{ "{'$contains':{'id':2}}", "[{'id':1},{'id':2,'x':0}]", "[]" },
		{ "{'$contains':1}", "[1]", "'1'" },
		{ "{'$contains':1}", "[1]", "{'a':1}" },
		{ "{'$every':{'$gt':0}}", "[1,2]", "[1,0]" },
		{ "{'$every':{'$gt':0}}", "[1]", "[]" },
		{ "{'$every':1}", "[1]", "1" },
		{ "{'$length':2}", "[1,2]", "[1]" },
		{ "{'$length':2}", "'\xc3\xa9\xc3\xa9'", "'\xc3\xa9'" },
		{ "{'$length':{'$ge':1}}", "{'a':1}", "{}" },
		{ "{'$length':0}", "''", "0" },
		{ "{'$oneOf':[1,'a']}", "'a'", "2" },
		{ "{'$oneOf':[1,{'$absent':true}]}", NULL, "2" },
		{ "{'$not':1}", "2", "1" },
		{ "{'$not':{'a':1}}", "{'a':2}", "{'a':1,'b':2}" },
		{ "{'$not':{'$absent':true}}", "null", NULL },
		{ "{'$not':1}", NULL, "1" },
		{ "{'$equals':{'$schema':'x'}}", "{'$schema':'x'}", "{'$schema':'x','a':1}" },
		{ "{'$equals':['\xe2\x80\xa6']}", "['\xe2\x80\xa6']", "[]" },
		{ "{'$exact':{'a':1}}", "{'a':1}", "{'a':1,'b':2}" },
		{ "{'$exact':{'a':{'b':1}}}", "{'a':{'b':1}}", "{'a':{'b':1,'c':2}}" },
		{ "{'$exact':[{'a':1}]}", "[{'a':1}]", "[{'a':1,'b':2}]" },
		{ "{'$exact':{'a':{'$any':true}}}", "{'a':{'x':1}}", "{}" },
		{ "{'$unordered':[1,2]}", "[2,1]", "[2,2]" },
		{ "{'$unordered':[1,2]}", "[1,2]", "[1,2,3]" },
		{ "{'$unordered':[]}", "[]", "{}" },
		{ "{'$unique':'id'}", "[{'id':1},{'id':2}]", "[{'id':1},{'id':1.0}]" },
		{ "{'$unique':''}", "[1,2]", "[1,1]" },
		{ "{'$unique':'id'}", "[]", "[{}]" },
		{ "{'$schema':{'minimum':3}}", "3", "2" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(mem_free) char *fits = differences(cases[i].pattern, cases[i].fits);
		AUTO_MEM char *differs = differences(cases[i].pattern, cases[i].differs);

		if (*fits || !*differs)
			fail_msg("%s: '%s', '%s'", cases[i].pattern, fits, differs);
	}
}

static void differences_inside_matchers_have_their_path(void **state UNUSED)
{
	static const struct {
		const char *pattern, *value, *differences;
	} cases[] = {
		{ "{'$every':{'a':1}}", "[{'a':1},{'a':2}]",
		  "  v[1].a: expected 1, got 2\n" },
		{ "{'$length':3}", "[1]", "  length of v: expected 3, got 1\n" },
		{ "{'$exact':{'a':1}}", "{'a':1,'b':2}",
		  "  v.b: expected nothing, got 2\n" },
		{ "{'$oneOf':[1,2]}", "3", "  v: expected $oneOf [1,2], got 3\n" },
		{ "{'$gt':3,'$lt':3}", "3",
		  "  v: expected $gt 3, got 3\n  v: expected $lt 3, got 3\n" },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *found = differences(cases[i].pattern, cases[i].value);

		if (strcmp(found, cases[i].differences) != 0)
			fail_msg("%s of %s: '%s'", cases[i].pattern, cases[i].value,
			         found);
	}
}

static void a_matcher_is_found_by_its_whole_name(void **state UNUSED)
{
	struct buf names = { 0 };

	matchers_names(&names);
	assert_non_null(strstr(buf_str(&names), "$any, $absent, $type, "));
	buf_release(&names);
	assert_string_equal(matchers_find("$le")->name, "$le");
	assert_null(matchers_find("$l"));
	assert_null(matchers_find("any"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_matcher_fits_what_it_should_and_nothing_else),
		cmocka_unit_test(differences_inside_matchers_have_their_path),
		cmocka_unit_test(a_matcher_is_found_by_its_whole_name),
	};

	return cmocka_run_group_tests_name("matchers", tests, NULL, NULL);
}
