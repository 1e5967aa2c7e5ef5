/*
 * test_patch.c - lib/json/patch.c: RFC 6902, its appendix and its edges
 */
#include "tests/unit/unit.h"

#include "lib/json/patch.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

static const struct {
	const char *doc, *patch;
	const char *want; /* NULL: refused */
	enum err_code code;
} cases[] = {
	/* clang-format off */
	/* RFC 6902, appendix A */
	{ "{'foo':'bar'}", "[{'op':'add','path':'/baz','value':'qux'}]", "{'foo':'bar','baz':'qux'}", 0 },
	{ "{'foo':['bar','baz']}", "[{'op':'add','path':'/foo/1','value':'qux'}]", "{'foo':['bar','qux','baz']}", 0 },
	{ "{'baz':'qux','foo':'bar'}", "[{'op':'remove','path':'/baz'}]", "{'foo':'bar'}", 0 },
	{ "{'foo':['bar','qux','baz']}", "[{'op':'remove','path':'/foo/1'}]", "{'foo':['bar','baz']}", 0 },
	{ "{'baz':'qux','foo':'bar'}", "[{'op':'replace','path':'/baz','value':'boo'}]", "{'baz':'boo','foo':'bar'}", 0 },
	{ "{'foo':{'bar':'baz','waldo':'fred'},'qux':{'corge':'grault'}}",
	  "[{'op':'move','from':'/foo/waldo','path':'/qux/thud'}]",
	  "{'foo':{'bar':'baz'},'qux':{'corge':'grault','thud':'fred'}}", 0 },
	{ "{'foo':['all','grass','cows','eat']}", "[{'op':'move','from':'/foo/1','path':'/foo/3'}]",
	  "{'foo':['all','cows','eat','grass']}", 0 },
	{ "{'baz':'qux','foo':['a',2,'c']}", "[{'op':'test','path':'/baz','value':'qux'},{'op':'test','path':'/foo/1','value':2}]",
	  "{'baz':'qux','foo':['a',2,'c']}", 0 },
	{ "{'baz':'qux'}", "[{'op':'test','path':'/baz','value':'bar'}]", NULL, ERR_STALE },
	{ "{'foo':'bar'}", "[{'op':'add','path':'/child','value':{'grandchild':{}}}]", "{'foo':'bar','child':{'grandchild':{}}}", 0 },
	{ "{'foo':'bar'}", "[{'op':'add','path':'/baz','value':'qux','xyz':123}]", "{'foo':'bar','baz':'qux'}", 0 },
	{ "{'foo':'bar'}", "[{'op':'add','path':'/baz/bat','value':'qux'}]", NULL, ERR_NOT_FOUND },
	{ "{'/':9,'~1':10}", "[{'op':'test','path':'/~01','value':10}]", "{'/':9,'~1':10}", 0 },
	{ "{'/':9,'~1':10}", "[{'op':'test','path':'/~01','value':'10'}]", NULL, ERR_STALE },
	{ "{'foo':['bar']}", "[{'op':'add','path':'/foo/-','value':['abc','def']}]", "{'foo':['bar',['abc','def']]}", 0 },
	/* edges */
	{ "{}", "[]", "{}", 0 },
	{ "{}", "{}", NULL, ERR_INVALID },
	{ "{}", "[1]", NULL, ERR_INVALID },
	{ "{'a':1}", "[{'op':'replace','path':'','value':[2]}]", "[2]", 0 },
	{ "[1,2]", "[{'op':'replace','path':'/0','value':9}]", "[9,2]", 0 },
	{ "[1]", "[{'op':'add','path':'/1','value':2}]", "[1,2]", 0 },
	{ "[1]", "[{'op':'add','path':'/0','value':0}]", "[0,1]", 0 },
	{ "[1]", "[{'op':'add','path':'/2','value':2}]", NULL, ERR_NOT_FOUND },
	{ "[1]", "[{'op':'add','path':'/01','value':2}]", NULL, ERR_NOT_FOUND },
	{ "[1]", "[{'op':'add','path':'/-1','value':2}]", NULL, ERR_NOT_FOUND },
	{ "[1]", "[{'op':'replace','path':'/-','value':2}]", NULL, ERR_NOT_FOUND },
	{ "[1]", "[{'op':'remove','path':'/1'}]", NULL, ERR_NOT_FOUND },
	{ "{'a':{'b':1}}", "[{'op':'move','from':'/a','path':'/a/b'}]", NULL, ERR_INVALID },
	{ "{'a':1}", "[{'op':'move','from':'/a','path':'/a'}]", "{'a':1}", 0 },
	{ "{'a':{'b':1}}", "[{'op':'copy','from':'/a','path':'/a/c'}]", "{'a':{'b':1,'c':{'b':1}}}", 0 },
	{ "{'a':1}", "[{'op':'Add','path':'/b','value':1}]", NULL, ERR_INVALID },
	{ "{'a':1}", "[{'op':'add','path':'b','value':1}]", NULL, ERR_INVALID },
	{ "{'a':1}", "[{'op':'add','path':'/~2','value':1}]", NULL, ERR_INVALID },
	{ "{'a':1}", "[{'op':'add','path':'/b'}]", NULL, ERR_INVALID },
	{ "{'a':1}", "[{'op':'copy','path':'/b'}]", NULL, ERR_INVALID },
	{ "{'a':null}", "[{'op':'test','path':'/a','value':null}]", "{'a':null}", 0 },
	{ "{'a':1.0}", "[{'op':'test','path':'/a','value':1}]", "{'a':1.0}", 0 },
	{ "{'a':9007199254740993}", "[{'op':'copy','from':'/a','path':'/b'}]", "{'a':9007199254740993,'b':9007199254740993}", 0 },
	{ "{'a':1}", "[{'op':'remove','path':''}]", NULL, ERR_INVALID },
	{ "{'a':1}", "[{'op':'move','from':'','path':''}]", "{'a':1}", 0 },
	/* nothing of a patch that fails takes effect */
	{ "{'a':1}", "[{'op':'remove','path':'/a'},{'op':'remove','path':'/a'}]", NULL, ERR_NOT_FOUND },
	/* clang-format on */
};

/* The same text, digit for digit and in the same order. */
static void assert_text(const cJSON *v, const char *want)
{
	AUTO(mem_free) char *text = json_text(v);
	AUTO(mem_free) char *wanted = quoted(want);

	assert_string_equal(text, wanted);
}

static void does_what_the_rfc_says(void **state UNUSED)
{
	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *doc = quoted_json(cases[i].doc);
		AUTO(cJSON_Delete) cJSON *patch = quoted_json(cases[i].patch);
		AUTO(cJSON_Delete) cJSON *got = NULL;
		struct err e = { 0 };
		int rc = jsonpatch_apply(doc, patch, &got, &e);

		assert_int_equal(rc, cases[i].want ? 0 : -1);
		assert_int_equal(e.code, cases[i].code);
		assert_text(doc, cases[i].doc);
		if (cases[i].want)
			assert_text(got, cases[i].want);
	}
}

static void names_the_operation_that_fails(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *doc = quoted_json("{'a':1}");
	AUTO(cJSON_Delete) cJSON *patch = NULL;
	cJSON *got;
	struct err e = { 0 };

	patch = quoted_json("[{'op':'remove','path':'/a'},"
	                    "{'op':'remove','path':'/x'}]");
	assert_int_equal(jsonpatch_apply(doc, patch, &got, &e), -1);
	assert_string_equal(e.text, "operation 1: the path '/x' leads nowhere");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(does_what_the_rfc_says),
		cmocka_unit_test(names_the_operation_that_fails),
	};

	return cmocka_run_group_tests_name("jsonpatch", tests, NULL, NULL);
}
