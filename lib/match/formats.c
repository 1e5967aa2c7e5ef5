/*
 * formats.c - named types and formats of values, and regular expressions
 *
 * Patterns go through lib/jsonschema, so that they mean what they mean in the
 * connection specs: ECMA 262, with a limit on the work they may cause.
 */
#include "lib/match/formats.h"

#include "lib/json/type.h"
#include "lib/jsonschema/jsonschema.h"
#include "lib/vtime.h"

#define UUID_SIZE (sizeof("00000000-0000-0000-0000-000000000000") - 1)

/* 2000-01-01 to 2100-01-01: what a time in these units can reasonably be. */
#define YEAR_2000_S INT64_C(946684800)
#define YEAR_2100_S INT64_C(4102444800)

static bool is_regex(const cJSON *value, const char *pattern)
{
	struct err e = { 0 };
	bool fits = false;

	return formats_match(pattern, value, &fits, &e) == 0 && fits;
}

static bool is_small_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* No pattern: nearly each answer has one, and to compile a pattern takes longer. */
static bool begins_with_uuid(const char *s)
{
	for (size_t i = 0; i < UUID_SIZE; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? s[i] != '-' : !is_small_hex(s[i]))
			return false;
	}
	return true;
}

static bool is_uuid(const cJSON *v)
{
	return cJSON_IsString(v) && begins_with_uuid(v->valuestring) &&
	       !v->valuestring[UUID_SIZE];
}

/* With its quotes, as If-Match wants it: "\"b500a099-0000-0200-0000-62e29f270000\"". */
static bool is_etag(const cJSON *v)
{
	return cJSON_IsString(v) && v->valuestring[0] == '"' &&
	       begins_with_uuid(v->valuestring + 1) &&
	       !strcmp(v->valuestring + 1 + UUID_SIZE, "\"");
}

static bool is_timestamp(const cJSON *v)
{
	struct err e = { 0 };
	vtime at;

	return cJSON_IsString(v) && vtime_parse(v->valuestring, &at, &e) == 0;
}

static bool is_date(const cJSON *v)
{
	return is_regex(v, "^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$");
}

static bool is_between(const cJSON *v, int64_t low, int64_t high)
{
	int64_t n;

	return json_to_int(v, &n) && n >= low && n < high;
}

static bool is_epoch_s(const cJSON *v)
{
	return is_between(v, YEAR_2000_S, YEAR_2100_S);
}

static bool is_epoch_ms(const cJSON *v)
{
	return is_between(v, YEAR_2000_S * 1000, YEAR_2100_S * 1000);
}

static bool is_url(const cJSON *v)
{
	return is_regex(v, "^https?://[^/\\s]+(/\\S*)?$");
}

static bool is_count(const cJSON *v)
{
	return is_between(v, 0, INT64_MAX);
}

/* clang-format off */
static const struct match_format formats[] = {
	{ "uuid",      "a UUID, in small letters", is_uuid },
	{ "etag",      "a UUID between double quotes, as `If-Match` takes it", is_etag },
	{ "timestamp", "a time as RFC 3339 writes it", is_timestamp },
	{ "date",      "a day: `2026-01-31`", is_date },
	{ "epoch-s",   "a time in seconds, of the years 2000 to 2099", is_epoch_s },
	{ "epoch-ms",  "a time in milliseconds, of the years 2000 to 2099", is_epoch_ms },
	{ "url",       "an http or https URL", is_url },
	{ "count",     "a whole number, 0 or more", is_count },
};
/* clang-format on */

const struct match_format *formats_at(size_t i)
{
	return i < ARRAY_LEN(formats) ? &formats[i] : NULL;
}

int formats_fit(const char *name, const cJSON *value)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (!strcmp(formats[i].name, name))
			return formats[i].fits(value);
	}
	return -1;
}

int formats_type(const char *name, const cJSON *value)
{
	const unsigned type = json_type_named(name);
	int64_t n;

	if (!type)
		return -1;
	if (type == JSON_INTEGER)
		return value && json_to_int(value, &n);
	return value && json_type(value) == type;
}

int formats_match(const char *pattern, const cJSON *value, bool *fits, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *schema = json_new_object();
	AUTO(jsonschema_free) struct jsonschema *compiled = NULL;

	json_set(schema, "type", json_new_str("string"));
	json_set(schema, "pattern", json_new_str(pattern));
	if (jsonschema_new(schema, NULL, &compiled, e) < 0)
		return -1;
	*fits = value && jsonschema_check(compiled, value, "", NULL);
	return 0;
}
