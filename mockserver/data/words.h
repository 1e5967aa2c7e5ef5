/*
 * words.h - lists of words for generated text
 *
 * Names and places have a `stream`: they are drawn for the record, and lists that
 * share one are drawn together, so that the city and the country of a record
 * belong to each other.  Other words are drawn wherever they are asked for.
 *
 * Owns: nothing; the lists live as long as the program.
 */
#ifndef MOCKSERVER_DATA_WORDS_H
#define MOCKSERVER_DATA_WORDS_H

#include "lib/base.h"

struct words {
	const char *name;   /* as patterns call it: "city" */
	const char *stream; /* what is drawn: "place"; or NULL */
	const char *const *all;
	size_t count;
};

/* The list of that name (n bytes), or NULL. */
const struct words *words_find(const char *name, size_t n);

#endif
