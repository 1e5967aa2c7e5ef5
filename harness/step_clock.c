/*
 * step_clock.c - clock: moves virtual time; all that falls due has run after it
 */
#include "harness/match.h"
#include "harness/request.h"
#include "lib/mem.h"

static const struct key clock_keys[] = {
	{ "advance", NODE_TEXT },
	{ "set", NODE_TEXT },
	{ 0 },
};

static const struct key keys[] = {
	{ "clock", NODE_MAP, KEY_NEEDED },
	{ "expect", NODE_MAP },
	{ "capture", NODE_MAP },
	{ 0 },
};

static int check_time(const struct yaml *y, const cJSON *clock, struct err *e)
{
	const cJSON *move = clock->child;
	struct err why = { 0 };
	struct duration d;
	vtime at;

	if (!move || move->next)
		return node_err(y, clock, e, "clock takes advance or set");
	if (node_has_variable(move))
		return 0;
	if (!strcmp(move->string, "advance") ? duration_parse(move->valuestring, &d, &why)
	                                     : vtime_parse(move->valuestring, &at, &why))
		return node_err(y, move, e, "%s", why.text);
	return 0;
}

static int check_clock(struct loader *l UNUSED, struct step *s, struct err *e)
{
	const cJSON *clock = step_subject(s), *expect = json_get(s->node, "expect");

	if (node_keys(s->y, clock, clock_keys, "clock", e) < 0 ||
	    check_time(s->y, clock, e) < 0 ||
	    (expect && match_check(s->y, expect, e) < 0))
		return -1;
	return capture_check(s->y, json_get(s->node, "capture"), e);
}

static int send_clock(struct play *p, const struct step *s, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *clock = NULL;

	if (vars_expand(p->scope, s->y, step_subject(s), &clock, e) < 0)
		return -1;
	call_release(&p->call);
	target_call(p->target, "POST", "/__admin/clock", &p->call);
	call_header(&p->call, "Content-Type", "application/json");
	p->call.body = json_text(clock);
	p->call.body_size = strlen(p->call.body);
	buf_printf(&p->said, "clock %s %s", clock->child->string,
	           clock->child->valuestring);
	return target_send(p->target, &p->call, e);
}

static int run_clock(struct play *p, const struct step *s, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *expect = NULL;
	const cJSON *pattern = json_get(s->node, "expect");
	int64_t fired;

	if (send_clock(p, s, e) < 0 || request_expect(p, s->y, NULL, &p->diffs, e) < 0)
		return -1;
	if (p->diffs.count)
		return 0;
	if (json_str(p->call.json, "now") && json_int(p->call.json, "firedCount", &fired))
		buf_printf(&p->said, " -> %s, %lld run%s fired",
		           json_str(p->call.json, "now"), (long long)fired,
		           fired == 1 ? "" : "s");
	if (pattern && vars_expand(p->scope, s->y, pattern, &expect, e) < 0)
		return -1;
	if (expect && !match_value(expect, p->call.json, "clock", &p->diffs))
		return 0;
	return request_capture(p, s->y, json_get(s->node, "capture"), e);
}

const struct step_kind step_clock_kinds[] = {
	{ "clock", "a clock step", keys, 1u << CAN_TIME_TRAVEL, check_clock, run_clock },
	{ 0 },
};
