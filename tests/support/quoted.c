/*
 * quoted.c - JSON in tests, written with ' for "
 */
#include "tests/support/quoted.h"

#include "lib/mem.h"

char *quoted(const char *text)
{
	char *copy = mem_strdup(text);

	for (char *c = copy; *c; c++)
		*c = *c == '\'' ? '"' : *c;
	return copy;
}

cJSON *quoted_json(const char *text)
{
	AUTO(mem_free) char *copy = quoted(text);
	struct err e = { 0 };
	cJSON *out = NULL;
	int parsed = json_parse(copy, strlen(copy), &out, &e);

	if (parsed < 0)
		fprintf(stderr, "%s\n%s\n", copy, e.text);
	assert(parsed == 0);
	return out;
}
