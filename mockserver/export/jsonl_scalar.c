/*
 * jsonl_scalar.c - a number, time or word of a column as JSON text
 *
 * Each put_ writes at `at` and answers where its text ends.
 */
#include "mockserver/export/jsonl_scalar.h"

#include <math.h>

#include "lib/digits.h"
#include "lib/json/json.h"
#include "lib/vtime.h"

/* value * 10^-scale, with `scale` digits after the point */
static char *put_decimal(char *at, int64_t v, int scale)
{
	uint64_t unit = 1;

	for (int i = 0; i < scale; i++)
		unit *= 10;
	if (v < 0)
		*at++ = '-';
	at = digits_put(at, digits_magnitude(v) / unit);
	if (!scale)
		return at;
	*at++ = '.';
	return digits_put_wide(at, digits_magnitude(v) % unit, scale);
}

static char *put_day(char *at, const struct vtime_parts *t)
{
	at = digits_put_wide(at, (uint64_t)t->year, 4);
	*at++ = '-';
	at = digits_put_wide(at, (uint64_t)t->month, 2);
	*at++ = '-';
	return digits_put_wide(at, (uint64_t)t->day, 2);
}

static char *put_date(char *at, int32_t days)
{
	vtime midnight = days * MS_PER_DAY;
	struct vtime_parts t;

	if (midnight < VTIME_MIN || midnight > VTIME_MAX)
		return digits_put_signed(at, days);
	t = vtime_split(midnight);
	*at++ = '"';
	at = put_day(at, &t);
	*at++ = '"';
	return at;
}

static char *put_timestamp(char *at, vtime v)
{
	struct vtime_parts t;

	if (v < VTIME_MIN || v > VTIME_MAX)
		return digits_put_signed(at, v);
	t = vtime_split(v);
	*at++ = '"';
	at = put_day(at, &t);
	*at++ = 'T';
	at = digits_put_wide(at, (uint64_t)t.hour, 2);
	*at++ = ':';
	at = digits_put_wide(at, (uint64_t)t.minute, 2);
	*at++ = ':';
	at = digits_put_wide(at, (uint64_t)t.second, 2);
	*at++ = '.';
	at = digits_put_wide(at, (uint64_t)t.ms, 3);
	*at++ = 'Z';
	*at++ = '"';
	return at;
}

static char *put_bool(char *at, bool v)
{
	const size_t n = v ? 4 : 5;

	memcpy(at, v ? "true" : "false", 5);
	return at + n;
}

static char *put_double(char *at, double v)
{
	if (isnan(v))
		return mempcpy(at, "\"NaN\"", 5);
	if (isinf(v))
		return v < 0 ? mempcpy(at, "\"-Infinity\"", 11)
		             : mempcpy(at, "\"Infinity\"", 10);
	return json_format_double(at, v);
}

char *jsonl_scalar(char *at, const struct column *c, enum column_type type, int scale,
                   size_t i)
{
	switch (type) {
	case COLUMN_BOOL:
		return put_bool(at, c->bools[i]);
	case COLUMN_INT32:
		return digits_put_signed(at, c->i32[i]);
	case COLUMN_DATE:
		return put_date(at, c->i32[i]);
	case COLUMN_TIMESTAMP:
		return put_timestamp(at, c->i64[i]);
	case COLUMN_DECIMAL:
		return put_decimal(at, c->i64[i], scale);
	case COLUMN_DOUBLE:
		return put_double(at, c->f64[i]);
	case COLUMN_INT64:
	case COLUMN_STRING:
	case COLUMN_STRUCT:
	case COLUMN_LIST:
	case COLUMN_MAP:
	case COLUMN_TYPE_COUNT:
		break;
	}
	return digits_put_signed(at, c->i64[i]);
}
