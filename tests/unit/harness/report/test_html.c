/*
 * test_html.c - harness/report/html.c: a run as one page
 */
#include "tests/unit/unit.h"

#include "harness/report/report.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

/* The page of some scenarios. */
static void make(void **state, const struct result *all, size_t count, struct buf *out)
{
	AUTO_MEM char *path = scratch_path(state, "h.html");
	AUTO_MEM char *spec = mem_printf("html=%s", path);
	const struct report_run run = { "1.2.3", "<target>", count };
	struct totals totals = { .all = count };
	struct report r;
	struct err e = { 0 };

	assert_int_equal(report_open(spec, &r, &e), 0);
	assert_true(r.kind->records);
	report_begin(&r, &run, NULL);
	for (size_t i = 0; i < count; i++) {
		totals.of[all[i].verdict]++;
		report_scenario(&r, &all[i]);
	}
	assert_int_equal(report_write(&r, &totals, NULL, &e), 0);
	report_release(&r);
	scratch_read(path, out);
}

static void has(const struct buf *out, const char *text)
{
	if (!strstr(buf_str(out), text))
		fail_msg("no '%s' in:\n%s", text, strstr(buf_str(out), "<main>"));
}

static struct result a_result(enum verdict verdict, char *message, char *record)
{
	return (struct result){ .file = "a/x.yaml",
		                .sentence = "It <holds>",
		                .line = 3,
		                .verdict = verdict,
		                .message = message,
		                .record = record,
		                .took_ns = 7000000 };
}

static void nothing_is_loaded_and_no_markup_is_read(void **state)
{
	char message[] = "<script>alert(1)</script>";
	const struct result one = a_result(VERDICT_FAILED, message, NULL);
	AUTO(buf_release) struct buf out = { 0 };

	make(state, &one, 1, &out);
	has(&out, "default-src 'none'");
	has(&out, "It &lt;holds&gt;");
	has(&out, "&lt;script&gt;alert(1)&lt;/script&gt;");
	has(&out, "&lt;target&gt;");
	assert_null(strstr(buf_str(&out), "<script"));
	assert_null(strstr(buf_str(&out), "src=\"http"));
}

/* What did not pass is open, and named at the top with a link. */
static void what_did_not_pass_is_open_and_listed(void **state)
{
	char why[] = "no";
	const struct result all[] = { a_result(VERDICT_PASSED, NULL, NULL),
		                      a_result(VERDICT_FAILED, why, NULL),
		                      a_result(VERDICT_SKIPPED, why, NULL),
		                      a_result(VERDICT_FLAKY, why, NULL) };
	AUTO(buf_release) struct buf out = { 0 };

	make(state, all, ARRAY_LEN(all), &out);
	has(&out, "<details id=\"s1\"><summary>");
	has(&out, "<details id=\"s2\" open><summary>");
	has(&out, "<details id=\"s3\"><summary>");
	has(&out, "<details id=\"s4\" open><summary>");
	has(&out, "<li><a href=\"#s2\">It &lt;holds&gt;</a>: failed</li>");
	has(&out, "<li><a href=\"#s4\">It &lt;holds&gt;</a>: flaky</li>");
	assert_null(strstr(buf_str(&out), "href=\"#s1\""));
	assert_null(strstr(buf_str(&out), "href=\"#s3\""));
	has(&out, "<p class=\"soft\">What did not fit</p>\n<pre>no</pre>");
	has(&out, "<p>no</p>");
	has(&out, "7 ms");
	has(&out, "<title>flowcheck: 2 of 4 did not pass</title>");
	has(&out, "<style>");
	has(&out, "<h1>flowcheck: 4 scenarios, 1 passed, 1 skipped, 2 not</h1>\n"
	          "<p class=\"soft\">flowcheck 1.2.3, target: &lt;target&gt;, 28 ms</p>\n"
	          "<table><caption class=\"soft\">Verdicts</caption>");
	has(&out, "</td></tr></tbody></table>\n");
	assert_null(strstr(buf_str(&out), "were not played"));
	has(&out, "a/x.yaml:3");
}

static void each_step_unfolds_into_its_exchange(void **state)
{
	AUTO_MEM char *record = quoted(
		"{'steps':[{'at':'x.yaml:4','said':'GET /a','fits':true,'exchange':'> "
		"a<',"
		"'curl':'curl a'},{'at':'x.yaml:5','said':'GET /b','fits':false,"
		"'exchange':'> b','differences':[{'path':'body.x','expected':'<1>',"
		"'got':'2'}]},{'at':'x.yaml:6','said':'files','fits':true}],"
		"'more':12,'timeline':'<svg a=\\'b\\'>'}");
	char why[] = "no";
	struct result one = a_result(VERDICT_FAILED, why, record);
	AUTO(buf_release) struct buf out = { 0 };

	make(state, &one, 1, &out);
	has(&out, "<li><details><summary><code>GET /a</code>");
	has(&out, "<p class=\"soft\">Request and answer</p>\n<pre>&gt; a&lt;</pre>");
	has(&out, "<p class=\"soft\">The same by curl</p>\n<pre>curl a</pre>");
	has(&out, "<li><details open><summary><code>GET /b</code> <span class=\"v "
	          "bad\">does not fit</span>");
	has(&out,
	    "<table><thead><tr><th scope=\"col\">Where</th><th scope=\"col\">Expected"
	    "</th><th scope=\"col\">Got</th></tr></thead><tbody>\n"
	    "<tr><td>body.x</td><td>&lt;1&gt;</td><td>2</td></tr>\n"
	    "</tbody></table>\n");
	has(&out, "<li><code>files</code> <span class=\"soft\">x.yaml:6</span></li>");
	has(&out, "<p>… and 12 more steps</p>");
	has(&out, "src=\"data:image/svg+xml,%3Csvg a=%22b%22%3E\"");
}

static size_t count_of(const struct buf *out, const char *text)
{
	size_t count = 0;

	for (const char *at = buf_str(out); (at = strstr(at, text)); at++)
		count++;
	return count;
}

/* Those of one folder stand below one heading. */
static void a_folder_is_said_once_where_it_begins(void **state)
{
	struct result all[] = { a_result(VERDICT_PASSED, NULL, NULL),
		                a_result(VERDICT_PASSED, NULL, NULL),
		                a_result(VERDICT_PASSED, NULL, NULL) };
	AUTO(buf_release) struct buf out = { 0 };

	all[2].file = "y.yaml";
	make(state, all, ARRAY_LEN(all), &out);
	assert_int_equal(count_of(&out, "<h3>"), 2);
	has(&out, "<h3>a</h3><details id=\"s1\">");
	has(&out, "<h3>.</h3><details id=\"s3\">");
}

static void scenarios_that_were_not_played_are_counted(void **state)
{
	AUTO_MEM char *path = scratch_path(state, "h.html");
	AUTO_MEM char *spec = mem_printf("html=%s", path);
	const struct report_run run = { "1.2.3", "t", 5 };
	const struct totals totals = { .all = 2, .of[VERDICT_PASSED] = 2 };
	AUTO(buf_release) struct buf out = { 0 };
	struct report r;
	struct err e = { 0 };

	assert_int_equal(report_open(spec, &r, &e), 0);
	report_begin(&r, &run, NULL);
	assert_int_equal(report_write(&r, &totals, NULL, &e), 0);
	report_release(&r);
	scratch_read(path, &out);
	has(&out, "<p class=\"bad\">3 scenarios were not played.</p>");
}

static void a_record_that_is_none_is_left_out(void **state)
{
	char record[] = "{" JSON("steps":);
	const struct result one = a_result(VERDICT_PASSED, NULL, record);
	AUTO(buf_release) struct buf out = { 0 };

	make(state, &one, 1, &out);
	assert_null(strstr(buf_str(&out), "<ol>"));
}

static void rounds_are_shown_with_the_scenario(void **state)
{
	char rounds[] = { 'a' + VERDICT_FAILED, 'a' + VERDICT_PASSED, 0 };
	struct result one = a_result(VERDICT_FLAKY, NULL, NULL);
	AUTO(buf_release) struct buf out = { 0 };

	one.rounds = rounds;
	one.shown_round = 1;
	make(state, &one, 1, &out);
	has(&out, "<p class=\"soft\">Rounds</p>\n<pre>round 1: failed\nround 2: passed\n"
	          "round 1 is shown\n</pre>");
}

#define WITH_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(nothing_is_loaded_and_no_markup_is_read),
		WITH_FOLDER(what_did_not_pass_is_open_and_listed),
		WITH_FOLDER(each_step_unfolds_into_its_exchange),
		WITH_FOLDER(a_folder_is_said_once_where_it_begins),
		WITH_FOLDER(scenarios_that_were_not_played_are_counted),
		WITH_FOLDER(a_record_that_is_none_is_left_out),
		WITH_FOLDER(rounds_are_shown_with_the_scenario),
	};

	return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
