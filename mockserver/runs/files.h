/*
 * files.h - the files that a run has written
 *
 * Owns: struct run_files owns its texts, until run_files_release().
 */
#ifndef MOCKSERVER_RUNS_FILES_H
#define MOCKSERVER_RUNS_FILES_H

#include "lib/file/file.h"
#include "mockserver/runs/file_change.h"

/* The run that files are written for. */
struct run_output {
	struct world *w;
	const struct plan *plan;
	int64_t run;        /* its serial */
	vtime scheduled_at; /* the files' time; records arrived before it */
	int64_t attempt;    /* 0: the schedule's; else names of its own */
	bool by_hand;       /* a client asked for it */
	bool fails;         /* a fault has it fail: there is no manifest */
	struct run_files *files;
};

struct run_file {
	char *folder, *path; /* below the export root */
	uint64_t bytes;
};

/* The manifest that lists the run's files in a folder (runs/manifest.h). */
struct run_manifest {
	char *folder;  /* below the export root */
	char *dataset; /* whose export is the run's first there */
	char *place,
		*path; /* where it belongs, where it lies; path NULL: it is missing */
	uint64_t size;
	vtime appears_at; /* in its place; 0: at once */
	bool has_row;
	int64_t row;              /* its serial, where it has one and is staged */
	struct run_faults faults; /* that strike it */
	struct file_change *changes;
	size_t change_count, listed; /* how many files it listed first */
};

struct run_files {
	struct run_file *all;
	size_t count;
	struct run_manifest **manifests;
	size_t manifest_count;
};

/* Notes a data file. */
void run_files_add(struct run_files *f, const char *folder, const char *path,
                   uint64_t bytes);
/* Forgets all but the first `count`. */
void run_files_cut(struct run_files *f, size_t count);
/* The folder's manifest; NULL for none.  A new one, of which only the folder is set. */
struct run_manifest *run_files_manifest(const struct run_files *f, const char *folder);
struct run_manifest *run_files_add_manifest(struct run_files *f, const char *folder);
void run_files_release(struct run_files *f);
AUTO_DEFINE_STRUCT(struct run_files, run_files_release);

/* fsync, where the state is kept too. */
enum file_sync run_files_sync(const struct world *w);

#endif
