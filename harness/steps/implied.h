/*
 * implied.h - what is expected of each answer, though no step says so
 *
 * A proxy's page and another product answer 200, too.  So a success of the service is
 * JSON, an object or a list, where a step expects no other `body`; to anything but a GET
 * it may be empty. And on a target that is not ours what is shown belongs to the
 * organisation and sandbox that the request was for.
 *
 * Owns: nothing.
 */
#ifndef HARNESS_STEPS_IMPLIED_H
#define HARNESS_STEPS_IMPLIED_H

#include "harness/match/diff.h"
#include "harness/target/target.h"

/* Adds to *out what of the answer is not so; of an answer whose body nobody names. */
void implied_body(const struct target *t, const struct call *c, struct diffs *out);

/* Adds to *out what of the answer is another tenant's. */
void implied_tenant(const struct target *t, const struct call *c, struct diffs *out);

#endif
