/*
 * value.h - values of parameters, a function a type (param_types.def)
 *
 * Each reads a JSON value into the member of struct fault_action that a row of kinds.def
 * names.  NULL: the parameter is not given, and the member says so.
 *
 * Owns: nothing.  Borrows: the JSON.
 * Errors: ERR_INVALID, with the node.
 */
#ifndef MOCKSERVER_FAULTS_VALUE_H
#define MOCKSERVER_FAULTS_VALUE_H

#include "mockserver/faults/kind.h"
#include "mockserver/faults/refuse.h"

#define PARAM_TYPE(name, word, ...)                                                    \
	int fault_value_##word(const cJSON *value, void *into, struct fault_refuse *r) \
		MUST_USE;
#include "mockserver/faults/param_types.def"
#undef PARAM_TYPE

#endif
