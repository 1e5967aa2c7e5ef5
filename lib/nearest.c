/*
 * nearest.c - the name that was probably meant (Levenshtein's distance)
 */
#include "lib/nearest.h"

#define FARTHEST 2 /* letters; names that differ in more are not offered */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Letters to insert, delete or replace to get from a to b; row[j] is the distance from
 * the letters of `a` so far to the first j of b. */
static size_t distance(struct str a, struct str b)
{
	size_t row[NEAREST_ROOM + 1];

	assert(b.size <= NEAREST_ROOM);
	for (size_t j = 0; j <= b.size; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.size; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.size; j++) {
			size_t above = row[j];
			size_t same = diagonal + (a.at[i - 1] != b.at[j - 1]);

			row[j] = least(same, least(above, row[j - 1]) + 1);
			diagonal = above;
		}
	}
	return row[b.size];
}

void nearest_offer(struct nearest *n, const char *candidate)
{
	size_t d;

	if (n->name.size > NEAREST_ROOM)
		return;
	d = distance(str_of(candidate), n->name);
	if (d > FARTHEST || d >= strlen(candidate) || (n->best && d >= n->distance))
		return;
	n->best = candidate;
	n->distance = d;
}
