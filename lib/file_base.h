/*
 * file_base.h - what all parts of lib/file.h say and do alike
 *
 * Owns: nothing.
 */
#ifndef LIB_FILE_BASE_H
#define LIB_FILE_BASE_H

#include "lib/err.h"

/* Sets *e from errno; `what` is as in "cannot read".  -1. */
int file_failed(struct err *e, const char *what, const char *path);

/* Writes all of them to the descriptor; errno says why not. */
int file_put_bytes(int fd, const void *bytes, size_t n) MUST_USE;

#endif
