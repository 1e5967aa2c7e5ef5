/*
 * expected_form.h - what is written behind an expectation of files
 *
 * Owns: nothing.
 * Errors: ERR_INVALID with "file:line:column: reason".
 */
#ifndef HARNESS_FILES_EXPECTED_FORM_H
#define HARNESS_FILES_EXPECTED_FORM_H

#include "harness/scenario/shape.h"

struct expected_form {
	/* Judges what is written, beyond its type. */
	int (*check)(const struct yaml *y, const cJSON *pattern, struct err *e);
	shape_fn *shape; /* takes all that the check takes */
};

extern const struct expected_form expected_pattern; /* a pattern with matchers */
extern const struct expected_form expected_match;   /* the word "match" */
extern const struct expected_form expected_format;
extern const struct expected_form expected_compression;
extern const struct expected_form expected_layout;
extern const struct expected_form expected_records;

#endif
