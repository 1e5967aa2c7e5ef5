/*
 * base64.h - bytes as text that a URL can hold (RFC 4648 §5), without padding
 *
 * Owns: nothing.
 */
#ifndef LIB_BASE64_H
#define LIB_BASE64_H

#include "lib/buf.h"

/* Appends the text of n bytes. */
void base64url_put(struct buf *out, const void *bytes, size_t n);

/* Appends the bytes of a text; false for a text that base64url_put() never makes. */
bool base64url_get(struct buf *out, const char *text) MUST_USE;

#endif
