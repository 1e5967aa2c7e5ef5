/*
 * matchers.h - what `$name` means in a pattern, a row each
 *
 * Owns: nothing.
 */
#ifndef LIB_MATCH_MATCHERS_H
#define LIB_MATCH_MATCHERS_H

#include "lib/match/arguments.h"

struct match;
typedef bool match_fn(const struct match *m, const cJSON *pattern, const cJSON *value);

/* One comparison: the value's path, who receives differences, and how strict it is. */
struct match {
	const char *path;
	const struct match_listener *out; /* NULL: only the answer counts */
	bool exact;      /* objects may have no members that were not asked for */
	match_fn *again; /* matches a pattern inside this one */
};

/* Tells the listener, if there is one, of what was expected in words. */
void matchers_differ(const struct match *m, const char *words, const cJSON *actual);

struct matcher {
	const char *name;           /* with its "$" */
	const char *example, *help; /* an argument; what fits it */
	unsigned arg;               /* of enum json_type */
	match_fn *fits;             /* is given the argument as pattern */
	/* Checks the argument beyond its type; NULL for no more checks. */
	int (*check)(struct match_judge *j, const cJSON *arg);
	enum { ARG_PLAIN, ARG_PATTERN, ARG_PATTERNS } holds;
	bool takes_absent; /* is asked about values that are not there, too */
	bool explains;     /* reports its differences itself */
};

/* The matcher of that name, or NULL. */
const struct matcher *matchers_find(const char *name);

/* The i-th, NULL past the last. */
const struct matcher *matchers_at(size_t i);

/* All names, for a message. */
void matchers_names(struct buf *out);

#endif
