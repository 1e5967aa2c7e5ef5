/*
 * json.c - a run as one JSON document
 *
 *	{"totals":{"passed":2,…},"scenarios":[{"file":…,"verdict":"passed",…}]}
 */
#include "lib/json/json.h"
#include "harness/report/report.h"

#define NS_PER_MS 1000000

static void add_member(const char *name, const char *value, struct buf *out)
{
	json_put_str(out, name, strlen(name));
	buf_add_char(out, ':');
	if (value)
		json_put_str(out, value, strlen(value));
	else
		buf_add_str(out, "null");
}

static void json_scenario(struct report *r, const struct result *result)
{
	struct buf *out = &r->out;

	buf_add_str(out, r->count == 1 ? "\n{" : ",\n{");
	add_member("file", result->file, out);
	buf_printf(out, ",\"line\":%d,", result->line);
	add_member("scenario", result->sentence, out);
	buf_add_char(out, ',');
	add_member("verdict", verdict_name(result->verdict), out);
	buf_printf(out, ",\"ms\":%lld,\"steps\":%zu,\"skippedSteps\":%zu,",
	           (long long)(result->took_ns / NS_PER_MS), result->steps,
	           result->skipped_steps);
	add_member("message", result->message, out);
	buf_add_char(out, '}');
}

static void json_end(struct report *r, const struct totals *totals)
{
	struct buf whole = { 0 };

	buf_add_str(&whole, "{\"totals\":{");
	for (int v = 0; v < VERDICT_COUNT; v++)
		buf_printf(&whole, "%s\"%s\":%zu", v ? "," : "",
		           verdict_name((enum verdict)v), totals->of[v]);
	buf_add_str(&whole, "},\"scenarios\":[");
	buf_add(&whole, buf_str(&r->out), r->out.size);
	buf_add_str(&whole, "]}\n");
	buf_release(&r->out);
	r->out = whole;
}

const struct report_kind report_json = {
	.help = "one JSON document",
	.scenario = json_scenario,
	.end = json_end,
};
