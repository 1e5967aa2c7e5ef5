/*
 * value_run.c - values of parameters of faults on runs and files, a function a type
 */
#include "mockserver/faults/value.h"

#include "lib/nearest.h"
#include "mockserver/faults/metric.h"

/* The place of the text among the words. */
static int read_word(const cJSON *value, const char *const words[], size_t count,
                     unsigned *out)
{
	for (size_t i = 0; i < count && cJSON_IsString(value); i++) {
		if (strcmp(words[i], value->valuestring) != 0)
			continue;
		*out = (unsigned)i;
		return 0;
	}
	return -1;
}

int fault_value_shape(const cJSON *value, void *into, struct fault_refuse *r UNUSED)
{
	static const char *const shapes[] = {
		[FAULT_SHAPE_SPARSE] = "sparse",
		[FAULT_SHAPE_FULL] = "full",
		[FAULT_SHAPE_MINUS_ONE] = "minus-one",
	};
	enum fault_shape *out = into;

	return read_word(value, shapes, ARRAY_LEN(shapes), out);
}

/* "5%", "12.5 %" */
static bool read_percent(const char *text, double *out)
{
	char *end;

	*out = strtod(text, &end);
	end += strspn(end, " ");
	return end != text && !strcmp(end, "%") && *out > 0 && *out <= 100;
}

int fault_value_amount(const cJSON *value, void *into, struct fault_refuse *r UNUSED)
{
	struct fault_amount *out = into;

	*out = (struct fault_amount){ 0 };
	if (cJSON_IsString(value))
		return read_percent(value->valuestring, &out->percent) ? 0 : -1;
	return json_to_int(value, &out->count) && out->count >= 1 ? 0 : -1;
}

/* {"code":…,"message":…,"count":n}, each of which may be missing. */
static int check_reason(const cJSON *reason, struct fault_refuse *r)
{
	const cJSON *one;
	int64_t n;

	if (!cJSON_IsObject(reason))
		return -1;
	cJSON_ArrayForEach(one, reason) {
		const bool is_text =
			!strcmp(one->string, "code") || !strcmp(one->string, "message");

		if (is_text ? cJSON_IsString(one)
		            : !strcmp(one->string, "count") && json_to_int(one, &n) &&
		                      n >= 1)
			continue;
		return fault_refuse(r, one,
		                    "a reason has a code and a message, which are texts, "
		                    "and a count of 1 or more");
	}
	return 0;
}

int fault_value_reasons(const cJSON *value, void *into, struct fault_refuse *r)
{
	const cJSON **out = into, *one;

	*out = value;
	if (!value)
		return 0;
	if (!cJSON_IsArray(value) || !value->child)
		return -1;
	cJSON_ArrayForEach(one, value) {
		if (check_reason(one, r) < 0)
			return -1;
	}
	return 0;
}

int fault_value_metric(const cJSON *value, void *into, struct fault_refuse *r)
{
	const char **out = into, *name = value ? value->valuestring : NULL;
	struct nearest n = { 0 };

	if (!cJSON_IsString(value))
		return -1;
	*out = fault_metric_find(name);
	if (*out)
		return 0;
	n.name = str_of(name);
	for (size_t i = 0; fault_metric_name(i); i++)
		nearest_offer(&n, fault_metric_name(i));
	return fault_refuse(r, value, "no count of a run is called '%.60s'%s%s%s", name,
	                    n.best ? "; did you mean '" : "", n.best ? n.best : "",
	                    n.best ? "'?" : "");
}

int fault_value_offset(const cJSON *value, void *into, struct fault_refuse *r UNUSED)
{
	int64_t *out = into;

	return json_to_int(value, out) && *out && *out > -INT64_C(1000000000000000) &&
	                       *out < INT64_C(1000000000000000)
	               ? 0
	               : -1;
}

int fault_value_manifest(const cJSON *value, void *into, struct fault_refuse *r UNUSED)
{
	static const char *const ways[] = {
		[FAULT_MANIFEST_MISSING] = "missing",
		[FAULT_MANIFEST_WRONG_SIZE] = "wrong-size",
		[FAULT_MANIFEST_WRONG_NAME] = "wrong-name",
		[FAULT_MANIFEST_EARLY] = "early",
	};
	static_assert(ARRAY_LEN(ways) == FAULT_MANIFEST_COUNT, "every way has a name");
	enum fault_manifest *out = into;

	return read_word(value, ways, ARRAY_LEN(ways), out);
}

int fault_value_schema(const cJSON *value, void *into, struct fault_refuse *r UNUSED)
{
	static const char *const ways[] = {
		[FAULT_SCHEMA_RENAME] = "rename",
		[FAULT_SCHEMA_TYPE] = "type",
		[FAULT_SCHEMA_DROP] = "drop",
		[FAULT_SCHEMA_ADD] = "add",
	};
	static_assert(ARRAY_LEN(ways) == FAULT_SCHEMA_COUNT, "every way has a name");
	enum fault_schema *out = into;

	return read_word(value, ways, ARRAY_LEN(ways), out);
}
