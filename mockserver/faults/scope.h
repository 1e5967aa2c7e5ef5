/*
 * scope.h - which points a fault is for, and which a kind has a place in
 *
 * Owns: a fault's scope owns nothing; its texts are borrowed from the fault's JSON.
 */
#ifndef MOCKSERVER_FAULTS_SCOPE_H
#define MOCKSERVER_FAULTS_SCOPE_H

#include "mockserver/faults/action.h"
#include "mockserver/faults/point.h"
#include "mockserver/faults/refuse.h"

/* How an operation is meant: by a pattern of the request's path, a family, its name. */
enum fault_on_how { FAULT_ON_NOT, FAULT_ON_PATH, FAULT_ON_FAMILY, FAULT_ON_NAME };

struct fault_on {
	uint8_t how[FAULT_POINT_COUNT]; /* of enum fault_on_how */
	enum fault_sort sort;           /* of all its points */
	const cJSON *on;                /* a text, or a list of them */
};

/*
 * Reads `on`: names, "POST /flows/" patterns with '*', families, or a list of them;
 * or "run", or "file".
 */
int fault_on_read(const cJSON *on, struct fault_on *out, struct fault_refuse *r) MUST_USE;

/* Does a path that the operation serves fit one of the patterns? */
bool fault_on_path_fits(const struct fault_on *on, const char *method, const char *path);

/* The only path that the fault is on, as requests have it; NULL: it may be on others. */
const char *fault_on_exact_path(const struct fault_on *on);

/* Has a kind of that scope a place there? */
bool fault_scope_has(enum fault_scope scope, enum fault_point point);
/* Of requests, of runs, of files. */
enum fault_sort fault_scope_sort(enum fault_scope scope);
/* Does a fault of that kind watch the operation, whatever it is on? */
bool fault_scope_watches(enum fault_kind kind, enum operation operation);
/* Are both about the entities of one collection: "/flows", "/flows/{id}"? */
bool fault_scope_same_collection(enum operation a, enum operation b);
/* Does the operation change what the service holds? */
bool fault_scope_writes(enum operation operation);
/* Does a request of the operation name a flow? */
bool fault_scope_names_flow(enum operation operation);
/* "all operations but the mock's own" */
const char *fault_scope_what(enum fault_scope scope);

#endif
