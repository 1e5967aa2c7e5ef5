/*
 * target.h - the rules of target params, with their conditionals
 *
 * A targetSpec property may carry {"conditional":{"field","operator","value"}}: it
 * binds only where that holds, and is neither demanded nor looked at where it does
 * not.  For each set of conditions met there is one compiled schema, made when first
 * needed; the oldest makes room where there are many, for a client's spec can have 2^16
 * of them.
 *
 * Owns: a copy of the spec and the compiled schemas.
 */
#ifndef MOCKSERVER_SPECS_TARGET_H
#define MOCKSERVER_SPECS_TARGET_H

#include "lib/jsonschema/jsonschema.h"

struct target_rules;

/* Reads a targetSpec's schema, for at most *steps; ERR_INVALID if it is not one. */
int target_rules_new(const cJSON *spec, int64_t *steps, struct target_rules **out,
                     struct err *e) MUST_USE;
void target_rules_free(struct target_rules *r);
AUTO_DEFINE(struct target_rules *, target_rules_free);

/* All of it, whichever conditions hold. */
const struct jsonschema *target_rules_whole(const struct target_rules *r);

/* Do the params fit (flags: enum jsonschema_flags)?  Adds violations below `at`. */
bool target_rules_check(struct target_rules *r, unsigned flags, const cJSON *params,
                        const char *at, struct violations *out);

#endif
