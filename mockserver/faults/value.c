/*
 * value.c - values of parameters, a function a type
 *
 * A function that refuses without a reason of its own answers -1: the caller then says
 * what the type takes.
 */
#include "mockserver/faults/value.h"

#include "lib/nearest.h"
#include "lib/vtime.h"

#define RETRY_MOST 86400 /* seconds; ours */

/* ---------------------------------------------------------------- an error */

/* "1104-504" or "1104" is the code of a row; `n` counts the rows. */
static enum error find_code(const char *code, size_t *n)
{
	const size_t size = strlen(code);
	enum error found = E_NONE;

	*n = 0;
	for (int i = E_NONE + 1; i < E_COUNT; i++) {
		const char *own = error_row((enum error)i)->code;

		if (!own || strncmp(own, code, size) != 0 ||
		    (own[size] && own[size] != '-'))
			continue;
		if (!found)
			found = (enum error)i;
		++*n;
	}
	return found;
}

static enum error find_name(const char *name)
{
	for (int i = E_NONE + 1; i < E_COUNT; i++) {
		if (str_same_nocase(error_row((enum error)i)->name, name))
			return (enum error)i;
	}
	return E_NONE;
}

static int no_error(const cJSON *value, const char *text, struct fault_refuse *r)
{
	struct nearest n = { .name = str_of(text) };

	for (int i = E_NONE + 1; i < E_COUNT; i++) {
		const struct error_row *row = error_row((enum error)i);

		nearest_offer(&n, row->name);
		if (row->code)
			nearest_offer(&n, row->code);
	}
	return fault_refuse(r, value, "no error is called '%.60s'%s%s%s", text,
	                    n.best ? "; did you mean '" : "", n.best ? n.best : "",
	                    n.best ? "'?" : "");
}

static bool is_own(enum error error)
{
	return str_starts(error_row(error)->name, "ADMIN_");
}

int fault_value_error(const cJSON *value, void *into, struct fault_refuse *r)
{
	struct fault_error *out = into;
	char number[24];
	const char *text;
	int64_t status;
	size_t n;

	if (!cJSON_IsString(value) && !json_to_int(value, &status))
		return -1;
	if (cJSON_IsString(value)) {
		text = value->valuestring;
	} else {
		snprintf(number, sizeof(number), "%lld", (long long)status);
		text = number;
	}
	*out = (struct fault_error){ 0 };
	if (str_to_int(text, &status) && status >= 200 && status <= 599) {
		out->status = (int)status;
		return 0;
	}
	out->error = find_name(text);
	if (!out->error)
		out->error = find_code(text, &n);
	if (!out->error)
		return no_error(value, text, r);
	if (is_own(out->error))
		return fault_refuse(r, value, "%s is an error of the mock itself",
		                    error_row(out->error)->name);
	out->status = error_row(out->error)->status;
	return 0;
}

/* ---------------------------------------------------------------- others */

int fault_value_retry(const cJSON *value, void *into, struct fault_refuse *r)
{
	struct fault_retry *out = into;
	const cJSON *date = cJSON_IsObject(value) ? json_get(value, "date") : NULL;

	*out = (struct fault_retry){ .seconds = -1 };
	if (!value)
		return 0;
	out->as_date = date != NULL;
	if (cJSON_IsObject(value) && (!date || value->child->next))
		return -1;
	if (!json_to_int(date ? date : value, &out->seconds) || out->seconds < 0 ||
	    out->seconds > RETRY_MOST)
		return fault_refuse(r, value, "Retry-After is 0 to %d seconds",
		                    RETRY_MOST);
	return 0;
}

int fault_value_page(const cJSON *value, void *into, struct fault_refuse *r UNUSED)
{
	enum fault_page *out = into;

	*out = value ? FAULT_PAGE_HTML : FAULT_PAGE_NONE;
	return !value || (cJSON_IsString(value) && !strcmp(value->valuestring, "html"))
	               ? 0
	               : -1;
}

int fault_value_texts(const cJSON *value, void *into, struct fault_refuse *r UNUSED)
{
	const cJSON **out = into, *one;

	*out = value;
	if (value && !cJSON_IsArray(value))
		return -1;
	cJSON_ArrayForEach(one, value) {
		if (!cJSON_IsString(one))
			return -1;
	}
	return 0;
}

int fault_value_length(const cJSON *value, int64_t *ms, struct fault_refuse *r)
{
	struct duration length;
	struct err why = { 0 };

	if (!cJSON_IsString(value))
		return fault_refuse(r, value,
		                    "a length of time is a text such as 400ms or PT3H");
	if (duration_parse(value->valuestring, &length, &why) < 0)
		return fault_refuse(r, value, "%s", why.text);
	if (length.months)
		return fault_refuse(r, value, "months have no fixed length");
	*ms = length.ms;
	return 0;
}
