/*
 * files.h - the files that a run has written
 *
 * Owns: struct run_files owns its texts, until run_files_release().
 */
#ifndef MOCKSERVER_RUNS_FILES_H
#define MOCKSERVER_RUNS_FILES_H

#include "lib/file.h"
#include "mockserver/runs/plan.h"

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

struct run_files {
	struct run_file *all;
	size_t count;
};

/* Notes a data file. */
void run_files_add(struct run_files *f, const char *folder, const char *path,
                   uint64_t bytes);
/* Forgets all but the first `count`. */
void run_files_cut(struct run_files *f, size_t count);
void run_files_release(struct run_files *f);
AUTO_DEFINE_STRUCT(struct run_files, run_files_release);

/* fsync, where the state is kept too. */
enum file_sync run_files_sync(const struct world *w);

#endif
