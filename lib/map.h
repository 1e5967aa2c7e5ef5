/*
 * map.h - values by text: a hash table with open addressing
 *
 * Keys are never removed; set the value to NULL instead.
 *
 * Owns: its copies of the keys.  Borrows: the values, which the caller frees.
 */
#ifndef LIB_MAP_H
#define LIB_MAP_H

#include "lib/base.h"

struct map_slot {
	char *key; /* NULL: it is free */
	void *value;
};

/* All zero is a valid start. */
struct map {
	struct map_slot *slots;
	size_t room, count; /* room is a power of two */
};

void map_release(struct map *m);

/* The key's value; NULL if it is not there. */
void *map_find(const struct map *m, const char *key);

/* Where the key's value is stored, NULL at first; valid until the next call. */
void **map_place(struct map *m, const char *key);

/* Lends each value in turn, NULL ones too; false when *at is past the last. */
bool map_next(const struct map *m, size_t *at, void **value);

#endif
