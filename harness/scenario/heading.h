/*
 * heading.h - the keys at the top of a scenario's file, and of one with steps to include
 *
 * Owns: nothing.
 */
#ifndef HARNESS_SCENARIO_HEADING_H
#define HARNESS_SCENARIO_HEADING_H

#include "harness/scenario/node.h"

extern const struct key heading_scenario_keys[];
extern const struct key heading_included_keys[];
extern const struct key heading_cleanup_keys[]; /* of `cleanup`, if that is a map */

/* May a scenario have that tag?  Small letters, digits and "-". */
bool heading_is_tag(const cJSON *tag);
/* Is it "lenient" or "strict"? */
bool heading_is_contract(const cJSON *mode);
/* Is it "written" or "reverse"? */
bool heading_is_order(const cJSON *order);

#endif
