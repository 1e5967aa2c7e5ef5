/*
 * limit.h - limits that documents name, a row each
 *
 * limits.def is the table.  They are off unless --limits documented switches them on:
 * what checks one counts only then.
 *
 *	if (w->limits == LIMITS_DOCUMENTED && limit_is_broken(LIMIT_DESTINATIONS, count))
 *		return limit_refuse(rf, LIMIT_DESTINATIONS);
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_CONTRACT_LIMIT_H
#define MOCKSERVER_CONTRACT_LIMIT_H

#include "mockserver/contract/refusal.h"

/* The values of --limits, in its order. */
enum limits { LIMITS_OFF, LIMITS_DOCUMENTED, LIMITS_COUNT };

enum limit {
#define LIMIT(name, ...) LIMIT_##name,
#include "mockserver/contract/limits.def"
#undef LIMIT
	LIMIT_COUNT
};

enum limit_bound { LIMIT_AT_MOST, LIMIT_AT_LEAST, LIMIT_BOUND_COUNT };

struct limit_row {
	const char *name;
	enum limit_bound bound;
	int64_t number;
	const char *counted;
	enum error error;           /* E_NONE: what goes beyond is a run, which fails */
	enum provenance provenance; /* of the number */
	const char *source;
};

const struct limit_row *limit_row(enum limit limit);

/* "at most", "at least" */
const char *limit_bound_name(enum limit_bound bound);
/* "off", "documented" */
const char *limits_name(enum limits limits);

/* Is that much, of what the limit counts, beyond it? */
bool limit_is_broken(enum limit limit, int64_t count);

/* Raises the error of a limit of requests, with its number; answers -1. */
int limit_refuse(struct refusal *rf, enum limit limit);

#endif
