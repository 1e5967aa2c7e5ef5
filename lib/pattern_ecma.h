/*
 * pattern_ecma.h - ECMA 262 patterns, rewritten for PCRE2
 *
 * The two dialects differ in small ways that matter: \s and `.` mean other
 * characters, \v one character and not a class, [[:x:]] is nothing special, \Z,
 * (?>…) and a++ do not exist.  The rewritten pattern means in PCRE2 what the
 * original means in ECMA 262 with the flag `u`, but for identity escapes: those
 * of punctuation (\!, \-, \%) are taken, as without the flag.  What ECMA 262
 * does not know is refused rather than given PCRE2's meaning.
 *
 * Known differences that stay: a group inside a repeated group keeps what it
 * caught in an earlier round; lookbehind has a fixed length per alternative; a
 * repeat count ends at 65535; of \p{…} the general categories, scripts and what
 * PCRE2 calls alike.
 *
 * Owns: nothing.
 * Errors: ERR_INVALID with the place in the pattern.
 */
#ifndef LIB_PATTERN_ECMA_H
#define LIB_PATTERN_ECMA_H

#include "lib/buf.h"
#include "lib/err.h"

/* What makes one step of a search long: the most that it does before it is counted. */
struct pattern_shape {
	size_t repeat;     /* the largest n of {n}, {n,} and {n,m} */
	size_t class_size; /* bytes of the longest class */
	size_t edges;      /* ^ $ \b \B, which take no character */
	bool references;   /* \1, \k<name> */
};

/* Appends the pattern as PCRE2 is to read it, with ALT_BSUX of both kinds. */
int pattern_ecma(const char *ecma, struct buf *out, struct pattern_shape *shape,
                 struct err *e) MUST_USE;

#endif
