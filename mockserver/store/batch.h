/*
 * batch.h - batches of records that were posted to datasets, each as it was sent
 *
 * Owns: a row borrows its texts from the statement that lent it.
 * Time: the mock's clock.
 */
#ifndef MOCKSERVER_STORE_BATCH_H
#define MOCKSERVER_STORE_BATCH_H

#include "lib/vtime.h"
#include "mockserver/store/store.h"

struct batch_row {
	int64_t seq; /* from 1 */
	const char *dataset, *id;
	const char *file;        /* its name in the dataset's folder; NULL: posted */
	vtime taken_at;          /* what its relative times count from */
	int64_t records;         /* at least one */
	vtime first_at, last_at; /* when its first and its last record arrive */
	const char *lines;       /* the JSON lines */
};

/* The seq of the batch to come. */
int batch_next_seq(struct store *s, int64_t *out, struct err *e) MUST_USE;
int batch_put(struct store *s, const struct batch_row *row, struct err *e) MUST_USE;

/* Lends the first after that seq, until stmt_end(*q): 1, or 0 after the last. */
int batch_after(struct store *s, int64_t seq, struct stmt **q, struct batch_row *out,
                struct err *e) MUST_USE;

/* A place among a dataset's batches, in the order of (last_at, seq). */
struct batch_place {
	vtime last_at;
	int64_t seq;
};

/*
 * Lends the dataset's batch that comes before that place, newest first, without its
 * lines: 1, or 0 at the end.
 */
int batch_newest(struct store *s, const char *dataset, struct batch_place before,
                 struct stmt **q, struct batch_row *out, struct err *e) MUST_USE;

/* How many the dataset has. */
int batch_count(struct store *s, const char *dataset, int64_t *out, struct err *e)
	MUST_USE;

/* Was the file of that name taken for the dataset? */
int batch_has_file(struct store *s, const char *dataset, const char *file, bool *out,
                   struct err *e) MUST_USE;

#endif
