/*
 * node.c - reading a scenario's YAML strictly
 */
#include "harness/scenario/node.h"

#include <stdarg.h>

#define LIST_ROOM 200

int node_err(const struct yaml *y, const cJSON *at, struct err *e, const char *fmt, ...)
{
	struct yaml_mark mark = yaml_where(y, at);
	char reason[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	return err_set(e, ERR_INVALID, "%s:%d:%d: %s", y->file, mark.line, mark.column,
	               reason);
}

unsigned node_type(const cJSON *node)
{
	if (cJSON_IsString(node))
		return NODE_TEXT;
	if (cJSON_IsNumber(node))
		return NODE_NUMBER;
	if (cJSON_IsBool(node))
		return NODE_BOOL;
	if (cJSON_IsArray(node))
		return NODE_LIST;
	return cJSON_IsObject(node) ? NODE_MAP : NODE_NULL;
}

const char *node_type_names(unsigned types, char *room, size_t size)
{
	static const char *const names[] = { "text",   "a number", "true or false",
		                             "a list", "a map",    "null" };
	struct buf out = { .cap = size - 1 };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (types & 1u << i)
			buf_printf(&out, "%s%s", out.size ? " or " : "", names[i]);
	}
	snprintf(room, size, "%s", buf_str(&out));
	buf_release(&out);
	return room;
}

bool node_has_variable(const cJSON *node)
{
	return cJSON_IsString(node) && strstr(node->valuestring, "${");
}

static int wrong_type(const struct yaml *y, const cJSON *node, unsigned types,
                      const char *what, struct err *e)
{
	char wanted[LIST_ROOM], found[LIST_ROOM];

	return node_err(y, node, e, "%s must be %s, not %s", what,
	                node_type_names(types, wanted, sizeof(wanted)),
	                node_type_names(node_type(node), found, sizeof(found)));
}

int node_is(const struct yaml *y, const cJSON *node, unsigned types, const char *what,
            struct err *e)
{
	if (node_type(node) & types || node_has_variable(node))
		return 0;
	return wrong_type(y, node, types, what, e);
}

/* A map or list that a step is made of must stand there, and not in a variable. */
static int is_value_of(const struct yaml *y, const cJSON *node, const struct key *key,
                       struct err *e)
{
	if (key->types != NODE_MAP && key->types != NODE_LIST)
		return node_is(y, node, key->types, key->name, e);
	return node_type(node) == key->types
	               ? 0
	               : wrong_type(y, node, key->types, key->name, e);
}

static const struct key *find_key(const struct key *keys, const char *name)
{
	for (; keys->name; keys++) {
		if (!strcmp(keys->name, name))
			return keys;
	}
	return NULL;
}

static int unknown_key(const struct yaml *y, const cJSON *member, const struct key *keys,
                       const char *what, struct err *e)
{
	struct buf known = { .cap = LIST_ROOM };

	for (; keys->name; keys++)
		buf_printf(&known, "%s%s", known.size ? ", " : "", keys->name);
	node_err(y, member, e, "unknown key '%s' in %s (known: %s)", member->string, what,
	         buf_str(&known));
	buf_release(&known);
	return -1;
}

int node_keys(const struct yaml *y, const cJSON *map, const struct key *keys,
              const char *what, struct err *e)
{
	const cJSON *member;

	if (!cJSON_IsObject(map))
		return wrong_type(y, map, NODE_MAP, what, e);
	cJSON_ArrayForEach(member, map) {
		const struct key *key = find_key(keys, member->string);

		if (!key)
			return unknown_key(y, member, keys, what, e);
		if (is_value_of(y, member, key, e) < 0)
			return -1;
	}
	for (; keys->name; keys++) {
		if (keys->needed == KEY_NEEDED && !json_get(map, keys->name))
			return node_err(y, map, e, "%s needs the key '%s'", what,
			                keys->name);
	}
	return 0;
}
