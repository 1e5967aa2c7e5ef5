/*
 * expect.c - what a step expects of an answer
 */
#include "harness/steps/expect.h"

#include "harness/match/compare.h"
#include "harness/steps/implied.h"
#include "lib/mem.h"
#include "lib/str.h"

#define STATUS_FIRST 100
#define STATUS_LAST  599

/* ---------------------------------------------------------------- the keys */

static cJSON *status_shape(void)
{
	cJSON *number = shape_of_types(JSON_INTEGER);

	json_set(number, "minimum", json_new_int(STATUS_FIRST));
	json_set(number, "maximum", json_new_int(STATUS_LAST));
	return shape_of_either(number,
	                       shape_of_either(shape_of_text("^[1-5]xx$|" SHAPE_VARIABLE),
	                                       shape_of_typed(JSON_MAP, shape_pattern)));
}

/* A pattern for one header or more. */
static cJSON *headers_shape(void)
{
	cJSON *made = shape_some();

	json_push(json_set(made, "allOf", json_new_array()), shape_pattern());
	return made;
}

static const char *end_at(size_t i)
{
	return PLAIN_WHOLE + 1 + i < PLAIN_ENDS
	               ? plain_end_name((enum plain_end)(PLAIN_WHOLE + 1 + i))
	               : NULL;
}

static cJSON *broken_shape(void)
{
	return shape_of_either(shape_of_word(end_at),
	                       shape_of_either(shape_of_text(SHAPE_VARIABLE),
	                                       shape_of_typed(JSON_MAP, shape_pattern)));
}

/* clang-format off */
#define ANSWER_KEYS                                                             \
	{ "status", JSON_NUMBER | JSON_TEXT | JSON_MAP, .shape = status_shape }, \
	{ "headers", JSON_MAP, .shape = headers_shape },                         \
	{ "body", JSON_ANY, .shape = shape_pattern }
/* clang-format on */

static const struct key expect_keys[] = { ANSWER_KEYS, { 0 } };

static const struct key direct_keys[] = {
	ANSWER_KEYS,
	{ "broken", JSON_TEXT | JSON_MAP, .shape = broken_shape },
	{ "received", JSON_NUMBER | JSON_MAP, .shape = shape_pattern },
	{ "took", JSON_NUMBER | JSON_MAP, .shape = shape_pattern },
	{ 0 },
};

/* One that expects nothing is refused. */
static cJSON *one_or_more(const struct key *keys)
{
	cJSON *made = shape_of_map(keys);

	json_set(made, "minProperties", json_new_int(1));
	return made;
}

cJSON *expect_shape(void)
{
	return one_or_more(expect_keys);
}

cJSON *expect_shape_direct(void)
{
	return one_or_more(direct_keys);
}

static const char *const direct_names[] = { "broken", "received", "took" };

/* ---------------------------------------------------------------- checking */

/* "2xx" to "5xx": any status that starts so. */
static bool is_status_class(const cJSON *pattern)
{
	return cJSON_IsString(pattern) && strlen(pattern->valuestring) == 3 &&
	       strchr("12345", pattern->valuestring[0]) &&
	       !strcmp(pattern->valuestring + 1, "xx");
}

/* A number that no answer can have would fail each time, after all that went before. */
static int check_status(const struct yaml *y, const cJSON *status, struct err *e)
{
	int64_t number;

	if (cJSON_IsString(status) && !is_status_class(status) &&
	    !node_has_variable(status))
		return node_err(y, status, e, "a status is a number or \"2xx\"");
	if (cJSON_IsNumber(status) && (!json_int(status, "", &number) ||
	                               number < STATUS_FIRST || number > STATUS_LAST))
		return node_err(y, status, e, "a status is a number from 100 to 599");
	return compare_check(y, status, e);
}

static int check_with(const struct yaml *y, const cJSON *expect, const struct key *keys,
                      struct err *e)
{
	const cJSON *status = json_get(expect, "status"),
		    *body = json_get(expect, "body");
	const cJSON *headers = json_get(expect, "headers");

	if (node_keys(y, expect, keys, "expect", e) < 0)
		return -1;
	if (!expect->child)
		return node_err(y, expect, e, "expect expects nothing");
	if (status && check_status(y, status, e) < 0)
		return -1;
	if (headers && !headers->child)
		return node_err(y, headers, e, "headers expects nothing");
	if (headers && compare_check(y, headers, e) < 0)
		return -1;
	return body ? compare_check(y, body, e) : 0;
}

int expect_check(const struct yaml *y, const cJSON *expect, struct err *e)
{
	return check_with(y, expect, expect_keys, e);
}

int expect_check_direct(const struct yaml *y, const cJSON *expect, struct err *e)
{
	const cJSON *broken = json_get(expect, "broken");

	if (check_with(y, expect, direct_keys, e) < 0)
		return -1;
	if (cJSON_IsString(broken) && !node_has_variable(broken) &&
	    plain_end_find(broken->valuestring) == PLAIN_ENDS)
		return node_err(y, broken, e,
		                "a request is broken by reset, closed, refused, timeout "
		                "or garbage, not by '%s'",
		                broken->valuestring);
	for (size_t i = 0; i < ARRAY_LEN(direct_names); i++) {
		const cJSON *pattern = json_get(expect, direct_names[i]);

		if (pattern && compare_check(y, pattern, e) < 0)
			return -1;
	}
	return 0;
}

bool expect_is_direct(const cJSON *expect)
{
	for (size_t i = 0; i < ARRAY_LEN(direct_names); i++) {
		if (json_get(expect, direct_names[i]))
			return true;
	}
	return false;
}

/* ---------------------------------------------------------------- comparing */

static void expect_status(const struct call *c, const cJSON *pattern, struct diffs *out)
{
	AUTO(cJSON_Delete) cJSON *status = json_new_int(c->x.status);
	const char *class = !pattern                   ? "2xx"
	                    : is_status_class(pattern) ? pattern->valuestring
	                                               : NULL;

	if (!class)
		compare_value(pattern, status, "status", out);
	else if (c->x.status / 100 != class[0] - '0')
		diffs_add_value(out, "status", class, status);
}

/* A plain text also fits a value followed by parameters: "…; charset=utf-8". */
static bool fits_media_type(const cJSON *pattern, const char *value)
{
	size_t n;

	if (!cJSON_IsString(pattern) || !value)
		return false;
	n = strlen(pattern->valuestring);
	return !strncasecmp(pattern->valuestring, value, n) && value[n] == ';';
}

static void expect_headers(const struct call *c, const cJSON *patterns, struct diffs *out)
{
	const cJSON *pattern;

	cJSON_ArrayForEach(pattern, patterns) {
		AUTO_MEM char *path = mem_printf("headers.%s", pattern->string);
		const char *text = exchange_header(&c->x, pattern->string);
		AUTO(cJSON_Delete) cJSON *value = text ? json_new_str(text) : NULL;

		if (cJSON_IsNull(pattern)) {
			if (value)
				diffs_add_value(out, path, "nothing", value);
		} else if (!fits_media_type(pattern, text)) {
			compare_value(pattern, value, path, out);
		}
	}
}

static void expect_body(const struct call *c, const cJSON *pattern, struct diffs *out)
{
	AUTO(cJSON_Delete) cJSON *text = NULL;

	/* A body that is not JSON is compared as text. */
	if (!c->json && c->json_problem &&
	    str_is_utf8(buf_str(&c->x.answer), c->x.answer.size))
		text = json_new_str(buf_str(&c->x.answer));
	compare_value(pattern, text ? text : c->json, "body", out);
}

/* How it ended; "whole" where the whole answer came. */
static void expect_end(const struct call *c, const cJSON *pattern, struct diffs *out)
{
	const bool whole = c->plain.end == PLAIN_WHOLE;
	const char *name = whole ? "whole" : plain_end_name(c->plain.end);
	AUTO(cJSON_Delete) cJSON *how = json_new_str(name);

	if (pattern)
		compare_value(pattern, how, "broken", out);
	else if (!whole)
		diffs_add_value(out, "broken", "nothing", how);
}

static void expect_direct(const struct call *c, const cJSON *expect, struct diffs *out)
{
	const int64_t us = c->plain.took_ns / 1000;
	const double seconds = (double)us / 1e6;
	AUTO(cJSON_Delete) cJSON *received = json_new_int(c->plain.received);
	AUTO(cJSON_Delete) cJSON *took = json_new_double(seconds);
	const cJSON *pattern;

	expect_end(c, json_get(expect, "broken"), out);
	pattern = json_get(expect, "received");
	if (pattern)
		compare_value(pattern, received, "received", out);
	pattern = json_get(expect, "took");
	if (pattern)
		compare_value(pattern, took, "took", out);
}

/* Where it broke, only what is asked for can be expected of it. */
static bool has_status(const struct call *c, const cJSON *expect)
{
	if (!c->is_plain || c->plain.end == PLAIN_WHOLE)
		return !json_get(expect, "broken") || json_get(expect, "status");
	return json_get(expect, "status") != NULL;
}

int expect_answer(struct play *p, const struct yaml *y, const cJSON *expect,
                  struct diffs *out, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *filled = NULL;

	if (target_preview(p->target))
		return 0;
	if (expect && vars_expand(p->scope, y, expect, &filled, e) < 0)
		return -1;
	if (p->call.is_plain)
		expect_direct(&p->call, filled, out);
	if (has_status(&p->call, filled))
		expect_status(&p->call, json_get(filled, "status"), out);
	expect_headers(&p->call, json_get(filled, "headers"), out);
	if (json_get(filled, "body"))
		expect_body(&p->call, json_get(filled, "body"), out);
	else if (has_status(&p->call, filled) && !json_get(filled, "received"))
		implied_body(p->target, &p->call, out);
	implied_tenant(p->target, &p->call, out);
	return 0;
}
