/*
 * mem.h - allocation that cannot fail, and arenas
 *
 * Out of memory ends the program with a message: no caller has a branch for it.
 * An arena hands out memory that is all freed at once; one belongs to each
 * request, and a handler takes everything it builds from there.  All zero is an
 * empty arena, ready for use.
 *
 * Owns: an arena owns its chunks.  Borrows: nothing.
 */
#ifndef LIB_MEM_H
#define LIB_MEM_H

#include "lib/base.h"

/* calloc, realloc and strdup, but never NULL; free() what they return. */
void *mem_alloc(size_t size) MUST_USE;
void *mem_grow(void *p, size_t count, size_t size) MUST_USE;
char *mem_strdup(const char *s) MUST_USE;
char *mem_strndup(const char *s, size_t n) MUST_USE; /* n bytes, and a NUL behind them */
char *mem_printf(const char *fmt, ...) PRINTF_LIKE(1, 2) MUST_USE;

/* free(), for AUTO(mem_free) char *p. */
void mem_free(void *p);
static inline void mem_free_auto(void *p)
{
	mem_free(*(void **)p);
}
/* The same where the line must be broken: clang-format puts AUTO(f) on its own. */
#define AUTO_MEM AUTO(mem_free)

struct arena {
	struct arena_chunk *chunks; /* newest first */
	size_t used;                /* bytes handed out, padding included */
};

/* Memory from the arena, zeroed; never NULL. */
void *arena_alloc(struct arena *a, size_t size) MUST_USE;
char *arena_strdup(struct arena *a, const char *s) MUST_USE;
char *arena_strndup(struct arena *a, const char *s, size_t n) MUST_USE;
/* The texts one after the other, up to a NULL: what "%s%s" makes, for hot paths. */
char *arena_concat(struct arena *a, ...) __attribute__((sentinel)) MUST_USE;
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3) MUST_USE;

/* Frees all that the arena handed out; it can be used again at once. */
void arena_release(struct arena *a);
/* The same, but keeps memory for the next use. */
void arena_clear(struct arena *a);

#endif
