/*
 * scratch.h - the folder of a run's own: it ends with the run, or with the next one
 *
 * In memory where there is room, else below TMPDIR.  It has its name only while it is
 * locked, and the lock ends with the processes of the run, however they end.  So a folder
 * of such a name that is not locked was left by a kill: the next run removes it.
 *
 * Owns: its path and lock.
 * Errors: ERR_IO.
 */
#ifndef HARNESS_TARGET_SCRATCH_H
#define HARNESS_TARGET_SCRATCH_H

#include "lib/file/lock.h"

struct scratch_folder {
	char *path; /* NULL: it was not made */
	struct file_lock lock;
};

/* Makes one with room for so many bytes, if it can be, and removes what was left. */
int scratch_folder_open(uint64_t bytes, struct scratch_folder *out, struct err *e)
	MUST_USE;
/* Removes it. */
int scratch_folder_close(struct scratch_folder *s, struct err *e) MUST_USE;

#endif
