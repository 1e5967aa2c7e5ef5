/*
 * test_mark.c - harness/target/mark.c
 */
#include "tests/unit/unit.h"

#include "harness/target/mark.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

#define RUN  "0123456789"
#define MARK " (fc 0123456789 20261201T0304Z)"

static struct mark the_mark(void)
{
	struct err e = { 0 };
	struct mark m;
	vtime at;

	assert_int_equal(vtime_parse("2026-12-01T03:04:00Z", &at, &e), 0);
	mark_of(RUN, at, &m);
	return m;
}

static void a_mark_says_the_run_and_until_when(void **state UNUSED)
{
	struct mark m = the_mark(), read;

	assert_string_equal(m.text, MARK);
	assert_true(mark_read("Export" MARK, &read));
	assert_string_equal(read.run, RUN);
	assert_int_equal(read.expires, m.expires);
	assert_true(mark_read(MARK, &read));
}

static void no_other_text_is_taken_for_a_mark(void **state UNUSED)
{
	static const char *const cases[] = {
		"",
		"Export",
		"Export (fc)",
		"Export" MARK " ",
		"Export (fc 012345678 20261201T0304Z)",
		"Export (fc 012345678X 20261201T0304Z)",
		"Export (fc 0123456789 20261301T0304Z)",
		"Export (fc 0123456789 20261201T0304Y)",
		"Export (fc 0123456789 20261201X0304Z)",
		"Export (fc 0123456789 20261201T0360Z)",
		"Export(fc 0123456789 20261201T0304Z)",
	};

	for_each_row(i, cases)
		row_int_equal(i, mark_read(cases[i], &(struct mark){ 0 }), false);
}

static void two_runs_have_two_marks(void **state UNUSED)
{
	struct mark a, b;

	mark_new(1234567, &a);
	mark_new(1234567, &b);
	assert_string_not_equal(a.run, b.run);
	assert_int_equal(a.expires, 1200000);
	assert_int_equal(strlen(a.run), MARK_RUN - 1);
}

static void bodies_get_the_mark_where_they_name_something(void **state UNUSED)
{
	static const struct {
		const char *body, *sent, *name;
	} cases[] = {
		/* clang-format off */
		{ "{'name':'A','n':1.50}", "{'name':'A" MARK "','n':1.50}", "A" MARK },
		{ "{'name':''}", "{'name':'" MARK "'}", MARK },
		{ "{'name':7}", "{'name':7}", NULL },
		{ "{'a':{'name':'A'}}", "{'a':{'name':'A'}}", NULL },
		{ "[{'op':'add','path':'/name','value':'B'}]",
		  "[{'op':'add','path':'/name','value':'B" MARK "'}]", "B" MARK },
		{ "[{'op':'add','path':'/n','value':'B'}]",
		  "[{'op':'add','path':'/n','value':'B'}]", NULL },
		{ "[{'op':'remove','path':'/name'}]", "[{'op':'remove','path':'/name'}]", NULL },
		{ "{'queryString':'property=state==enabled&name==A,B'}",
		  "{'queryString':'property=state==enabled&name==A" MARK ",B" MARK "'}", NULL },
		{ "{'queryString':'id==x'}", "{'queryString':'id==x'}", NULL },
		{ "{", "{", NULL },
		{ "name=A", "name=A", NULL },
		{ "", "", NULL },
		/* clang-format on */
	};
	struct mark m = the_mark();

	for_each_row(i, cases) {
		AUTO_MEM char *name = NULL;
		AUTO_MEM char *body = quoted(cases[i].body);
		AUTO_MEM char *expected = quoted(cases[i].sent);
		AUTO_MEM char *sent = mark_body(&m, body, strlen(body), &name);

		row_string_equal(i, sent, expected);
		row_string_equal(i, name ? name : "-",
		                 cases[i].name ? cases[i].name : "-");
	}
}

#define SENT "%20%28fc%200123456789%2020261201T0304Z%29"

static void filters_on_names_get_the_mark_and_others_stay_as_they_are(void **state UNUSED)
{
	static const struct {
		const char *url, *sent;
	} cases[] = {
		{ "http://h/flows", "http://h/flows" },
		{ "http://h/flows?", "http://h/flows?" },
		{ "/flows?limit=2&property=name==A",
		  "/flows?limit=2&property=name%3D%3DA" SENT },
		{ "/flows?property=name%3d%3DA+B",
		  "/flows?property=name%3D%3DA%20B" SENT },
		{ "/flows?property=name=A", "/flows?property=name%3DA" SENT },
		{ "/flows?property=name==%22A%22&count=true",
		  "/flows?property=name%3D%3D%22A" SENT "%22&count=true" },
		{ "/flows?property=name==A,B",
		  "/flows?property=name%3D%3DA" SENT "%2CB" SENT },
		{ "/flows?property=name==", "/flows?property=name%3D%3D" },
		{ "/flows?property=name>A", "/flows?property=name>A" },
		{ "/flows?property=names==A&x", "/flows?property=names==A&x" },
		{ "/flows?name==A", "/flows?name==A" },
	};
	struct mark m = the_mark();

	for_each_row(i, cases) {
		AUTO_MEM char *sent = mark_url(&m, cases[i].url);

		row_string_equal(i, sent, cases[i].sent);
	}
}

static void answers_lose_this_mark_and_no_other(void **state UNUSED)
{
	static const char text[] =
		"A" MARK ", B (fc 1123456789 20261201T0304Z)," MARK MARK;
	AUTO(buf_release) struct buf out = { 0 };
	struct mark m = the_mark();

	mark_strip(&m, text, strlen(text), &out);
	assert_string_equal(buf_str(&out), "A, B (fc 1123456789 20261201T0304Z),");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mark_says_the_run_and_until_when),
		cmocka_unit_test(no_other_text_is_taken_for_a_mark),
		cmocka_unit_test(two_runs_have_two_marks),
		cmocka_unit_test(bodies_get_the_mark_where_they_name_something),
		cmocka_unit_test(
			filters_on_names_get_the_mark_and_others_stay_as_they_are),
		cmocka_unit_test(answers_lose_this_mark_and_no_other),
	};

	return cmocka_run_group_tests_name("mark", tests, NULL, NULL);
}
