/*
 * vtime.h - time as milliseconds since 1970-01-01T00:00:00Z
 *
 * One type and one unit everywhere; a name says which it holds: _at is a point
 * (vtime), _ms a length.  Pure arithmetic on the proleptic Gregorian calendar in
 * UTC, years 0001 to 9999; no time zones, no leap seconds.
 *
 * Owns: nothing.
 * Errors: ERR_INVALID, naming the text.
 */
#ifndef LIB_VTIME_H
#define LIB_VTIME_H

#include "lib/base.h"
#include "lib/err.h"

typedef int64_t vtime;

#define VTIME_NEVER   INT64_MAX
#define MS_PER_SECOND INT64_C(1000)
#define MS_PER_MINUTE (60 * MS_PER_SECOND)
#define MS_PER_HOUR   (60 * MS_PER_MINUTE)
#define MS_PER_DAY    (24 * MS_PER_HOUR)

#define VTIME_MIN INT64_C(-62135596800000) /* 0001-01-01T00:00:00.000Z */
#define VTIME_MAX INT64_C(253402300799999) /* 9999-12-31T23:59:59.999Z */

struct vtime_parts {
	int year, month, day; /* month and day from 1 */
	int hour, minute, second, ms;
};

/* A point in time as calendar parts, and back. */
struct vtime_parts vtime_split(vtime at);
vtime vtime_join(const struct vtime_parts *parts); /* the parts must be in range */

/* Days since 1970-01-01, and back (month and day from 1). */
int64_t vtime_days(int year, int month, int day);

/*
 * `at` plus calendar months, the day clamped to the month's last (31 Aug + 6 =
 * 28 Feb); VTIME_MIN or VTIME_MAX where that leaves the range.
 */
vtime vtime_add_months(vtime at, int months);

/* RFC 3339, with offset or Z, fraction optional: "2026-01-01T00:00:00Z". */
int vtime_parse(const char *text, vtime *out, struct err *e) MUST_USE;

/* Room for every vtime_format_*, NUL included. */
#define VTIME_TEXT 32

/* "2026-01-01T00:00:00Z"; with milliseconds only where they are not zero. */
const char *vtime_format(vtime at, char text[VTIME_TEXT]);
/* "2026-01-01T00:00:00.000Z", always with milliseconds. */
const char *vtime_format_ms(vtime at, char text[VTIME_TEXT]);

/*
 * A length of time: ISO 8601 ("PT3H", "P1DT12H", "P2W", "PT0.5S") or short
 * ("90s", "15m", "3h", "30d", "2w", "250ms", also "1d12h").  P1M and P1Y have no
 * fixed length: months are given apart, so that the caller adds them by calendar.
 * Never negative; what is finer than a millisecond is cut off.
 */
struct duration {
	int months;
	int64_t ms;
};
int duration_parse(const char *text, struct duration *out, struct err *e) MUST_USE;
/* The point reached from `at`: months first, then milliseconds; VTIME_MAX at most. */
vtime duration_after(vtime at, struct duration d);

/* The machine's clocks: the only door to them. */
vtime vtime_wall_now(void);       /* real time */
int64_t vtime_monotonic_ns(void); /* for measuring, never for behaviour */

#endif
