/*
 * cursor.h - where in a dataset's files a reader stands, for its errors
 *
 * A file, its line where that is known, and a JSON pointer that grows and
 * shrinks with the reader.  Errors read "file:line:column: reason" for text that
 * is no JSON, and "file:line: /pointer: reason" for JSON that breaks a rule.
 *
 * Owns: the pointer, until cursor_release().  Borrows: the file's name and text.
 * Errors: ERR_INVALID.
 */
#ifndef MOCKSERVER_DATA_CURSOR_H
#define MOCKSERVER_DATA_CURSOR_H

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/json/json.h"
#include "lib/str.h"

struct cursor {
	const char *file;
	struct str text; /* of the whole file, to find lines in; at NULL: not known */
	size_t line;     /* in a file of lines; 0: the file has no lines */
	struct buf pointer;
};

/* Frees the pointer. */
void cursor_release(struct cursor *p);
AUTO_DEFINE_STRUCT(struct cursor, cursor_release);

/* Steps into a member; the mark takes cursor_leave() back out. */
size_t cursor_enter(struct cursor *p, const char *member);
/* The same for an element. */
size_t cursor_enter_at(struct cursor *p, size_t index);
/* Back to where the mark was taken. */
void cursor_leave(struct cursor *p, size_t mark);

/* Says what is wrong with the value here; -1. */
#define cursor_fail(p, e, ...) err_failure(cursor_fail_with(p, e, __VA_ARGS__))
int cursor_fail_with(const struct cursor *p, struct err *e, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* json_parse() of a whole file, or of the one line `p` stands at. */
int cursor_parse(const struct cursor *p, const char *text, size_t n, cJSON **out,
                 struct err *e) MUST_USE;

#endif
