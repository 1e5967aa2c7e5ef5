/*
 * fixture.c - files of fixtures/ as the programs hold them, read as JSON
 */
#include "tests/support/fixture.h"

#include "tests/unit/unit.h"

#include "lib/mem.h"

cJSON *fixture_read(const struct asset *a)
{
	struct err e = { 0 };
	cJSON *out = NULL;

	if (json_parse(a->data, a->size, &out, &e) < 0)
		fail_msg("%s: %s", a->path, e.text);
	return out;
}

cJSON *fixture_find(const char *folder, const char *name)
{
	AUTO(mem_free) char *path = mem_printf("%s/%s.json", folder, name);
	const struct asset *a = asset_find(path);

	if (!a)
		fail_msg("%s is not there", path);
	return fixture_read(a);
}

char *fixture_words(const cJSON *list)
{
	struct buf out = { 0 };
	const cJSON *one;

	cJSON_ArrayForEach(one, list)
		buf_printf(&out, "%s%s", out.size ? " " : "", json_str(one, ""));
	return buf_take(&out);
}

void fixture_expect_words(const cJSON *list, const char *want)
{
	AUTO(mem_free) char *have = fixture_words(list);

	assert_string_equal(have, want);
}
