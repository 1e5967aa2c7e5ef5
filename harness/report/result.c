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
	[VERDICT_REFUSED] = "refused",
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

enum verdict result_round(const struct result *r, size_t i)
{
	int v = r->rounds[i] - 'a';

	assert(v >= 0 && v < VERDICT_COUNT);
	return (enum verdict)v;
}

/* How many rounds from the i-th on have one verdict. */
static size_t same_rounds(const struct result *r, size_t i)
{
	size_t n = 1;

	while (r->rounds[i + n] == r->rounds[i])
		n++;
	return n;
}

void result_put_rounds(const struct result *r, struct buf *out)
{
	size_t n;

	if (!r->rounds)
		return;
	for (size_t i = 0; r->rounds[i]; i += n) {
		n = same_rounds(r, i);
		if (n == 1)
			buf_printf(out, "round %zu: ", i + 1);
		else
			buf_printf(out, "rounds %zu to %zu: ", i + 1, i + n);
		buf_printf(out, "%s\n", verdict_name(result_round(r, i)));
	}
	buf_printf(out, "round %zu is shown\n", r->shown_round);
}

void result_release(struct result *r)
{
	free(r->message);
	free(r->record);
	free(r->rounds);
	*r = (struct result){ 0 };
}
