/*
 * duration.c - lengths of time: ISO 8601 and short forms (lib/vtime.h)
 *
 * Both are a number and a unit, several times, from the longest unit to the
 * shortest, each at most once:
 *
 *	P1Y2M3W4DT5H6M7.5S	and	1w2d3h4m5s6ms
 *
 * Only the last number may have a fraction, and no month or year may; what is
 * finer than a millisecond is cut off.
 */
#include "lib/vtime.h"

#include <limits.h>

#define SHOWN          64         /* most bytes of a refused text in a message */
#define FRACTION_SCALE 1000000000 /* nine digits of a fraction count */

struct unit {
	const char *name; /* NULL ends the list */
	int months;
	int64_t ms;
};

static const struct unit iso_date[] = {
	{ "Y", .months = 12 },
	{ "M", .months = 1 },
	{ "W", .ms = 7 * MS_PER_DAY },
	{ "D", .ms = MS_PER_DAY },
	{ 0 },
};

static const struct unit iso_time[] = {
	{ "H", .ms = MS_PER_HOUR },
	{ "M", .ms = MS_PER_MINUTE },
	{ "S", .ms = MS_PER_SECOND },
	{ 0 },
};

static const struct unit brief[] = {
	{ "w", .ms = 7 * MS_PER_DAY },
	{ "d", .ms = MS_PER_DAY },
	{ "h", .ms = MS_PER_HOUR },
	{ "m", .ms = MS_PER_MINUTE },
	{ "s", .ms = MS_PER_SECOND },
	{ "ms", .ms = 1 },
	{ 0 },
};

struct amount {
	int64_t whole;
	int64_t fraction; /* in parts of FRACTION_SCALE */
	bool has_fraction;
};

struct duration_reader {
	const char *text, *at;
	struct duration total;
	bool ended; /* a fraction was read: nothing may follow */
};

static int refuse(const struct duration_reader *r, struct err *e, const char *reason)
{
	return err_set(e, ERR_INVALID, "'%.*s' is not a length of time: %s", SHOWN,
	               r->text, reason);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int read_amount(struct duration_reader *r, struct amount *out, struct err *e)
{
	int64_t worth = FRACTION_SCALE / 10;

	*out = (struct amount){ 0 };
	if (!is_digit(*r->at))
		return refuse(r, e, "a number is missing");
	for (; is_digit(*r->at); r->at++) {
		if (__builtin_mul_overflow(out->whole, 10, &out->whole) ||
		    __builtin_add_overflow(out->whole, *r->at - '0', &out->whole))
			return refuse(r, e, "it is too long");
	}
	if (*r->at != '.' && *r->at != ',')
		return 0;
	r->at++;
	if (!is_digit(*r->at))
		return refuse(r, e, "the fraction has no digits");
	for (; is_digit(*r->at); r->at++, worth /= 10)
		out->fraction += (*r->at - '0') * worth;
	out->has_fraction = true;
	return 0;
}

/* The unit with the longest name that stands here: "ms" is not "m". */
static const struct unit *find_unit(const struct unit *units, const char *at)
{
	const struct unit *best = NULL;

	for (const struct unit *u = units; u->name; u++) {
		size_t n = strlen(u->name);

		if (!strncmp(at, u->name, n) && (!best || n > strlen(best->name)))
			best = u;
	}
	return best;
}

static int add_amount(struct duration_reader *r, const struct unit *u,
                      const struct amount *a, struct err *e)
{
	struct duration *d = &r->total;
	int64_t ms;
	int months;

	if (__builtin_mul_overflow(a->whole, u->months, &months) ||
	    __builtin_add_overflow(d->months, months, &d->months) ||
	    __builtin_mul_overflow(a->whole, u->ms, &ms) ||
	    __builtin_add_overflow(d->ms, ms, &d->ms) ||
	    __builtin_add_overflow(d->ms, u->ms * a->fraction / FRACTION_SCALE, &d->ms))
		return refuse(r, e, "it is too long");
	return 0;
}

/* Reads amounts up to `end` or the text's end; at least one must be there. */
static int read_amounts(struct duration_reader *r, const struct unit *units, char end,
                        struct err *e)
{
	const struct unit *left = units; /* those that may still come */
	struct amount a;

	do {
		const struct unit *u;

		if (r->ended)
			return refuse(r, e, "only the last number may have a fraction");
		if (read_amount(r, &a, e) < 0)
			return -1;
		u = find_unit(units, r->at);
		if (!u)
			return refuse(r, e,
			              *r->at ? "the unit is unknown"
			                     : "a unit is missing");
		if (u < left)
			return refuse(r, e, "units go from long to short, each once");
		if (a.has_fraction && u->months)
			return refuse(r, e, "months and years have no fractions");
		if (add_amount(r, u, &a, e) < 0)
			return -1;
		r->ended = a.has_fraction;
		r->at += strlen(u->name);
		left = u + 1;
	} while (*r->at && *r->at != end);
	return 0;
}

static int read_iso(struct duration_reader *r, struct err *e)
{
	r->at++;
	if (*r->at != 'T' && read_amounts(r, iso_date, 'T', e) < 0)
		return -1;
	if (*r->at != 'T')
		return 0;
	r->at++;
	return read_amounts(r, iso_time, '\0', e);
}

int duration_parse(const char *text, struct duration *out, struct err *e)
{
	struct duration_reader r = { .text = text, .at = text };

	if (!*text)
		return refuse(&r, e, "it is empty");
	if (*text == '-')
		return refuse(&r, e, "it is negative");
	if ((*text == 'P' ? read_iso(&r, e) : read_amounts(&r, brief, '\0', e)) < 0)
		return -1;
	*out = r.total;
	return 0;
}

vtime duration_after(vtime at, struct duration d)
{
	vtime t = vtime_add_months(at, d.months);

	return d.ms > VTIME_MAX - t ? VTIME_MAX : t + d.ms;
}
