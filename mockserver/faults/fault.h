/*
 * fault.h - a fault as it was declared: when it strikes, and what it does
 *
 * Read from JSON, which a fault keeps: patterns, texts and lists are borrowed from it.
 *
 * Owns: its JSON, its actions, its keys.
 * Errors: ERR_INVALID, with the node that is wrong.
 */
#ifndef MOCKSERVER_FAULTS_FAULT_H
#define MOCKSERVER_FAULTS_FAULT_H

#include "lib/map.h"
#include "mockserver/faults/draw.h"
#include "mockserver/faults/kind.h"
#include "mockserver/faults/part.h"
#include "mockserver/faults/scope.h"
#include "mockserver/faults/when.h"
#include "mockserver/store/fault.h"

/* Whose occurrences are counted. */
enum fault_per {
	FAULT_PER_WORLD,
	FAULT_PER_OPERATION,
	FAULT_PER_FLOW,
	FAULT_PER_CLIENT,
	FAULT_PER_DATASET,
	FAULT_PER_COUNT
};

enum fault_phase { FAULT_BEFORE, FAULT_AFTER };

/* What must have happened, or a scenario can tell nothing. */
enum fault_expect {
	FAULT_EXPECT_FIRED,
	FAULT_EXPECT_ALL,
	FAULT_EXPECT_ANY,
	FAULT_EXPECT_NEVER
};

/* The request, run or file that came nearest to matching, while none has matched. */
struct fault_nearest {
	char *why; /* NULL: nothing has come yet */
	size_t differences;
	int64_t request; /* 0: no request */
	char *about;     /* JSON: which run or file; NULL for a request */
};

struct fault {
	int64_t seq; /* its row; 0: not stored */
	cJSON *body; /* as it was declared */
	const char *name;
	bool at_start;
	struct fault_on on;
	const cJSON *when[FAULT_PART_COUNT];       /* NULL: not asked for */
	struct fault_when asked[FAULT_PART_COUNT]; /* the same, taken apart */
	enum fault_part asked_parts[FAULT_PART_COUNT];
	size_t asked_count;
	enum fault_per per;
	struct fault_rule rule;
	enum fault_phase phase;
	enum fault_expect expect;
	struct fault_action *actions;
	size_t count;
	size_t ending; /* which of the actions ends a request; count: none */
	struct fault_counts counts;
	struct map keys;  /* struct fault_key by key */
	struct map marks; /* struct fault_mark by name: what it remembers */
	struct fault_nearest nearest;
	size_t missed; /* requests that were compared in full to find the nearest */
	size_t held;   /* requests that are not over and have been struck by it */
	bool gone;     /* cleared meanwhile: freed when they are over */
	bool unsaved;  /* its counts have changed in this transaction */
};

struct fault_key {
	char *key;
	int64_t matched, fired;
	bool unsaved; /* changed in this transaction */
};

struct fault_mark {
	char *name;
	vtime at;
	int64_t reads; /* how often it was used */
	char *body;    /* the answer that it repeats; NULL for none */
};

/* Reads a fault from a copy of the JSON; the node of *r is one of the JSON's. */
int fault_read(const cJSON *body, struct fault **out, struct fault_refuse *r) MUST_USE;
void fault_free(struct fault *f);
AUTO_DEFINE(struct fault *, fault_free);

/* The key's counts, made where they are missing. */
struct fault_key *fault_key_of(struct fault *f, const char *key);

/* The mark of that name; NULL for none.  A new one, instead of one that is there. */
struct fault_mark *fault_mark_find(const struct fault *f, const char *name);
struct fault_mark *fault_mark_new(struct fault *f, const char *name, vtime at);
void fault_mark_forget(struct fault *f, struct fault_mark *m);

/* Is it one of the actions?  NULL where it is not. */
const struct fault_action *fault_action_of(const struct fault *f, enum fault_kind kind);

const char *fault_expect_name(enum fault_expect expect);

#endif
