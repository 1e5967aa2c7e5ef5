/*
 * dict.h - the distinct values of a column chunk, numbered as they came
 *
 * An open hash table over the values in their PLAIN form, which is also what the
 * dictionary page holds.  A number's hash is a bijection, and so stands for it.
 *
 * Owns: its table and values.
 */
#ifndef MOCKSERVER_EXPORT_PARQUET_DICT_H
#define MOCKSERVER_EXPORT_PARQUET_DICT_H

#include "mockserver/export/parquet/value.h"

#define DICT_COUNT_MAX 65536 /* so that a number fits in 16 bits */

struct dict {
	enum parquet_type type;
	struct buf plain; /* the values, one after the other */
	uint32_t *start;  /* of each value in `plain`, and of the one to come */
	size_t count, room;
	struct dict_slot *slot;
	size_t slot_count; /* a power of two, or 0 */
};

/* The value's number; a new one gets the next.  At most DICT_COUNT_MAX of them. */
uint16_t dict_add(struct dict *d, const struct value *v);

/* Appends value number i as PLAIN. */
void dict_put(const struct dict *d, size_t i, struct buf *out);

/* Empty again, memory kept. */
void dict_clear(struct dict *d);
void dict_release(struct dict *d);

#endif
