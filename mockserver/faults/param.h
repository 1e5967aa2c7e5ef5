/*
 * param.h - the action of a fault, read from JSON by the rows of kinds.def
 *
 * Owns: nothing; an action borrows from the JSON.
 * Errors: ERR_INVALID, with the node.
 */
#ifndef MOCKSERVER_FAULTS_PARAM_H
#define MOCKSERVER_FAULTS_PARAM_H

#include "mockserver/faults/kind.h"
#include "mockserver/faults/refuse.h"

/*
 * {"status":503} or {"status":{"error":"1104-504","retryAfter":7}}, of a fault of that
 * sort.
 */
int fault_action_read(const cJSON *node, enum fault_sort sort, struct fault_action *out,
                      struct fault_refuse *r) MUST_USE;

#endif
