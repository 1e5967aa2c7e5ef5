/*
 * suite.h - the scenarios that files and folders hold, all read before any runs
 *
 * A folder is walked for *.yaml, by path; folders called `steps` hold steps to
 * include.  A file without the key `scenario` is no scenario; it must then be
 * included by one of the others, so that a misspelt file cannot go unnoticed.
 *
 * Owns: the suite owns its scenarios.
 * Errors: ERR_INVALID when a file is bad; what is wrong with each goes to a text.
 */
#ifndef HARNESS_SCENARIO_SUITE_H
#define HARNESS_SCENARIO_SUITE_H

#include "harness/scenario/scenario.h"

/* A file that can't be read as a scenario. */
struct suite_bad {
	char *file, *text; /* why: "file:line:column: reason" */
	int line;          /* that the text names; 1 where it names none */
};

struct suite {
	struct scenario *all;
	size_t count;
	struct suite_bad *bad; /* of suite_load_readable() */
	size_t bad_count;
};

/*
 * Reads what the NULL-ended paths name, each with the variables (names and values, or
 * NULL); all problems are appended to *problems.  One of the variables that no scenario
 * asks for is a problem.  A scenario with a matrix is there once a combination.
 */
int suite_load(const char *const *paths, const cJSON *vars, struct suite *out,
               struct buf *problems, struct err *e) MUST_USE;
/* The same, but files that can't be read are listed in out->bad and left out. */
int suite_load_readable(const char *const *paths, const cJSON *vars, struct suite *out,
                        struct buf *problems, struct err *e) MUST_USE;
/* How long the ending is that makes a file a scenario, .yaml or .yml; 0: it has none. */
size_t suite_ending(const char *file);
/* Frees the scenarios. */
void suite_release(struct suite *s);

#endif
