/*
 * whoami.h - as whom a target is asked, and what it holds of ours
 *
 * Owns: nothing.
 * Errors: those of target_get().
 */
#ifndef HARNESS_TARGET_WHOAMI_H
#define HARNESS_TARGET_WHOAMI_H

#include "harness/target/target.h"

/*
 * What says which sandbox it is is named by sandbox_from ("--sandbox"; NULL: the
 * identity's own).  Appends a line each: the target, the organisation, the sandbox, where
 * each value came from (no secret is shown), how far the clocks are apart, and what bears
 * a mark of ours. What no document says how to ask for is "not known".
 */
int whoami_print(struct target *t, const char *sandbox_from, struct buf *out,
                 struct err *e) MUST_USE;

/* What whoami_print() would ask, and the token before it, to the target's preview. */
void whoami_preview(struct target *t);

#endif
