/*
 * type.c - the types of JSON values, as sets, and what a person calls them
 */
#include "lib/json/type.h"

#define NAMES_ROOM 200 /* all six names, with "or" between them, take 55 bytes */

unsigned json_type(const cJSON *value)
{
	switch (value ? value->type & 0xff : cJSON_NULL) {
	case cJSON_String:
		return JSON_TEXT;
	case cJSON_Number:
		return JSON_NUMBER;
	case cJSON_False:
	case cJSON_True:
		return JSON_BOOL;
	case cJSON_Array:
		return JSON_LIST;
	case cJSON_Object:
		return JSON_MAP;
	default:
		return JSON_NULL;
	}
}

/* By the number of the type's bit. */
static const char *const schema_names[] = { "string", "number", "boolean", "array",
	                                    "object", "null",   "integer" };
static_assert(JSON_INTEGER == 1 << (ARRAY_LEN(schema_names) - 1),
              "every type has a name");

unsigned json_type_named(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(schema_names); i++) {
		if (!strcmp(schema_names[i], name))
			return 1u << i;
	}
	return 0;
}

const char *json_type_schema_name(size_t i)
{
	return i < ARRAY_LEN(schema_names) ? schema_names[i] : NULL;
}

const char *json_type_names(unsigned types, char *room, size_t size)
{
	static const char *const names[] = { "text",   "a number", "true or false",
		                             "a list", "a map",    "null" };
	struct buf out = { .cap = size - 1 };

	static_assert(JSON_ANY == (1 << ARRAY_LEN(names)) - 1, "every type has a name");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (types & 1u << i)
			buf_printf(&out, "%s%s", out.size ? " or " : "", names[i]);
	}
	snprintf(room, size, "%s", buf_str(&out));
	buf_release(&out);
	return room;
}

int json_type_check(const cJSON *value, unsigned types, const char *what, struct err *e)
{
	char wanted[NAMES_ROOM], found[NAMES_ROOM];

	if (json_type(value) & types)
		return 0;
	return err_set(e, ERR_INVALID, "%s must be %s, not %s", what,
	               json_type_names(types, wanted, sizeof(wanted)),
	               json_type_names(json_type(value), found, sizeof(found)));
}
