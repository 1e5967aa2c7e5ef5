/*
 * posted.h - records that arrive in batches, besides a dataset's own
 *
 * A batch is lines (lines.h) that a client posts or that lie in a file of the
 * dataset's folder.  Times are counted from the clock's now; a line without one
 * arrives now, and none arrives before: what arrived earlier may have been exported
 * already.  Records are numbered from 0 in order of arrival; of equal times, the
 * batch that was added first comes first, then the order of lines.
 *
 * Owns: posted records own their columns; a batch owns its lines until
 * posted_batch_release().  Borrows: the schema.
 * Time: vtime, of the mock's clock.
 * Errors: ERR_INVALID with name, line and pointer.
 */
#ifndef MOCKSERVER_DATA_POSTED_H
#define MOCKSERVER_DATA_POSTED_H

#include "mockserver/data/lag.h"
#include "mockserver/data/lines.h"

enum posted_past {
	POSTED_PAST_REFUSED, /* an arrival before now is an error */
	POSTED_PAST_IS_NOW,
};

struct posted_text {
	const char *lines;
	size_t size;
	const char *name; /* in errors */
	vtime now;
	enum posted_past past;
};

struct posted_batch {
	struct lines lines; /* sorted, all of them LINE_FIXED */
	uint64_t bytes;     /* of the text */
};

/* Reads a batch of one line or more; nothing has arrived yet. */
int posted_read(const struct posted_text *text, const struct column_def *schema,
                struct posted_batch *out, struct err *e) MUST_USE;
void posted_batch_release(struct posted_batch *b);
AUTO_DEFINE_STRUCT(struct posted_batch, posted_batch_release);

/* When its first record arrives, and its last. */
vtime posted_first_at(const struct posted_batch *b);
vtime posted_last_at(const struct posted_batch *b);

struct posted;

/* None yet.  timestamp: the schema's child that holds it, or POSTED_NO_TIMESTAMP. */
#define POSTED_NO_TIMESTAMP SIZE_MAX
struct posted *posted_new(const struct column_def *schema, size_t timestamp) MUST_USE;
/* Frees them; NULL is nothing. */
void posted_free(struct posted *p);
/* None any more. */
void posted_clear(struct posted *p);
/* Adds the batch's records. */
void posted_add(struct posted *p, const struct posted_batch *b);

/* How many there are, and the bytes of the texts they were read from. */
uint64_t posted_count(const struct posted *p);
uint64_t posted_bytes(const struct posted *p);
/* How many arrive before `until`. */
uint64_t posted_arrived(const struct posted *p, vtime until);
/* When record i arrives, and its timestamp. */
vtime posted_at(const struct posted *p, uint64_t i);
vtime posted_timestamp(const struct posted *p, uint64_t i);
/* The bounds of all. */
struct lag posted_lag(const struct posted *p);
/* Appends records [from, from + n) to the rows. */
void posted_copy(const struct posted *p, uint64_t from, size_t n, struct column *rows);

#endif
