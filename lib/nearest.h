/*
 * nearest.h - the name that was probably meant
 *
 *	struct nearest n = { .name = str_of("prot") };
 *
 *	nearest_offer(&n, "port");
 *	nearest_offer(&n, "host");
 *	... n.best is "port" ...
 *
 * Owns: nothing.  Borrows: the name and what is offered.
 */
#ifndef LIB_NEAREST_H
#define LIB_NEAREST_H

#include "lib/str.h"

#define NEAREST_ROOM 40 /* names longer than this have no nearest */

struct nearest {
	struct str name;  /* what was written */
	const char *best; /* NULL: none of those offered is near */
	size_t distance;  /* of the best: letters to insert, delete or replace */
};

/* Keeps the candidate if it is nearer than those before, and near enough to be meant. */
void nearest_offer(struct nearest *n, const char *candidate);

#endif
