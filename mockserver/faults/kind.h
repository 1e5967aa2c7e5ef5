/*
 * kind.h - the rows of kinds.def, as data
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_FAULTS_KIND_H
#define MOCKSERVER_FAULTS_KIND_H

#include "mockserver/faults/action.h"
#include "mockserver/faults/point.h"

enum fault_family {
	FAULT_ANSWER,
	FAULT_TRANSPORT,
	FAULT_TRANSACTION,
	FAULT_CONSISTENCY,
	FAULT_ACCESS,
	FAULT_LIMIT,
	FAULT_STATE,
	FAULT_RUN,
	FAULT_FILE,
	FAULT_FAMILY_COUNT
};

enum fault_role { FAULT_ENDING, FAULT_MODIFIER };

/* May it strike before the service does its work only, or after the commit as well? */
enum fault_phases { PHASES_BEFORE, PHASES_BOTH };

/* What stays behind when it has struck: an outage is one of the base connection. */
enum fault_leaves { FAULT_LEAVES_NOTHING, FAULT_LEAVES_OUTAGE };

struct fault_kind_row {
	const char *word; /* "status" */
	enum fault_family family;
	enum fault_role role;
	enum fault_scope scope;
	enum fault_phases phases;
	const char *bare; /* the parameter that a plain value gives; NULL: none */
	int64_t times;    /* how often, unless the fault says it; 0: without end */
	enum fault_leaves leaves;
	const char *what;
	const char *seen; /* what curl says of a request; what a client sees */
};

/* How the value of a parameter is read (faults/param.c). */
enum fault_param_type {
#define PARAM_TYPE(name, ...) FAULT_PARAM_##name,
#include "mockserver/faults/param_types.def"
#undef PARAM_TYPE
	FAULT_PARAM_TYPE_COUNT
};

struct fault_param {
	enum fault_kind kind;
	const char *word;
	enum fault_param_type type;
	size_t at;             /* in struct fault_action */
	const char *otherwise; /* JSON; NULL: nothing */
	bool needed;
	const char *what;
};

const struct fault_kind_row *fault_kind_row(enum fault_kind kind);
/* The kind of that word; false for none. */
bool fault_kind_find(const char *word, enum fault_kind *out);
/* The kind of that word among those for files, whose "file-" may be left out. */
bool fault_kind_find_short(const char *word, enum fault_kind *out);
enum fault_sort fault_kind_sort(enum fault_kind kind);
const char *fault_family_name(enum fault_family family);

/* The i-th parameter of a kind; NULL past the last. */
const struct fault_param *fault_kind_param(enum fault_kind kind, size_t i);

/* {"kinds":[…]}, as GET /__admin/faults/kinds answers. */
cJSON *fault_kinds_show(void) MUST_USE;

#endif
