/*
 * packs.h - faults that are built in, by the names that scenarios use
 *
 * Owns: nothing.
 * Errors: ERR_INVALID with "file:line:column: reason" for a pack that is not there.
 */
#ifndef HARNESS_STEPS_PACKS_H
#define HARNESS_STEPS_PACKS_H

#include "harness/scenario/node.h"

/*
 * Puts the faults of a pack in the place of each text of the list; `node` is the list in
 * the file, for messages.
 */
int packs_expand(const struct yaml *y, const cJSON *node, cJSON *faults, struct err *e)
	MUST_USE;

#endif
