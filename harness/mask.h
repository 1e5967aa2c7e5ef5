/*
 * mask.h - texts without their secrets
 *
 * Owns: nothing.
 */
#ifndef HARNESS_MASK_H
#define HARNESS_MASK_H

#include "lib/json.h"

/* What is printed where a secret stood. */
#define MASK "***"

/* Does a path into JSON end in a member that holds a secret: "items[0].password"? */
bool mask_hides(const char *path);

/* Replaces the values of members that hold secrets, at any depth. */
void mask_json(cJSON *value);

/* Appends the text with every occurrence of `secret` (NULL or "": none) replaced. */
void mask_text(const char *text, const char *secret, const char *instead,
               struct buf *out);

/* Appends name=value pairs of a form, the values of secret names masked. */
void mask_form(const char *text, struct buf *out);

#endif
