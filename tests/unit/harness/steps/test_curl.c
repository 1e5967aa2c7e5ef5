/*
 * test_curl.c - harness/steps/curl.c: what is read of a step before anything is sent
 */
#include "tests/unit/unit.h"

#include "harness/scenario/capability.h"
#include "harness/scenario/scenario.h"
#include "lib/mem.h"
#include "tests/support/scratch.h"

#define SERVICE "https://platform.adobe.io/data/foundation/flowservice"

/* The first step's request as JSON; or the refusal, without the folder. */
static char *read_steps(void **state, const char *steps, unsigned *requires)
{
	AUTO(mem_free) char *path = scratch_path(state, "x.yaml");
	AUTO(mem_free) char *text = mem_printf("scenario: S\nsteps:\n%s", steps);
	struct err e = { 0 };
	struct scenario s;
	char *made;

	scratch_write(state, "x.yaml", text);
	if (scenario_load(path, NULL, &s, &e) < 0) {
		assert_int_equal(e.code, ERR_INVALID);
		return mem_strdup(strstr(e.text, "x.yaml"));
	}
	made = json_text(s.steps.all[0].request);
	*requires = s.requires;
	scenario_release(&s);
	return made;
}

/* Line 3 of the file is the first of the steps. */
static void a_problem_stands_where_the_command_has_it(void **state)
{
	static const struct {
		const char *steps, *refusal;
	} cases[] = {
		/* clang-format off */
		{ "- curl: |\n    curl -Z\n", "x.yaml:4:10: the option -Z is not taken here; remove it" },
		{ "- curl: |\n\n    # one\n    curl \\\n      -Z\n",
		  "x.yaml:7:7: the option -Z is not taken here; remove it" },
		{ "- curl: |2-\n      curl -Z\n", "x.yaml:4:12: the option -Z is not taken here; remove it" },
		{ "- expect: {}\n  curl: |+\n   curl -Z\n",
		  "x.yaml:5:9: the option -Z is not taken here; remove it" },
		{ "- curl: >\n    curl\n    -Z\n", "x.yaml:3:3: the option -Z is not taken here; remove it" },
		{ "- curl: curl -Z\n", "x.yaml:3:3: the option -Z is not taken here; remove it" },
		{ "- { curl: 'curl -Z' }\n", "x.yaml:3:5: the option -Z is not taken here; remove it" },
		{ "- curl: |\n    curl h/x | jq\n", "x.yaml:4:14: one command is understood, and no pipe: "
		  "remove it and what follows" },
		{ "- curl: |\n    curl h/x\n    curl h/y\n", "x.yaml:5:5: a step is one command: end the line "
		  "before with \\ if this belongs to it, or write it as a step of its own" },
		{ "- curl: |\n    curl h/x\n    'a\n", "x.yaml:5:5: this quote is not closed: a ' is missing" },
		{ "- curl: ''\n", "x.yaml:3:3: there is no command: paste one" },
		{ "- curl: |\n    curl h/{FLOW_ID}\n", "x.yaml:3:3: nothing is called 'FLOW_ID' here: no step "
		  "before it captures that" },
		{ "- curl: |\n    curl h/x -d '${f(x)}'\n", "x.yaml:3:3: there is no function 'f'" },
		{ "- curl: |\n    curl h/x\n  expect: { body: '${x}' }\n",
		  "x.yaml:5:13: nothing is called 'x' here: no step before it captures that" },
		{ "- curl: |\n    curl h/x\n  expect: { statsu: 1 }\n", "x.yaml:5:13: unknown key 'statsu' in "
		  "expect (known: status, headers, body)" },
		{ "- { curl: 'curl h/x', body: {} }\n",
		  "x.yaml:3:23: unknown key 'body' in a curl step (known: curl, expect, capture)" },
		/* clang-format on */
	};
	unsigned requires;

	for_each_row(i, cases) {
		AUTO(mem_free) char *said = read_steps(state, cases[i].steps, &requires);

		row_string_equal(i, said, cases[i].refusal);
	}
}

static void a_command_needs_what_its_request_does(void **state)
{
	static const struct {
		const char *command;
		unsigned requires;
	} cases[] = {
		{ "curl " SERVICE "/flows", 0 },
		{ "curl " SERVICE "/flows -d {}", 1u << CAN_WRITE },
		{ "curl -G " SERVICE "/flows -d limit=1", 0 },
		{ "curl -X DELETE " SERVICE "/flows/1", 1u << CAN_WRITE },
		{ "curl http://h/__admin/clock", 1u << CAN_ADMIN },
		{ "curl -d a=b https://ims-na1.adobelogin.com/ims/token/v3", 0 },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *steps =
			mem_printf("- curl: |\n    %s\n", cases[i].command);
		unsigned requires = 99;
		AUTO(mem_free) char *made = read_steps(state, steps, &requires);

		row_int_equal(i, *made, '{');
		row_int_equal(i, requires, cases[i].requires);
	}
}

static void a_command_knows_what_was_captured_before(void **state)
{
	unsigned requires;
	AUTO_MEM char *said = read_steps(state,
	                                 "- curl: curl " SERVICE "/flows\n"
	                                 "  capture: { FLOW_ID: 'items[0].id' }\n"
	                                 "- curl: |\n"
	                                 "    curl " SERVICE "/flows/{FLOW_ID}\n",
	                                 &requires);

	assert_int_equal(*said, '{');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_problem_stands_where_the_command_has_it,
		                                scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(a_command_needs_what_its_request_does,
		                                scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(a_command_knows_what_was_captured_before,
		                                scratch_open, scratch_close),
	};

	return cmocka_run_group_tests_name("steps/curl", tests, NULL, NULL);
}
