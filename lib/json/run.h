/*
 * run.h - how far a JSON string is plain text
 *
 * Reader and printer copy plain runs whole and look only at what ends them.
 *
 * Owns: nothing.
 */
#ifndef LIB_JSON_RUN_H
#define LIB_JSON_RUN_H

#include "lib/base.h"

/* Must the byte be escaped inside a JSON string? */
static inline bool json_is_special(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

/* A bit is set in each byte that is zero; bits above the lowest may be false. */
static inline uint64_t json_zero_bytes(uint64_t x)
{
	return (x - UINT64_C(0x0101010101010101)) & ~x;
}

/* Bit 7 of a byte says that one of the eight, this or a lower one, is special. */
static inline uint64_t json_special_bytes(uint64_t x)
{
	uint64_t found = json_zero_bytes(x ^ UINT64_C(0x2222222222222222)) |
	                 json_zero_bytes(x ^ UINT64_C(0x5c5c5c5c5c5c5c5c)) |
	                 ((x - UINT64_C(0x2020202020202020)) & ~x);

	return found & UINT64_C(0x8080808080808080);
}

/* Where the run of bytes that need no escape ends; eight at a time. */
static inline const char *json_run_end(const char *at, const char *end)
{
	for (; end - at >= 8; at += 8) {
		uint64_t x;

		memcpy(&x, at, 8);
		if (json_special_bytes(x))
			break;
	}
	while (at < end && !json_is_special(*at))
		at++;
	return at;
}

/* Copies n bytes; false, with some of them copied, where one needs an escape. */
static inline bool json_run_copy(char *to, const char *at, size_t n)
{
	uint64_t x, found = 0;
	size_t i = 0;

	for (; i + 8 <= n; i += 8) {
		memcpy(&x, at + i, 8);
		memcpy(to + i, &x, 8);
		found |= json_special_bytes(x);
	}
	if (i < n && n >= 8) { /* the last eight, some of them again */
		memcpy(&x, at + n - 8, 8);
		memcpy(to + n - 8, &x, 8);
		return !(found | json_special_bytes(x));
	}
	for (; i < n; i++) {
		if (json_is_special(at[i]))
			return false;
		to[i] = at[i];
	}
	return !found;
}

#endif
