/*
 * mask_seen.h - secrets that were sent or answered, so that no later text shows them
 *
 * A server may repeat a secret where no name gives it away: in an error's text, or under
 * another name.  Texts of fewer than MASK_SEEN_LEAST bytes, and numbers of fewer than
 * MASK_SEEN_DIGITS, are not looked for: they stand in too much that is no secret, so that
 * nobody could read the output.
 *
 * Owns: copies of the secrets, until mask_seen_release().
 */
#ifndef HARNESS_MATCH_MASK_SEEN_H
#define HARNESS_MATCH_MASK_SEEN_H

#include "harness/match/mask.h"

#define MASK_SEEN_LEAST  4
#define MASK_SEEN_DIGITS 8

struct mask_seen {
	char **all; /* the longest first */
	size_t count;
};

/*
 * Remembers a secret, and how it looks in JSON, in a URL, in base64 (also in that of a
 * longer text, such as "client:secret"), and in capital or small letters.
 */
void mask_seen_add(struct mask_seen *m, const char *secret);
/* Remembers what mask_json() would hide. */
void mask_seen_add_json(struct mask_seen *m, cJSON *value);
/* Remembers the values of secret names in a query or form, raw and decoded. */
void mask_seen_add_form(struct mask_seen *m, const char *text);

/* Appends the text with all of them masked. */
void mask_seen_text(const struct mask_seen *m, const char *text, struct buf *out);
void mask_seen_release(struct mask_seen *m);

#endif
