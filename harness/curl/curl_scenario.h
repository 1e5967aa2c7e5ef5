/*
 * curl_scenario.h - curl commands as a scenario, a step each
 *
 * What a command creates is captured under the name that the documents give its id
 * ({FLOW_ID}), so that the commands after it find it.  A name that nothing gives is named
 * in a comment, as a variable to be given.  Tokens and keys are not written.
 *
 * Owns: nothing.
 * Errors: ERR_INVALID, "FILE:LINE:COLUMN: reason"; ERR_NOT_FOUND, no command is there.
 */
#ifndef HARNESS_CURL_CURL_SCENARIO_H
#define HARNESS_CURL_CURL_SCENARIO_H

#include "lib/buf.h"
#include "lib/err.h"

/* Appends the scenario of the commands in the text; `file` is its name. */
int curl_scenario_write(const char *file, const char *text, size_t n, struct buf *out,
                        struct err *e) MUST_USE;

#endif
