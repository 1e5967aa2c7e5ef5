/*
 * pick.h - which scenarios of a suite are run: --only and --tag
 *
 * A scenario is picked when it fits one of the places, if any are given, and has one of
 * the tags, if any are given.  A place is a path, a glob of paths (fnmatch), a file and a
 * line of it ("flow.yaml:12"), a cell of a matrix ("export[s3,parquet]") or a glob of
 * cells ("export[s3,*]"), in any case, or a glob of sentences.
 *
 * Owns: nothing.  Borrows: the lists, which are NULL-ended or NULL.
 */
#ifndef HARNESS_RUN_PICK_H
#define HARNESS_RUN_PICK_H

#include "harness/scenario/suite.h"

struct pick {
	const char *const *places, *const *tags;
};

bool pick_fits(const struct pick *p, const struct scenario *s);

/*
 * ERR_NOT_FOUND for a place or tag that fits nothing in the suite: among others that do,
 * it is a misspelt one.
 */
int pick_check(const struct pick *p, const struct suite *suite, struct err *e) MUST_USE;

/* Drops from the suite what does not fit. */
void pick_apply(const struct pick *p, struct suite *suite);

/* Prints a line for each scenario: file:line, sentence, tags. */
void pick_list(const struct suite *suite, FILE *to);

#endif
