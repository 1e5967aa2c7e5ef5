/*
 * base64.h - base64url without padding, as in the parts of a JWT (RFC 4648, 5), and
 * the standard alphabet with padding, as in headers (RFC 4648, 4)
 *
 * Owns: nothing.
 */
#ifndef LIB_BASE64_H
#define LIB_BASE64_H

#include "lib/buf.h"
#include "lib/str.h"

/* Appends n bytes as text. */
void base64_put(struct buf *out, const void *bytes, size_t n);

/*
 * Appends the bytes that the text stands for; false, with part of them appended,
 * for a text that base64_put() never writes: other characters, padding, stray bits.
 */
bool base64_get(struct buf *out, struct str text);
/* The same of the standard alphabet; the padding may be left out. */
bool base64_get_standard(struct buf *out, struct str text);

#endif
