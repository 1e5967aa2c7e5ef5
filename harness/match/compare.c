/*
 * compare.c - checks patterns of a scenario and compares values with them
 */
#include "harness/match/compare.h"

#include "harness/scenario/node.h"
#include "lib/match/match.h"
#include "lib/mem.h"

/* "$gt 3", "no more elements", or the pattern itself; the caller frees it. */
static char *expected_text(const struct match_difference *d)
{
	AUTO(mem_free) char *pattern = NULL;

	assert(d->words || d->pattern);
	if (!d->pattern)
		return mem_strdup(d->words);
	if (!d->words)
		return diff_text(d->pattern);
	pattern = diff_text(d->pattern);
	return mem_printf("%s %s", d->words, pattern);
}

static void note(void *ctx, const struct match_difference *d)
{
	AUTO(mem_free) char *expected = expected_text(d);

	if (d->said)
		diffs_add(ctx, d->path, expected, d->said);
	else
		diffs_add_value(ctx, d->path, expected, d->actual);
}

bool compare_value(const cJSON *pattern, const cJSON *value, const char *path,
                   struct diffs *out)
{
	const struct match_listener listener = { note, out };

	return match_value(pattern, value, path, out ? &listener : NULL);
}

int compare_check(const struct yaml *y, const cJSON *pattern, struct err *e)
{
	struct err why = { 0 };
	const cJSON *at;

	if (match_check(pattern, node_has_variable, &at, &why) == 0)
		return 0;
	return node_err(y, at, e, "%s", why.text);
}
