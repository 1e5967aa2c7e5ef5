/*
 * test_report.c - harness/report/
 */
#include "tests/unit/unit.h"

#include "harness/report/human.h"
#include "harness/report/report.h"
#include "lib/json/json.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

static char awkward[] = "a.yaml:3: GET /x\n  body: expected \"<a&b>\", got "
			"\"\x01\xef\xbf\xbe\xc3\xa9\"\n";
static char record[] = JSON({
	"steps":[{"at":"two.yaml:9","said":"GET <script>","fits":false,
		  "exchange":"< HTTP &",
		  "differences":[{"path":"body.a\"b","expected":"1","got":"</td>"}]}],
	"timeline":"<svg>\"&#"
});
static char reason[] = "needs files: they are elsewhere";

static const struct result results[] = {
	{ "scenarios/a/one.yaml", "It holds", 1, VERDICT_PASSED, NULL, NULL, 4, 0,
	  1234567890 },
	{ "scenarios/two.yaml", "It \"fails\" & <says> so", 7, VERDICT_FAILED, awkward,
	  record, 2, 0, 1000000 },
	{ "three.yaml", "It is skipped", 1, VERDICT_SKIPPED, reason, NULL, 0, 0, 0 },
	{ "four.yaml", "Nobody is there", 1, VERDICT_UNREACHABLE, NULL, NULL, 0, 0, 0 },
};

static const struct totals totals = { 4,
	                              { [VERDICT_PASSED] = 1,
	                                [VERDICT_FAILED] = 1,
	                                [VERDICT_SKIPPED] = 1,
	                                [VERDICT_UNREACHABLE] = 1 } };

static const struct report_run run = { "1.2.3", "<mock>", 5 };

/* The file that a form of report becomes. */
static void make(void **state, const char *form, struct buf *out)
{
	AUTO(mem_free) char *path = scratch_path(state, "report");
	AUTO(mem_free) char *spec = mem_printf("%s=%s", form, path);
	struct report r;
	struct err e = { 0 };

	assert_int_equal(report_open(spec, &r, &e), 0);
	report_begin(&r, &run, NULL);
	for_each_row(i, results)
		report_scenario(&r, &results[i]);
	if (report_write(&r, &totals, NULL, &e) < 0)
		fail_msg("%s", e.text);
	report_release(&r);
	scratch_read(path, out);
}

static void junit_is_valid_xml_with_all_there_is_to_say(void **state)
{
	struct buf out = { 0 };

	make(state, "junit", &out);
	assert_string_equal(
		buf_str(&out),
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites>\n"
		"  <testsuite name=\"flowcheck\" tests=\"4\" failures=\"1\" errors=\"1\""
		" skipped=\"1\" time=\"1.236\">\n"
		"    <testcase name=\"It holds\" classname=\"scenarios.a.one\""
		" file=\"scenarios/a/one.yaml\" line=\"1\" time=\"1.235\"/>\n"
		"    <testcase name=\"It &quot;fails&quot; &amp; &lt;says&gt; so\""
		" classname=\"scenarios.two\" file=\"scenarios/two.yaml\" line=\"7\""
		" time=\"0.001\">\n"
		"      <failure type=\"failed\" message=\"a.yaml:3: GET /x\">a.yaml:3: "
		"GET /x\n"
		"  body: expected &quot;&lt;a&amp;b&gt;&quot;, got "
		"&quot;??\xc3\xa9&quot;\n"
		"</failure>\n"
		"    </testcase>\n"
		"    <testcase name=\"It is skipped\" classname=\"three\" "
		"file=\"three.yaml\""
		" line=\"1\" time=\"0.000\">\n"
		"      <skipped message=\"needs files: they are elsewhere\"/>\n"
		"    </testcase>\n"
		"    <testcase name=\"Nobody is there\" classname=\"four\" "
		"file=\"four.yaml\""
		" line=\"1\" time=\"0.000\">\n"
		"      <error type=\"target unreachable\" message=\"\"></error>\n"
		"    </testcase>\n"
		"  </testsuite>\n"
		"</testsuites>\n");
	buf_release(&out);
}

static void tap_has_a_line_a_scenario_and_its_plan_at_the_end(void **state)
{
	struct buf out = { 0 };

	make(state, "tap", &out);
	assert_string_equal(
		buf_str(&out),
		"TAP version 13\n"
		"ok 1 - scenarios/a/one.yaml: It holds\n"
		"not ok 2 - scenarios/two.yaml: It \"fails\" & <says> so\n"
		"# failed\n"
		"# a.yaml:3: GET /x\n"
		"#   body: expected \"<a&b>\", got \"?\xef\xbf\xbe\xc3\xa9\"\n"
		"ok 3 - three.yaml: It is skipped # SKIP needs files: they are "
		"elsewhere\n"
		"not ok 4 - four.yaml: Nobody is there\n"
		"# target unreachable\n"
		"1..4\n");
	buf_release(&out);
}

/* Nor does a name become a directive, another line, or a terminal's command. */
static void names_stay_names_in_lines(void **state UNUSED)
{
	static const struct result hostile = { "a\x1b[2J.yaml",
		                               "It holds # SKIP\x07",
		                               1,
		                               VERDICT_FAILED,
		                               NULL,
		                               NULL,
		                               1,
		                               0,
		                               0 };
	static const struct report_kind *const kinds[] = { &report_tap, &report_github };
	static const char *const lines[] = {
		"TAP version 13\nnot ok 1 - a?[2J.yaml: It holds \\# SKIP?\n# failed\n",
		"::error file=a?[2J.yaml,line=1,title=It holds # SKIP?::failed\n",
	};

	for_each_row(i, kinds) {
		struct report r = { .kind = kinds[i], .count = 1 };

		kinds[i]->scenario(&r, &hostile);
		row_string_equal(i, buf_str(&r.out), lines[i]);
		buf_release(&r.out);
	}
}

/* The i-th line of a stream, parsed. */
static cJSON *event(const struct buf *out, size_t i)
{
	struct str rest = { out->data, out->size }, line;
	cJSON *read = NULL;
	struct err e = { 0 };

	while (str_split(&rest, '\n', &line) && i > 0)
		i--;
	if (json_parse(line.at, line.size, &read, &e) < 0)
		fail_msg("%s", e.text);
	return read;
}

static void json_is_an_event_a_line_and_its_totals_come_last(void **state)
{
	struct buf out = { 0 };
	int64_t n;

	make(state, "json", &out);
	for (size_t i = 0; i < ARRAY_LEN(results) + 2; i++) {
		AUTO(cJSON_Delete) cJSON *read = event(&out, i);
		bool first = i == 0, last = i == ARRAY_LEN(results) + 1;

		row_string_equal(i, json_str(read, "event"),
		                 first  ? "begin"
		                 : last ? "end"
		                        : "scenario");
		if (first)
			row_int_equal(i, json_int(read, "format", &n) ? n : -1, 1);
		else if (last)
			row_int_equal(i, json_int(read, "totals.failed", &n) ? n : -1, 1);
		else
			row_string_equal(i, json_str(read, "verdict"),
			                 verdict_name(results[i - 1].verdict));
		if (i == 1) {
			row_int_equal(i, json_int(read, "ms", &n) ? n : -1, 1234);
			row_int_equal(i, cJSON_IsNull(json_get(read, "message")), true);
		}
		if (i == 3)
			row_string_equal(i, json_str(read, "message"), reason);
	}
	assert_int_equal(out.data[out.size - 1], '\n');
	buf_release(&out);
}

/* What a reader sees of a run that is still going on, or died. */
static void a_stream_is_there_as_far_as_the_run_has_come(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "report");
	AUTO(mem_free) char *spec = mem_printf("json=%s", path);
	AUTO(buf_release) struct buf out = { 0 };
	struct report r;
	struct err e = { 0 };

	assert_int_equal(report_open(spec, &r, &e), 0);
	report_begin(&r, &run, NULL);
	report_scenario(&r, &results[0]);
	scratch_read(path, &out);
	assert_non_null(strstr(buf_str(&out), "\"It holds\""));
	assert_null(strstr(buf_str(&out), JSON("event":"end")));
	assert_int_equal(report_write(&r, &totals, NULL, &e), 0);
	report_release(&r);
}

static void what_cannot_be_written_fails_at_the_end(void **state UNUSED)
{
	static const char *const specs[] = { "json=/dev/full", "tap=/dev/full",
		                             "junit=/dev/full", "html=/dev/full" };

	for_each_row(i, specs) {
		struct report r;
		struct err e = { 0 };

		row_int_equal(i, report_open(specs[i], &r, &e), 0);
		report_begin(&r, &run, NULL);
		report_scenario(&r, &results[0]);
		report_scenario(&r, &results[1]);
		row_int_equal(i, report_write(&r, &totals, NULL, &e), -1);
		assert_non_null(strstr(e.text, "/dev/full"));
		report_release(&r);
		report_release(&r);
	}
}

static void forms_are_counted_up_to_the_last(void **state UNUSED)
{
	static const char *const names[] = { "junit", "tap", "json", "github", "html" };

	for_each_row(i, names)
		row_string_equal(i, report_form_at(i)->name, names[i]);
	assert_null(report_form_at(ARRAY_LEN(names)));
}

static void github_has_what_did_not_pass_escaped(void **state)
{
	struct buf out = { 0 };

	make(state, "github", &out);
	assert_string_equal(
		buf_str(&out),
		"::error file=scenarios/two.yaml,line=7,title=It \"fails\" & <says> so::"
		"a.yaml:3: GET /x%0A  body: expected \"<a&b>\", got "
		"\"?\xef\xbf\xbe\xc3\xa9\"%0A\n"
		"::notice file=three.yaml,line=1,title=It is skipped::"
		"needs files: they are elsewhere\n"
		"::error file=four.yaml,line=1,title=Nobody is there::target "
		"unreachable\n");
	buf_release(&out);
}

/* Of those that are no pass none is without an annotation. */
static void github_knows_each_verdict(void **state)
{
	AUTO_MEM char *path = scratch_path(state, "gh");
	AUTO_MEM char *spec = mem_printf("github=%s", path);

	for (int v = 0; v < VERDICT_COUNT; v++) {
		struct result result = { "a.yaml", "It holds", 1, (enum verdict)v };
		const struct report_run one = { "1", "mock", 1 };
		AUTO(buf_release) struct buf out = { 0 };
		const struct totals all = { .all = 1 };
		struct report r = { 0 };
		struct err e = { 0 };

		row_int_equal(v, report_open(spec, &r, &e), 0);
		report_begin(&r, &one, NULL);
		report_scenario(&r, &result);
		row_int_equal(v, report_write(&r, &all, NULL, &e), 0);
		report_release(&r);
		scratch_read(path, &out);
		row_int_equal(v, str_starts(buf_str(&out), "::"), v != VERDICT_PASSED);
	}
}

/* Texts of a hostile server, and the places where they stand. */
static void html_shows_texts_as_texts(void **state)
{
	static const char *const wanted[] = {
		"<title>flowcheck: 2 of 4 did not pass</title>",
		"<h1>flowcheck: 4 scenarios, 1 passed, 1 skipped, 2 not</h1>",
		"flowcheck 1.2.3, target: &lt;mock&gt;, ",
		"<a href=\"#s2\">It &quot;fails&quot; &amp; &lt;says&gt; so</a>: failed",
		("expected &quot;&lt;a&amp;b&gt;&quot;, got "
		 "&quot;?\xef\xbf\xbe\xc3\xa9&quot;"),
		"<h3>scenarios/a</h3>",
		"<code>GET &lt;script&gt;</code>",
		"<td>body.a&quot;b</td><td>1</td><td>&lt;/td&gt;</td>",
		"&lt; HTTP &amp;",
		"src=\"data:image/svg+xml,%3Csvg%3E%22%26%23\"",
		"<p class=\"bad\">1 scenarios were not played.</p>",
	};
	static const char *const unwanted[] = { "<script", "</td>\"", "http://",
		                                "src=\"/" };
	struct buf out = { 0 };

	make(state, "html", &out);
	for_each_row(i, wanted) {
		if (!strstr(buf_str(&out), wanted[i]))
			fail_msg("row %zu: %s is not in the page", i, wanted[i]);
	}
	for_each_row(i, unwanted) {
		if (strstr(buf_str(&out), unwanted[i]))
			fail_msg("row %zu: %s is in the page", i, unwanted[i]);
	}
	buf_release(&out);
}

static void a_report_without_a_form_or_place_is_refused(void **state)
{
	AUTO(mem_free) char *folder = mem_printf("tap=%s", (const char *)*state);
	const struct {
		const char *spec, *why;
	} cases[] = {
		{ "junit", "expected FORM=FILE" },
		{ "junit=", "expected FORM=FILE" },
		{ "xml=x", "the forms are junit, tap, json, github and html" },
		{ "jun=x", "the forms are junit, tap, json, github and html" },
		{ folder, "Is a directory" },
		{ "tap=/dev/null/x", "/dev/null" },
	};

	for_each_row(i, cases) {
		struct report r;
		struct err e = { 0 };

		row_int_equal(i, report_open(cases[i].spec, &r, &e), -1);
		assert_non_null(strstr(e.text, cases[i].why));
	}
}

static void a_person_reads_a_line_and_what_went_wrong(void **state UNUSED)
{
	struct result partly = results[0];
	struct buf out = { 0 };

	human_scenario(&results[0], HUMAN_PLAIN, &out);
	human_scenario(&results[1], HUMAN_PLAIN, &out);
	partly.skipped_steps = 1;
	partly.message = reason;
	human_scenario(&partly, HUMAN_PLAIN, &out);
	human_totals(&totals, &out);
	assert_string_equal(
		buf_str(&out),
		"ok    It holds (scenarios/a/one.yaml:1, 1234 ms)\n"
		"FAIL  It \"fails\" & <says> so (scenarios/two.yaml:7, 1 ms)\n"
		"      a.yaml:3: GET /x\n"
		"        body: expected \"<a&b>\", got \"?\xef\xbf\xbe\xc3\xa9\"\n"
		"ok    It holds (scenarios/a/one.yaml:1, 1234 ms)\n"
		"      1 of 4 steps skipped:\n"
		"      needs files: they are elsewhere\n"
		"1 passed, 2 failed, 1 skipped\n");
	buf_release(&out);
}

static void the_end_of_a_run_names_what_did_not_pass_and_how_long_it_took(
	void **state UNUSED)
{
	struct buf out = { 0 };

	human_again(&results[1], &out);
	human_again(&results[3], &out);
	human_time(&totals, INT64_C(61234567890), &out);
	assert_string_equal(buf_str(&out),
	                    "FAIL  It \"fails\" & <says> so (scenarios/two.yaml:7)\n"
	                    "GONE  Nobody is there (four.yaml:1)\n"
	                    "4 scenarios in 61.2 s\n");
	buf_release(&out);
}

static void control_characters_do_not_reach_a_terminal(void **state UNUSED)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ "a\tb\nc", "a\tb\nc" },
		{ "\033[31mred\r", "?[31mred?" },
		{ "\177", "?" },
		{ "\xc2\x80", "?" }, /* U+0080 to U+009F */
		{ "\xc2\x9b"
		  "31m",
		  "?31m" },
		{ "\xc2\x9f\xc2\xa0", "?\xc2\xa0" },
		{ "\xc3\xa9\xe2\x82\xac", "\xc3\xa9\xe2\x82\xac" },
		{ "a\xc2", "a\xc2" }, /* half a character */
	};

	for_each_row(i, cases) {
		AUTO(mem_free) char *shown = NULL;
		size_t size;
		FILE *to = open_memstream(&shown, &size);

		human_put(cases[i][0], to);
		fclose(to);
		row_string_equal(i, shown, cases[i][1]);
	}
}

static void colours_surround_the_word_only(void **state UNUSED)
{
	struct buf out = { 0 };

	human_scenario(&results[3], HUMAN_COLOURS, &out);
	assert_string_equal(buf_str(&out),
	                    "\033[31mGONE \033[0m Nobody is there (four.yaml:1, 0 ms)\n");
	buf_release(&out);
}

#define WITH_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(junit_is_valid_xml_with_all_there_is_to_say),
		WITH_FOLDER(tap_has_a_line_a_scenario_and_its_plan_at_the_end),
		cmocka_unit_test(names_stay_names_in_lines),
		WITH_FOLDER(json_is_an_event_a_line_and_its_totals_come_last),
		WITH_FOLDER(a_stream_is_there_as_far_as_the_run_has_come),
		cmocka_unit_test(what_cannot_be_written_fails_at_the_end),
		cmocka_unit_test(forms_are_counted_up_to_the_last),
		WITH_FOLDER(github_has_what_did_not_pass_escaped),
		WITH_FOLDER(github_knows_each_verdict),
		WITH_FOLDER(html_shows_texts_as_texts),
		WITH_FOLDER(a_report_without_a_form_or_place_is_refused),
		cmocka_unit_test(a_person_reads_a_line_and_what_went_wrong),
		cmocka_unit_test(
			the_end_of_a_run_names_what_did_not_pass_and_how_long_it_took),
		cmocka_unit_test(control_characters_do_not_reach_a_terminal),
		cmocka_unit_test(colours_surround_the_word_only),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
