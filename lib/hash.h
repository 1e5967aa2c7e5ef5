/*
 * hash.h - names drawn from a seed
 *
 * Nothing here holds state: an id, an etag, a file name or a generated value is
 * a hash of (seed, purpose, key), so the same question has the same answer in
 * every run, on every machine, in any order.  The function is fixed for ever;
 * tests hold its values.  Not for secrets.
 *
 * Owns: nothing.
 */
#ifndef LIB_HASH_H
#define LIB_HASH_H

#include "lib/base.h"

/* 64 well-mixed bits of any 64 (SplitMix64's finaliser); a bijection. */
static inline uint64_t hash_mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/* The hash of bytes, started from a seed. */
uint64_t hash_bytes(uint64_t seed, const void *bytes, size_t n);
/* The hash of a text: names a purpose. */
uint64_t hash_text(uint64_t seed, const char *text);
/* A seed for (seed, key): h = hash_with(hash_text(seed, "run"), serial). */
static inline uint64_t hash_with(uint64_t seed, uint64_t key)
{
	return hash_mix(seed ^ hash_mix(key));
}

/* A number in [0, below); below > 0. */
static inline uint64_t hash_below(uint64_t h, uint64_t below)
{
	return (uint64_t)(((unsigned __int128)hash_mix(h) * below) >> 64);
}
/* A double in [0, 1). */
static inline double hash_unit(uint64_t h)
{
	return (double)(hash_mix(h) >> 11) * 0x1.0p-53;
}

#define UUID_TEXT 37

/* A UUID of version 4 shape: "12401496-2573-4ca7-8137-fef1aeb9dd4c". */
const char *hash_uuid(uint64_t h, char text[UUID_TEXT]);

/* n lower-case hex digits and a NUL. */
void hash_hex(uint64_t h, size_t n, char *text);

/* The last n hexadecimal digits of v, and no NUL. */
void hash_put_hex(uint64_t v, size_t n, char *out);

/*
 * A UUID that carries a number and can be read back: a seeded bijection, so
 * that a serial's id is found without an index and looks like any other.  Of the
 * serial 61 bits count.  False for a text that no serial has under this seed.
 */
const char *hash_uuid_of(uint64_t seed, uint64_t serial, char text[UUID_TEXT]);
bool hash_uuid_serial(uint64_t seed, const char *text, uint64_t *serial);

#endif
