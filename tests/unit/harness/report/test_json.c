/*
 * test_json.c - harness/report/json.c: the events of a run, line by line
 */
#include "tests/unit/unit.h"

#include "harness/report/report.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

static void each_event_is_a_line_with_its_members(void **state)
{
	static char said[] = "it \"does\" not", rounds[] = "aca";
	static const struct result results[] = {
		{ "a.yaml", "It holds", 1, VERDICT_PASSED, NULL, NULL, 4, 0, 1999999 },
		{ .file = "b.yaml",
		  .sentence = "It does",
		  .line = 7,
		  .verdict = VERDICT_FLAKY,
		  .message = said,
		  .steps = 3,
		  .skipped_steps = 2,
		  .took_ns = 5000000,
		  .rounds = rounds,
		  .shown_round = 2 },
	};
	static const struct report_run run = { "1.2.3", "http://x", 2 };
	static const struct totals totals = {
		2, { [VERDICT_PASSED] = 1, [VERDICT_FLAKY] = 1 }
	};
	AUTO_MEM char *path = scratch_path(state, "r.json");
	AUTO_MEM char *spec = mem_printf("json=%s", path);
	AUTO(buf_release) struct buf out = { 0 };
	struct report r;
	struct err e = { 0 };

	assert_int_equal(report_open(spec, &r, &e), 0);
	report_begin(&r, &run, NULL);
	for_each_row(i, results)
		report_scenario(&r, &results[i]);
	assert_int_equal(report_write(&r, &totals, NULL, &e), 0);
	report_release(&r);
	scratch_read(path, &out);
	/* clang-format off */
	assert_string_equal(
		buf_str(&out),
		JSON({"event":"begin","format":1,"flowcheck":"1.2.3","target":"http://x",)
		JSON("scenarios":2}) "\n"
		JSON({"event":"scenario","file":"a.yaml","line":1,"scenario":"It holds",)
		JSON("verdict":"passed","ms":1,"steps":4,"skippedSteps":0,"message":null}) "\n"
		JSON({"event":"scenario","file":"b.yaml","line":7,"scenario":"It does",)
		JSON("verdict":"flaky","ms":5,"steps":3,"skippedSteps":2,)
		JSON("message":"it \"does\" not","rounds":["passed","failed","passed"],)
		JSON("shownRound":2}) "\n"
		JSON({"event":"end","totals":{"passed":1,"skipped":0,"failed":0,)
		JSON("could not tell":0,"bad scenario":0,"target unreachable":0,)
		JSON("internal error":0,"stopped":0,"flaky":1,"refused":0}}) "\n");
	/* clang-format on */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_event_is_a_line_with_its_members,
		                                scratch_open, scratch_close),
	};

	return cmocka_run_group_tests_name("report/json", tests, NULL, NULL);
}
