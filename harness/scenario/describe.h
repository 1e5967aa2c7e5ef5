/*
 * describe.h - the language of scenarios as a JSON Schema (draft-07)
 *
 * Made of the tables that scenarios are read with: top-level keys, steps, their keys with
 * what values look like, matchers.  It takes whatever flowcheck check takes.  What only
 * the check refuses a schema can't say: names that nothing gives a value, files that are
 * not there, broken regular expressions and schemas, an "…" that is not last.
 *
 * Owns: nothing; the caller frees the schema.
 */
#ifndef HARNESS_SCENARIO_DESCRIBE_H
#define HARNESS_SCENARIO_DESCRIBE_H

#include "lib/json/json.h"

cJSON *describe_scenarios(void) MUST_USE;

#endif
