/*
 * tables.h - the tables of operations, errors and limits as JSON, for people and pages
 *
 * What GET /__admin/operations, errors and limits answer, and what docs/ is made of.
 *
 * Owns: nothing; the caller deletes what it gets.
 */
#ifndef MOCKSERVER_CONTRACT_TABLES_H
#define MOCKSERVER_CONTRACT_TABLES_H

#include "lib/json/json.h"

/*
 * {"operations":[{"name","method","path",…,"provenance"}],
 *  "operators":[{"signs","passes"}]}, in the tables' order.
 */
cJSON *tables_operations(void) MUST_USE;

/* {"errors":[{"name","status","family","code",…,"provenance","source"}]} */
cJSON *tables_errors(void) MUST_USE;

/* {"effects":[{"part","member","effect","note"}]} (effect.h) */
cJSON *tables_effects(void) MUST_USE;

/* {"limits":[{"name","bound","number","counted","error","provenance","source"}]} */
cJSON *tables_limits(void) MUST_USE;

#endif
