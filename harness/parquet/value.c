/*
 * value.c - a stored value as JSON
 */
#include "harness/parquet/value.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "lib/vtime.h"

#include <math.h>

#define US_PER_MS        1000
#define NS_PER_MS        1000000
#define JULIAN_1970      2440588 /* the Julian day number of 1970-01-01 */
#define DECIMAL_BYTES    16      /* as much as fits into __int128 */
#define DECIMAL_TEXT_MAX 64

/* Whole units downwards, also before 1970. */
static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static cJSON *time_json(int64_t ms)
{
	char text[VTIME_TEXT];

	if (ms < VTIME_MIN || ms > VTIME_MAX)
		return json_new_int(ms);
	return json_new_str(vtime_format_ms(ms, text));
}

static cJSON *date_json(int64_t days)
{
	char text[VTIME_TEXT];

	if (days < VTIME_MIN / MS_PER_DAY || days > VTIME_MAX / MS_PER_DAY)
		return json_new_int(days);
	vtime_format(days * MS_PER_DAY, text);
	text[strlen("2026-01-31")] = '\0';
	return json_new_str(text);
}

static cJSON *unsigned_json(uint64_t v)
{
	AUTO(mem_free) char *text = mem_printf("%llu", (unsigned long long)v);
	struct err e = { 0 };
	cJSON *number = NULL;

	return json_parse(text, strlen(text), &number, &e) < 0 ? json_new_null() : number;
}

/* The digits of v, and a point `scale` digits from their end. */
static cJSON *decimal_json(__int128 v, int scale)
{
	char digits[DECIMAL_TEXT_MAX], text[2 * DECIMAL_TEXT_MAX];
	unsigned __int128 rest = v < 0 ? -(unsigned __int128)v : (unsigned __int128)v;
	size_t at = sizeof(digits);
	struct err e = { 0 };
	cJSON *number = NULL;

	scale = scale < 0 || scale > 38 ? 0 : scale;
	digits[--at] = '\0';
	for (int n = 0; rest || n <= scale; n++) {
		if (n == scale && scale)
			digits[--at] = '.';
		digits[--at] = (char)('0' + (int)(rest % 10));
		rest /= 10;
	}
	snprintf(text, sizeof(text), "%s%s", v < 0 ? "-" : "", digits + at);
	return json_parse(text, strlen(text), &number, &e) < 0 ? json_new_null() : number;
}

static cJSON *hex_json(const union parquet_value *value)
{
	AUTO(buf_release) struct buf text = { 0 };

	buf_add_str(&text, "0x");
	for (uint32_t i = 0; i < value->b.size; i++)
		buf_printf(&text, "%02x", value->b.at[i]);
	return json_new_str(buf_str(&text));
}

static cJSON *uuid_json(const union parquet_value *value)
{
	AUTO(buf_release) struct buf text = { 0 };

	for (uint32_t i = 0; i < value->b.size; i++)
		buf_printf(&text, "%s%02x",
		           i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
		           value->b.at[i]);
	return json_new_str(buf_str(&text));
}

/* Big endian, two's complement. */
static cJSON *decimal_bytes_json(const union parquet_value *value, int scale)
{
	unsigned __int128 v = 0;

	if (!value->b.size || value->b.size > DECIMAL_BYTES)
		return hex_json(value);
	if (value->b.at[0] & 0x80)
		v = ~v;
	for (uint32_t i = 0; i < value->b.size; i++)
		v = v << 8 | value->b.at[i];
	return decimal_json((__int128)v, scale);
}

/* Spark's old timestamps: 8 bytes of nanoseconds in the day, 4 of the Julian day. */
static cJSON *int96_json(const union parquet_value *value)
{
	uint64_t ns = 0;
	uint32_t day = 0;

	for (uint32_t i = 0; i < 8; i++)
		ns |= (uint64_t)value->b.at[i] << (8 * i);
	for (uint32_t i = 0; i < 4; i++)
		day |= (uint32_t)value->b.at[8 + i] << (8 * i);
	return time_json(((int64_t)day - JULIAN_1970) * MS_PER_DAY +
	                 (int64_t)(ns / NS_PER_MS));
}

static cJSON *integer_json(const struct parquet_node *leaf, int64_t v)
{
	switch (leaf->logical) {
	case PQ_DECIMAL:
		return decimal_json(v, leaf->scale);
	case PQ_DATE:
		return date_json(v);
	case PQ_TIMESTAMP_MS:
		return time_json(v);
	case PQ_TIMESTAMP_US:
		return time_json(floor_div(v, US_PER_MS));
	case PQ_TIMESTAMP_NS:
		return time_json(floor_div(v, NS_PER_MS));
	case PQ_UNSIGNED:
		return unsigned_json(leaf->type == PQ_INT32 ? (uint32_t)v : (uint64_t)v);
	case PQ_PLAIN:
	case PQ_STRING:
	case PQ_LIST:
	case PQ_MAP:
	case PQ_TIME:
	case PQ_UUID:
		break;
	}
	return json_new_int(v);
}

static cJSON *double_json(double v)
{
	if (isnan(v))
		return json_new_str("NaN");
	if (isinf(v))
		return json_new_str(v < 0 ? "-Infinity" : "Infinity");
	return json_new_double(v);
}

/* Can the bytes be a C string of text? */
static bool is_text(const union parquet_value *value)
{
	const char *text = (const char *)value->b.at;

	return !memchr(text, '\0', value->b.size) && str_is_utf8(text, value->b.size);
}

static char *copy_text(const union parquet_value *value)
{
	char *copy = mem_alloc(value->b.size + 1);

	memcpy(copy, value->b.at, value->b.size);
	return copy;
}

static int refuse_text(const struct parquet_node *leaf, struct err *e)
{
	return err_set(e, ERR_INVALID, "a text in column '%.*s' is no UTF-8",
	               (int)leaf->name.size, (const char *)leaf->name.at);
}

static int bytes_json(const struct parquet_node *leaf, const union parquet_value *value,
                      cJSON **out, struct err *e)
{
	if (leaf->logical == PQ_DECIMAL)
		*out = decimal_bytes_json(value, leaf->scale);
	else if (leaf->logical == PQ_UUID)
		*out = uuid_json(value);
	else if (is_text(value))
		*out = json_take_str(copy_text(value));
	else if (leaf->logical == PQ_STRING)
		return refuse_text(leaf, e);
	else
		*out = hex_json(value);
	return 0;
}

int parquet_value_check(const struct parquet_node *leaf, const union parquet_value *value,
                        struct err *e)
{
	bool is_bytes = leaf->type == PQ_BYTE_ARRAY || leaf->type == PQ_FIXED;

	if (!is_bytes || leaf->logical != PQ_STRING || is_text(value))
		return 0;
	return refuse_text(leaf, e);
}

int parquet_value_json(const struct parquet_node *leaf, const union parquet_value *value,
                       cJSON **out, struct err *e)
{
	switch (leaf->type) {
	case PQ_BOOLEAN:
		*out = json_new_bool(value->i != 0);
		return 0;
	case PQ_INT32:
	case PQ_INT64:
		*out = integer_json(leaf, value->i);
		return 0;
	case PQ_FLOAT:
	case PQ_DOUBLE:
		*out = double_json(value->d);
		return 0;
	case PQ_INT96:
		*out = int96_json(value);
		return 0;
	case PQ_BYTE_ARRAY:
	case PQ_FIXED:
	case PQ_TYPE_COUNT:
		break;
	}
	return bytes_json(leaf, value, out, e);
}
