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

/*
 * One event, written by one fwrite.  fmt gives "key=%s key=%d …", where a value
 * may be put together ("at=%s:%d"); NULL for none.  Conversions: %s %.*s %d %i %u
 * %zu %ld %lu %lld %llu %.3f.  In JSON a value of one number alone is a number.
 */
void log_event(const struct logger *l, enum log_level level, const char *event,
               const char *fmt, ...) PRINTF_LIKE(4, 5);

#endif
