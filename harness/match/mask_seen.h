/*
 * mask_seen.h - secrets that were sent or answered, so that no later text shows them
 *
 * A server may repeat a secret where no name tells it: in an error's text, under another
 * name.  Values of fewer than MASK_SEEN_LEAST bytes are too common a text to be looked
 * for.
 *
 * Owns: copies of the secrets, until mask_seen_release().
 */
#ifndef HARNESS_MATCH_MASK_SEEN_H
#define HARNESS_MATCH_MASK_SEEN_H

#include "harness/match/mask.h"

#define MASK_SEEN_LEAST 8

struct mask_seen {
	char **all; /* the longest first */
	size_t count;
};

/* Notes one, and how JSON escapes it. */
void mask_seen_add(struct mask_seen *m, const char *secret);
/* Notes what mask_json() would hide. */
void mask_seen_add_json(struct mask_seen *m, cJSON *value);
/* Notes the values of secret names in a query or form, as they stand and decoded. */
void mask_seen_add_form(struct mask_seen *m, const char *text);

/* Appends the text with all of them masked. */
void mask_seen_text(const struct mask_seen *m, const char *text, struct buf *out);
void mask_seen_release(struct mask_seen *m);

#endif
