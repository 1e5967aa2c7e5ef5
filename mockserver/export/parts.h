/*
 * parts.h - an export's part files, written side by side
 *
 * Workers take the parts in order and write each to a temporary of its own; what a
 * part holds depends on its rows alone, so that any number of workers gives the same
 * bytes.  Only when all are whole do they get their names, in order.  When one fails
 * none is left: no later one is begun, and of several failures the first part's
 * is reported, whatever the number of workers.
 *
 * Owns: nothing between calls.  Borrows: all it is given, for the call.
 * Errors: ERR_IO (disk), ERR_EXISTS (a link is in the way, or what is no file), and what
 * the row sources raise.
 */
#ifndef MOCKSERVER_EXPORT_PARTS_H
#define MOCKSERVER_EXPORT_PARTS_H

#include "mockserver/export/export.h"

#define PARTS_WORKERS_MAX 64

struct export_part {
	const char *name;          /* borrowed; in the folder */
	struct export_stats stats; /* set once all are written */
};

/* Where they go: one folder below a root, reached through no link (lib/file/file.h). */
struct export_output {
	const char *root, *folder;
	struct export_part *part;
	size_t count;
};

/*
 * Where the parts' rows come from.  Both are called by the worker that writes the
 * part, and so at once for different parts; a reader is used by one worker only.
 */
struct export_input {
	void *(*open)(void *ctx, size_t part, struct row_source **rows);
	void (*close)(void *reader);
	void *ctx;
};

/* Writes all parts; `workers` of them at a time, the caller's thread among these. */
int export_parts(const struct export_options *options, const struct export_input *input,
                 const struct export_output *output, unsigned workers, struct err *e)
	MUST_USE;

#endif
