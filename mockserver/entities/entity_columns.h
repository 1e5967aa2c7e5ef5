/*
 * entity_columns.h - the members of an entity that are columns of the store, too
 *
 * Lists filter by them.
 *
 * Owns: nothing; the values lie in the tree.
 */
#ifndef MOCKSERVER_ENTITIES_ENTITY_COLUMNS_H
#define MOCKSERVER_ENTITIES_ENTITY_COLUMNS_H

#include "lib/json/json.h"
#include "mockserver/store/entity.h"

/* A text or a number as it is spelt, a boolean by its name; else NULL. */
const char *entity_columns_value(const cJSON *v);

/* Sets out->columns, and a flow's base, from the tree of an entity of out->kind. */
void entity_columns_set(const cJSON *tree, struct entity *out);

#endif
