/*
 * print.h - JSON as YAML that a person reads: block style, plain texts where they can be
 *
 * Read back it is the same value: numbers as they were spelt, members in their order.
 *
 * Owns: nothing.
 */
#ifndef LIB_YAML_PRINT_H
#define LIB_YAML_PRINT_H

#include "lib/json/json.h"

/*
 * Appends the value, which may be nested JSON_DEPTH_MAX deep.  Lines but the first are
 * indented by that many blanks; the last has its line feed.
 */
void yaml_print(const cJSON *v, size_t indent, struct buf *out);

/* Appends the text as a scalar: plain, or between double quotes. */
void yaml_print_text(const char *text, struct buf *out);

#endif
