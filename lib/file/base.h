/*
 * base.h - helpers that the parts of lib/file/file.h share
 *
 * Owns: nothing.
 */
#ifndef LIB_FILE_BASE_H
#define LIB_FILE_BASE_H

#include "lib/err.h"

/* Sets *e from errno and returns -1; `what` is like "cannot read". */
int file_failed(struct err *e, const char *what, const char *path);

/* Writes all the bytes to the descriptor; errno says why it failed. */
int file_put_bytes(int fd, const void *bytes, size_t n) MUST_USE;

#endif
