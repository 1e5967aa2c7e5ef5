/*
 * formats.h - named types and formats of values, and regular expressions
 *
 * Owns: nothing.
 */
#ifndef LIB_MATCH_FORMATS_H
#define LIB_MATCH_FORMATS_H

#include "lib/json/json.h"

struct match_format {
	const char *name;
	const char *help; /* what fits it */
	bool (*fits)(const cJSON *value);
};

/* The i-th format, NULL past the last. */
const struct match_format *formats_at(size_t i);

/* 1 when the value fits the format of that name, 0 when not, -1 for no such name. */
int formats_fit(const char *name, const cJSON *value);

/* The same for JSON Schema's types: "string", "integer", …, "null". */
int formats_type(const char *name, const cJSON *value);

/* Does the text fit the ECMA pattern?  ERR_INVALID for an invalid pattern. */
int formats_match(const char *pattern, const cJSON *value, bool *fits, struct err *e)
	MUST_USE;

#endif
