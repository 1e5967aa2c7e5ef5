/*
 * log.h - one line an event, on stderr
 *
 * `2026-01-01T00:15:00.000Z I run.done id=… rows=3`: the instance's time, level,
 * event name (noun.verb), then key=value pairs; or one JSON object a line.  A
 * logger belongs to its instance; there is no global one.  Values from requests
 * are escaped, and quoted where they have blanks, so that a line stays one line
 * and a terminal stays sane.
 *
 * Owns: nothing; borrows the FILE.
 */
#ifndef LIB_LOG_LOG_H
#define LIB_LOG_LOG_H

#include "lib/vtime.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG, LOG_LEVELS };
enum log_format { LOG_TEXT, LOG_JSON };

typedef vtime log_clock_fn(void *ctx);

struct logger {
	FILE *to; /* NULL: silent */
	enum log_level level;
	enum log_format format;
	log_clock_fn *now; /* NULL: the machine's clock */
	void *ctx;
};

/* A key and its value; in JSON a number is a number. */
struct log_field {
	const char *key;
	enum { FIELD_TEXT, FIELD_INT, FIELD_PLACE } type;
	const char *text; /* NULL is written as (null) */
	int64_t number;
};
#define F_STR(k, value)        ((struct log_field){ .key = (k), .text = (value) })
#define F_INT(k, value)        ((struct log_field){ (k), FIELD_INT, NULL, (value) })
#define F_PLACE(k, file, line) ((struct log_field){ (k), FIELD_PLACE, (file), (line) })

/* Is an event of that level written?  For those that take work to find. */
static inline bool log_writes(const struct logger *l, enum log_level level)
{
	return l->to && level <= l->level;
}

/* One event, written by one fwrite: its name, then F_STR(key, value) and its like. */
#define log_event(l, level, event, ...)       \
	log_write((l), (level),               \
	          (const struct log_field[]){ \
			  F_STR(event, NULL), ##__VA_ARGS__, { 0 } })
/* The first field's key is the event; a field without a key ends the list. */
void log_write(const struct logger *l, enum log_level level,
               const struct log_field *fields);

#endif
