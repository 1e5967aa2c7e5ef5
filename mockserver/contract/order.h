/*
 * order.h - what `orderby` asks of a list
 *
 * Fields separated by commas, each a path as filters have it, with + (ascending, also
 * without it; a space is a + that was decoded) or - (descending) before it (02 §10).
 *
 * Values are ordered numbers first, exactly; then texts, byte by byte, but words in any
 * case; then false and true; and what is not there, null, an object or an array, last,
 * in either direction (B26).  Which kind comes before which is ours.
 *
 * Owns: nothing; texts live in the arena.
 */
#ifndef MOCKSERVER_CONTRACT_ORDER_H
#define MOCKSERVER_CONTRACT_ORDER_H

#include "mockserver/contract/filter.h"

struct order_key {
	const char *path; /* without [] */
	bool down;
};

struct order {
	struct order_key *keys;
	size_t count; /* 0: newest first */
};

/* Reads the whole parameter; refuses with 1432-400 and 1433-400. */
int order_read(struct arena *a, const char *text, struct order *out, struct refusal *rf)
	MUST_USE;

/* The value that an item is ordered by: of an array the first; NULL for none. */
const cJSON *order_value(const struct order_key *key, const cJSON *item);

/* How two such values stand: <0, 0, >0. */
int order_cmp(const struct order_key *key, const cJSON *a, const cJSON *b);

#endif
