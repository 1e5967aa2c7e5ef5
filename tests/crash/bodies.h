/*
 * bodies.h - bodies of the requests that create entities
 *
 * Owns: nothing; the caller frees what it gets.
 */
#ifndef TESTS_CRASH_BODIES_H
#define TESTS_CRASH_BODIES_H

#include "lib/base.h"

/* One of the flows that stories make: where to, datasets, format, mode. */
struct flow_sort {
	const char *base;      /* the base connection, JSON */
	const char *spec;      /* the target's connection spec, JSON */
	const char *flow_spec; /* its id */
	const char *datasets;  /* of the source, JSON */
	const char *one;       /* of them, for ad-hoc exports */
	const char *format;    /* members of the target's params, JSON */
	const char *schedule;  /* scheduleParams, JSON */
	bool is_all;           /* exports everything at each tick: ALL_FOLDER */
};

#define FLOW_SORTS 4
const struct flow_sort *flow_sort(uint64_t h);
/* To a Data Landing Zone, where files are deleted after seven days. */
const struct flow_sort *flow_sort_that_expires(void);

char *source_body(const struct flow_sort *sort) MUST_USE;
char *target_body(const struct flow_sort *sort, const char *base, const char *folder)
	MUST_USE;
char *flow_body(const struct flow_sort *sort, const char *source, const char *target,
                const char *name) MUST_USE;

#endif
