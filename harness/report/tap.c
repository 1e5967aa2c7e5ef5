/*
 * tap.c - a run in the Test Anything Protocol, version 13, plan at the end
 */
#include "harness/report/report.h"
#include "lib/str.h"

static void tap_scenario(struct report *r, const struct result *result)
{
	bool ok = result->verdict == VERDICT_PASSED || result->verdict == VERDICT_SKIPPED;
	struct str rest = str_of(result->message ? result->message : ""), line;

	if (r->count == 1)
		buf_add_str(&r->out, "TAP version 13\n");
	buf_printf(&r->out, "%s %zu - %s: %s", ok ? "ok" : "not ok", r->count,
	           result->file, result->sentence);
	if (result->verdict == VERDICT_SKIPPED)
		buf_printf(&r->out, " # SKIP %s", result->message ? result->message : "");
	buf_add_char(&r->out, '\n');
	if (ok)
		return;
	buf_printf(&r->out, "# %s\n", verdict_name(result->verdict));
	while (str_split(&rest, '\n', &line)) {
		if (line.size)
			buf_printf(&r->out, "# %.*s\n", (int)line.size, line.at);
	}
}

static void tap_end(struct report *r, const struct totals *totals UNUSED)
{
	buf_printf(&r->out, "1..%zu\n", r->count);
}

const struct report_kind report_tap = {
	.help = "the Test Anything Protocol, version 13",
	.scenario = tap_scenario,
	.end = tap_end,
};
