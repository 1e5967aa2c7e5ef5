/*
 * tally.h - the lines that a loop prints: one for each sort of history
 *
 * "ok NAME: N histories" or "not ok NAME: …", with the first that failed, what was
 * broken, and the command that runs it again.
 *
 * Owns: struct tally owns its text.
 */
#ifndef TESTS_CRASH_TALLY_H
#define TESTS_CRASH_TALLY_H

#include "tests/crash/findings.h"

struct tally {
	const char *name;
	size_t histories, failed;
	size_t count[INV_COUNT]; /* histories that broke it */
	struct buf text;         /* of the first that failed */
};

/* Adds a history; `what` it did and `again`, the command for it, are text. */
void tally_add(struct tally *t, const struct findings *f, const char *what,
               const char *again);
/* Prints and releases it; true when none failed. */
bool tally_end(struct tally *t);

/* A number from the environment. */
int64_t setting(const char *name, int64_t otherwise);

#endif
