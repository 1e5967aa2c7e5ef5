/*
 * point.h - the points at which faults strike: operations, runs and files
 *
 * The operations come first, so that a point below OPERATION_COUNT is one.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_FAULTS_POINT_H
#define MOCKSERVER_FAULTS_POINT_H

#include "mockserver/contract/operation.h"

enum fault_point {
	FAULT_POINT_RUN = OPERATION_COUNT, /* a run that is about to begin */
	FAULT_POINT_FILE,                  /* a data file of a run, about to be written */
	FAULT_POINT_MANIFEST,              /* the manifest of a run in a folder */
	FAULT_POINT_COUNT
};

/* What a fault is for; it is for one of these. */
enum fault_sort { FAULT_OF_REQUESTS, FAULT_OF_RUNS, FAULT_OF_FILES, FAULT_SORT_COUNT };

static inline enum fault_point fault_point_of(enum operation operation)
{
	return (enum fault_point)(unsigned)operation;
}

enum fault_sort fault_point_sort(enum fault_point point);
/* "FLOW_CREATE", "run", "file" */
const char *fault_point_name(enum fault_point point);
/* The point of runs or of files that is called so, in any case; false for none. */
bool fault_point_find(const char *name, enum fault_point *out);
/* "requests", "runs", "files" */
const char *fault_sort_name(enum fault_sort sort);

#endif
