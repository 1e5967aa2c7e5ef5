/*
 * transaction.h - one change of a world: its state, and the files that go with it
 *
 * A file is named before it appears, and before its row goes away (store/intents.h).
 * When the transaction ends, either way, each named file without a row is removed, with
 * the folders that this leaves empty.  A start does the same for a transaction that was
 * cut: what lies below the export root is what the state says.
 *
 * Owns: nothing.
 * Errors: what the store raises.  A file that can't be removed is logged, not an error.
 */
#ifndef MOCKSERVER_WORLD_TRANSACTION_H
#define MOCKSERVER_WORLD_TRANSACTION_H

#include "mockserver/world/world.h"

/* What a transaction does; below 0 undoes it, with *e (or the caller's refusal) set. */
typedef int transaction_fn(struct world *w, void *ctx, struct err *e);

/*
 * One transaction around fn: it is committed when fn answers 0 or more, which is the
 * answer then, and rolled back when fn or the commit fails.
 */
int transaction_run(struct world *w, transaction_fn *fn, void *ctx, struct err *e)
	MUST_USE;

/* Names files of the open transaction; they may appear once transaction_named() is 0. */
void transaction_name(struct world *w, const char *path);
int transaction_named(struct world *w, struct err *e) MUST_USE;

/* Names those files, too, that an earlier end could not remove. */
void transaction_name_kept(struct world *w);
/* How many such files there are. */
size_t transaction_kept(const struct world *w);

/* Settles what was named since the mark and was not written after all. */
size_t transaction_mark(const struct world *w);
void transaction_undo(struct world *w, size_t mark);

/*
 * At a start: removes the files that a killed program named below its export root and did
 * not commit, and their temporaries.
 */
void transaction_recover(struct world *w, const char *root);

#endif
