/*
 * exported_file.h - a row for each file that a run wrote, and when the file goes
 *
 * due_other() says which one is next (store/due.h).
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_STORE_EXPORTED_FILE_H
#define MOCKSERVER_STORE_EXPORTED_FILE_H

#include "lib/vtime.h"
#include "mockserver/store/store.h"

/* Notes a file that a run wrote: what reset may remove. */
int exported_file_put(struct store *s, int64_t run, const char *path, int64_t bytes,
                      int64_t records, struct err *e) MUST_USE;

/* Has a file of that path a row? */
int exported_file_has_row(struct store *s, const char *path, bool *out, struct err *e)
	MUST_USE;

/* The run's files expire then. */
int exported_file_expire(struct store *s, int64_t run, vtime at, struct err *e) MUST_USE;

/* Lends the path of a file, by its serial, until stmt_end(*q). */
int exported_file_begin(struct store *s, int64_t serial, struct stmt **q,
                        const char **path, struct err *e) MUST_USE;
/* The file is gone. */
int exported_file_forget(struct store *s, int64_t serial, struct err *e) MUST_USE;

#endif
