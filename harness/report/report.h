/*
 * report.h - what is reported about a run, and in which form
 *
 * A form is a row of forms.def and the file named after it.  The human one
 * prints as it goes; the others are written at the end (lib/file/out.h), files whole or
 * not at all.
 *
 * Owns: a report owns its text until it is written.
 * Errors: ERR_INVALID for a form nobody knows; ERR_IO when it cannot be written.
 */
#ifndef HARNESS_REPORT_REPORT_H
#define HARNESS_REPORT_REPORT_H

#include "harness/report/result.h"
#include "lib/buf.h"
#include "lib/file/out.h"

struct report;

/* What is known before the first scenario; the texts are borrowed. */
struct report_run {
	const char *version, *target;
	size_t scenarios; /* to be played */
};

struct report_kind {
	const char *help; /* what it is, in a few words */
	bool streams;     /* written as it goes, not whole at the end */
	bool records;     /* wants result->record */
	/* Each adds to r->out; any may be NULL. */
	void (*begin)(struct report *r, const struct report_run *run);
	void (*scenario)(struct report *r, const struct result *result);
	void (*end)(struct report *r, const struct totals *totals);
};

struct report {
	const struct report_kind *kind;
	const char *path;      /* borrowed */
	struct report_run run; /* of report_begin(), for forms that keep it */
	struct buf out, notes; /* the text; what the form gathers for its end */
	struct buf folder;     /* of the last scenario, for a form that groups them */
	cJSON *kept;           /* a list of what a form keeps of each scenario, or NULL */
	size_t count;          /* scenarios so far */
	int64_t took_ns;
	int fd;         /* of one that streams, once it is open; else -1 */
	struct err why; /* of the first thing that could not be written */
};

/* From "junit=FILE": finds the form, and sees whether the file could be written. */
int report_open(const char *spec, struct report *out, struct err *e) MUST_USE;
/* Frees the text. */
void report_release(struct report *r);

/* Begins it; from here on one that streams is written. */
void report_begin(struct report *r, const struct report_run *run,
                  const struct file_out_wait *wait);
/* Adds a scenario. */
void report_scenario(struct report *r, const struct result *result);
/* Completes it and writes what is not written yet; -1 for any of it that could not be. */
int report_write(struct report *r, const struct totals *totals,
                 const struct file_out_wait *wait, struct err *e) MUST_USE;

#define FORM(name) extern const struct report_kind report_##name;
#include "harness/report/forms.def"
#undef FORM

/* A form as --report spells it. */
struct report_form {
	const char *name;
	const struct report_kind *kind;
};

/* The i-th form, NULL behind the last. */
const struct report_form *report_form_at(size_t i);

#endif
