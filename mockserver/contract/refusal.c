/*
 * refusal.c - raising rows of errors.def
 */
#include "mockserver/contract/refusal.h"

#include <stdarg.h>

#include "lib/buf.h"
#include "lib/mem.h"

static const struct error_row rows[] = {
#define ERROR(name, status, family, code, title, text, provenance, source) \
	[E_##name] = { #name, status, FAMILY_##family,         code,       \
		       title, text,   PROVENANCE_##provenance, source },
#include "mockserver/contract/errors.def"
#undef ERROR
};
static_assert(ARRAY_LEN(rows) == E_COUNT, "every error has a row");

const char *error_family_name(enum error_family family)
{
	static const char *const names[] = {
		[FAMILY_GATEWAY] = "gateway", [FAMILY_FLOW] = "flow",
		[FAMILY_SIMPLE] = "simple",   [FAMILY_PROBLEM] = "problem",
		[FAMILY_EDGE] = "edge",       [FAMILY_IMS] = "ims",
		[FAMILY_MESSAGE] = "message",
	};
	static_assert(ARRAY_LEN(names) == FAMILY_COUNT, "every family has a name");

	assert(family < ARRAY_LEN(names));
	return names[family];
}

const struct error_row *error_row(enum error error)
{
	assert(error > E_NONE && error < E_COUNT);
	return &rows[error];
}

/* The template with {N} replaced by argument N. */
static char *fill(const char *text, char *const *args)
{
	struct buf out = { 0 };

	while (*text) {
		size_t n = strcspn(text, "{");

		buf_add(&out, text, n);
		text += n;
		if (*text != '{')
			break;
		assert(text[1] >= '0' && text[1] < '0' + REFUSAL_ARGS && text[2] == '}');
		assert(args[text[1] - '0']);
		buf_add_str(&out, args[text[1] - '0']);
		text += 3;
	}
	return buf_take(&out);
}

int refuse_with(struct refusal *rf, enum error error, ...)
{
	const char *arg;
	va_list ap;

	if (refused(rf))
		return -1;
	va_start(ap, error);
	for (size_t i = 0; (arg = va_arg(ap, const char *)); i++) {
		assert(i < REFUSAL_ARGS);
		rf->args[i] = mem_strdup(arg);
	}
	va_end(ap);
	rf->error = error;
	rf->text = fill(error_row(error)->text, rf->args);
	return -1;
}

void refusal_explain(struct refusal *rf, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	if (refused(rf) || rf->why)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	rf->why = mem_strdup(text);
}

char *refusal_details(const struct refusal *rf)
{
	struct buf out = { 0 };

	if (!rf->violations.count)
		buf_add_str(&out, rf->text);
	for (size_t i = 0; i < rf->violations.count; i++) {
		const struct violation *v = &rf->violations.all[i];

		buf_add_str(&out, i ? "; " : "");
		if (*v->pointer)
			buf_printf(&out, "%s: ", v->pointer);
		else
			buf_add_str(&out, "the body ");
		buf_add_str(&out, v->message);
	}
	return buf_take(&out);
}

bool refused(const struct refusal *rf)
{
	return rf->error != E_NONE || rf->err.code != ERR_NONE;
}

void refusal_release(struct refusal *rf)
{
	for (size_t i = 0; i < REFUSAL_ARGS; i++)
		free(rf->args[i]);
	free(rf->text);
	free(rf->why);
	violations_release(&rf->violations);
	*rf = (struct refusal){ 0 };
}
