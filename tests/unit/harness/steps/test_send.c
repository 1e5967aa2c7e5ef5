/*
 * test_send.c - harness/steps/send.c: what a request step sends
 */
#include "tests/unit/unit.h"

#include "harness/steps/send.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/player.h"
#include "tests/support/quoted.h"
#include "tests/support/service.h"

static void a_request_that_can_not_be_meant_is_refused(void **state)
{
	static const struct {
		const char *step, *refusal;
	} cases[] = {
		/* clang-format off */
		{ "{ POST: /flows, body: {}, raw: x }", "x.yaml:3:29: a request has body or raw" },
		{ "{ GET: /flows, headers: { a: [ 1 ] } }", ": a must be text or a number or true or false or null, not a list" },
		{ "{ GET: /flows, headers: { a: {} } }", ": a must be text or a number or true or false or null, not a map" },
		{ "{ GET: /flows, query: { a: [] } }", ": a must be text or a number or true or false or null, not a list" },
		{ "{ GET: /flows, query: limit }", ": query must be a map, not text" },
		{ "{ POST: /flows, body: null }", ": body must be text or a number or true or false or a list or a map, not null" },
		{ "{ POST: /flows, raw: 1 }", ": raw must be text, not a number" },
		{ "GET: flows", "x.yaml:3:3: 'flows' is no path: it starts with no '/'" },
		{ "GET: 'x${now}'", "x.yaml:3:3: 'x${now}' is no path: it starts with no '/'" },
		{ "{ GET: /flows, boddy: 1 }", ": unknown key 'boddy' in a request step" },
		/* clang-format on */
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		AUTO_MEM char *steps = mem_printf("- %s\n", cases[i].step);
		AUTO_MEM char *refusal = player_refusal(s, steps);

		if (!str_starts(refusal, "x.yaml:3:") ||
		    !strstr(refusal, cases[i].refusal))
			fail_msg("'%s'", refusal);
	}
}

static void a_request_needs_what_it_does_to_a_target(void **state)
{
	static const struct {
		const char *step;
		unsigned needs;
	} cases[] = {
		{ "GET: /flows", 0 },
		{ "HEAD: /flows", 0 },
		{ "POST: /flows", 1u << CAN_WRITE },
		{ "POST: /flows/search", 0 },
		{ "DELETE: /flows/1", 1u << CAN_WRITE },
		{ "GET: /__admin/clock", 1u << CAN_ADMIN },
		{ "POST: /__admin/clock", 1u << CAN_ADMIN },
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		AUTO_MEM char *steps = mem_printf("- %s\n", cases[i].step);

		assert_int_equal(player_needs(s, steps), cases[i].needs);
	}
}

/* One request of a step to a service that answers {}; as it was sent. */
static char *sent(struct player *s, const char *steps)
{
	static const struct scripted_row rows[] = { { "", 200, "{}" } };
	struct service real;
	char *request;

	service_begin(&real, &s->folder, rows);
	s->target = real.target;
	player_pass(s, steps);
	request = mem_strdup(scripted_request(&real.script, 0));
	s->target = s->mock;
	service_end(&real);
	return request;
}

static void the_query_stands_behind_the_path(void **state)
{
	static const struct {
		const char *step, *line;
	} cases[] = {
		{ "{ GET: /flows, query: { a: 1, b: x y } }", "/flows?a=1&b=x%20y" },
		{ "{ GET: '/flows?z=1', query: { a: é& } }", "/flows?z=1&a=%C3%A9%26" },
		{ "{ GET: /flows, query: { a: null, b: '' } }", "/flows?b=" },
		{ "{ GET: /flows, query: { 'a&b': true } }", "/flows?a%26b=true" },
		{ "{ GET: /flows, query: { o: '${org}' } }", "/flows?o=o%40AdobeOrg" },
		{ "{ GET: /flows, query: {} }", "/flows" },
		{ "GET: '/flows?o=${sandbox}'", "/flows?o=dev" },
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		AUTO_MEM char *steps = mem_printf("- %s\n", cases[i].step);
		AUTO_MEM char *request = sent(s, steps);
		AUTO_MEM char *line =
			mem_printf("GET " SERVICE_PATH "%s HTTP/1.1\r\n", cases[i].line);

		if (!str_starts(request, line))
			fail_msg("'%.80s'", request);
	}
}

static void headers_are_added_replaced_and_left_out(void **state)
{
	struct player *s = *state;
	AUTO_MEM char *request =
		sent(s, "- GET: /flows\n"
	                "  headers: { X-Mine: 'a ${sandbox}', x-api-KEY: other, Accept: "
	                "null, x-number: 7, authorization: null }\n");

	assert_non_null(strstr(request, "\r\nX-Mine: a dev\r\n"));
	assert_non_null(strstr(request, "\r\nx-api-KEY: other\r\n"));
	assert_non_null(strstr(request, "\r\nx-number: 7\r\n"));
	assert_null(strstr(request, "\r\nAccept:"));
	assert_null(strstr(request, "\r\nAuthorization:"));
	assert_null(strstr(request, "x-api-key: k"));
	assert_non_null(strstr(request, "\r\nx-gw-ims-org-id: o@AdobeOrg\r\n"));
}

static void a_body_is_json_and_raw_is_as_it_stands(void **state)
{
	static const struct {
		const char *keys, *body;
		bool typed;
	} cases[] = {
		{ "body: { a: [ 1.50, null, '${sandbox}' ] }", "{'a':[1.50,null,'dev']}",
		  true },
		{ "body: []", "[]", true },
		{ "body: 12", "12", true },
		{ "body: text", "'text'", true },
		/* clang-format off */
		{ "raw: '{ " JSON("a":) " '", "{ 'a': ", true },
		{ "raw: 'in ${sandbox}'", "in dev", true },
		{ "raw: ''", "", true },
		{ "headers: {}", "", false },
	};
	/* clang-format on */
	struct player *s = *state;

	for_each_row(i, cases) {
		AUTO_MEM char *steps =
			mem_printf("- { POST: /flows/search, %s }\n", cases[i].keys);
		AUTO_MEM char *request = sent(s, steps);

		assert_quoted_equal(strstr(request, "\r\n\r\n") + 4, cases[i].body);
		assert_int_equal(strstr(request,
		                        "\r\nContent-Type: application/json\r\n") != NULL,
		                 cases[i].typed);
	}
}

/* The step's own type of content is the one that is sent. */
static void a_header_goes_before_the_bodys_type(void **state)
{
	struct player *s = *state;
	AUTO_MEM char *request = sent(s, "- { POST: /flows/search, raw: a, headers: { "
	                                 "content-type: text/plain } }\n");

	assert_non_null(strstr(request, "\r\ncontent-type: text/plain\r\n"));
	assert_null(strstr(request, "application/json\r\nContent"));
}

static void a_name_that_leads_nowhere_is_a_bad_scenario(void **state)
{
	static const char *const steps[] = {
		"- GET: '/flows/${url.none}'\n",
		"- { GET: /flows, query: { a: '${url.none}' } }\n",
		"- { GET: /flows, headers: { a: '${url.none}' } }\n",
		"- { POST: /flows/search, body: { a: '${url.none}' } }\n",
		"- { POST: /flows/search, raw: '${url.none}' }\n",
		"- GET: '${sandbox}'\n",
	};
	struct player *s = *state;

	for_each_row(i, steps) {
		assert_int_equal(player_play(s, steps[i]), VERDICT_BAD);
		assert_non_null(strstr(s->result.message, "x.yaml:3:"));
	}
}

/* An answer is waited for as long as the run may last, and no longer. */
static void the_overall_time_out_bounds_each_request(void **state)
{
	struct player *s = *state;

	interrupt_init(&s->interrupt, 40);
	assert_int_equal(
		player_play(s,
	                    "- POST: /__admin/faults\n"
	                    "  body: { fault: slow, on: FLOW_LIST, do: { hold: {} } }\n"
	                    "- GET: /flows\n"),
		VERDICT_STOPPED);
	assert_int_equal(s->interrupt.exit_code, EXIT_TIMED_OUT);
}

#define WITH_PLAYER(test) cmocka_unit_test_setup_teardown(test, player_open, player_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLAYER(a_request_that_can_not_be_meant_is_refused),
		WITH_PLAYER(a_request_needs_what_it_does_to_a_target),
		WITH_PLAYER(the_query_stands_behind_the_path),
		WITH_PLAYER(headers_are_added_replaced_and_left_out),
		WITH_PLAYER(a_body_is_json_and_raw_is_as_it_stands),
		WITH_PLAYER(a_header_goes_before_the_bodys_type),
		WITH_PLAYER(a_name_that_leads_nowhere_is_a_bad_scenario),
		WITH_PLAYER(the_overall_time_out_bounds_each_request),
	};

	return cmocka_run_group_tests_name("steps/send", tests, NULL, NULL);
}
