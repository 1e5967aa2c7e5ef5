/*
 * expect.c - what a step expects of an answer
 */
#include "harness/steps/expect.h"

#include "harness/match/compare.h"
#include "lib/mem.h"
#include "lib/str.h"

static const struct key expect_keys[] = {
	{ "status", JSON_NUMBER | JSON_TEXT | JSON_MAP },
	{ "headers", JSON_MAP },
	{ "body", JSON_ANY },
	{ 0 },
};

/* ---------------------------------------------------------------- checking */

/* "2xx" to "5xx": any status that starts so. */
static bool is_status_class(const cJSON *pattern)
{
	return cJSON_IsString(pattern) && strlen(pattern->valuestring) == 3 &&
	       strchr("12345", pattern->valuestring[0]) &&
	       !strcmp(pattern->valuestring + 1, "xx");
}

int expect_check(const struct yaml *y, const cJSON *expect, struct err *e)
{
	const cJSON *status = json_get(expect, "status"),
		    *body = json_get(expect, "body");
	const cJSON *headers = json_get(expect, "headers");

	if (node_keys(y, expect, expect_keys, "expect", e) < 0)
		return -1;
	if (!expect->child)
		return node_err(y, expect, e, "expect expects nothing");
	if (cJSON_IsString(status) && !is_status_class(status) &&
	    !node_has_variable(status))
		return node_err(y, status, e, "a status is a number or \"2xx\"");
	if (status && compare_check(y, status, e) < 0)
		return -1;
	if (headers && compare_check(y, headers, e) < 0)
		return -1;
	return body ? compare_check(y, body, e) : 0;
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

int expect_answer(struct play *p, const struct yaml *y, const cJSON *expect,
                  struct diffs *out, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *filled = NULL;

	if (target_preview(p->target))
		return 0;
	if (expect && vars_expand(p->scope, y, expect, &filled, e) < 0)
		return -1;
	expect_status(&p->call, json_get(filled, "status"), out);
	expect_headers(&p->call, json_get(filled, "headers"), out);
	if (json_get(filled, "body"))
		expect_body(&p->call, json_get(filled, "body"), out);
	return 0;
}
