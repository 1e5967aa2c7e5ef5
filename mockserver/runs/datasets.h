/*
 * datasets.h - records added to datasets later: batches
 *
 * A batch is posted, or lies as a file in a dataset's folder.  It is stored as it was
 * sent, so that a restart finds it, and held by the dataset for reading.  Either all
 * its records come, or none.  None arrives before the clock's now; a record that arrives
 * at the very time of an export belongs to the next one: windows end before it.
 *
 * Owns: nothing.
 * Time: the mock's clock.
 */
#ifndef MOCKSERVER_RUNS_DATASETS_H
#define MOCKSERVER_RUNS_DATASETS_H

#include "mockserver/world/world.h"

/* A batch that was taken. */
struct taken {
	char id[25]; /* 24 hex digits */
	size_t records;
	vtime first_at, last_at;
};

/* Brings back what the state holds; batches of datasets that are not there wait. */
int datasets_load(struct world *w, struct err *e) MUST_USE;

/*
 * Takes n bytes of JSON lines (data/lines.h), in a transaction of its own;
 * E_ADMIN_UNKNOWN for an id that no dataset has, E_ADMIN_INVALID for bad lines.
 */
int datasets_post(struct world *w, const char *id, const struct buf *lines,
                  struct taken *out, struct refusal *rf) MUST_USE;

/*
 * Takes the files that lie in datasets' folders and were not taken yet, in order of
 * their names, each in a transaction of its own.  A bad file is logged, shown by the
 * list of datasets, and left until it changes; so is a folder that can't be read, and
 * runs that export its dataset fail until it can.  To be called before due work, and
 * outside a transaction.
 */
int datasets_scan(struct world *w, struct err *e) MUST_USE;

#endif
