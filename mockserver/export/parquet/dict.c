/*
 * dict.c - the distinct values of a column chunk, numbered as they came
 */
#include "mockserver/export/parquet/dict.h"

#include "lib/hash.h"
#include "lib/mem.h"

#define FIRST_SLOTS 256

struct dict_slot {
	uint64_t hash;
	uint32_t number; /* plus 1; 0 is free */
};

static uint64_t hash_of(const struct dict *d, const struct value *v)
{
	if (d->type == PARQUET_BYTE_ARRAY)
		return hash_bytes(0, v->bytes, v->size);
	return hash_mix(v->bits);
}

/* Is value number i, of the same hash, this one?  Numbers of one hash are the same. */
static bool same(const struct dict *d, size_t i, const struct value *v)
{
	const char *at;

	if (d->type != PARQUET_BYTE_ARRAY)
		return true;
	at = d->plain.data + d->start[i];
	return d->start[i + 1] - d->start[i] - 4 == v->size &&
	       memcmp(at + 4, v->bytes, v->size) == 0;
}

static struct dict_slot *free_slot(struct dict_slot *slot, size_t count, uint64_t hash)
{
	size_t i = hash & (count - 1);

	while (slot[i].number)
		i = (i + 1) & (count - 1);
	return &slot[i];
}

static void grow(struct dict *d)
{
	size_t count = d->slot_count ? d->slot_count * 2 : FIRST_SLOTS;
	struct dict_slot *slot = mem_alloc(count * sizeof(*slot));

	for (size_t i = 0; i < d->slot_count; i++)
		if (d->slot[i].number)
			*free_slot(slot, count, d->slot[i].hash) = d->slot[i];
	free(d->slot);
	d->slot = slot;
	d->slot_count = count;
	d->room = count / 2;
	d->start = mem_grow(d->start, d->room + 1, sizeof(*d->start));
	d->start[0] = 0;
}

uint16_t dict_add(struct dict *d, const struct value *v)
{
	uint64_t hash = hash_of(d, v);
	size_t i;

	if (d->count == d->room)
		grow(d);
	i = hash & (d->slot_count - 1);
	for (; d->slot[i].number; i = (i + 1) & (d->slot_count - 1))
		if (d->slot[i].hash == hash && same(d, d->slot[i].number - 1, v))
			return (uint16_t)(d->slot[i].number - 1);
	assert(d->count < DICT_COUNT_MAX);
	value_put(&d->plain, d->type, v);
	d->start[++d->count] = (uint32_t)d->plain.size;
	d->slot[i] = (struct dict_slot){ .hash = hash, .number = (uint32_t)d->count };
	return (uint16_t)(d->count - 1);
}

void dict_put(const struct dict *d, size_t i, struct buf *out)
{
	buf_add(out, d->plain.data + d->start[i], d->start[i + 1] - d->start[i]);
}

void dict_clear(struct dict *d)
{
	d->count = 0;
	buf_clear(&d->plain);
	if (d->slot_count)
		memset(d->slot, 0, d->slot_count * sizeof(*d->slot));
}

void dict_release(struct dict *d)
{
	buf_release(&d->plain);
	free(d->start);
	free(d->slot);
	*d = (struct dict){ 0 };
}
