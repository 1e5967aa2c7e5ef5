/*
 * capture.c - what a step keeps of an answer, by name
 */
#include "harness/steps/capture.h"

#include "lib/json/path.h"
#include "lib/mem.h"

#define CAPTURE_SHOWN 60 /* bytes of a captured value in the line about its step */

static const struct key capture_keys[] = {
	{ "header", JSON_TEXT, KEY_NEEDED },
	{ 0 },
};

/* Paths into JSON (lib/json/path.c): items[0].id */
#define INDEX "\\[(0|[1-9]\\d{0,8})\\]"
#define NAME  "[^.\\[\\]]+"
#define PATH  "((" NAME "|" INDEX ")(\\." NAME "|" INDEX ")*)?"

cJSON *capture_shape(void)
{
	cJSON *path = shape_of_text("^" PATH "$|" SHAPE_VARIABLE);
	cJSON *made = shape_of_members(shape_of_either(path, shape_of_map(capture_keys)));

	json_set(made, "propertyNames", shape_of_text("^[^.\\[}]*$"));
	return made;
}

int capture_check(const struct yaml *y, const cJSON *capture, struct err *e)
{
	const cJSON *member;
	const char *why;

	if (capture && !capture->child)
		return node_err(y, capture, e, "capture captures nothing");
	cJSON_ArrayForEach(member, capture) {
		if (node_is(y, member, JSON_TEXT | JSON_MAP, member->string, e) < 0)
			return -1;
		if (cJSON_IsObject(member) &&
		    node_keys(y, member, capture_keys, "a capture", e) < 0)
			return -1;
		if (strpbrk(member->string, ".[}"))
			return node_err(y, member, e, "'%s' is no name", member->string);
		if (cJSON_IsString(member) && !node_has_variable(member) &&
		    (why = json_path_flaw(str_of(member->valuestring))))
			return node_err(y, member, e, "'%s' is no path: %s",
			                member->valuestring, why);
	}
	return 0;
}

static cJSON *captured(const struct call *c, const cJSON *json, const cJSON *from)
{
	const char *header;
	const cJSON *value;

	if (cJSON_IsObject(from)) {
		header = c ? exchange_header(&c->x, json_str(from, "header")) : NULL;
		return header ? json_new_str(header) : NULL;
	}
	value = json ? json_at(json, from->valuestring) : NULL;
	return value ? json_copy(value) : NULL;
}

/* How a captured value is shown: its text's start, without secrets. */
static void say_captured(struct play *p, const char *name, const cJSON *from,
                         const cJSON *value)
{
	AUTO(cJSON_Delete) cJSON *copy = json_copy(value);
	const char *path =
		cJSON_IsString(from) ? from->valuestring : json_str(from, "header");
	AUTO_MEM char *text = NULL;

	mask_json(copy);
	text = path && mask_hides(path) ? mem_strdup(MASK) : json_text(copy);
	buf_printf(&p->said, "  %s=%.*s%s", name, CAPTURE_SHOWN, text,
	           strlen(text) > CAPTURE_SHOWN ? "..." : "");
}

int capture_values(struct play *p, const struct yaml *y, const cJSON *capture,
                   const cJSON *json, const struct call *call, struct err *e)
{
	const cJSON *member;

	if (target_preview(p->target))
		return 0;
	cJSON_ArrayForEach(member, capture) {
		AUTO(cJSON_Delete) cJSON *from = NULL;
		AUTO_MEM char *text = NULL;
		AUTO_MEM char *path = mem_printf("capture.%s", member->string);
		cJSON *value;

		if (vars_expand(p->scope, y, member, &from, e) < 0)
			return -1;
		value = captured(call, json, from);
		if (!value) {
			text = diff_text(from);
			diffs_add_value(&p->diffs, path, text, NULL);
			return 0;
		}
		say_captured(p, member->string, from, value);
		vars_set(&p->globals, member->string, value);
	}
	return 0;
}

int capture_answer(struct play *p, const struct yaml *y, const cJSON *capture,
                   struct err *e)
{
	return capture_values(p, y, capture, p->call.json, &p->call, e);
}
