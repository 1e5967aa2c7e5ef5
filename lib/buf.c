/*
 * buf.c - a byte buffer that grows, up to a cap given at birth
 */
#include "lib/buf.h"

#include <stdarg.h>

#include "lib/digits.h"
#include "lib/mem.h"

#define FIRST_ROOM   64
#define PRINTF_FIRST 256 /* longer texts are formatted twice */

void buf_release(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ .cap = b->cap };
}

static void grow(struct buf *b, size_t need)
{
	size_t room = b->room ? b->room : FIRST_ROOM;

	while (room < need)
		room += room / 2 + FIRST_ROOM;
	b->data = mem_grow(b->data, room, 1);
	b->room = room;
}

char *buf_reserve_more(struct buf *b, size_t n)
{
	if (b->overflow || (b->cap && n > b->cap - b->size)) {
		b->overflow = true;
		return NULL;
	}
	assert(n < SIZE_MAX / 4 && b->size < SIZE_MAX / 4);
	if (b->room - b->size < n + 1 || !b->data)
		grow(b, b->size + n + 1);
	return b->data + b->size;
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
	char *at = buf_reserve(b, n);

	if (!at)
		return;
	if (n)
		memcpy(at, bytes, n);
	at[n] = '\0';
	b->size += n;
}

void buf_add_char(struct buf *b, char c)
{
	char *at = buf_reserve(b, 1);

	if (!at)
		return;
	at[0] = c;
	at[1] = '\0';
	b->size++;
}

void buf_add_int(struct buf *b, int64_t v)
{
	char text[DIGITS_MOST], *at = b->cap ? NULL : buf_reserve(b, DIGITS_MOST), *end;

	if (!at) {
		buf_add(b, text, (size_t)(digits_put_signed(text, v) - text));
		return;
	}
	end = digits_put_signed(at, v);
	*end = '\0';
	b->size += (size_t)(end - at);
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	char first[PRINTF_FIRST];
	va_list again;
	char *at;
	int n;

	va_copy(again, ap);
	n = vsnprintf(first, sizeof(first), fmt, ap);
	assert(n >= 0);
	at = (size_t)n < sizeof(first) ? NULL : buf_reserve(b, (size_t)n);
	if ((size_t)n < sizeof(first)) {
		buf_add(b, first, (size_t)n);
	} else if (at) {
		vsnprintf(at, (size_t)n + 1, fmt, again);
		b->size += (size_t)n;
	}
	va_end(again);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void buf_clear(struct buf *b)
{
	b->size = 0;
	b->overflow = false;
	if (b->data)
		b->data[0] = '\0';
}

const char *buf_str(const struct buf *b)
{
	return b->data ? b->data : "";
}

char *buf_take(struct buf *b)
{
	char *data = b->data ? b->data : mem_alloc(1);

	*b = (struct buf){ .cap = b->cap };
	return data;
}
