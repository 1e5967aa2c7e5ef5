/*
 * report.c - what is reported about a run, and in which form
 */
#include "harness/report/report.h"

#include <unistd.h>

static const struct report_form forms[] = {
#define FORM(name) { #name, &report_##name },
#include "harness/report/forms.def"
#undef FORM
};

const struct report_form *report_form_at(size_t i)
{
	return i < ARRAY_LEN(forms) ? &forms[i] : NULL;
}

static const struct report_kind *find_kind(const char *name, size_t n)
{
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		if (strlen(forms[i].name) == n && !strncmp(forms[i].name, name, n))
			return forms[i].kind;
	}
	return NULL;
}

/* "junit, tap and json" */
static int no_kind(const char *spec, struct err *e)
{
	AUTO(buf_release) struct buf known = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		buf_printf(&known, "%s%s",
		           !i                          ? ""
		           : i + 1 == ARRAY_LEN(forms) ? " and "
		                                       : ", ",
		           forms[i].name);
	return err_set(e, ERR_INVALID, "--report '%s': the forms are %s", spec,
	               buf_str(&known));
}

int report_open(const char *spec, struct report *out, struct err *e)
{
	const char *equals = strchr(spec, '=');
	size_t n = equals ? (size_t)(equals - spec) : 0;

	if (!equals || !equals[1])
		return err_set(e, ERR_INVALID, "--report '%s': expected FORM=FILE", spec);
	*out = (struct report){ .path = equals + 1, .fd = -1 };
	out->kind = find_kind(spec, n);
	if (!out->kind)
		return no_kind(spec, e);
	return file_out_check(out->path, e);
}

void report_release(struct report *r)
{
	buf_release(&r->out);
	buf_release(&r->notes);
	buf_release(&r->folder);
	cJSON_Delete(TAKE(r->kept));
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
}

/* Writes the text so far, if the form streams; after a failure nothing more. */
static void stream(struct report *r)
{
	if (!r->kind->streams || r->why.code || r->fd < 0)
		return;
	if (file_out_append(r->fd, r->path, &r->out, &r->why) == 0)
		buf_clear(&r->out);
}

void report_begin(struct report *r, const struct report_run *run,
                  const struct file_out_wait *wait)
{
	if (r->kind->streams)
		(void)!file_out_open(r->path, wait, &r->fd, &r->why);
	if (r->kind->begin)
		r->kind->begin(r, run);
	stream(r);
}

void report_scenario(struct report *r, const struct result *result)
{
	assert(result->sentence && result->file);
	r->count++;
	r->took_ns += result->took_ns;
	if (r->kind->scenario)
		r->kind->scenario(r, result);
	stream(r);
}

int report_write(struct report *r, const struct totals *totals,
                 const struct file_out_wait *wait, struct err *e)
{
	if (r->kind->end)
		r->kind->end(r, totals);
	if (!r->kind->streams)
		return file_out_write(r->path, &r->out, wait, e);
	stream(r);
	return r->why.code ? err_pass(e, &r->why) : 0;
}
