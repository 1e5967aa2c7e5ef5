/*
 * json.c - a run as a stream of JSON, an event a line
 *
 *	{"event":"begin","format":1,"flowcheck":"0.2.0","target":…,"scenarios":12}
 *	{"event":"scenario","file":…,"line":3,"scenario":…,"verdict":"passed",…}
 *	{"event":"end","totals":{"passed":12,…}}
 *
 * Of several rounds (--repeat) a scenario has "rounds", the verdict of each, and
 * "shownRound", the one that the message is of.
 *
 * Each line is written as soon as its scenario has been played.  A stream without its
 * last line is of a run that did not come to its end.
 */
#include "harness/report/report.h"

#include "lib/json/json.h"

#define FORMAT    1
#define NS_PER_MS 1000000

static void put_line(struct report *r, const char *event, cJSON *members)
{
	cJSON *member = members->child;

	buf_printf(&r->out, "{\"event\":\"%s\"", event);
	for (; member; member = member->next) {
		buf_add_char(&r->out, ',');
		json_put_str(&r->out, member->string, strlen(member->string));
		buf_add_char(&r->out, ':');
		json_print(member, &r->out);
	}
	buf_add_str(&r->out, "}\n");
	cJSON_Delete(members);
}

static void json_begin(struct report *r, const struct report_run *run)
{
	cJSON *line = json_new_object();

	json_set(line, "format", json_new_int(FORMAT));
	json_set(line, "flowcheck", json_new_str(run->version));
	json_set(line, "target", json_new_str(run->target));
	json_set(line, "scenarios", json_new_int((int64_t)run->scenarios));
	put_line(r, "begin", line);
}

/* What each round came to, and which one the message is about. */
static void put_rounds(const struct result *result, cJSON *line)
{
	cJSON *all;

	if (!result->rounds)
		return;
	all = json_set(line, "rounds", json_new_array());
	for (size_t i = 0; result->rounds[i]; i++)
		json_push(all, json_new_str(verdict_name(result_round(result, i))));
	json_set(line, "shownRound", json_new_int((int64_t)result->shown_round));
}

static void json_scenario(struct report *r, const struct result *result)
{
	cJSON *line = json_new_object();

	json_set(line, "file", json_new_str(result->file));
	json_set(line, "line", json_new_int(result->line));
	json_set(line, "scenario", json_new_str(result->sentence));
	json_set(line, "verdict", json_new_str(verdict_name(result->verdict)));
	json_set(line, "ms", json_new_int(result->took_ns / NS_PER_MS));
	json_set(line, "steps", json_new_int((int64_t)result->steps));
	json_set(line, "skippedSteps", json_new_int((int64_t)result->skipped_steps));
	json_set(line, "message",
	         result->message ? json_new_str(result->message) : json_new_null());
	put_rounds(result, line);
	put_line(r, "scenario", line);
}

static void json_end(struct report *r, const struct totals *totals)
{
	cJSON *line = json_new_object(),
	      *counts = json_set(line, "totals", json_new_object());

	for (int v = 0; v < VERDICT_COUNT; v++)
		json_set(counts, verdict_name((enum verdict)v),
		         json_new_int((int64_t)totals->of[v]));
	put_line(r, "end", line);
}

const struct report_kind report_json = {
	.help = "a stream of JSON, an event a line, its totals last",
	.streams = true,
	.begin = json_begin,
	.scenario = json_scenario,
	.end = json_end,
};
