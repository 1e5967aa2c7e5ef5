/*
 * tap.c - a run in the Test Anything Protocol, version 13, plan at the end
 */
#include "harness/report/report.h"
#include "lib/printable.h"

#define VERSION "TAP version 13\n"

/* A description's "#" would begin a directive: "# SKIP" of a test that has failed. */
static void add_described(const char *text, struct buf *out)
{
	AUTO(buf_release) struct buf line = { 0 };

	printable_line(str_of(text), &line);
	for (const char *c = buf_str(&line); *c; c++) {
		if (*c == '#' || *c == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, *c);
	}
}

static void tap_scenario(struct report *r, const struct result *result)
{
	bool ok = result->verdict == VERDICT_PASSED || result->verdict == VERDICT_SKIPPED;
	struct str rest = str_of(result->message ? result->message : ""), line;

	if (r->count == 1)
		buf_add_str(&r->out, VERSION);
	buf_printf(&r->out, "%s %zu - ", ok ? "ok" : "not ok", r->count);
	add_described(result->file, &r->out);
	buf_add_str(&r->out, ": ");
	add_described(result->sentence, &r->out);
	if (result->verdict == VERDICT_SKIPPED) {
		buf_add_str(&r->out, " # SKIP ");
		printable_line(rest, &r->out);
	}
	buf_add_char(&r->out, '\n');
	if (ok)
		return;
	buf_printf(&r->out, "# %s\n", verdict_name(result->verdict));
	while (str_split(&rest, '\n', &line)) {
		if (!line.size)
			continue;
		buf_add_str(&r->out, "# ");
		printable_text(line, &r->out);
		buf_add_char(&r->out, '\n');
	}
}

static void tap_end(struct report *r, const struct totals *totals UNUSED)
{
	buf_printf(&r->out, "%s1..%zu\n", r->count ? "" : VERSION, r->count);
}

const struct report_kind report_tap = {
	.help = "the Test Anything Protocol, version 13",
	.scenario = tap_scenario,
	.end = tap_end,
};
