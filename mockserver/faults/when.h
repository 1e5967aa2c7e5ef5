/*
 * when.h - what a fault asks of a request, taken apart once so that a request is soon
 * done
 *
 * Each part of the pattern becomes a list of leaves: a path of members, and what stands
 * at the end.  Equal values and regular expressions are compared here, the latter
 * compiled; all else is lib/match's.
 *
 * Owns: its lists and compiled patterns.  Borrows: the pattern.
 */
#ifndef MOCKSERVER_FAULTS_WHEN_H
#define MOCKSERVER_FAULTS_WHEN_H

#include "lib/json/json.h"
#include "lib/pattern.h"

struct fault_leaf {
	const char **steps;
	size_t depth;
	const cJSON *pattern;
	const char *text;      /* of a text; NULL for others */
	struct pattern *regex; /* of {"$matches": …}; NULL for others */
};

/* All zero is a valid start: it asks for nothing. */
struct fault_when {
	struct fault_leaf *leaves;
	size_t count;
	struct pattern_room room;
};

/* Adds the leaves of a pattern that match_check() has taken. */
void fault_when_add(struct fault_when *w, const cJSON *pattern);
void fault_when_release(struct fault_when *w);

/* Does the value fit all leaves?  NULL: nothing is there. */
bool fault_when_fits(struct fault_when *w, const cJSON *value);

#endif
