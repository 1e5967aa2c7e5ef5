/*
 * progress.h - up to when flows have exported datasets, within a transaction
 *
 * Held in memory and put into its table before the commit: a clock on its way moves it
 * thousands of times.
 *
 * Owns: its marks.
 */
#ifndef MOCKSERVER_STORE_PROGRESS_H
#define MOCKSERVER_STORE_PROGRESS_H

#include "mockserver/store/stmt.h"

struct exported {
	int64_t flow;
	const char *dataset;
	vtime until;
};

/* All zero is a valid start. */
struct progress {
	struct progress_mark *slots; /* NULL before the first */
	bool dirty;                  /* a mark is not in the table */
};

/* Up to when the flow has exported the dataset; VTIME_MIN for never. */
int progress_load(struct progress *p, struct stmts *sql, int64_t flow,
                  const char *dataset, vtime *out, struct err *e) MUST_USE;

/* The flow has exported the dataset up to then; it never moves back. */
int progress_put(struct progress *p, struct stmts *sql, const struct exported *mark,
                 struct err *e) MUST_USE;

/* Puts all into the table. */
int progress_flush(struct progress *p, struct stmts *sql, struct err *e) MUST_USE;

/* Forgets what is held: the table says it. */
void progress_forget(struct progress *p);

#endif
