/*
 * validate.c - what is wrong with a request body, all of it at once
 */
#include "mockserver/entities/validate.h"

#include <stdarg.h>

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/entities/secrets.h"
#include "mockserver/specs/specs.h"

#define VALUE_SHOWN 60 /* bytes of an offending value */

void validate_body(struct world *w, const char *schema, const cJSON *body,
                   struct refusal *rf)
{
	const struct jsonschema *rules = specs_body(w->specs, schema);

	assert(rules);
	(void)jsonschema_check(rules, body, "", &rf->violations); /* counted at the end */
}

void validate_reference(struct refusal *rf, const char *pointer, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	violations_add(&rf->violations, pointer, "reference", text);
}

/* "/params/datasets/0/name" as "params.datasets.0.name". */
static char *dotted(const char *pointer)
{
	char *name = mem_strdup(*pointer == '/' ? pointer + 1 : pointer);

	for (char *s = name; *s; s++) {
		if (*s == '/')
			*s = '.';
	}
	return name;
}

/* The value at the pointer as it may be shown: of the body without its secrets. */
static char *shown_text(const cJSON *masked, const char *pointer)
{
	const cJSON *value = json_pointer(masked, pointer);
	AUTO(mem_free) char *text = NULL;
	size_t n;

	if (!value)
		return mem_strdup("null");
	if (cJSON_IsObject(value) || cJSON_IsArray(value))
		return mem_strdup(cJSON_IsObject(value) ? "{…}" : "[…]");
	text = cJSON_IsString(value) ? mem_strdup(json_str(value, "")) : json_text(value);
	n = str_cut(text, VALUE_SHOWN);
	return text[n] ? mem_printf("%.*s…", (int)n, text) : TAKE(text);
}

/* The offending value as JSON, cut short; a secret is never shown. */
static char *shown(const struct world *w, const struct caller *by, const cJSON *body,
                   const char *pointer)
{
	const char *slash = strrchr(pointer, '/');
	AUTO(cJSON_Delete) cJSON *masked = NULL;

	if (slash && specs_is_secret(w->specs, by->org, slash + 1))
		return mem_strdup(SECRET_MASK);
	masked = json_copy(body);
	if (cJSON_IsObject(masked))
		secrets_mask(w, by->org, masked);
	if (json_pointer(body, pointer) && !json_pointer(masked, pointer))
		return mem_strdup(SECRET_MASK); /* it is part of one */
	return shown_text(masked, pointer);
}

static bool is_count(const struct violation *v)
{
	return (!strcmp(v->keyword, "minItems") || !strcmp(v->keyword, "maxItems")) &&
	       (!strcmp(v->pointer, "/sourceConnectionIds") ||
	        !strcmp(v->pointer, "/targetConnectionIds"));
}

/* An interval that its unit does not have. */
static int refuse_interval(const cJSON *body, const char *value, struct refusal *rf)
{
	const char *unit = json_str(body, "scheduleParams.timeUnit");

	if (!unit)
		unit = json_str(body, "scheduleParams.frequency");
	return refuse(rf, E_INTERVAL, value, unit ? unit : "none");
}

static bool is_interval(const struct violation *v)
{
	return !strcmp(v->keyword, "enum") &&
	       !strcmp(v->pointer, "/scheduleParams/interval");
}

void validate_note(struct refusal *rf, const char *pointer, const char *message)
{
	violations_add(&rf->violations, pointer, "contract", message);
}

void validate_policy(const cJSON *body, struct refusal *rf)
{
	const cJSON *fields = json_at(body, "policy.fields");

	if (cJSON_IsArray(fields) && !fields->child)
		validate_error(rf, "/policy/fields", "must not be empty",
		               E_POLICY_FIELDS);
}

/* What is missing, by itself or because another member needs it. */
static bool is_missing(const struct violation *v, const cJSON *body)
{
	return !strcmp(v->keyword, "required") ||
	       (!strcmp(v->keyword, "dependencies") && !json_pointer(body, v->pointer));
}

/* The error of one violation that stands alone says it all. */
static int end_refused(struct refusal *rf)
{
	if (rf->violations.count == 1)
		violations_drop(&rf->violations, 0);
	return -1;
}

int validate_end(struct world *w, const struct caller *by, const cJSON *body,
                 struct refusal *rf)
{
	const struct violation *first = rf->violations.all;
	AUTO(mem_free) char *name = NULL;
	AUTO(mem_free) char *value = NULL;

	violations_settle(&rf->violations);
	if (refused(rf))
		return end_refused(rf);
	if (!rf->violations.count)
		return 0;
	if (rf->violations.gave_up) /* which is reported, and alone decides */
		return refuse(rf, E_BODY_STEPS);
	name = dotted(first->pointer);
	if (is_missing(first, body))
		return refuse(rf, E_FIELD_MISSING, name);
	if (is_count(first)) {
		value = mem_printf("%d", cJSON_GetArraySize(
						 json_pointer(body, first->pointer)));
		return refuse(rf, E_IDS_NOT_ONE, name, value);
	}
	value = shown(w, by, body, first->pointer);
	if (is_interval(first))
		return refuse_interval(body, value, rf);
	return refuse(rf, E_FIELD_INVALID, value, *name ? name : "the request body");
}
