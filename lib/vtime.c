/*
 * vtime.c - time as milliseconds since 1970-01-01T00:00:00Z
 */
#define LIB_VTIME_DOOR /* the only one to the machine's clocks */
#include "lib/vtime.h"

#define DAYS_PER_ERA  146097 /* 400 years of the Gregorian calendar */
#define TO_MARCH_0000 719468 /* days from 0000-03-01 to 1970-01-01 */
#define SHOWN         64     /* most bytes of a refused text in a message */

/*
 * Years are counted from 1 March, so that the leap day is a year's last, and in
 * eras of 400 years, so that every era is alike.
 */
int64_t vtime_days(int year, int month, int day)
{
	int64_t y = month <= 2 ? (int64_t)year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * DAYS_PER_ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
	       TO_MARCH_0000;
}

/* z: days since 0000-03-01.  32 bits without a sign divide in half the time. */
static void split_days(uint32_t z, struct vtime_parts *out)
{
	uint32_t era = z / DAYS_PER_ERA;
	uint32_t day = z - era * DAYS_PER_ERA;
	uint32_t year = (day - day / 1460 + day / 36524 - day / (DAYS_PER_ERA - 1)) / 365;
	uint32_t of_year = day - (365 * year + year / 4 - year / 100);
	uint32_t month = (5 * of_year + 2) / 153; /* 0 is March */

	out->day = (int)(of_year - (153 * month + 2) / 5 + 1);
	out->month = (int)(month < 10 ? month + 3 : month - 9);
	out->year = (int)(era * 400 + year + (month >= 10));
}

struct vtime_parts vtime_split(vtime at)
{
	struct vtime_parts p;
	uint32_t days, left; /* since VTIME_MIN, milliseconds of the day */

	assert(at >= VTIME_MIN && at <= VTIME_MAX);
	days = (uint32_t)((uint64_t)(at - VTIME_MIN) / MS_PER_DAY);
	left = (uint32_t)(at - VTIME_MIN - days * MS_PER_DAY);
	split_days((uint32_t)(days + VTIME_MIN / MS_PER_DAY + TO_MARCH_0000), &p);
	p.hour = (int)(left / (uint32_t)MS_PER_HOUR);
	p.minute = (int)(left / (uint32_t)MS_PER_MINUTE % 60);
	p.second = (int)(left / (uint32_t)MS_PER_SECOND % 60);
	p.ms = (int)(left % (uint32_t)MS_PER_SECOND);
	return p;
}

static int days_in_month(int year, int month)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return lengths[month - 1] + (month == 2 && leap);
}

vtime vtime_join(const struct vtime_parts *p)
{
	assert(p->year >= 1 && p->year <= 9999 && p->month >= 1 && p->month <= 12);
	assert(p->day >= 1 && p->day <= days_in_month(p->year, p->month));
	assert(p->hour >= 0 && p->hour <= 23 && p->minute >= 0 && p->minute <= 59);
	assert(p->second >= 0 && p->second <= 59 && p->ms >= 0 && p->ms <= 999);
	return vtime_days(p->year, p->month, p->day) * MS_PER_DAY +
	       p->hour * MS_PER_HOUR + p->minute * MS_PER_MINUTE +
	       p->second * MS_PER_SECOND + p->ms;
}

vtime vtime_add_months(vtime at, int months)
{
	struct vtime_parts p = vtime_split(at);
	int64_t count = (int64_t)p.year * 12 + p.month - 1 + months;
	int last;

	if (count < 12)
		return VTIME_MIN;
	if (count >= INT64_C(10000) * 12)
		return VTIME_MAX;
	p.year = (int)(count / 12);
	p.month = (int)(count % 12) + 1;
	last = days_in_month(p.year, p.month);
	if (p.day > last)
		p.day = last;
	return vtime_join(&p);
}

/* ---------------------------------------------------------------- RFC 3339 */

/* The fields before the fraction: what precedes each, its digits, its range. */
static const struct time_field {
	const char *lead; /* any one of these bytes */
	int width, min, max;
	size_t offset;
	const char *name;
} fields[] = {
	/* clang-format off */
	{ "",   4, 1, 9999, offsetof(struct vtime_parts, year),   "year" },
	{ "-",  2, 1,   12, offsetof(struct vtime_parts, month),  "month" },
	{ "-",  2, 1,   31, offsetof(struct vtime_parts, day),    "day" },
	{ "Tt", 2, 0,   23, offsetof(struct vtime_parts, hour),   "hour" },
	{ ":",  2, 0,   59, offsetof(struct vtime_parts, minute), "minute" },
	{ ":",  2, 0,   59, offsetof(struct vtime_parts, second), "second" },
	/* clang-format on */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Exactly `width` digits; moves *at past them. */
static bool read_digits(const char **at, int width, int *out)
{
	*out = 0;
	for (int i = 0; i < width; i++, (*at)++) {
		if (!is_digit(**at))
			return false;
		*out = *out * 10 + (**at - '0');
	}
	return true;
}

/* Moves past one byte if it is in `set`. */
static bool skip_one(const char **at, const char *set)
{
	if (!**at || !strchr(set, **at))
		return false;
	(*at)++;
	return true;
}

static int refuse(const char *text, struct err *e, const char *reason)
{
	return err_set(e, ERR_INVALID, "'%.*s' is not an RFC 3339 time: %s", SHOWN, text,
	               reason);
}

static int read_field(const char *text, const char **at, const struct time_field *f,
                      int *out, struct err *e)
{
	if (*f->lead && !skip_one(at, f->lead))
		return err_set(
			e, ERR_INVALID,
			"'%.*s' is not an RFC 3339 time: '%c' expected before the %s",
			SHOWN, text, f->lead[0], f->name);
	if (!read_digits(at, f->width, out))
		return err_set(e, ERR_INVALID,
		               "'%.*s' is not an RFC 3339 time: the %s has %d digits",
		               SHOWN, text, f->name, f->width);
	if (*out == 60 && !strcmp(f->name, "second"))
		return refuse(text, e, "leap seconds are not supported");
	if (*out < f->min || *out > f->max)
		return err_set(e, ERR_INVALID,
		               "'%.*s' is not an RFC 3339 time: %s %d is not %d to %d",
		               SHOWN, text, f->name, *out, f->min, f->max);
	return 0;
}

/* ".5", ".123456": what is finer than a millisecond is cut off. */
static int read_fraction(const char *text, const char **at, int *ms, struct err *e)
{
	int worth = 100;

	if (!skip_one(at, "."))
		return 0;
	if (!is_digit(**at))
		return refuse(text, e, "the fraction has no digits");
	for (; is_digit(**at); (*at)++, worth /= 10)
		*ms += (**at - '0') * worth;
	return 0;
}

static int read_offset(const char *text, const char **at, int64_t *out, struct err *e)
{
	int64_t sign = **at == '-' ? -1 : 1;
	int hours, minutes;

	*out = 0;
	if (skip_one(at, "Zz"))
		return 0;
	if (!skip_one(at, "+-"))
		return refuse(text, e, "no Z or offset after the seconds");
	if (!read_digits(at, 2, &hours) || !skip_one(at, ":") ||
	    !read_digits(at, 2, &minutes))
		return refuse(text, e, "an offset is +HH:MM or -HH:MM");
	if (hours > 23 || minutes > 59)
		return refuse(text, e, "an offset is at most 23:59");
	*out = sign * (hours * MS_PER_HOUR + minutes * MS_PER_MINUTE);
	return 0;
}

int vtime_parse(const char *text, vtime *out, struct err *e)
{
	struct vtime_parts p = { 0 };
	const char *at = text;
	int64_t offset;
	vtime t;

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		int *part = (int *)((char *)&p + fields[i].offset);

		if (read_field(text, &at, &fields[i], part, e) < 0)
			return -1;
	}
	if (p.day > days_in_month(p.year, p.month))
		return refuse(text, e, "the month has no such day");
	if (read_fraction(text, &at, &p.ms, e) < 0 ||
	    read_offset(text, &at, &offset, e) < 0)
		return -1;
	if (*at)
		return refuse(text, e, "something follows it");
	t = vtime_join(&p) - offset;
	if (t < VTIME_MIN || t > VTIME_MAX)
		return refuse(text, e, "in UTC it is outside the years 0001 to 9999");
	*out = t;
	return 0;
}

static void put_digits(char *text, size_t n, int v)
{
	for (; n; v /= 10)
		text[--n] = (char)('0' + v % 10);
}

const char *vtime_format_ms(vtime at, char text[VTIME_TEXT])
{
	static const char shape[] = "0000-00-00T00:00:00.000Z";
	struct vtime_parts p = vtime_split(at);

	memcpy(text, shape, sizeof(shape));
	put_digits(text, 4, p.year);
	put_digits(text + 5, 2, p.month);
	put_digits(text + 8, 2, p.day);
	put_digits(text + 11, 2, p.hour);
	put_digits(text + 14, 2, p.minute);
	put_digits(text + 17, 2, p.second);
	put_digits(text + 20, 3, p.ms);
	return text;
}

const char *vtime_format(vtime at, char text[VTIME_TEXT])
{
	size_t without = sizeof("2026-01-01T00:00:00") - 1;

	vtime_format_ms(at, text);
	if (!memcmp(text + without, ".000Z", sizeof(".000Z")))
		memcpy(text + without, "Z", sizeof("Z"));
	return text;
}

/* ---------------------------------------------------------------- clocks */

vtime vtime_wall_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * MS_PER_SECOND + ts.tv_nsec / 1000000;
}

int64_t vtime_monotonic_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * INT64_C(1000000000) + ts.tv_nsec;
}
