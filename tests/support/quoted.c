/*
 * quoted.c - JSON in tests, as it is or written with ' for "
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

cJSON *parsed(const char *text)
{
	struct err e = { 0 };
	cJSON *out = NULL;
	int rc = json_parse(text, strlen(text), &out, &e);

	if (rc < 0)
		fprintf(stderr, "%s\n%s\n", text, e.text);
	assert(rc == 0);
	return out;
}

cJSON *quoted_json(const char *text)
{
	AUTO(mem_free) char *copy = quoted(text);

	return parsed(copy);
}
