/*
 * arm.h - the faults of a scenario: arming them, and what they did
 *
 * Owns: struct arm owns its text.  Borrows: everything else.
 * Errors: ERR_INVALID with "file:line:column: reason" for a fault that the target
 * refuses; ERR_UNAVAILABLE when nobody answers.
 */
#ifndef HARNESS_STEPS_ARM_H
#define HARNESS_STEPS_ARM_H

#include "harness/scenario/node.h"
#include "harness/scenario/vars.h"
#include "harness/target/target.h"

/* All zero is a valid start. */
struct arm {
	bool armed;        /* the scenario has armed faults */
	struct buf untold; /* what faults should have done and did not */
};
void arm_release(struct arm *a);

/* Where faults stand in a file, and what names are known there. */
struct arm_at {
	struct target *target;
	const struct vars *scope;
	const struct yaml *y;
};

/* Arms a fault, or a list of them, as they stand in the file. */
int arm_faults(struct arm *a, const struct arm_at *at, const cJSON *faults, struct err *e)
	MUST_USE;

/* Clears the fault of that name; what it should have done and did not is noted. */
int arm_clear(struct arm *a, const struct arm_at *at, const cJSON *node, const char *name,
              struct err *e) MUST_USE;

/* At the end: notes what each armed fault should have done, and clears them all. */
int arm_end(struct arm *a, struct target *t, struct err *e) MUST_USE;

#endif
