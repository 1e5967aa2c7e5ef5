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

bool node_has_variable(const cJSON *node)
{
	return cJSON_IsString(node) && strstr(node->valuestring, "${");
}

static int is_of(const struct yaml *y, const cJSON *node, unsigned types,
                 const char *what, struct err *e)
{
	struct err why = { 0 };

	if (json_type_check(node, types, what, &why) < 0)
		return node_err(y, node, e, "%s", why.text);
	return 0;
}

int node_is(const struct yaml *y, const cJSON *node, unsigned types, const char *what,
            struct err *e)
{
	return node_has_variable(node) ? 0 : is_of(y, node, types, what, e);
}

/* A map or list that a step is made of must stand there, and not in a variable. */
static int is_value_of(const struct yaml *y, const cJSON *node, const struct key *key,
                       struct err *e)
{
	if (key->types != JSON_MAP && key->types != JSON_LIST)
		return node_is(y, node, key->types, key->name, e);
	return is_of(y, node, key->types, key->name, e);
}

static int check_under(const struct yaml *y, const cJSON *node, const struct key *key,
                       struct err *e)
{
	if (is_value_of(y, node, key, e) < 0)
		return -1;
	return key->keys && cJSON_IsObject(node)
	               ? node_keys(y, node, key->keys, key->name, e)
	               : 0;
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

	if (is_of(y, map, JSON_MAP, what, e) < 0)
		return -1;
	cJSON_ArrayForEach(member, map) {
		const struct key *key = find_key(keys, member->string);

		if (!key)
			return unknown_key(y, member, keys, what, e);
		if (check_under(y, member, key, e) < 0)
			return -1;
	}
	for (; keys->name; keys++) {
		if (keys->needed == KEY_NEEDED && !json_get(map, keys->name))
			return node_err(y, map, e, "%s needs the key '%s'", what,
			                keys->name);
	}
	return 0;
}
