/*
 * diff.c - what was expected and what was there instead
 */
#include "harness/match/diff.h"

#include "harness/match/mask.h"
#include "lib/mem.h"
#include "lib/str.h"

#define TEXT_MAX 240 /* bytes of a value that are shown */

void diffs_release(struct diffs *d)
{
	for (size_t i = 0; i < d->count; i++) {
		free(d->all[i].path);
		free(d->all[i].expected);
		free(d->all[i].actual);
	}
	free(d->all);
	*d = (struct diffs){ 0 };
}

/* Whether something is there is no secret. */
static const char *masked(const char *text)
{
	static const char *const open[] = { "nothing", "\"***\"", "\"****\"" };

	for (size_t i = 0; i < ARRAY_LEN(open); i++) {
		if (!strcmp(text, open[i]))
			return text;
	}
	return MASK;
}

void diffs_add(struct diffs *d, const char *path, const char *expected,
               const char *actual)
{
	/* where a capture comes from is no secret */
	const bool hides = !str_starts(path, "capture.") && mask_hides(path);

	assert(expected && actual);
	if (!d)
		return;
	if (d->count == d->room) {
		d->room = d->room ? 2 * d->room : 8;
		d->all = mem_grow(d->all, d->room, sizeof(*d->all));
	}
	d->all[d->count++] = (struct diff){
		.path = mem_strdup(path),
		.expected = mem_strdup(hides ? masked(expected) : expected),
		.actual = mem_strdup(hides ? masked(actual) : actual),
	};
}

void diffs_add_value(struct diffs *d, const char *path, const char *expected,
                     const cJSON *actual)
{
	AUTO(mem_free) char *text = NULL;

	if (!d)
		return;
	text = diff_text(actual);
	diffs_add(d, path, expected, text);
}

char *diff_text(const cJSON *value)
{
	AUTO(cJSON_Delete) cJSON *shown = NULL;
	char *text;

	if (!value)
		return mem_strdup("nothing");
	shown = json_copy(value);
	mask_json(shown);
	text = json_text(shown);
	if (strlen(text) > TEXT_MAX)
		memcpy(text + str_cut(text, TEXT_MAX - 3), "...", 4);
	return text;
}

void diffs_print(const struct diffs *d, size_t most, struct buf *out)
{
	for (size_t i = 0; i < d->count && i < most; i++)
		buf_printf(out, "  %s: expected %s, got %s\n", d->all[i].path,
		           d->all[i].expected, d->all[i].actual);
	if (d->count > most)
		buf_printf(out, "  ... and %zu more differences\n", d->count - most);
}
