/*
 * manifest.h - the manifests that list the files of a run
 *
 * A manifest lies in the folder of the files it lists.  A folder that datasets share has
 * one too: each export of a dataset that ends there rewrites it.
 *
 * Owns: nothing.
 * Errors: ERR_INVALID, ERR_IO.
 */
#ifndef MOCKSERVER_RUNS_MANIFEST_H
#define MOCKSERVER_RUNS_MANIFEST_H

#include "mockserver/runs/files.h"

/*
 * Writes the folder's manifest, of what the run has there so far; the caller frees
 * *path, below the export root.
 */
int run_manifest_put(const struct run_output *run, const char *folder, char **path,
                     struct err *e) MUST_USE;

#endif
