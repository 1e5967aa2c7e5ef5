/*
 * err.h - how a function says that it failed, and why
 *
 * A function that can fail returns 0 or -1 and takes a struct err * as its last
 * argument; on -1, and only then, the struct says why.  Outcomes that a caller
 * is expected to handle have a code of their own; everything else is passed on
 * unchanged.  Bugs are not errors: assert() them.  Out of memory is not an
 * error either: the program ends (see lib/mem.h).
 *
 * Owns: nothing; the text lives in the struct.
 */
#ifndef LIB_ERR_H
#define LIB_ERR_H

#include "lib/base.h"

enum err_code {
	ERR_NONE,
#define ERR(name, meaning) ERR_##name,
#include "lib/err.def"
#undef ERR
	ERR_COUNT
};

struct err {
	enum err_code code;
	const char *file; /* where it was first set */
	int line;
	char text[480]; /* one sentence for a human, no full stop */
};

/*
 * Sets *e and returns -1, so that a caller can `return err_set(...)`.  The
 * first error wins: one that is set already stays as it is.
 */
#define err_set(e, code, ...) \
	err_failure(err_set_at(e, code, __FILE__, __LINE__, __VA_ARGS__))
int err_set_at(struct err *e, enum err_code code, const char *file, int line,
               const char *fmt, ...) PRINTF_LIKE(5, 6);

/* Its -1 stands where compilers and analysers see it, in every caller's file. */
static inline int err_failure(int set)
{
	(void)set;
	return -1;
}

/*
 * Passes another struct's error on as it is, with the place where it was set, and returns
 * -1.  The first error wins here, too.
 */
int err_pass(struct err *e, const struct err *why);

/* The code's name, as in "NOT_FOUND"; never NULL. */
const char *err_name(enum err_code code);

#endif
