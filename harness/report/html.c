/*
 * html.c - a run as one page that needs no other file, host or script
 *
 *	counts of verdicts · what did not pass · a table of folders · a table a matrix ·
 *	a section a scenario
 *
 * A scenario unfolds (<details>, so keyboards and printers know how) into its steps, each
 * with what was sent and answered and what did not fit, and its timeline. The
 * page follows the reader's light or dark scheme.  The policy in its head forbids it to
 * load anything.
 */
#include "harness/report/report.h"

#include "harness/report/html_tables.h"
#include "harness/report/html_text.h"
#include "lib/json/json.h"
#include "lib/mem.h"
#include "lib/str.h"

#define NS_PER_MS 1000000

/* clang-format off */
static const char head[] =
	"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	"style-src 'unsafe-inline'; img-src data:\">\n";

static const char style[] =
	"<style>\n"
	":root{color-scheme:light dark;--ink:#1f2328;--soft:#57606a;--page:#fff;"
	"--box:#f6f8fa;--line:#d0d7de;--good:#116329;--bad:#a40e26;--odd:#7d4e00}\n"
	"@media (prefers-color-scheme:dark){:root{--ink:#f0f6fc;--soft:#9198a1;"
	"--page:#0d1117;--box:#151b23;--line:#3d444d;--good:#56d364;--bad:#ff8182;"
	"--odd:#e3b341}}\n"
	"body{font:15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;"
	"color:var(--ink);background:var(--page);max-width:72rem;margin:0 auto;"
	"padding:1rem}\n"
	"h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}h3{font-size:1rem}\n"
	"a{color:inherit}.soft{color:var(--soft)}\n"
	"table{border-collapse:collapse;margin:.5rem 0}"
	"th,td{border:1px solid var(--line);padding:.2rem .6rem;text-align:left;"
	"vertical-align:top}td.n{text-align:right;"
	"font-variant-numeric:tabular-nums}caption{text-align:left}"
	"th{background:var(--box)}\n"
	"details{border:1px solid var(--line);border-radius:6px;margin:.3rem 0;"
	"padding:.3rem .6rem}"
	"details details{border:0;padding:0 0 0 1rem}summary{cursor:pointer}\n"
	"pre{background:var(--box);border:1px solid var(--line);border-radius:6px;"
	"padding:.5rem;font:13px/1.4 ui-monospace,monospace;white-space:pre-wrap;"
	"overflow-wrap:anywhere}code{font:13px ui-monospace,monospace}\n"
	"img{max-width:100%}.v{font-weight:600;display:inline-block;min-width:5.5rem}"
	".good{color:var(--good)}.bad{color:var(--bad)}.odd{color:var(--odd)}\n"
	"@media print{details{break-inside:avoid}body{max-width:none}}\n"
	"</style>\n</head>\n<body>\n<main>\n";

/* clang-format on */

static bool is_good(enum verdict v)
{
	return v == VERDICT_PASSED || v == VERDICT_SKIPPED;
}

/* A box of text, whose long lines are wrapped. */
static void put_box(struct buf *out, const char *label, const char *text)
{
	buf_printf(out, "<p class=\"soft\">%s</p>\n<pre>", label);
	html_text_put(out, text);
	buf_add_str(out, "</pre>\n");
}

/* An SVG as a data URI: all but what RFC 3986 leaves as it is becomes %XX. */
static void put_picture(struct buf *out, const char *svg, const char *sentence)
{
	buf_add_str(out, "<p><img alt=\"Timeline of the runs: ");
	html_text_put(out, sentence);
	buf_add_str(out, "\" src=\"data:image/svg+xml,");
	for (; *svg; svg++) {
		unsigned char c = (unsigned char)*svg;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || strchr("-._~/:;=, ", c))
			buf_add_char(out, (char)c);
		else
			buf_printf(out, "%%%02X", c);
	}
	buf_add_str(out, "\"></p>\n");
}

/* ---------------------------------------------------------------- a step */

static void put_differences(struct buf *out, const cJSON *all)
{
	const cJSON *one;

	if (!all)
		return;
	buf_add_str(out,
	            "<table><thead><tr><th scope=\"col\">Where</th><th scope=\"col\">"
	            "Expected</th><th scope=\"col\">Got</th></tr></thead><tbody>\n");
	cJSON_ArrayForEach(one, all) {
		buf_add_str(out, "<tr>");
		html_text_element(out, "td", json_str(one, "path"));
		html_text_element(out, "td", json_str(one, "expected"));
		html_text_element(out, "td", json_str(one, "got"));
		buf_add_str(out, "</tr>\n");
	}
	buf_add_str(out, "</tbody></table>\n");
}

static void put_step(struct buf *out, const cJSON *step)
{
	bool fits = cJSON_IsTrue(json_get(step, "fits"));
	const char *exchange = json_str(step, "exchange"), *curl = json_str(step, "curl");

	buf_add_str(out, "<li>");
	if (exchange)
		buf_printf(out, "<details%s><summary>", fits ? "" : " open");
	html_text_element(out, "code", json_str(step, "said"));
	if (!fits)
		buf_add_str(out, " <span class=\"v bad\">does not fit</span>");
	buf_add_str(out, " <span class=\"soft\">");
	html_text_put(out, json_str(step, "at"));
	buf_add_str(out, "</span>");
	if (exchange) {
		buf_add_str(out, "</summary>\n");
		put_box(out, "Request and answer", exchange);
		if (curl)
			put_box(out, "The same by curl", curl);
	}
	if (exchange)
		buf_add_str(out, "</details>");
	put_differences(out, json_get(step, "differences"));
	buf_add_str(out, "</li>\n");
}

static void put_record(struct buf *out, const struct result *result)
{
	AUTO(cJSON_Delete) cJSON *record = NULL;
	struct err none = { 0 };
	const char *timeline;
	const cJSON *step;
	int64_t more = 0;

	if (!result->record ||
	    json_parse(result->record, strlen(result->record), &record, &none) < 0)
		return;
	buf_add_str(out, "<ol>\n");
	cJSON_ArrayForEach(step, json_get(record, "steps"))
		put_step(out, step);
	buf_add_str(out, "</ol>\n");
	if (json_int(record, "more", &more))
		buf_printf(out, "<p>… and %lld more steps</p>\n", (long long)more);
	timeline = json_str(record, "timeline");
	if (timeline)
		put_picture(out, timeline, result->sentence);
}

static void put_rounds(struct buf *out, const struct result *result)
{
	AUTO(buf_release) struct buf rounds = { 0 };

	result_put_rounds(result, &rounds);
	if (rounds.size)
		put_box(out, "Rounds", buf_str(&rounds));
}

/* ---------------------------------------------------------------- the page */

/*
 * The page's head needs the totals, which come last: scenarios are written to r->out, and
 * what stands before them is put there at the end.
 */
static void put_folder(struct report *r, const char *file)
{
	const char *slash = strrchr(file, '/');
	int n = slash ? (int)(slash - file) : 0;
	AUTO(mem_free) char *folder = n ? mem_printf("%.*s", n, file) : mem_strdup(".");

	if (r->count > 1 && !strcmp(buf_str(&r->folder), folder))
		return;
	buf_clear(&r->folder);
	buf_add_str(&r->folder, folder);
	html_text_element(&r->out, "h3", folder);
}

static void html_scenario(struct report *r, const struct result *result)
{
	struct buf *out = &r->out;

	put_folder(r, result->file);
	html_tables_keep(r, result, buf_str(&r->folder));
	buf_printf(out, "<details id=\"s%zu\"%s><summary>", r->count,
	           is_good(result->verdict) ? "" : " open");
	html_text_verdict(out, result->verdict);
	buf_add_char(out, ' ');
	html_text_put(out, result->sentence);
	buf_printf(out,
	           " <span class=\"soft\">%lld ms</span></summary>\n<p class=\"soft\">",
	           (long long)(result->took_ns / NS_PER_MS));
	html_text_put(out, result->file);
	buf_printf(out, ":%d</p>\n", result->line);
	if (result->message && is_good(result->verdict))
		html_text_element(out, "p", result->message);
	else if (result->message)
		put_box(out, "What did not fit", result->message);
	put_rounds(out, result);
	put_record(out, result);
	buf_add_str(out, "</details>\n");
	if (is_good(result->verdict))
		return;
	buf_printf(&r->notes, "<li><a href=\"#s%zu\">", r->count);
	html_text_put(&r->notes, result->sentence);
	buf_printf(&r->notes, "</a>: %s</li>\n", verdict_name(result->verdict));
}

static void html_begin(struct report *r, const struct report_run *run)
{
	r->run = *run;
}

static void put_counts(struct buf *out, const struct totals *totals)
{
	buf_add_str(out, "<table><caption class=\"soft\">Verdicts</caption><thead><tr>");
	for (int v = 0; v < VERDICT_COUNT; v++) {
		if (totals->of[v])
			buf_printf(out, "<th scope=\"col\">%s</th>",
			           verdict_name((enum verdict)v));
	}
	buf_add_str(out, "</tr></thead><tbody><tr>");
	for (int v = 0; v < VERDICT_COUNT; v++) {
		if (totals->of[v])
			buf_printf(out, "<td class=\"n %s\">%zu</td>",
			           html_text_look((enum verdict)v), totals->of[v]);
	}
	buf_add_str(out, "</tr></tbody></table>\n");
}

static void put_summary(struct buf *out, const struct report *r,
                        const struct totals *totals)
{
	size_t good = totals->of[VERDICT_PASSED] + totals->of[VERDICT_SKIPPED];

	buf_printf(out, "<title>flowcheck: %zu of %zu did not pass</title>\n",
	           totals->all - good, totals->all);
	buf_add_str(out, style);
	buf_printf(
		out,
		"<h1>flowcheck: %zu scenarios, %zu passed, %zu skipped, %zu not</h1>\n",
		totals->all, totals->of[VERDICT_PASSED], totals->of[VERDICT_SKIPPED],
		totals->all - good);
	buf_add_str(out, "<p class=\"soft\">flowcheck ");
	html_text_put(out, r->run.version ? r->run.version : "");
	buf_add_str(out, ", target: ");
	html_text_put(out, r->run.target ? r->run.target : "");
	buf_printf(out, ", %lld ms</p>\n", (long long)(r->took_ns / NS_PER_MS));
	put_counts(out, totals);
}

static void html_end(struct report *r, const struct totals *totals)
{
	struct buf whole = { 0 };

	buf_add_str(&whole, head);
	put_summary(&whole, r, totals);
	if (totals->all < r->run.scenarios)
		buf_printf(&whole,
		           "<p class=\"bad\">%zu scenarios were not played.</p>\n",
		           r->run.scenarios - totals->all);
	if (r->notes.size) {
		buf_add_str(&whole, "<h2>Not passed</h2>\n<ul>\n");
		buf_add(&whole, r->notes.data, r->notes.size);
		buf_add_str(&whole, "</ul>\n");
	}
	html_tables_put(r->kept, &whole);
	buf_add_str(&whole, "<h2>Scenarios</h2>\n");
	buf_add(&whole, buf_str(&r->out), r->out.size);
	buf_add_str(&whole, "</main>\n</body>\n</html>\n");
	buf_release(&r->out);
	r->out = whole;
}

const struct report_kind report_html = {
	.help = "one page with every step, for people",
	.records = true,
	.begin = html_begin,
	.scenario = html_scenario,
	.end = html_end,
};
