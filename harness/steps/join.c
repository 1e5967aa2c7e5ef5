/*
 * join.c - join: the answer of a request in the background
 */
#include "harness/steps/capture.h"
#include "harness/steps/direct.h"
#include "harness/steps/expect.h"

static const struct key keys[] = {
	{ "join", JSON_TEXT, KEY_NEEDED },
	EXPECT_DIRECT_KEY,
	CAPTURE_KEY,
	{ 0 },
};

static int check_join(struct loader *l UNUSED, struct step *s, struct err *e)
{
	const cJSON *expect = json_get(s->node, "expect");

	if (expect && expect_check_direct(s->y, expect, e) < 0)
		return -1;
	return capture_check(s->y, json_get(s->node, "capture"), e);
}

static int run_join(struct play *p, const struct step *s, struct err *e)
{
	if (target_preview(p->target))
		return 0;
	if (direct_join(p, s->y, step_subject(s), e) < 0 ||
	    expect_answer(p, s->y, json_get(s->node, "expect"), &p->diffs, e) < 0)
		return -1;
	if (p->diffs.count)
		return 0;
	return capture_answer(p, s->y, json_get(s->node, "capture"), e);
}

const struct step_kind step_join_kinds[] = {
	{ .name = "join",
	  .what = "a join step",
	  .forms = { "join: NAME" },
	  .help = "waits for the answer of the request that went to the `background` "
	          "under that name; its `expect` is a request's",
	  .keys = keys,
	  .check = check_join,
	  .run = run_join },
	{ 0 },
};
