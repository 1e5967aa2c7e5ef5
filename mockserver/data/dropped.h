/*
 * dropped.h - files of records that somebody puts into a dataset's folder
 *
 * Of a dataset on disk, <folder>/batches/NAME.jsonl holds a batch (posted.h).  A file
 * that is still being written has another ending, or starts with a dot.  What can't
 * be read is remembered by the dataset, and looked at again when its size or its time
 * has changed.  A folder that can't be read is remembered as well: nobody knows what it
 * holds, so the dataset can't be exported until it can (ours).
 *
 * Owns: nothing.
 * Time: a file's, by the machine's clock, only to see that it changed.
 */
#ifndef MOCKSERVER_DATA_DROPPED_H
#define MOCKSERVER_DATA_DROPPED_H

#include "mockserver/data/dataset.h"

/* The most bytes of such a file; ours. */
#define DROPPED_BYTES_MAX (64U << 20)

struct dropped {
	const struct dataset *dataset;
	const char *name; /* in the folder; NULL: it is the folder itself */
	const char *path;
	const char *unread; /* why the folder can't be read; of files NULL */
};

/* Called for each file, by dataset, then name (bytes); for a folder, when it is news. */
typedef int dropped_fn(void *ctx, const struct dropped *file, struct err *e);

/* Looks into the folders of all datasets that have one. */
int dropped_scan(struct catalogue *c, dropped_fn *visit, void *ctx, struct err *e)
	MUST_USE;

/* Is the file known to be bad as it is now? */
bool dropped_is_bad(const struct dropped *file);
/* Remembers that it is, and why. */
void dropped_mark_bad(struct catalogue *c, const struct dropped *file,
                      const char *reason);
/* Remembers nothing bad of it any more. */
void dropped_mark_good(struct catalogue *c, const struct dropped *file);

#endif
