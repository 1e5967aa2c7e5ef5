/*
 * dataset_export.h - one dataset in a run: its records and files
 *
 * An export holds the records that arrived before the tick and, unless the flow exports
 * in full each time, at or after the flow's last successful export of the dataset.  No
 * new records: no file and no folder (05 §6).  The records go to part files of about
 * the same size (export/partition.h), all of them or none.
 *
 * A flow whose target asks for manifests (05 §7) gets one in each folder, once all data
 * files there can be seen.  It counts in no metric.  Ours: a run that exports nothing
 * has one, which lists nothing, in the folder that its first dataset would have had;
 * one that can't be written fails the export.
 *
 * Owns: nothing.  Borrows: all it is given.
 * Errors: ERR_IO and what the store raises; what keeps the files from being written is
 * reported separately, in `why`: it fails the export and not the mock.
 */
#ifndef MOCKSERVER_RUNS_DATASET_EXPORT_H
#define MOCKSERVER_RUNS_DATASET_EXPORT_H

#include "mockserver/runs/files.h"
#include "mockserver/store/run.h"

struct dataset_export {
	const char *id;
	const struct dataset *dataset; /* NULL: no dataset has that id */
	struct dataset_window window;  /* its records */
	uint64_t skipped;              /* of these, the first, which are in no file */
	uint64_t files_most;           /* that are written; 0: all */
	struct export_stats stats;     /* of what was written */
	uint64_t files;
};

/* Finds which records the export holds. */
int dataset_export_window(const struct run_output *run, struct dataset_export *s,
                          struct err *e) MUST_USE;

/* How many files the window's records go to. */
uint64_t dataset_export_files(const struct run_output *run,
                              const struct dataset_export *s);

/*
 * Writes the records and notes the files that now hold them, in the caller's
 * transaction.  0 with why->code set: nothing was written, and why.
 */
int dataset_export_write(const struct run_output *run, struct dataset_export *s,
                         struct err *e, struct err *why) MUST_USE;

/* Writes the manifest of a run that exports nothing, in this export's folder. */
int dataset_export_nothing(const struct run_output *run, const struct dataset_export *s,
                           struct err *e, struct err *why) MUST_USE;

#endif
