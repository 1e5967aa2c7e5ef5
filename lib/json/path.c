/*
 * path.c - paths into JSON, as somebody writes them
 */
#include "lib/json/path.h"

#include <string.h>

#define INDEX_DIGITS 9 /* at most, as json_at() reads them */

static bool is_index(struct str s)
{
	if (!s.size || s.size > INDEX_DIGITS || (s.size > 1 && *s.at == '0'))
		return false;
	for (size_t i = 0; i < s.size; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
	}
	return true;
}

const char *json_path_flaw(struct str path)
{
	static const char bad_index[] = "an index is a number, as in items[0]";
	static const char bad_name[] = "names stand between dots, as in items[0].id";
	const char *at = path.at, *end = path.at + path.size;

	while (at < end) {
		const char *first = at;

		if (*at == '[') {
			at = memchr(at, ']', (size_t)(end - at));
			if (!at || !is_index((struct str){ first + 1,
			                                   (size_t)(at - first - 1) }))
				return bad_index;
			at++;
			continue;
		}
		if (at > path.at && *at++ != '.')
			return bad_name;
		first = at;
		while (at < end && *at != '.' && *at != '[' && *at != ']')
			at++;
		if (at == first)
			return bad_name;
	}
	return NULL;
}
