/*
 * file_faults.h - what faults do to the files of an export
 *
 * Each data file is judged when the whole export is in place, in the order of the names.
 * A fault writes a new file and renames it over the old one, so that a file that shares
 * its inode is left alone.  What the run, its manifest and its metrics say of the files
 * is what the service believes it has written.
 *
 * Owns: nothing.
 * Errors: ERR_IO and what the store raises; what keeps a file from being changed fails
 * the export, in `why`.
 */
#ifndef MOCKSERVER_RUNS_FILE_FAULTS_H
#define MOCKSERVER_RUNS_FILE_FAULTS_H

#include "mockserver/runs/files.h"
#include "mockserver/runs/run_faults.h"

/* A file that a fault strikes. */
struct file_struck {
	const struct run_output *run;
	const struct run_subject *subject;
	const struct run_file *file; /* folder and path below the export root, bytes */
	const struct fault_hit *hit;
};

/* Strikes the files of the run from that index on, which are the dataset's. */
int file_faults_strike(const struct run_output *run, const char *dataset, size_t from,
                       struct err *e, struct err *why) MUST_USE;

#endif
