/*
 * minus_one.c - the counts of a failed run that has counted nothing: each is -1
 */
#include "mockserver/runs/minus_one.h"

#include "lib/json/write.h"
#include "lib/str.h"

static const struct summary {
	const char *name, *counts[2];
	bool has_errors;
} summaries[] = {
	{ "sizeSummary", { "inputBytes", "outputBytes" }, false },
	{ "recordSummary", { "inputRecordCount", "outputRecordCount" }, true },
	{ "fileSummary", { "inputFileCount", "outputFileCount" }, false },
};

void minus_one_write(struct buf *out, const cJSON *errors)
{
	for (size_t i = 0; i < ARRAY_LEN(summaries); i++) {
		const struct summary *s = &summaries[i];

		json_begin_object(out, s->name);
		for (size_t k = 0; k < ARRAY_LEN(s->counts); k++)
			json_write_int(out, s->counts[k], -1);
		if (s->has_errors && cJSON_GetArraySize(errors))
			json_write_tree(out, "failedInfo", errors);
		json_end_object(out);
	}
}

static bool has_count(const struct summary *s, struct str name)
{
	for (size_t k = 0; k < ARRAY_LEN(s->counts); k++) {
		if (str_is(name, s->counts[k]))
			return true;
	}
	return false;
}

bool minus_one_has(const char *path)
{
	struct str count = str_of(path), name;

	if (!str_split(&count, '.', &name))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(summaries); i++) {
		if (str_is(name, summaries[i].name))
			return has_count(&summaries[i], count);
	}
	return false;
}
