/*
 * staging.h - files that a run has written and nobody sees yet
 *
 * They lie below `.staged/` in the export root, which no destination's path leads to, and
 * are named in the state as all files are: a reset, an expiry and a start after a kill
 * know them.  One that appears is copied to its place, whole, in the transaction that
 * says so.
 *
 * Owns: nothing.
 * Time: the mock's clock.
 * Errors: what the store raises.
 */
#ifndef MOCKSERVER_RUNS_STAGING_H
#define MOCKSERVER_RUNS_STAGING_H

#include "mockserver/world/world.h"

/* The folder for files of that run, below the export root; the caller frees it. */
char *staging_folder(int64_t run) MUST_USE;

/*
 * The file is due to appear.  One that can't be put in its place stays, and is due again
 * an hour later; one that somebody has removed is given up (ours).
 */
int staging_appear(struct world *w, int64_t file, struct err *e) MUST_USE;

#endif
