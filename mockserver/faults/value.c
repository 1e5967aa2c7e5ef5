/*
 * value.c - values of parameters, a function a type
 *
 * A function that refuses without a reason of its own answers -1: the caller then says
 * what the type takes.
 */
#include "mockserver/faults/value.h"

#include "lib/json/patch.h"
#include "lib/nearest.h"
#include "lib/vtime.h"

#define RETRY_MOST       86400 /* seconds; ours */
#define LENGTH_MOST_DAYS 36525 /* a hundred years: no sum of times overflows; ours */

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
	int64_t status = 0;
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

int fault_value_ops(const cJSON *value, void *into, struct fault_refuse *r)
{
	AUTO(cJSON_Delete) cJSON *nothing = json_new_object(), *out = NULL;
	const cJSON **kept = into, *one;
	struct err why = { 0 };

	*kept = value;
	if (!cJSON_IsArray(value))
		return -1;
	cJSON_ArrayForEach(one, value) {
		const char *op = json_str(one, "op"), *path = json_str(one, "path");

		if (!op || !path)
			return fault_refuse(r, one, "an operation has 'op' and 'path'");
	}
	/* What is no patch is refused; that a path leads nowhere, is not known yet. */
	if (jsonpatch_apply(nothing, value, &out, &why) < 0 && why.code == ERR_INVALID)
		return fault_refuse(r, value, "%s", why.text);
	return 0;
}

int fault_value_text(const cJSON *value, void *into, struct fault_refuse *r UNUSED)
{
	const char **out = into;

	*out = value ? value->valuestring : NULL;
	return !value || cJSON_IsString(value) ? 0 : -1;
}

/* Is it written as the answer is sent, whatever a fault says? */
static bool is_the_transports(const cJSON *header)
{
	const char *name = header->string, *text = cJSON_GetStringValue(header);

	if (str_same_nocase(name, "Connection"))
		return !text || strcmp(text, "close") != 0;
	if (str_same_nocase(name, "Date"))
		return !text;
	return str_same_nocase(name, "Content-Length") ||
	       str_same_nocase(name, "Transfer-Encoding");
}

static int check_header(const cJSON *value, struct fault_refuse *r)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
				      "YZ0123456789-_";
	const cJSON *one = cJSON_IsArray(value) ? value->child : value;

	if (!*value->string || value->string[strspn(value->string, letters)])
		return fault_refuse(r, value, "'%.60s' can't be a header's name",
		                    value->string);
	if (is_the_transports(value))
		return fault_refuse(r, value,
		                    "'%s' is written as the answer is sent: no fault "
		                    "can change it so",
		                    value->string);
	for (; one; one = one == value ? NULL : one->next) {
		if (one == value && cJSON_IsNull(one))
			continue;
		if (!cJSON_IsString(one) || strpbrk(one->valuestring, "\r\n"))
			return fault_refuse(r, one, "a header's value is a line of text");
	}
	return 0;
}

int fault_value_headers(const cJSON *value, void *into, struct fault_refuse *r)
{
	const cJSON **out = into, *one;

	*out = value;
	if (!cJSON_IsObject(value) || !value->child)
		return -1;
	cJSON_ArrayForEach(one, value) {
		if (check_header(one, r) < 0)
			return -1;
	}
	return 0;
}

static int read_count(const cJSON *value, int64_t least, int64_t *out)
{
	*out = -1;
	return !value || (json_to_int(value, out) && *out >= least) ? 0 : -1;
}

int fault_value_count(const cJSON *value, void *into, struct fault_refuse *r UNUSED)
{
	return read_count(value, 1, into);
}

int fault_value_count0(const cJSON *value, void *into, struct fault_refuse *r UNUSED)
{
	return read_count(value, 0, into);
}

int fault_value_number(const cJSON *value, void *into, struct fault_refuse *r UNUSED)
{
	double *out = into;

	*out = value ? value->valuedouble : 0;
	return !value || (cJSON_IsNumber(value) && *out > 0 && *out <= 10) ? 0 : -1;
}

/* States that an entity is in for a while only. */
int fault_value_state(const cJSON *value, void *into, struct fault_refuse *r UNUSED)
{
	static const char *const states[] = {
		"inProgress",         "initializing",        "updating",
		"enabling",           "disabling",           "pending",
		"enabled-finalizing", "disabled-finalizing", "delete-finalizing",
	};
	const char **out = into;

	for (size_t i = 0; i < ARRAY_LEN(states) && cJSON_IsString(value); i++) {
		if (strcmp(states[i], value->valuestring) != 0)
			continue;
		*out = states[i];
		return 0;
	}
	return -1;
}

/* ---------------------------------------------------------------- times and places */

static int read_length(const cJSON *value, int64_t *ms, struct fault_refuse *r)
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
	if (length.ms > LENGTH_MOST_DAYS * MS_PER_DAY)
		return fault_refuse(r, value, "a length of time is %d days at most",
		                    LENGTH_MOST_DAYS);
	*ms = length.ms;
	return *ms > 0 ? 0 : fault_refuse(r, value, "the length of time is 0");
}

int fault_value_length(const cJSON *value, void *into, struct fault_refuse *r)
{
	int64_t *out = into;

	*out = 0;
	return value ? read_length(value, out, r) : 0;
}

int fault_value_span(const cJSON *value, void *into, struct fault_refuse *r)
{
	struct fault_span *out = into;

	*out = (struct fault_span){ 0 };
	if (!value)
		return 0;
	if (cJSON_GetArraySize(value) != 2 ||
	    read_length(value->child, &out->least_ms, r) < 0 ||
	    read_length(value->child->next, &out->most_ms, r) < 0)
		return -1;
	return out->least_ms < out->most_ms ? 0 : -1;
}

int fault_value_place(const cJSON *value, void *into, struct fault_refuse *r UNUSED)
{
	static const char *const places[] = {
		[FAULT_AT_REQUEST] = "request",
		[FAULT_AT_HEAD] = "head",
		[FAULT_AT_BODY] = "body",
	};
	enum fault_place *out = into;

	for (size_t i = 0; i < ARRAY_LEN(places) && cJSON_IsString(value); i++) {
		if (strcmp(places[i], value->valuestring) != 0)
			continue;
		*out = (enum fault_place)i;
		return 0;
	}
	return -1;
}

int fault_value_until(const cJSON *value, void *into, struct fault_refuse *r)
{
	const cJSON *one = cJSON_IsArray(value) ? value->child : value;
	struct fault_until *out = into;

	*out = (struct fault_until){ 0 };
	for (; one; one = one == value ? NULL : one->next) {
		if (!cJSON_IsString(one))
			return -1;
		if (!strcmp(one->valuestring, "release"))
			out->release = true;
		else if (!strcmp(one->valuestring, "advance"))
			out->advance = true;
		else if (read_length(one, &out->ms, r) < 0)
			return -1;
	}
	return out->release || out->advance || out->ms ? 0 : -1;
}

int fault_value_clock(const cJSON *value, void *into, struct fault_refuse *r UNUSED)
{
	enum fault_clock *out = into;

	if (!cJSON_IsString(value))
		return -1;
	*out = strcmp(value->valuestring, "mock") != 0 ? FAULT_BY_REAL : FAULT_BY_MOCK;
	return *out == FAULT_BY_MOCK || !strcmp(value->valuestring, "real") ? 0 : -1;
}
