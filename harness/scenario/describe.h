/*
 * describe.h - the language of scenarios as a JSON Schema (draft-07)
 *
 * Made of the tables that scenarios are read with: top-level keys, steps and their keys.
 * It says which keys there are, of which types, and which are needed; what the tables do
 * not say (values, names of variables, patterns) only flowcheck check knows.
 *
 * Owns: nothing; the caller frees the schema.
 */
#ifndef HARNESS_SCENARIO_DESCRIBE_H
#define HARNESS_SCENARIO_DESCRIBE_H

#include "lib/json/json.h"

cJSON *describe_scenarios(void) MUST_USE;

#endif
