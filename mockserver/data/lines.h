/*
 * lines.h - JSON lines of records, each with the time it arrives
 *
 * Each line is {"arrivedAt": TIME, "record": {...}}.  A time is RFC 3339, or
 * relative to what the caller says: "-P10D", "+PT3H", "+0s".  The first line that
 * is wrong refuses them all.
 *
 * Owns: lines own their columns and times, until lines_release().  Borrows: the
 * schema.
 * Errors: ERR_INVALID with file, line and pointer.
 */
#ifndef MOCKSERVER_DATA_LINES_H
#define MOCKSERVER_DATA_LINES_H

#include "lib/column.h"
#include "lib/vtime.h"

enum line_time {
	LINE_FIXED, /* at is a time */
	LINE_MOVES, /* at is so many milliseconds after what the caller says */
	LINE_NO_TIME,
};

struct line {
	vtime at;
	enum line_time time;
	size_t row; /* in the column of all lines; line 1 is row 0 */
};

struct lines {
	struct column rows; /* a struct each */
	struct line *all;
	size_t count, room;
};

enum lines_form {
	LINES_TIMED,      /* every line has its time */
	LINES_MAYBE_TIMED /* `arrivedAt` may be missing */
};

struct lines_text {
	const char *text;
	size_t size;
	const char *file; /* names it in errors */
	enum lines_form form;
};

/*
 * Reads lines.  The last may or may not end with a newline.  *out is to be released on
 * -1, too.
 */
int lines_read(const struct lines_text *in, const struct column_def *schema,
               struct lines *out, struct err *e) MUST_USE;

/* Frees them; all zero is nothing. */
void lines_release(struct lines *l);
AUTO_DEFINE_STRUCT(struct lines, lines_release);

/* Puts them in order of arrival: of times as they stand, equal ones by line. */
void lines_sort(struct lines *l);

#endif
