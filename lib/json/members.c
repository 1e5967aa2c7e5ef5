/*
 * members.c - the members of an object's text, one after the other
 */
#include "lib/json/members.h"

/* Behind the closing quote of the string that begins at `at`.  The first quote closes it
 * unless a backslash stands before that: strchr() is the faster way to it. */
static inline const char *skip_string(const char *at)
{
	const char *end = strchr(++at, '"');

	if (end[-1] != '\\')
		return end + 1;
	while (*(at += strcspn(at, "\\\"")) != '"')
		at += 2; /* what is escaped */
	return at + 1;
}

/* Behind the bracket that closes the one at `at`.  Most of the text is in strings: what
 * is between them is short. */
static const char *skip_nested(const char *at)
{
	int depth = 0;

	do {
		const char c = *at;

		at = c == '"' ? skip_string(at) : at + 1;
		depth += (c == '[' || c == '{') - (c == ']' || c == '}');
	} while (depth);
	return at;
}

static inline const char *skip_value(const char *at)
{
	if (*at == '"')
		return skip_string(at);
	if (*at == '[' || *at == '{')
		return skip_nested(at);
	while (*at != ',' && *at != '}' && *at != ']') /* a number or a word: short */
		at++;
	return at;
}

bool json_member_next(const char **at, struct json_member *out)
{
	const char *from = *at, *end;

	if (*from == '}' || from[1] == '}')
		return false;
	from++; /* the brace or the comma before it */
	end = skip_string(from);
	out->name = (struct str){ from + 1, (size_t)(end - from) - 2 };
	from = end + 1;
	end = skip_value(from);
	out->value = (struct str){ from, (size_t)(end - from) };
	*at = end;
	return true;
}

const char *json_member_begin(const struct json_member *m)
{
	return m->name.at - 1;
}
