/*
 * clock.c - clock: moves virtual time; all that falls due has run after it
 */
#include "harness/match/compare.h"
#include "harness/steps/capture.h"
#include "harness/steps/expect.h"
#include "harness/steps/send.h"
#include "lib/mem.h"

static const struct key run_keys[] = {
	{ "flowId", JSON_TEXT },
	{ "status", JSON_TEXT },
	{ 0 },
};

static const struct key until_keys[] = {
	{ "run", JSON_MAP, KEY_NEEDED, .keys = run_keys },
	{ 0 },
};

static const struct key clock_keys[] = {
	{ "advance", JSON_TEXT, .shape = shape_length },
	{ "set", JSON_TEXT, .shape = shape_time },
	{ "until", JSON_MAP, .keys = until_keys },
	{ "atMost", JSON_TEXT, .shape = shape_length, .without = { "advance", "set" } },
	{ 0 },
};

/* One way to move, and a bound for the one that needs it. */
static cJSON *clock_shape(void)
{
	cJSON *made = json_new_object();
	cJSON *ways = json_set(made, "oneOf", json_new_array());

	json_push(ways, shape_of_needed("advance", NULL));
	json_push(ways, shape_of_needed("set", NULL));
	json_push(ways, shape_of_needed("until", "atMost"));
	return made;
}

static const struct key keys[] = {
	{ "clock", JSON_MAP, KEY_NEEDED, clock_shape, clock_keys },
	{ "expect", JSON_MAP, .shape = shape_pattern },
	CAPTURE_KEY,
	{ 0 },
};

/* A text that is a length of time, or a time; NULL is neither and fine. */
static int check_length(const struct yaml *y, const cJSON *node, struct err *e)
{
	struct err why = { 0 };
	struct duration d;

	if (!node || node_has_variable(node) ||
	    duration_parse(node->valuestring, &d, &why) == 0)
		return 0;
	return node_err(y, node, e, "%s", why.text);
}

static int check_time(const struct yaml *y, const cJSON *node, struct err *e)
{
	struct err why = { 0 };
	vtime at;

	if (!node || node_has_variable(node) ||
	    vtime_parse(node->valuestring, &at, &why) == 0)
		return 0;
	return node_err(y, node, e, "%s", why.text);
}

/* One way to move, and a bound for the one that needs it. */
static int check_way(const struct yaml *y, const cJSON *clock, struct err *e)
{
	const cJSON *advance = json_get(clock, "advance"), *set = json_get(clock, "set"),
		    *until = json_get(clock, "until"),
		    *at_most = json_get(clock, "atMost");

	if (!!advance + !!set + !!until != 1 || !until != !at_most)
		return node_err(y, clock, e,
		                "clock takes advance, set, or until with atMost");
	if (check_length(y, advance, e) < 0 || check_time(y, set, e) < 0)
		return -1;
	return check_length(y, at_most, e);
}

static int check_clock(struct loader *l UNUSED, struct step *s, struct err *e)
{
	const cJSON *clock = step_subject(s), *expect = json_get(s->node, "expect");

	if (check_way(s->y, clock, e) < 0 ||
	    (expect && compare_check(s->y, expect, e) < 0))
		return -1;
	return capture_check(s->y, json_get(s->node, "capture"), e);
}

/* "clock advance PT3H", "clock until a run is failed, at most P1Y" */
static void say_way(const cJSON *clock, struct buf *said)
{
	const char *status = json_str(clock, "until.run.status");

	if (json_get(clock, "until"))
		buf_printf(said, "clock until a run is %s, at most %s",
		           status ? status : "over", json_str(clock, "atMost"));
	else
		buf_printf(said, "clock %s %s", clock->child->string,
		           clock->child->valuestring);
}

static void say_arrival(const cJSON *answer, struct buf *said)
{
	const cJSON *reached = json_get(answer, "reached");
	int64_t fired;

	if (!json_str(answer, "now") || !json_int(answer, "firedCount", &fired))
		return;
	buf_printf(said, " -> %s, %lld run%s fired%s", json_str(answer, "now"),
	           (long long)fired, fired == 1 ? "" : "s",
	           cJSON_IsFalse(reached) ? ", not reached" : "");
}

static int send_clock(struct play *p, const struct step *s, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *clock = NULL;

	if (vars_expand(p->scope, s->y, step_subject(s), &clock, e) < 0)
		return -1;
	call_release(&p->call);
	target_call(p->target, "POST", "/__admin/clock", &p->call);
	call_body(&p->call, json_text(clock), "application/json");
	say_way(clock, &p->said);
	return send_call(p, e);
}

static int run_clock(struct play *p, const struct step *s, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *expect = NULL;
	const cJSON *pattern = json_get(s->node, "expect");

	if (send_clock(p, s, e) < 0 || expect_answer(p, s->y, NULL, &p->diffs, e) < 0)
		return -1;
	if (p->diffs.count || target_preview(p->target))
		return 0;
	say_arrival(p->call.json, &p->said);
	if (pattern && vars_expand(p->scope, s->y, pattern, &expect, e) < 0)
		return -1;
	if (expect && !compare_value(expect, p->call.json, "clock", &p->diffs))
		return 0;
	return capture_answer(p, s->y, json_get(s->node, "capture"), e);
}

const struct step_kind step_clock_kinds[] = {
	{ .name = "clock",
	  .what = "a clock step",
	  .forms = { "clock: { advance: PT3H }", "clock: { set: 2026-02-01T00:00:00Z }",
	             "clock: { until: { run: { flowId: ID, status: failed } }, "
	             "atMost: P1Y }" },
	  .help = "moves virtual time; all that falls due has run before the next step. "
	          "`until` moves it to the instant at which a run of the flow (of any, "
	          "without `flowId`) comes to that status (to its end, without "
	          "`status`), or as far as `atMost`; the answer's `reached` tells "
	          "which. `expect` is a pattern for the answer: `{ firedCount: 1, "
	          "fired: [ { status: success } ] }`",
	  .keys = keys,
	  .needs = 1u << CAN_TIME_TRAVEL,
	  .check = check_clock,
	  .run = run_clock },
	{ 0 },
};
