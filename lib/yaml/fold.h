/*
 * fold.h - folded block texts ("key: >"), decoded by ourselves
 *
 * libfyaml 0.7.12 counts their lines wrong where some are indented further: it loses
 * text and leaves bytes that nobody wrote.
 *
 * Owns: what it returns is the caller's.
 */
#ifndef LIB_YAML_FOLD_H
#define LIB_YAML_FOLD_H

#include "lib/base.h"

/*
 * The text of the lines that a mark gives, `begin` to `end` of the file's text; the
 * header stands on the line before.  Its length into *size.  NULL for a header with an
 * indentation or a comment, which is not read here.
 */
char *yaml_fold(const char *text, size_t begin, size_t end, size_t *size);

#endif
