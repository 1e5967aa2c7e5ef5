/*
 * look_up.h - what of an entity's text stands in columns, for lists to filter by
 *
 * Owns: nothing; the values lie in the tree.
 */
#ifndef MOCKSERVER_ENTITIES_LOOK_UP_H
#define MOCKSERVER_ENTITIES_LOOK_UP_H

#include "lib/json/json.h"
#include "mockserver/store/entity.h"

/* A text or a number as it is spelt, a boolean by its name; else NULL. */
const char *look_up_value(const cJSON *v);

/* Sets out->looked_up from the tree of an entity of out->kind. */
void look_up(const cJSON *tree, struct entity *out);

#endif
