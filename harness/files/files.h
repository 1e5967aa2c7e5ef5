/*
 * files.h - reads the exported files of a flow, whole
 *
 * Errors: those of the disk; what is wrong with a file is a difference.
 */
#ifndef HARNESS_FILES_FILES_H
#define HARNESS_FILES_FILES_H

#include "harness/files/found.h"
#include "harness/match/diff.h"

/*
 * Walks and reads everything below the flow's folder.  A file that is neither a readable
 * data file nor a manifest, and a record that does not fit `records`, are differences; -1
 * is for errors of the disk.
 */
int files_read(const struct exports *x, const cJSON *expect, struct files *out,
               struct diffs *diffs, struct err *e) MUST_USE;

#endif
