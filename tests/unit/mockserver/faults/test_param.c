/*
 * test_param.c - the action of a fault, read from JSON by the rows of kinds.def
 */
#include "tests/unit/unit.h"

#include "mockserver/faults/param.h"
#include "tests/support/quoted.h"

static int read_action(const cJSON *json, struct fault_action *out, struct err *e)
{
	struct fault_refuse r = { .e = e };

	return fault_action_read(json, FAULT_OF_REQUESTS, out, &r);
}

static void a_plain_value_is_the_short_form_of_a_map(UNUSED void **state)
{
	static const char *const rows[][2] = {
		{ "{'status':503}", "{'status':{'error':503}}" },
		{ "{'delay':'7ms'}", "{'delay':{'time':'7ms'}}" },
		{ "{'truncate':0}", "{'truncate':{'bytes':0}}" },
		{ "{'reset':'body'}", "{'reset':{'at':'body'}}" },
		{ "{'rate':5}", "{'rate':{'limit':5,'by':'real'}}" },
		{ "{'hold':'advance'}", "{'hold':{'until':['advance']}}" },
		{ "{'token-life':'5s'}", "{'token-life':{'for':'PT5S'}}" },
	};

	for_each_row(i, rows) {
		AUTO(cJSON_Delete) cJSON *plain = quoted_json(rows[i][0]);
		AUTO(cJSON_Delete) cJSON *map = quoted_json(rows[i][1]);
		struct fault_action a, b;
		struct err e = { 0 };

		if (read_action(plain, &a, &e) < 0 || read_action(map, &b, &e) < 0)
			fail_msg("row %zu: %s", i, e.text);
		assert_memory_equal(&a, &b, sizeof(a));
	}
}

static void a_missing_parameter_is_the_default_or_not_given(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *close = quoted_json("{'close':{}}");
	AUTO(cJSON_Delete) cJSON *rate = quoted_json("{'rate':1}");
	AUTO(cJSON_Delete) cJSON *stale = quoted_json("{'stale-read':{}}");
	struct fault_action a;
	struct err e = { 0 };

	assert_int_equal(read_action(close, &a, &e), 0);
	assert_int_equal(a.at, FAULT_AT_REQUEST);
	assert_int_equal(a.bytes, -1);
	assert_int_equal(read_action(rate, &a, &e), 0);
	assert_int_equal(a.by, FAULT_BY_REAL);
	assert_int_equal(read_action(stale, &a, &e), 0);
	assert_int_equal(a.count, -1);
	assert_int_equal(a.ms, 0);
}

static void what_is_no_action_is_refused_at_its_node(UNUSED void **state)
{
	static const struct {
		const char *json, *at, *why;
	} rows[] = {
		{ "[]", "", "one kind with its parameters" },
		{ "{}", "", "one kind with its parameters" },
		{ "{'status':503,'delay':'1s'}", "", "one kind with its parameters" },
		{ "{'statos':503}", "/statos", "did you mean 'status'?" },
		{ "{'status':{'eror':503}}", "/status/eror", "did you mean 'error'?" },
		{ "{'status':{}}", "/status", "'status' needs 'error'" },
		{ "{'status':{'error':503,'retryAfter':'x'}}", "/status/retryAfter",
		  "Retry-After is 0 to" },
		{ "{'delay':{'time':5}}", "/delay/time", "a length of time is a text" },
		{ "{'truncate':'x'}", "/truncate",
		  "'bytes' of 'truncate' takes a whole number of 0 or more" },
		{ "{'empty':1}", "/empty", "takes its parameters in a map" },
		{ "{'headers':[]}", "/headers", "takes its parameters in a map" },
		{ "{'headers':{'a b':'c'}}", "/headers/a b", "can't be a header's name" },
		{ "{'delay':{}}", "/delay", "a delay is a time, or uniform, or median" },
		{ "{'delay':{'time':'1s','median':'1s'}}", "/delay",
		  "a delay is a time, or uniform, or median" },
		{ "{'refuse':'61s'}", "/refuse", "is for 60s at most" },
		{ "{'stale-read':{'reads':2,'for':'1s'}}", "/stale-read",
		  "'reads' and 'for' do not go together" },
		{ "{'forbid':{'resource':'r'}}", "/forbid",
		  "'resource' goes with 'permission'" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(cJSON_Delete) cJSON *json = quoted_json(rows[i].json);
		AUTO(buf_release) struct buf at = { 0 };
		struct fault_action a;
		struct err e = { 0 };
		struct fault_refuse r = { .e = &e };

		row_int_equal(i, fault_action_read(json, FAULT_OF_REQUESTS, &a, &r), -1);
		row_int_equal(i, e.code, ERR_INVALID);
		fault_refuse_pointer(json, r.at, &at);
		row_string_equal(i, buf_str(&at), rows[i].at);
		if (!strstr(e.text, rows[i].why))
			fail_msg("row %zu: %s", i, e.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_value_is_the_short_form_of_a_map),
		cmocka_unit_test(a_missing_parameter_is_the_default_or_not_given),
		cmocka_unit_test(what_is_no_action_is_refused_at_its_node),
	};

	return cmocka_run_group_tests_name("faults/param", tests, NULL, NULL);
}
