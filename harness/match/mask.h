/*
 * mask.h - texts without their secrets
 *
 * A secret is recognised here by its name, or because it was sent under such a name
 * before (harness/match/mask_seen.h).
 *
 * Owns: nothing.
 */
#ifndef HARNESS_MATCH_MASK_H
#define HARNESS_MATCH_MASK_H

#include "lib/json/json.h"
#include "lib/str.h"

/* What is printed in the place of a secret. */
#define MASK "***"

/* Is it the name of a member, parameter or header that holds a secret?  Any case. */
bool mask_names(struct str name);

/* Does a path lead to a secret: "items[0].password", "/auth/params/password/0"? */
bool mask_hides(const char *path);

/* What is found in JSON: a secret text or number, and other texts (NULL: not asked). */
struct mask_visit {
	void (*secret)(void *ctx, cJSON *parent, cJSON *value);
	void (*text)(void *ctx, cJSON *parent, cJSON *value);
	void *ctx;
};
/* Calls the functions of *v for what is below the value; they may replace it. */
void mask_each(cJSON *value, const struct mask_visit *v);

/*
 * Replaces what members that hold secrets have, at any depth, and the values of
 * operations of a JSON Patch whose path leads to one.
 */
void mask_json(cJSON *value);

/* Appends the text with every occurrence of `secret` (NULL or "": none) replaced. */
void mask_text(const char *text, const char *secret, const char *instead,
               struct buf *out);

/* Appends name=value pairs of a form, the values of secret names masked. */
void mask_form(const char *text, struct buf *out);

/*
 * Appends a text of any kind, with the values masked that follow a secret name, as in
 * queries (name=value), connection strings (name=value;) and JSON ("name":"value"), and
 * the passwords of URLs (//user:password@).
 */
void mask_pairs(const char *text, struct buf *out);

/* Calls the function for each value that mask_pairs() hides; a URL's is a "password". */
typedef void mask_pair_fn(void *ctx, struct str name, struct str value);
void mask_each_pair(const char *text, mask_pair_fn *secret, void *ctx);

#endif
