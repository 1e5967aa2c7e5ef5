/*
 * judged.c - schemas, and what they say of documents, for tests of lib/jsonschema
 */
#include "tests/support/judged.h"

#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

char *judged_text(const char *text)
{
	char *copy = mem_strdup(text);

	for (char *c = copy; *c; c++)
		*c = *c == '`' ? '"' : *c;
	return copy;
}

static cJSON *read_ticked(const char *text)
{
	AUTO_MEM char *copy = judged_text(text);

	return parsed(copy);
}

struct jsonschema *judged_schema(const char *text, unsigned flags)
{
	const struct jsonschema_options options = { .flags = flags };
	AUTO(cJSON_Delete) cJSON *schema = read_ticked(text);
	struct jsonschema *s = NULL;
	struct err e = { 0 };

	if (jsonschema_new(schema, &options, &s, &e) < 0)
		fail_msg("%s: %s", text, e.text);
	return s;
}

char *judged_says(const struct jsonschema *s, const char *text)
{
	AUTO(cJSON_Delete) cJSON *doc = read_ticked(text);
	AUTO(violations_release) struct violations all = { 0 };
	struct buf out = { 0 };
	bool fits = jsonschema_check(s, doc, "", &all);

	assert_int_equal(fits, all.count == 0);
	assert_int_equal(fits, jsonschema_check(s, doc, "", NULL));
	for (size_t i = 0; i < all.count; i++)
		buf_printf(&out, "%s %s: %s\n", all.all[i].pointer, all.all[i].keyword,
		           all.all[i].message);
	return buf_take(&out);
}

bool judged_fits(const char *schema, const char *doc)
{
	AUTO(jsonschema_free) struct jsonschema *s = judged_schema(schema, 0);
	AUTO_MEM char *said = judged_says(s, doc);

	return !*said;
}
