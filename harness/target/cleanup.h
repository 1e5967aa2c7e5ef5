/*
 * cleanup.h - removes what a ledger names, and nothing else
 *
 * A creation that is still open is looked for in a list, by the name that was sent: the
 * exact one, or with its secrets masked what the run's mark and the rest of it leave.
 * One that nobody answered and no list shows may be done yet: it stays open, and is
 * looked for by each clean-up until it can come no more (creation_may_come()). Then all
 * that is there is deleted, in the order in which references allow it: flows, target,
 * source and base connections.  What can't be deleted is said to remain.
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
	size_t late;         /* that may appear yet; no problem of this clean-up */
	struct buf problems; /* a line each */
};

void cleanup_release(struct cleanup *c);
AUTO_DEFINE_STRUCT(struct cleanup, cleanup_release);

/* Removes all that it can, past what it can't; nothing where no ledger is kept. */
int cleanup_run(struct target *t, struct cleanup *out, struct err *e) MUST_USE;

/* What may appear yet, and until when: a line each. */
void cleanup_late(const struct ledger *l, struct buf *out);

/* What remains of a ledger's things because nothing deletes them: a line each. */
void cleanup_remains(const struct ledger *l, struct buf *out);

/* ERR_IO: things may be there that could be deleted, and have no name to be found by. */
int cleanup_check_known(const struct ledger *l, struct err *e) MUST_USE;

#endif
