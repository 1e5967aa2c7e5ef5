/*
 * mark.h - what tells our things on somebody's service from theirs: a mark in the name
 *
 *	Export of a dataset (fc 3f9a2c71b0 20261201T0304Z)
 *
 * The run that made it, and the minute (UTC) after which anybody may remove it.  The
 * scenario does not see it: names are sent with it, filters on names get it, too, and
 * answers are shown without it.
 *
 * Owns: nothing; texts that are made are the caller's.
 * Time: the mark's expiry is this machine's clock, in whole minutes.
 */
#ifndef HARNESS_TARGET_MARK_H
#define HARNESS_TARGET_MARK_H

#include "lib/buf.h"
#include "lib/vtime.h"

#define MARK_RUN  11 /* ten hexadecimal digits and a NUL */
#define MARK_TEXT 40

struct mark {
	char run[MARK_RUN];
	vtime expires;
	char text[MARK_TEXT]; /* " (fc RUN EXPIRY)" */
};

/* A mark of a run that has it alone: its digits are the system's random ones. */
void mark_new(vtime expires, struct mark *out);
/* The mark of a run that was. */
void mark_of(const char *run, vtime expires, struct mark *out);

/* Does the name end in a mark, whosever?  Reads it. */
bool mark_read(const char *name, struct mark *out);

/*
 * A request's JSON body with the mark on what it names: the member `name` of an object,
 * the new name in a JSON Patch, names in the filter of a search.  Another body is as it
 * was.  *name, which may be NULL, is the name that is sent, NULL without one.
 */
char *mark_body(const struct mark *m, const char *body, size_t size, char **name)
	MUST_USE;

/* A URL with the mark on the names that its query filters by. */
char *mark_url(const struct mark *m, const char *url) MUST_USE;

/* Appends the text with the mark taken away wherever it stands. */
void mark_strip(const struct mark *m, const char *text, size_t size, struct buf *out);

#endif
