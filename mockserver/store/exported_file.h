/*
 * exported_file.h - a row for each file that a run wrote: when it appears, when it goes
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

/* A file that is kept apart until it appears in its place. */
struct staged_file {
	int64_t run, bytes, records;
	const char *path, *place; /* where it is, where it will be */
	vtime appears_at;
};
/* Stores its row, the serial of which is *serial. */
int exported_file_stage(struct store *s, const struct staged_file *f, int64_t *serial,
                        struct err *e) MUST_USE;
/* Lends both paths of such a file, by its serial, until stmt_end(*q). */
int exported_file_staged(struct store *s, int64_t serial, struct stmt **q,
                         struct staged_file *out, struct err *e) MUST_USE;
/* It is in its place. */
int exported_file_appeared(struct store *s, int64_t serial, struct err *e) MUST_USE;
/* It appears later, and so does the run's manifest in that folder: it has no records. */
int exported_file_put_off(struct store *s, int64_t serial, vtime at, struct err *e)
	MUST_USE;

/* Has a file of that path a row? */
int exported_file_has_row(struct store *s, const char *path, bool *out, struct err *e)
	MUST_USE;

/* The run's files expire so long after they have appeared, most of them now. */
int exported_file_expire(struct store *s, int64_t run, vtime now, int64_t keeps_ms,
                         struct err *e) MUST_USE;

/* Lends the path of a file, by its serial, until stmt_end(*q). */
int exported_file_begin(struct store *s, int64_t serial, struct stmt **q,
                        const char **path, struct err *e) MUST_USE;
/* The file is gone. */
int exported_file_forget(struct store *s, int64_t serial, struct err *e) MUST_USE;

#endif
