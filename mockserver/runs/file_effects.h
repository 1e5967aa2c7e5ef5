/*
 * file_effects.h - what each kind of fault does to a data file of an export
 *
 * The file lies staged, whole.  Its faults are taken in the order of what they change:
 * its rows, its bytes, its place.  Where a fault leaves the byte, row or column open, a
 * hash of (seed, fault, key, ordinal) chooses it.  What a fault can't do to the file - a
 * cut behind its end, a column that is not there - is not done, and no change is
 * noted.
 *
 * Owns: nothing.
 * Errors: those of the disk and of the dataset.
 */
#ifndef MOCKSERVER_RUNS_FILE_EFFECTS_H
#define MOCKSERVER_RUNS_FILE_EFFECTS_H

#include "mockserver/runs/struck_file.h"

/* Does to the staged file what its faults do, and says the rest in *f. */
int file_effects_apply(struct struck_file *f, struct err *why) MUST_USE;

#endif
