/*
 * file_change.h - what a fault has changed in a file, as its receipt says it
 *
 * Owns: struct file_change owns its values and text, until file_change_release().
 * Errors: what the store raises.
 */
#ifndef MOCKSERVER_RUNS_FILE_CHANGE_H
#define MOCKSERVER_RUNS_FILE_CHANGE_H

#include "mockserver/runs/run_faults.h"

struct file_change {
	const struct fault_hit *hit;
	const char *file;      /* below the export root, borrowed; NULL: the subject's */
	const char *column;    /* borrowed; NULL: none */
	int64_t offset;        /* of a byte or row; -1: none */
	cJSON *before, *after; /* NULL: nothing was or is there */
	char *done;
};

void file_change_release(struct file_change *c);

/* Says so in the receipt; the subject is the file that was judged. */
int file_change_put(const struct file_change *c, const struct run_subject *s,
                    struct err *e) MUST_USE;

#endif
