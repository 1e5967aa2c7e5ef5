/*
 * diff.h - what was expected and what was there instead
 *
 * Secrets are masked as they come in (harness/match/mask.h).
 *
 * Owns: struct diffs owns its texts, until diffs_release().
 */
#ifndef HARNESS_MATCH_DIFF_H
#define HARNESS_MATCH_DIFF_H

#include "lib/json/json.h"

struct diff {
	char *path;     /* "body.items[0].id" */
	char *expected; /* as a person reads it: "\"success\"", "an integer" */
	char *actual;
};

struct diffs {
	struct diff *all;
	size_t count, room;
};

/* Frees all differences; the list is empty afterwards. */
void diffs_release(struct diffs *d);
AUTO_DEFINE_STRUCT(struct diffs, diffs_release);

/* Adds one; copies the texts.  d may be NULL: then nobody wants to know. */
void diffs_add(struct diffs *d, const char *path, const char *expected,
               const char *actual);

/* The same with the value itself; NULL reads "nothing".  Long ones are cut. */
void diffs_add_value(struct diffs *d, const char *path, const char *expected,
                     const cJSON *actual);

/* A value as a difference shows it, cut to a line's worth; the caller frees it. */
char *diff_text(const cJSON *value) MUST_USE;

/* One line each, "  PATH: expected E, got A"; at most `most`, then how many more. */
void diffs_print(const struct diffs *d, size_t most, struct buf *out);

#endif
