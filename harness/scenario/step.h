/*
 * step.h - what a scenario can say, a row each
 *
 * A step is a map with one key that tells its kind (`GET`, `clock`, `files`, …).
 * Each kind is a row in the file that implements it; step.c lists them.  A whole
 * scenario is checked before its first step runs.
 *
 * Owns: steps own their children.  Borrows: the YAML they were read from.
 */
#ifndef HARNESS_SCENARIO_STEP_H
#define HARNESS_SCENARIO_STEP_H

#include "harness/scenario/node.h"
#include "harness/scenario/vars.h"

struct play;
struct loader;
struct step;

struct step_kind {
	const char *name; /* the key that tells it; NULL ends a list */
	const char *what; /* "a request step" */
	/* How it is written, NULL-ended; what it does.  Without: as the row above. */
	const char *forms[4], *help;
	const struct key *keys; /* all it understands */
	unsigned needs; /* 1 << enum capability: without, the scenario is skipped */
	bool is_code;   /* its own text has another syntax; its check sets the request */
	/* Judges what the keys' table cannot; NULL for no more to say. */
	int (*check)(struct loader *l, struct step *s, struct err *e);
	/*
	 * Runs it.  What does not fit goes to p->diffs and is no error; -1 is for
	 * what cannot go on: ERR_INVALID a bad scenario, ERR_UNAVAILABLE nobody there.
	 */
	int (*run)(struct play *p, const struct step *s, struct err *e);
};

struct steps {
	struct step *all;
	size_t count;
};

struct step {
	const struct step_kind *kind;
	const struct yaml *y;
	const cJSON *node;
	struct steps children; /* of an include */
	cJSON *defaults;       /* of an include: its params' defaults */
	cJSON *request; /* of a curl: the step that it stands for, of node's place */
};

/* Frees the steps and all below them. */
void steps_release(struct steps *s);

/* The step's own key: the path of a request, the map of a clock. */
const cJSON *step_subject(const struct step *s);

/* Calls visit with each name that the step uses, as vars_each_use() does. */
int step_each_use(const struct step *s, vars_visit_fn *visit, void *ctx, struct err *e)
	MUST_USE;

/* Finds the kind of a step; ERR_INVALID when none or several keys tell one. */
int step_kind_of(const struct yaml *y, const cJSON *node, const struct step_kind **out,
                 struct err *e) MUST_USE;

/* The i-th kind, NULL behind the last. */
const struct step_kind *step_kind_at(size_t i);

/* The lists, each in the file named after it. */
extern const struct step_kind step_request_kinds[];
extern const struct step_kind step_curl_kinds[];
extern const struct step_kind step_join_kinds[];
extern const struct step_kind step_clock_kinds[];
extern const struct step_kind step_wait_kinds[];
extern const struct step_kind step_batch_kinds[];
extern const struct step_kind step_fault_kinds[];
extern const struct step_kind step_files_kinds[];
extern const struct step_kind step_include_kinds[];

#endif
