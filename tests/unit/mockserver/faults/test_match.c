/*
 * test_match.c - does a request match, by which key is it counted, and what did it lack?
 */
#include "tests/unit/unit.h"

#include "mockserver/faults/match.h"
#include "tests/support/armed.h"

static struct armed armed;

static int setup(UNUSED void **state)
{
	armed_open(&armed, 1);
	return 0;
}

static int teardown(UNUSED void **state)
{
	armed_close(&armed);
	return 0;
}

/* The fault that is armed with these members. */
static struct fault *arm(const char *members)
{
	AUTO(buf_release) struct buf text = { 0 };

	while (armed.faults.count)
		faults_forget(&armed.faults, armed.faults.all[0]);
	buf_printf(&text, "{'fault':'f%zu','do':{'status':503},%s}",
	           (size_t)armed.faults.requests++, members);
	armed_add(&armed, buf_str(&text));
	return armed.faults.all[0];
}

static void a_part_that_is_asked_for_must_fit(UNUSED void **state)
{
	static const struct {
		const char *when, *query, *body;
		bool matches;
	} rows[] = {
		{ "{'query':{'limit':'1'}}", "{'limit':'1','x':'y'}", "null", true },
		{ "{'query':{'limit':'1'}}", "{'limit':'2'}", "null", false },
		{ "{'query':{'limit':'1'}}", "{}", "null", false },
		{ "{'body':{'name':{'$matches':'^D'}}}", "{}", "{'name':'Daily'}", true },
		{ "{'body':{'name':{'$matches':'^D'}}}", "{}", "{'name':'x'}", false },
		{ "{'body':{'a':{'b':[1]}}}", "{}", "{'a':{'b':[1.0]}}", true },
		{ "{'body':{'a':1},'query':{'b':'2'}}", "{'b':'2'}", "{'a':1}", true },
		{ "{'body':{'a':1},'query':{'b':'2'}}", "{'b':'2'}", "{'a':2}", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf_release) struct buf members = { 0 };
		struct fault_subject s = armed_subject(&armed, OP_FLOW_CREATE);

		buf_printf(&members, "'on':'FLOW_CREATE','when':%s", rows[i].when);
		armed_part(&armed, FAULT_PART_QUERY, rows[i].query);
		armed_part(&armed, FAULT_PART_BODY, rows[i].body);
		row_int_equal(i, fault_matches(arm(buf_str(&members)), &s),
		              rows[i].matches);
	}
}

static void a_fault_has_its_time_and_its_paths(UNUSED void **state)
{
	static const struct {
		const char *members, *path;
		vtime now;
		bool matches;
	} rows[] = {
		{ "'on':'FLOW_GET'", "/flows/1", 0, true },
		{ "'on':'GET /flows/a*'", "/flows/abc", 0, true },
		{ "'on':'GET /flows/a*'", "/flows/bca", 0, false },
		{ "'on':['GET /flows/a*','FLOW_GET']", "/flows/bca", 0, true },
		{ "'on':'FLOW_GET','between':['2026-01-01T00:00:00Z','2026-01-02T00:00:"
		  "00Z']",
		  "/flows/1", 1767225600000, true },
		{ "'on':'FLOW_GET','between':['2026-01-01T00:00:00Z','2026-01-02T00:00:"
		  "00Z']",
		  "/flows/1", 1767225599999, false },
		/* The end is exclusive. */
		{ "'on':'FLOW_GET','between':['2026-01-01T00:00:00Z','2026-01-02T00:00:"
		  "00Z']",
		  "/flows/1", 1767312000000, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fault_subject s = armed_subject(&armed, OP_FLOW_GET);

		s.path = rows[i].path;
		s.now = rows[i].now;
		row_int_equal(i, fault_matches(arm(rows[i].members), &s),
		              rows[i].matches);
	}
}

static void occurrences_are_counted_by_the_key_of_per(UNUSED void **state)
{
	static const char *const rows[][2] = {
		{ "'on':'FLOW_GET'", "" },
		{ "'on':'FLOW_GET','per':'operation'", "FLOW_GET" },
		{ "'on':'FLOW_GET','per':'flow'", "a-flow" },
		{ "'on':'FLOW_GET','per':'client'", "a-client" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fault_subject s = armed_subject(&armed, OP_FLOW_GET);

		s.flow = "a-flow";
		s.client = "a-client";
		row_string_equal(i, fault_key_name(arm(rows[i][0]), &s), rows[i][1]);
	}
}

static void the_nearest_request_is_kept_until_one_lacks_a_single_thing(
	UNUSED void **state)
{
	struct fault_subject s = armed_subject(&armed, OP_FLOW_CREATE);
	struct fault *f = arm("'on':'FLOW_CREATE','when':{'body':{'a':1,'b':2,'c':3}}");

	armed_part(&armed, FAULT_PART_BODY, "{'a':9}");
	fault_note_nearest(f, &s, 10);
	assert_int_equal(f->nearest.request, 10);
	assert_int_equal(f->nearest.differences, 3);
	assert_string_equal(f->nearest.why, "body.a was 9, expected 1");
	armed_part(&armed, FAULT_PART_BODY, "{'a':8,'b':8}"); /* no nearer */
	fault_note_nearest(f, &s, 11);
	assert_int_equal(f->nearest.request, 10);
	armed_part(&armed, FAULT_PART_BODY, "{'a':1,'b':2,'c':'x'}");
	fault_note_nearest(f, &s, 12);
	assert_int_equal(f->nearest.request, 12);
	assert_string_equal(f->nearest.why, "body.c was x, expected 3");
	armed_part(&armed, FAULT_PART_BODY, "{'a':1,'b':2}");
	fault_note_nearest(f, &s, 13); /* as near: the first stays */
	assert_int_equal(f->nearest.request, 12);
}

static void what_a_request_lacks_is_said_without_its_secrets(UNUSED void **state)
{
	static const struct {
		const char *members, *body, *headers, *why;
	} rows[] = {
		{ "'when':{'body':{'name':'x'}}", "{}", "{}",
		  "body.name was missing, expected x" },
		{ "'when':{'body':{'name':{'$matches':'^H'}}}", "{'name':'Daily'}", "{}",
		  "body.name was Daily, expected ^H" },
		{ "'when':{'body':{'password':'x'}}", "{'password':'hunter2'}", "{}",
		  "body.password was another than expected" },
		{ "'when':{'headers':{'Authorization':'x'}}", "{}",
		  "{'authorization':'Bearer hunter2'}",
		  "headers.authorization was another than expected" },
		{ "'between':['1999-01-01T00:00:00Z','1999-01-02T00:00:00Z']", "{}", "{}",
		  "the time was outside of 'between'" },
	};

	for_each_row(i, rows) {
		AUTO(buf_release) struct buf members = { 0 };
		struct fault_subject s = armed_subject(&armed, OP_FLOW_CREATE);
		struct fault *f;

		buf_printf(&members, "'on':'FLOW_CREATE',%s", rows[i].members);
		armed_part(&armed, FAULT_PART_BODY, rows[i].body);
		armed_part(&armed, FAULT_PART_HEADERS, rows[i].headers);
		f = arm(buf_str(&members));
		s.now = 1767225600000;
		fault_note_nearest(f, &s, 1);
		assert_non_null(f->nearest.why);
		row_string_equal(i, f->nearest.why, rows[i].why);
		assert_null(strstr(f->nearest.why, "hunter2"));
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_part_that_is_asked_for_must_fit),
		TEST(a_fault_has_its_time_and_its_paths),
		TEST(occurrences_are_counted_by_the_key_of_per),
		TEST(the_nearest_request_is_kept_until_one_lacks_a_single_thing),
		TEST(what_a_request_lacks_is_said_without_its_secrets),
	};

	return cmocka_run_group_tests_name("faults/match", tests, NULL, NULL);
}
