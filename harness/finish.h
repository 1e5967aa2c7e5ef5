/*
 * finish.h - how a run leaves its target
 *
 * Errors: ERR_UNAVAILABLE, ERR_IO: something may be left there, and the text says how it
 * is removed.
 */
#ifndef HARNESS_FINISH_H
#define HARNESS_FINISH_H

#include "harness/steps/interrupt.h"
#include "harness/target/target.h"

/* What is borrowed of the run, and what it was asked for. */
struct finish {
	struct target *target;
	struct interrupt *interrupt;
	FILE *prose;     /* for a person */
	bool show, keep; /* --show, --keep */
};

/*
 * Shows and, unless it is to be kept, removes what the scenarios made.  A signal or the
 * time-out that has come does not keep it from being done; a new signal does.
 */
int finish_run(const struct finish *f, struct err *e) MUST_USE;

#endif
