/*
 * given.h - variables that a run gives its scenarios: --var and FLOWCHECK_VAR_name
 *
 * A value that is a JSON number, true, false, null or a string in quotes is that; all
 * else is text.  --var beats the environment.
 *
 * Owns: nothing.
 * Errors: ERR_INVALID, naming the flag or variable.
 */
#ifndef HARNESS_RUN_GIVEN_H
#define HARNESS_RUN_GIVEN_H

#include "lib/err.h"
#include "lib/json/json.h"

#define GIVEN_PREFIX "FLOWCHECK_VAR_"

/* Of the NULL-ended list "NAME=VALUE" and the environment; the caller frees it. */
cJSON *given_vars(const char *const *list, struct err *e) MUST_USE;

#endif
