/*
 * test_junit.c - harness/report/junit.c: a run as JUnit XML
 */
#include "tests/unit/unit.h"

#include "harness/report/report.h"
#include "lib/mem.h"
#include "tests/support/scratch.h"

/* The report of one scenario. */
static void make(void **state, const struct result *one, struct buf *out)
{
	AUTO_MEM char *path = scratch_path(state, "j.xml");
	AUTO_MEM char *spec = mem_printf("junit=%s", path);
	static const struct report_run run = { "1", "mock", 1 };
	struct totals totals = { .all = 1 };
	struct report r;
	struct err e = { 0 };

	totals.of[one->verdict] = 1;
	assert_int_equal(report_open(spec, &r, &e), 0);
	report_begin(&r, &run, NULL);
	report_scenario(&r, one);
	assert_int_equal(report_write(&r, &totals, NULL, &e), 0);
	report_release(&r);
	scratch_read(path, out);
}

/* What did not fit is a failure, what could not be tried an error. */
static void each_verdict_has_its_element_and_count(void **state)
{
	static const struct {
		enum verdict verdict;
		const char *counts, *element;
	} cases[] = {
		/* clang-format off */
		{ VERDICT_PASSED, "failures=\"0\" errors=\"0\" skipped=\"0\"", "time=\"0.000\"/>\n" },
		{ VERDICT_SKIPPED, "failures=\"0\" errors=\"0\" skipped=\"1\"", "<skipped message=\"m\"/>" },
		{ VERDICT_FAILED, "failures=\"1\" errors=\"0\" skipped=\"0\"", "<failure type=\"failed\" message=\"m\">m</failure>" },
		{ VERDICT_UNTOLD, "failures=\"0\" errors=\"1\" skipped=\"0\"", "<error type=\"could not tell\" message=\"m\">m</error>" },
		{ VERDICT_BAD, "failures=\"0\" errors=\"1\"", "<error type=\"bad scenario\"" },
		{ VERDICT_UNREACHABLE, "failures=\"0\" errors=\"1\"", "<error type=\"target unreachable\"" },
		{ VERDICT_INTERNAL, "failures=\"0\" errors=\"1\"", "<error type=\"internal error\"" },
		{ VERDICT_STOPPED, "failures=\"0\" errors=\"1\"", "<error type=\"stopped\"" },
		{ VERDICT_FLAKY, "failures=\"0\" errors=\"1\"", "<error type=\"flaky\"" },
		{ VERDICT_REFUSED, "failures=\"0\" errors=\"1\"", "<error type=\"refused\"" },
		/* clang-format on */
	};

	assert_int_equal(ARRAY_LEN(cases), VERDICT_COUNT);
	for_each_row(i, cases) {
		char message[] = "m";
		const struct result one = { .file = "x.yaml",
			                    .sentence = "It holds",
			                    .line = 1,
			                    .verdict = cases[i].verdict,
			                    .message = message };
		AUTO(buf_release) struct buf out = { 0 };

		make(state, &one, &out);
		if (!strstr(buf_str(&out), cases[i].counts) ||
		    !strstr(buf_str(&out), cases[i].element))
			fail_msg("%s", buf_str(&out));
	}
}

/* What XML has no way to write becomes "?"; what is markup is not read as such. */
static void any_text_is_well_formed(void **state)
{
	static const struct {
		const char *text, *written;
	} cases[] = {
		{ "<a b=\"c\">&'", "&lt;a b=&quot;c&quot;&gt;&amp;'" },
		{ "a\tb\nc", "a\tb\nc" },
		{ "a\rb\x01\x1f", "a?b??" },
		{ "\xc3\xa9", "\xc3\xa9" },
		{ "\xc3", "?" },
		{ "\xef\xbf\xbe|\xef\xbf\xbf", "?|?" },
		{ "]]>", "]]&gt;" },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *message = mem_strdup(cases[i].text);
		AUTO_MEM char *written = mem_printf(">%s</failure>", cases[i].written);
		const struct result one = { .file = "x.yaml",
			                    .sentence = cases[i].text,
			                    .verdict = VERDICT_FAILED,
			                    .message = message };
		AUTO(buf_release) struct buf out = { 0 };

		make(state, &one, &out);
		if (!strstr(buf_str(&out), written))
			fail_msg("%s", buf_str(&out));
	}
}

static void a_file_is_a_class_in_its_folders(void **state)
{
	static const struct {
		const char *file, *class;
	} cases[] = {
		{ "scenarios/errors/x.yaml", "classname=\"scenarios.errors.x\"" },
		{ "x.yaml", "classname=\"x\"" },
		{ "a/b.yml", "classname=\"a.b.yml\"" },
	};

	for_each_row(i, cases) {
		const struct result one = { .file = cases[i].file, .sentence = "s" };
		AUTO(buf_release) struct buf out = { 0 };

		make(state, &one, &out);
		assert_non_null(strstr(buf_str(&out), cases[i].class));
	}
}

/* Of several rounds each verdict is there, where the scenario did not pass. */
static void rounds_stand_behind_the_problem(void **state)
{
	char rounds[] = { 'a' + VERDICT_PASSED, 'a' + VERDICT_FAILED,
		          'a' + VERDICT_PASSED, 'a' + VERDICT_PASSED, 0 };
	struct result one = { .file = "x.yaml",
		              .sentence = "s",
		              .verdict = VERDICT_FLAKY,
		              .rounds = rounds,
		              .shown_round = 2 };
	AUTO(buf_release) struct buf out = { 0 };

	make(state, &one, &out);
	assert_non_null(strstr(buf_str(&out), "</error>\n"
	                                      "      <system-out>round 1: passed\n"
	                                      "round 2: failed\n"
	                                      "rounds 3 to 4: passed\n"
	                                      "round 2 is shown\n"
	                                      "</system-out>\n"));
	one.verdict = VERDICT_PASSED;
	buf_clear(&out);
	make(state, &one, &out);
	assert_null(strstr(buf_str(&out), "system-out"));
}

#define WITH_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(each_verdict_has_its_element_and_count),
		WITH_FOLDER(any_text_is_well_formed),
		WITH_FOLDER(a_file_is_a_class_in_its_folders),
		WITH_FOLDER(rounds_stand_behind_the_problem),
	};

	return cmocka_run_group_tests_name("junit", tests, NULL, NULL);
}
