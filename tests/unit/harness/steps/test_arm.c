/*
 * test_arm.c - harness/steps/arm.c: the faults of a scenario, and what they did
 *
 * The mock of a script says what its faults have done; the embedded one arms them.
 */
#include "tests/unit/unit.h"

#include "harness/steps/arm.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/player.h"
#include "tests/support/service.h"

#define ASKED                                                            \
	{ "GET /__admin/health ", 200, "{'status':'ok','empty':true}" }, \
	{                                                                \
		"GET /__admin/faults ", 200, "{}"                        \
	}

/* What is said of a list of faults, as the target shows them in the end. */
static char *judged(const char *faults)
{
	AUTO_MEM char *all = mem_printf("{'faults':[%s]}", faults);
	const struct scripted_row rows[] = {
		ASKED,
		{ "GET /__admin/faults ", 200, all },
		{ "DELETE /__admin/faults ", 200, "{}" },
	};
	const struct target_options o = { .kind = TARGET_URL };
	struct arm a = { .armed = true };
	struct service s;
	struct err e = { 0 };
	char *said;

	assert_int_equal(service_open(&s, &o, rows, &e), 0);
	if (arm_end(&a, s.target, &e) < 0)
		fail_msg("%s", e.text);
	said = mem_strdup(buf_str(&a.untold));
	arm_release(&a);
	service_end(&s);
	return said;
}

static void a_fault_did_what_it_should_or_is_told(void **state UNUSED)
{
	static const struct {
		const char *fault, *says;
	} cases[] = {
		/* clang-format off */
		{ "'expect':'fired','fired':1,'effective':1,'left':0", "" },
		{ "'expect':'fired','fired':3,'effective':1,'left':5", "" },
		{ "'expect':'fired','fired':2,'effective':0", "fault f fired 2 times, and no effect was seen at the client" },
		{ "'expect':'any','fired':0", "" },
		{ "'fired':0", "" },
		{ "'expect':'never','fired':0", "" },
		{ "'expect':'never','fired':2,'effective':2", "fault f fired 2 times, and was expected not to" },
		{ "'expect':'all','fired':2,'effective':2,'left':0", "" },
		{ "'expect':'all','fired':2,'effective':2", "" },
		{ "'expect':'all','fired':2,'effective':2,'left':1", "fault f fired 2 times, 2 of them with an effect; 1 are left" },
		{ "'expect':'all','fired':2,'effective':1,'left':0", "fault f fired 2 times, 1 of them with an effect; 0 are left" },
		{ "'expect':'fired','fired':0", "fault f never fired: no request came to where it is" },
		{ "'expect':'fired','fired':0,'on':'RUN'", "fault f never fired: no run came to where it is" },
		{ "'expect':'fired','fired':0,'on':'file'", "fault f never fired: no file came to where it is" },
		{ "'expect':'fired','fired':0,'matched':3", "fault f never fired: 3 requests matched, and none was the occurrence" },
		{ "'expect':'fired','fired':0,'matched':3,'shadowed':2", "fault f never fired: 2 times another ended the request" },
		{ "'expect':'fired','fired':0,'nearest':{'request':4,'why':'it was late'}", "fault f never fired: nearest was request 4, it was late" },
		{ "'expect':'fired','fired':0,'on':'run','nearest':{'scheduledAt':'T','why':'w'}", "fault f never fired: nearest was run of T, w" },
		{ "'expect':'fired','fired':0,'on':'file','nearest':{'file':'a/b','why':'w'}", "fault f never fired: nearest was file a/b, w" },
		{ "'expect':'all','fired':0,'matched':1", "fault f never fired: 1 requests matched, and none was the occurrence" },
		/* The target's own are not the scenario's. */
		{ "'expect':'fired','fired':0,'atStart':true", "" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO_MEM char *fault = mem_printf("{'fault':'f',%s}", cases[i].fault);
		AUTO_MEM char *said = judged(fault);

		assert_string_equal(said, cases[i].says);
	}
}

static void each_fault_has_a_line(void **state UNUSED)
{
	AUTO_MEM char *said = judged("{'fault':'a','expect':'never','fired':1},"
	                             "{'fault':'b','expect':'fired','fired':1,"
	                             "'effective':1},{'expect':'never','fired':2}");

	assert_string_equal(said, "fault a fired 1 times, and was expected not to\n"
	                          "fault ? fired 2 times, and was expected not to");
}

/* Without any armed, the end asks nothing. */
static void a_scenario_without_faults_has_no_end_of_them(void **state UNUSED)
{
	static const struct scripted_row rows[] = { ASKED };
	const struct target_options o = { .kind = TARGET_URL };
	struct arm a = { 0 };
	struct service s;
	struct err e = { 0 };

	assert_int_equal(service_open(&s, &o, rows, &e), 0);
	assert_int_equal(arm_end(&a, s.target, &e), 0);
	service_end(&s);
}

/* The place of what is refused is that in the file. */
static void what_the_target_refuses_stands_where_the_file_has_it(void **state)
{
	static const struct {
		const char *steps, *says;
	} cases[] = {
		{ "- fault: f\n  on: FLOW_LIST\n  do: { statu: 503 }\n", "x.yaml:5:9: " },
		{ "- fault: f\n  on: NOTHING\n  do: { status: 503 }\n", "x.yaml:4:3: " },
		{ "- fault: f\n  on: FLOW_LIST\n  nth: -1\n  do: { status: 503 }\n",
		  "x.yaml:5:3: " },
	};
	struct player *s = *state;

	for_each_row(i, cases)
		player_end(s, cases[i].steps, VERDICT_BAD, cases[i].says);
}

static void a_target_that_arms_none_says_its_status(void **state)
{
	static const struct scripted_row rows[] = {
		ASKED,
		{ "POST /__admin/reset ", 200, "{}" },
		{ "GET /__admin/clock ", 200, "{'nowMs':0}" },
		{ "POST /__admin/faults ", 500, "oh" },
	};
	const struct target_options o = { .kind = TARGET_URL };
	struct player *s = *state;
	struct service mock;
	struct err e = { 0 };

	assert_int_equal(service_open(&mock, &o, rows, &e), 0);
	s->target = mock.target;
	player_end(s, "- { fault: f, on: FLOW_LIST, do: { status: 503 } }\n", VERDICT_BAD,
	           "x.yaml:3:3: the target arms no faults: it answers 500");
	s->target = s->mock;
	service_end(&mock);
}

static void a_fault_that_is_cleared_is_judged_then(void **state)
{
	struct player *s = *state;

	player_pass(s, "- { fault: f, on: FLOW_LIST, do: { status: 503 } }\n"
	               "- { GET: /flows, expect: { status: 503 } }\n"
	               "- clear: f\n"
	               "- GET: /flows\n");
	assert_non_null(strstr(buf_str(&s->said), "fault f\n"));
	assert_non_null(strstr(buf_str(&s->said), "clear f\n"));
	player_end(s,
	           "- { fault: f, on: FLOW_LIST, do: { status: 503 } }\n"
	           "- clear: f\n"
	           "- GET: /flows\n",
	           VERDICT_UNTOLD, "fault f never fired");
	player_end(s, "- clear: none\n", VERDICT_BAD,
	           "x.yaml:3:3: no fault called 'none' is armed");
}

#define WITH_PLAYER(test) cmocka_unit_test_setup_teardown(test, player_open, player_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fault_did_what_it_should_or_is_told),
		cmocka_unit_test(each_fault_has_a_line),
		cmocka_unit_test(a_scenario_without_faults_has_no_end_of_them),
		WITH_PLAYER(what_the_target_refuses_stands_where_the_file_has_it),
		WITH_PLAYER(a_target_that_arms_none_says_its_status),
		WITH_PLAYER(a_fault_that_is_cleared_is_judged_then),
	};

	return cmocka_run_group_tests_name("steps/arm", tests, NULL, NULL);
}
