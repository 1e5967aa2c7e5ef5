/*
 * report.c - what is told about a run, and in which form
 */
#include "harness/report/report.h"

static const struct report_kind *const kinds[] = {
	&report_junit,
	&report_tap,
	&report_json,
};

static const char *const verdict_names[] = {
	[VERDICT_PASSED] = "passed",
	[VERDICT_SKIPPED] = "skipped",
	[VERDICT_FAILED] = "failed",
	[VERDICT_BAD] = "bad scenario",
	[VERDICT_UNREACHABLE] = "target unreachable",
	[VERDICT_INTERNAL] = "internal error",
	[VERDICT_STOPPED] = "stopped",
};
static_assert(ARRAY_LEN(verdict_names) == VERDICT_COUNT, "every verdict has a name");

const char *report_verdict(enum verdict verdict)
{
	return verdict_names[verdict];
}

int report_open(const char *spec, struct report *out, struct err *e)
{
	const char *equals = strchr(spec, '=');
	size_t n = equals ? (size_t)(equals - spec) : 0;

	if (!equals || !equals[1])
		return err_set(e, ERR_INVALID, "--report '%s': expected FORM=FILE", spec);
	*out = (struct report){ .path = equals + 1 };
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (strlen(kinds[i]->name) == n && !strncmp(kinds[i]->name, spec, n))
			out->kind = kinds[i];
	}
	if (!out->kind)
		return err_set(e, ERR_INVALID,
		               "--report '%s': the forms are junit, tap and json", spec);
	return file_out_check(out->path, e);
}

void report_release(struct report *r)
{
	buf_release(&r->out);
}

void report_scenario(struct report *r, const struct result *result)
{
	r->count++;
	r->took_ns += result->took_ns;
	if (r->kind->scenario)
		r->kind->scenario(r, result);
}

int report_write(struct report *r, const struct totals *totals,
                 const struct file_out_wait *wait, struct err *e)
{
	if (r->kind->end)
		r->kind->end(r, totals);
	return file_out_write(r->path, &r->out, wait, e);
}
