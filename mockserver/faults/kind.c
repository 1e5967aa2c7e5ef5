/*
 * kind.c - the rows of kinds.def, as data
 */
#include "mockserver/faults/kind.h"

#include "lib/str.h"
#include "mockserver/faults/scope.h"

/* clang-format off */
static const struct fault_kind_row rows[] = {
#define KIND(name, word, family, role, scope, phases, bare, times, leaves, what, seen)  \
	[FAULT_##name] = { word,  FAULT_##family, FAULT_##role, FAULT_SCOPE_##scope,    \
	                   PHASES_##phases, bare, times, FAULT_LEAVES_##leaves, what,   \
	                   seen },
#define PARAM(...)
#include "mockserver/faults/kinds.def"
#undef PARAM
#undef KIND
};
static_assert(ARRAY_LEN(rows) == FAULT_KIND_COUNT, "every kind has a row");

static const struct fault_param params[] = {
#define NEEDED NULL, true
#define KIND(...)
#define PARAM(kind, word, type, member, otherwise, what)                                \
	PARAM_ROW(kind, word, type, member, what, otherwise)
#define PARAM_ROW(kind_, word_, type_, member, what_, ...)                              \
	PARAM_SET(kind_, word_, type_, member, what_, __VA_ARGS__, false, 0)
#define PARAM_SET(kind_, word_, type_, member, what_, otherwise_, needed_, ...)         \
	{ FAULT_##kind_, word_, FAULT_PARAM_##type_,                                    \
	  offsetof(struct fault_action, member), otherwise_, needed_, what_ },
#include "mockserver/faults/kinds.def"
#undef PARAM_SET
#undef PARAM_ROW
#undef PARAM
#undef KIND
#undef NEEDED
};
/* clang-format on */

const struct fault_kind_row *fault_kind_row(enum fault_kind kind)
{
	assert(kind < FAULT_KIND_COUNT);
	return &rows[kind];
}

bool fault_kind_find(const char *word, enum fault_kind *out)
{
	for (int i = 0; i < FAULT_KIND_COUNT; i++) {
		if (strcmp(rows[i].word, word) != 0)
			continue;
		*out = (enum fault_kind)i;
		return true;
	}
	return false;
}

bool fault_kind_find_short(const char *word, enum fault_kind *out)
{
	static const char before[] = "file-";

	for (int i = 0; i < FAULT_KIND_COUNT; i++) {
		if (!str_starts(rows[i].word, before) ||
		    strcmp(rows[i].word + strlen(before), word) != 0)
			continue;
		*out = (enum fault_kind)i;
		return true;
	}
	return fault_kind_find(word, out);
}

enum fault_sort fault_kind_sort(enum fault_kind kind)
{
	return fault_scope_sort(rows[kind].scope);
}

const char *fault_family_name(enum fault_family family)
{
	static const char *const names[] = {
		[FAULT_ANSWER] = "answer",
		[FAULT_TRANSPORT] = "transport",
		[FAULT_TRANSACTION] = "transaction",
		[FAULT_CONSISTENCY] = "consistency",
		[FAULT_ACCESS] = "access",
		[FAULT_LIMIT] = "limit",
		[FAULT_STATE] = "state",
		[FAULT_RUN] = "run",
		[FAULT_FILE] = "file",
	};
	static_assert(ARRAY_LEN(names) == FAULT_FAMILY_COUNT, "every family has a name");

	return names[family];
}

const struct fault_param *fault_kind_param(enum fault_kind kind, size_t i)
{
	for (size_t k = 0; k < ARRAY_LEN(params); k++) {
		if (params[k].kind == kind && i-- == 0)
			return &params[k];
	}
	return NULL;
}

/* ---------------------------------------------------------------- showing them */

static cJSON *text_or_null(const char *text)
{
	return text ? json_new_str(text) : json_new_null();
}

static cJSON *show_param(const struct fault_param *p)
{
	cJSON *out = json_new_object();

	json_set(out, "name", json_new_str(p->word));
	json_set(out, "needed", json_new_bool(p->needed));
	json_set(out, "default", text_or_null(p->otherwise));
	json_set(out, "what", json_new_str(p->what));
	return out;
}

static cJSON *show_kind(enum fault_kind kind)
{
	const struct fault_kind_row *row = &rows[kind];
	cJSON *out = json_new_object(), *list;
	const struct fault_param *p;

	json_set(out, "name", json_new_str(row->word));
	json_set(out, "family", json_new_str(fault_family_name(row->family)));
	json_set(out, "role",
	         json_new_str(row->role == FAULT_ENDING ? "ending" : "modifier"));
	json_set(out, "on", json_new_str(fault_scope_what(row->scope)));
	json_set(out, "phases",
	         json_new_str(row->phases == PHASES_BOTH ? "before, after" : "before"));
	json_set(out, "short", text_or_null(row->bare));
	json_set(out, "times", row->times ? json_new_int(row->times) : json_new_null());
	json_set(out, "outage", json_new_bool(row->leaves == FAULT_LEAVES_OUTAGE));
	json_set(out, "what", json_new_str(row->what));
	json_set(out,
	         row->family == FAULT_RUN || row->family == FAULT_FILE ? "seen" : "curl",
	         json_new_str(row->seen));
	list = json_set(out, "parameters", json_new_array());
	for (size_t i = 0; (p = fault_kind_param(kind, i)); i++)
		json_push(list, show_param(p));
	return out;
}

cJSON *fault_kinds_show(void)
{
	cJSON *body = json_new_object();
	cJSON *list = json_set(body, "kinds", json_new_array());

	for (int i = 0; i < FAULT_KIND_COUNT; i++)
		json_push(list, show_kind((enum fault_kind)i));
	return body;
}
