/*
 * str.h - reading text: slices, whole numbers, comparisons
 *
 * Owns: nothing.  A slice borrows the bytes it points at and is not
 * NUL-terminated.
 */
#ifndef LIB_STR_H
#define LIB_STR_H

#include "lib/base.h"

struct str {
	const char *at;
	size_t size;
};

/* The slice of a whole NUL-terminated text. */
struct str str_of(const char *s);

/* The letter in lower case if it is one of A-Z; else as it is. */
char str_lower(char c);

/* Is the slice exactly the text? */
bool str_is(struct str a, const char *text);

/* !strcmp(a, b), quicker where most differ in the first character. */
static inline bool str_same(const char *a, const char *b)
{
	return *a == *b && !strcmp(a, b);
}

/* The same, letters of A-Z and a-z alike. */
bool str_is_nocase(struct str a, const char *text);
bool str_same_nocase(const char *a, const char *b);

/* Does the text start, or end, with the other? */
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);

/* What HTTP allows around the value of a header (RFC 9110, 5.6.3). */
#define STR_BLANKS " \t"

/* The slice without those of the characters that stand at its start and its end. */
struct str str_trim(struct str s, const char *blanks);

/*
 * Cuts the part before the next `sep` off the front of *rest into *part; false
 * when *rest is used up (rest->at is NULL then).  "a,,b" has three parts.
 */
bool str_split(struct str *rest, char sep, struct str *part);

/*
 * The whole text as a decimal number, with an optional sign and nothing else
 * around it; false when it is no such number or does not fit.
 */
bool str_to_int(const char *s, int64_t *out);
bool str_to_double(const char *s, double *out);

/* Is every byte sequence of it well-formed UTF-8 (no surrogates, not overlong)? */
bool str_is_utf8(const char *s, size_t n);
/* How many of the n bytes stand before the first that is not. */
size_t str_utf8_size(const char *s, size_t n);

/* How many characters (code points) the text has, which is well-formed UTF-8. */
size_t str_length(const char *s);

/*
 * The length of the longest start of at most `most` bytes that cuts no character.
 * At most 3 bytes less than `most`, whatever the bytes are: those that are part of no
 * character are counted one by one.
 */
size_t str_cut(const char *s, size_t most);

/* What a hexadecimal digit of either case stands for; -1 for any other character. */
int str_hex(char c);

/* The byte that the "%XX" at `at` stands for; -1 if it does not end before `end`. */
int str_percent(const char *at, const char *end);

#endif
