/*
 * place.h - where below the export root a target connection's files go
 *
 * <kind>/<bucket, container, host …>/<path>, by the table of destinations.  What
 * comes from a request is data: empty components and "." vanish, ".." and control
 * bytes are spelt %XX, so that no path leaves its place.
 *
 * Owns: nothing.  Pure.
 */
#ifndef MOCKSERVER_RUNS_PLACE_H
#define MOCKSERVER_RUNS_PLACE_H

#include "lib/json/json.h"

/*
 * Appends the folder, relative to the export root, of a target connection with its
 * base connection (both as GET shows them).  ERR_INVALID when the target's
 * connection spec is no destination of files.
 */
int place_of(const cJSON *target, const cJSON *base, struct buf *out, struct err *e)
	MUST_USE;

/* Appends "/" and the path's components, cleaned. */
void place_add_path(struct buf *out, const char *path);

#endif
