/*
 * type.h - the types of JSON values, as sets, and what a person calls them
 *
 * Owns: nothing.
 * Errors: ERR_INVALID for a value of another type.
 */
#ifndef LIB_JSON_TYPE_H
#define LIB_JSON_TYPE_H

#include "lib/json/json.h"

enum json_type {
	JSON_TEXT = 1 << 0,
	JSON_NUMBER = 1 << 1,
	JSON_BOOL = 1 << 2,
	JSON_LIST = 1 << 3,
	JSON_MAP = 1 << 4,
	JSON_NULL = 1 << 5,
	JSON_ANY = (1 << 6) - 1,
	JSON_INTEGER =
		1 << 6, /* a number without a fraction; json_type() never says it */
};

/* The value's type, one bit of enum json_type; NULL for no value reads as null. */
unsigned json_type(const cJSON *value);

/* The type that JSON Schema calls by that name: "string", "integer", …; 0 for none. */
unsigned json_type_named(const char *name);
/* And back: what it calls type i, the one of bit 1 << i; NULL behind the last. */
const char *json_type_schema_name(size_t i);

/* "text", "a list or a map": what a set of types is called, in the given room. */
const char *json_type_names(unsigned types, char *room, size_t size);

/* Refuses a value of another type; `what` names it in the message. */
int json_type_check(const cJSON *value, unsigned types, const char *what, struct err *e)
	MUST_USE;

#endif
