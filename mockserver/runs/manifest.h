/*
 * manifest.h - the manifests that list the files of a run
 *
 * A manifest lies in the folder of the files it lists.  A folder that datasets share has
 * one too: each export of a dataset that ends there rewrites it.  Faults on it are judged
 * once, when the run's first export to the folder begins.
 *
 * A manifest appears when the last file that it lists does, unless a fault has it appear
 * early.
 *
 * Owns: nothing; a manifest is its struct run_files'.
 * Errors: ERR_IO and what the store raises; what keeps it from being written fails the
 * export, in `why`.
 */
#ifndef MOCKSERVER_RUNS_MANIFEST_H
#define MOCKSERVER_RUNS_MANIFEST_H

#include "mockserver/runs/files.h"

/* The run's manifest in that folder, where the first dataset's export is judged. */
int run_manifest_of(const struct run_output *run, const char *dataset, const char *folder,
                    struct run_manifest **out, struct err *e) MUST_USE;

/* When a fault has the files appear, for the manifest to be there early; 0: none. */
vtime run_manifest_holds_files(const struct run_output *run,
                               const struct run_manifest *m);

/*
 * Writes it, of what the run has there so far; `files_at`: when the last of these
 * appears, 0 for now.  Then, its row and its receipts.
 */
int run_manifest_write(const struct run_output *run, struct run_manifest *m,
                       vtime files_at, struct err *why) MUST_USE;
int run_manifest_put(const struct run_output *run, struct run_manifest *m, struct err *e)
	MUST_USE;

#endif
