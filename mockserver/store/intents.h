/*
 * intents.h - files that may lie on the disk without a row: an intent log
 *
 * A file is named here before it appears, and before its row goes away.  At the end of
 * the transaction, or at the next start where that end never came, each named file that
 * has no row is removed (world/transaction.h).  So what lies below the export root is
 * what the state says, whenever the program is killed.
 *
 * With a state's file the names are in FILE-intents too: lines of 16 hex digits, which
 * are a hash of the path, a blank and the path.  A line that was cut short does not have
 * its hash, and its file had not appeared yet.  The log is emptied at each end.
 *
 * Owns: the names and the log's descriptor.
 * Errors: ERR_IO.
 */
#ifndef MOCKSERVER_STORE_INTENTS_H
#define MOCKSERVER_STORE_INTENTS_H

#include "lib/buf.h"
#include "lib/err.h"

struct intents {
	struct buf names; /* paths below the export root, each with its NUL */
	struct buf kept;  /* those that could not be removed, likewise */
	size_t logged;    /* bytes of names that the log has */
	char *path;       /* of the log; NULL: in memory only */
	int fd;           /* of the log, where there is one; -1 before the first name */
};

/* Reads the log that a killed program has left.  state NULL: in memory. */
int intents_open(const char *state, struct intents *out, struct err *e) MUST_USE;
void intents_close(struct intents *n);

/* The file may appear, or its row go away, once intents_sync() has returned 0. */
void intents_add(struct intents *n, const char *path);
int intents_sync(struct intents *n, struct err *e) MUST_USE;

/* Lends the name at byte *at and moves that to the next; NULL after the last. */
const char *intents_next(const struct intents *n, size_t *at) MUST_USE;

/* The names from byte `from` on are settled: they are forgotten. */
void intents_cut(struct intents *n, size_t from);

/* The file can't be removed now: its name stays in the log, for the next start. */
void intents_keep(struct intents *n, const char *path);
size_t intents_kept(const struct intents *n); /* how many of them there are */
/* Turns the kept names into names again, for another try. */
void intents_retry(struct intents *n);

#endif
