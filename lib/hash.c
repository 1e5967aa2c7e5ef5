/*
 * hash.c - names drawn from a seed
 */
#include "lib/hash.h"

#include "lib/str.h"

#include <endian.h>

/* Eight bytes as a number, the first the lowest. */
static uint64_t word_at(const unsigned char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return le64toh(word);
}

/* The last n of `size` bytes likewise, n below 8: of the last eight, where there are. */
static uint64_t rest_before(const unsigned char *end, size_t n, size_t size)
{
	uint64_t word = 0;

	if (size >= 8)
		return word_at(end - 8) >> (64 - 8 * n);
	for (size_t i = 1; i <= n; i++)
		word = word << 8 | end[-(ptrdiff_t)i];
	return word;
}

uint64_t hash_bytes(uint64_t seed, const void *bytes, size_t n)
{
	const unsigned char *at = bytes;
	uint64_t h = hash_mix(seed ^ n);
	size_t left = n;

	for (; left >= 8; left -= 8, at += 8)
		h = hash_mix(h ^ word_at(at));
	if (left)
		h = hash_mix(h ^ rest_before(at + left, left, n));
	return h;
}

uint64_t hash_text(uint64_t seed, const char *text)
{
	return hash_bytes(seed, text, strlen(text));
}

/* The eight digits of v as bytes, the first the highest. */
static uint64_t hex_of(uint32_t v)
{
	uint64_t x = v, above_9;

	x = (x | x << 16) & UINT64_C(0x0000ffff0000ffff);
	x = (x | x << 8) & UINT64_C(0x00ff00ff00ff00ff);
	x = (x | x << 4) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	above_9 = (x + UINT64_C(0x0606060606060606)) >> 4 & UINT64_C(0x0101010101010101);
	return x + UINT64_C(0x3030303030303030) + above_9 * ('a' - '0' - 10);
}

void hash_put_hex(uint64_t v, size_t n, char *out)
{
	for (; n >= 8; v >>= 32) {
		const uint64_t eight = htobe64(hex_of((uint32_t)v));

		n -= 8;
		memcpy(out + n, &eight, 8);
	}
	for (; n; v >>= 4)
		out[--n] = "0123456789abcdef"[v & 15];
}

static const char *format(uint64_t high, uint64_t low, char text[UUID_TEXT])
{
	char digits[32];

	hash_put_hex(high, 16, digits);
	hash_put_hex(low, 16, digits + 16);
	memcpy(text, digits, 8);
	text[8] = '-';
	memcpy(text + 9, digits + 8, 4);
	text[13] = '-';
	memcpy(text + 14, digits + 12, 4);
	text[18] = '-';
	memcpy(text + 19, digits + 16, 4);
	text[23] = '-';
	memcpy(text + 24, digits + 20, 12);
	text[36] = '\0';
	return text;
}

const char *hash_uuid(uint64_t h, char text[UUID_TEXT])
{
	uint64_t high = hash_with(h, 1), low = hash_with(h, 2);

	high = (high & ~UINT64_C(0xf000)) | UINT64_C(0x4000);
	low = (low & ~(UINT64_C(3) << 62)) | UINT64_C(1) << 63;
	return format(high, low, text);
}

void hash_hex(uint64_t h, size_t n, char *text)
{
	for (size_t i = 0; i < n; i++) {
		if (i % 16 == 0)
			h = hash_mix(h);
		text[i] = "0123456789abcdef"[h >> (60 - 4 * (i % 16)) & 15];
	}
	text[n] = '\0';
}

/* 122 free bits as two halves of 61; a Feistel network of four rounds. */
#define HALF   ((UINT64_C(1) << 61) - 1)
#define ROUNDS 4

static uint64_t round_of(uint64_t seed, int i, uint64_t half)
{
	return hash_with(hash_with(seed, (uint64_t)i), half) & HALF;
}

const char *hash_uuid_of(uint64_t seed, uint64_t serial, char text[UUID_TEXT])
{
	uint64_t left = 0, right = serial & HALF, high, low;

	for (int i = 0; i < ROUNDS; i++) {
		uint64_t next = left ^ round_of(seed, i, right);

		left = right;
		right = next;
	}
	high = (left >> 13) << 16 | UINT64_C(0x4000) | (left >> 1 & 0xfff);
	low = UINT64_C(1) << 63 | (left & 1) << 61 | right;
	return format(high, low, text);
}

static bool read_hex(const char *text, uint64_t *high, uint64_t *low)
{
	size_t digits = 0;

	*high = *low = 0;
	for (size_t i = 0; i < UUID_TEXT - 1; i++) {
		char c = text[i];
		uint64_t *half = digits < 16 ? high : low;
		int value = c >= 'A' && c <= 'F' ? -1 : str_hex(c);

		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (c != '-')
				return false;
			continue;
		}
		if (value < 0)
			return false;
		*half = *half << 4 | (uint64_t)value;
		digits++;
	}
	return !text[UUID_TEXT - 1];
}

bool hash_uuid_serial(uint64_t seed, const char *text, uint64_t *serial)
{
	uint64_t high, low, left, right;

	if (!read_hex(text, &high, &low) || (high & 0xf000) != 0x4000 || low >> 62 != 2)
		return false;
	left = (high >> 16) << 13 | (high & 0xfff) << 1 | (low >> 61 & 1);
	right = low & HALF;
	for (int i = ROUNDS - 1; i >= 0; i--) {
		uint64_t before = right ^ round_of(seed, i, left);

		right = left;
		left = before;
	}
	*serial = right;
	return left == 0;
}
