/*
 * mem.c - allocation that cannot fail, and arenas
 */
#include "lib/mem.h"

#include <stdarg.h>

#define CHUNK_BYTES  4096
#define PRINTF_FIRST 256 /* longer texts are formatted twice */

struct arena_chunk {
	struct arena_chunk *next;
	size_t size, used;
	_Alignas(max_align_t) unsigned char bytes[];
};

static void *or_die(void *p, size_t size)
{
	if (!p) {
		fprintf(stderr, "out of memory: %zu bytes\n", size);
		abort();
	}
	return p;
}

void *mem_alloc(size_t size)
{
	return or_die(calloc(1, size ? size : 1), size);
}

void *mem_grow(void *p, size_t count, size_t size)
{
	assert(size && count <= SIZE_MAX / size);
	return or_die(realloc(p, count * size), count * size);
}

char *mem_strdup(const char *s)
{
	size_t n = strlen(s) + 1;

	return memcpy(mem_grow(NULL, n, 1), s, n);
}

char *mem_strndup(const char *s, size_t n)
{
	char *copy = mem_grow(NULL, n + 1, 1);

	copy[n] = '\0';
	return memcpy(copy, s, n);
}

char *mem_printf(const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	return or_die(n < 0 ? NULL : s, 0);
}

void mem_free(void *p)
{
	free(p);
}

void *arena_alloc(struct arena *a, size_t size)
{
	const size_t align = _Alignof(max_align_t);
	size_t need = (size + align - 1) & ~(align - 1);
	struct arena_chunk *c = a->chunks;

	assert(need >= size);
	if (!c || c->size - c->used < need) {
		size_t bytes = need > CHUNK_BYTES ? need : CHUNK_BYTES;

		c = mem_grow(NULL, sizeof(*c) + bytes, 1);
		c->size = bytes;
		c->used = 0;
		c->next = a->chunks;
		a->chunks = c;
	}
	c->used += need;
	a->used += need;
	return memset(c->bytes + c->used - need, 0, need);
}

char *arena_strdup(struct arena *a, const char *s)
{
	size_t n = strlen(s) + 1;

	return memcpy(arena_alloc(a, n), s, n);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_alloc(a, n + 1);

	memcpy(copy, s, n);
	return copy;
}

char *arena_concat(struct arena *a, ...)
{
	va_list ap, again;
	const char *one;
	size_t size = 0;
	char *out, *at;

	va_start(ap, a);
	va_copy(again, ap);
	while ((one = va_arg(ap, const char *)))
		size += strlen(one);
	out = at = arena_alloc(a, size + 1);
	while ((one = va_arg(again, const char *)))
		at = stpcpy(at, one);
	va_end(again);
	va_end(ap);
	return out;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	char first[PRINTF_FIRST];
	va_list ap, again;
	char *s;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(first, sizeof(first), fmt, ap);
	assert(n >= 0);
	s = arena_alloc(a, (size_t)n + 1);
	if ((size_t)n < sizeof(first))
		memcpy(s, first, (size_t)n);
	else
		vsnprintf(s, (size_t)n + 1, fmt, again);
	va_end(again);
	va_end(ap);
	return s;
}

/* Frees all chunks but the last `kept` of them, 0 or 1. */
static void drop_chunks(struct arena *a, size_t kept)
{
	while (a->chunks && (!kept || a->chunks->next)) {
		struct arena_chunk *c = a->chunks;

		a->chunks = c->next;
		free(c);
	}
	a->used = 0;
}

void arena_release(struct arena *a)
{
	drop_chunks(a, 0);
}

void arena_clear(struct arena *a)
{
	drop_chunks(a, 1);
	if (a->chunks)
		a->chunks->used = 0;
}
