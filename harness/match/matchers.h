/*
 * matchers.h - what `$name` means in a pattern, a row each
 *
 * Owns: nothing.
 */
#ifndef HARNESS_MATCH_MATCHERS_H
#define HARNESS_MATCH_MATCHERS_H

#include "harness/match/diff.h"
#include "harness/scenario/node.h"

struct match;
typedef bool match_fn(const struct match *m, const cJSON *pattern, const cJSON *value);

/* One question: where the value stands, who wants to know, and how strictly. */
struct match {
	const char *path;
	struct diffs *out; /* NULL: only the answer counts */
	bool exact;        /* objects may have no members that were not asked for */
	match_fn *again;   /* matches a pattern inside this one */
};

struct matcher {
	const char *name; /* with its "$" */
	unsigned arg;     /* of enum node_type */
	match_fn *fits;   /* is given the argument as pattern */
	/* More to say on the argument than its type; NULL for no more. */
	int (*check)(const struct yaml *y, const cJSON *arg, struct err *e);
	enum { ARG_PLAIN, ARG_PATTERN, ARG_PATTERNS } holds;
	bool takes_absent; /* is asked about values that are not there, too */
	bool explains;     /* adds its differences by itself */
};

/* The matcher of that name, or NULL. */
const struct matcher *matcher_find(const char *name);

/* All names, for a message. */
void matcher_names(struct buf *out);

#endif
