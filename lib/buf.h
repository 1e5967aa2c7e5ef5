/*
 * buf.h - a byte buffer that grows, up to a cap given at birth
 *
 * Adding past the cap drops the bytes and marks the buffer `overflow`, so that a
 * writer checks once, at the end.  The bytes are always followed by a NUL that
 * is not counted; a buffer that was never added to has data == NULL, and
 * buf_str() still answers "".
 *
 * Owns: data, until buf_release() or buf_take().
 */
#ifndef LIB_BUF_H
#define LIB_BUF_H

#include "lib/base.h"

struct buf {
	char *data;
	size_t size; /* bytes held */
	size_t room; /* bytes allocated */
	size_t cap;  /* most bytes ever; 0 for no cap */
	bool overflow;
};

/* Frees the bytes; the cap stays, and the buffer can be used again. */
void buf_release(struct buf *b);
AUTO_DEFINE_STRUCT(struct buf, buf_release);

/* buf_reserve() where there is no room yet, or a cap. */
char *buf_reserve_more(struct buf *b, size_t n) MUST_USE;
/* Room for n more bytes; NULL past the cap.  Count them with b->size += n. */
static inline MUST_USE char *buf_reserve(struct buf *b, size_t n)
{
	if (n < b->room - b->size && !b->cap)
		return b->data + b->size;
	return buf_reserve_more(b, n);
}

/* Append; nothing is added past the cap. */
void buf_add(struct buf *b, const void *bytes, size_t n);
static inline void buf_add_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s)); /* a constant's length is one */
}
void buf_add_char(struct buf *b, char c);
void buf_add_int(struct buf *b, int64_t v); /* decimal */
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_vprintf(struct buf *b, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);

/* Empty again, memory kept. */
void buf_clear(struct buf *b);

/* The text so far; never NULL.  Borrowed until the next change. */
const char *buf_str(const struct buf *b);

/* Hands the bytes over; the caller frees them.  Never NULL. */
char *buf_take(struct buf *b) MUST_USE;

#endif
