/*
 * result.c - how a scenario ended
 */
#include "harness/report/result.h"

#include "harness/scenario/scenario.h"

static const char *const verdict_names[] = {
	[VERDICT_PASSED] = "passed",
	[VERDICT_SKIPPED] = "skipped",
	[VERDICT_FAILED] = "failed",
	[VERDICT_UNTOLD] = "could not tell",
	[VERDICT_BAD] = "bad scenario",
	[VERDICT_UNREACHABLE] = "target unreachable",
	[VERDICT_INTERNAL] = "internal error",
	[VERDICT_STOPPED] = "stopped",
	[VERDICT_FLAKY] = "flaky",
};
static_assert(ARRAY_LEN(verdict_names) == VERDICT_COUNT, "every verdict has a name");

const char *verdict_name(enum verdict verdict)
{
	assert(verdict < VERDICT_COUNT);
	return verdict_names[verdict];
}

void result_name(struct result *r, const struct scenario *s)
{
	r->file = s->file;
	r->sentence = s->sentence;
	r->line = s->line;
	r->cell = s->matrix.cell;
	r->family = r->cell ? json_str(s->y->root, "scenario") : s->sentence;
}

void result_release(struct result *r)
{
	free(r->message);
	free(r->record);
	*r = (struct result){ 0 };
}
