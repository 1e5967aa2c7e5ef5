/*
 * part.h - what `when` can ask for: the parts of a request, a run or a file
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_FAULTS_PART_H
#define MOCKSERVER_FAULTS_PART_H

#include "mockserver/faults/point.h"
#include "mockserver/faults/refuse.h"

enum fault_part {
	FAULT_PART_PATH, /* of a request below the service's base; of a file */
	FAULT_PART_QUERY,
	FAULT_PART_HEADERS,
	FAULT_PART_BODY,
	FAULT_PART_CLIENT,
	FAULT_PART_FLOW,         /* its id */
	FAULT_PART_DATASET,      /* an id; of a run a list, of which one has to fit */
	FAULT_PART_DESTINATION,  /* "Amazon S3" */
	FAULT_PART_NAME,         /* the flow's */
	FAULT_PART_SCHEDULED_AT, /* "2026-01-05T00:00:00Z" */
	FAULT_PART_WEEKDAY,      /* of that time: "Monday" */
	FAULT_PART_ORDINAL,      /* of the run among the flow's, from 1 */
	FAULT_PART_FILE,         /* the file's own name */
	FAULT_PART_NUMBER,       /* of the file among the run's, from 1 */
	FAULT_PART_COUNT
};

const char *fault_part_name(enum fault_part part);

/* The part of that sort that the member of `when` names. */
int fault_part_find(const cJSON *member, enum fault_sort sort, enum fault_part *out,
                    struct fault_refuse *r) MUST_USE;

#endif
