/*
 * scratch.h - a folder of a test's own, and files made in it
 *
 * For cmocka: scratch_open as setup, scratch_close as teardown; *state is the
 * folder's path.  What goes wrong stops the test.
 *
 * Owns: the folder, until scratch_close().
 */
#ifndef TESTS_SUPPORT_SCRATCH_H
#define TESTS_SUPPORT_SCRATCH_H

#include "lib/buf.h"

int scratch_open(void **state);
int scratch_close(void **state);

/* The folder's path and "/name"; the caller frees it. */
char *scratch_path(void *const *state, const char *name) MUST_USE;

/* The file of that name, in folders made for it, has the text. */
void scratch_write(void *const *state, const char *name, const char *text);
/* The same with any bytes. */
void scratch_write_bytes(void *const *state, const char *name, const void *bytes,
                         size_t size);

/* Replaces what *out holds by the file's bytes. */
void scratch_read(const char *path, struct buf *out);

/* How many files lie in the folder and below. */
size_t scratch_files(void *const *state);

#endif
