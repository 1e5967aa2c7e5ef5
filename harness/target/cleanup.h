/*
 * cleanup.h - removes what a ledger names, and nothing else
 *
 * A creation that is still open is looked for in a list, by the exact name that was sent.
 * Then all that is there is deleted, in the order in which references allow it: flows,
 * target, source and base connections.  What can't be deleted is said to remain.
 *
 * The target must use the ledger (target_ledger()).
 *
 * Owns: the problems' text.
 * Errors: what can't be removed is a problem and not an error; ERR_UNAVAILABLE where the
 * target answers no more, ERR_IO where the ledger can't be written.
 */
#ifndef HARNESS_TARGET_CLEANUP_H
#define HARNESS_TARGET_CLEANUP_H

#include "harness/target/target.h"

struct cleanup {
	size_t deleted;
	size_t left;         /* that are there, or may be, and could not be removed */
	struct buf problems; /* a line each */
};

void cleanup_release(struct cleanup *c);
AUTO_DEFINE_STRUCT(struct cleanup, cleanup_release);

/* Removes all that it can, past what it can't; nothing where no ledger is kept. */
int cleanup_run(struct target *t, struct cleanup *out, struct err *e) MUST_USE;

/* What remains of a ledger's things because nothing deletes them: a line each. */
void cleanup_remains(const struct ledger *l, struct buf *out);

#endif
