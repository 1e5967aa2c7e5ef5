/*
 * once.h - what lies in the exported files of a history: each record, once
 *
 * The law, of each dataset: the runs that have not failed have exported what had arrived
 * before the newest of their scheduled times, each record in one file, in a run whose
 * window it is in.  Only what receipts say is an exception: records that were skipped, a
 * run that another one repeats, rows that come again at a file's end, records of a file
 * that was damaged, and files that a run had written before it failed.  Each file belongs
 * to a run, each file of a run is there, and no file is still waiting.
 *
 * Owns: struct once owns all, until once_end().
 */
#ifndef TESTS_CRASH_ONCE_H
#define TESTS_CRASH_ONCE_H

#include "tests/crash/findings.h"
#include "tests/support/histories.h"

#define ONCE_RUNS     1024
#define ONCE_ARRIVALS 4096

/* What a receipt says. */
struct once_receipt {
	enum fault_kind kind;
	int64_t run;
	char *file;            /* below the export root; NULL: none */
	int64_t before, after; /* -1: no numbers */
	char *done;
};

struct once_file {
	char *path;
	int64_t run;
	bool waits; /* for the time at which it appears */
};

struct once {
	struct stage *stage;
	struct once_receipt *receipts;
	size_t receipt_count;
	struct once_file *files;
	size_t file_count;
	struct lived runs[ONCE_RUNS];
	size_t run_count;
	bool twin[ONCE_RUNS], damaged[ONCE_RUNS];
	int64_t left[ONCE_RUNS]; /* files of a run that has failed */
	uint64_t sum[ONCE_RUNS]; /* of what its files hold */
	int64_t found[ONCE_RUNS][STAGE_DATASETS];
	/* The run that has exported the record, counted from 1; 0: none. */
	int64_t holder[STAGE_DATASETS][ONCE_ARRIVALS];
	struct findings *findings;
	size_t doubled, lost, leftovers; /* what the exceptions came to */
};

/* Takes what receipts say, while the faults are armed: they go with them. */
void once_begin(struct once *o, struct stage *s);
/* Judges the stage, which is stopped: its files are read, and its state. */
void once_judge(struct once *o, struct findings *f);
void once_end(struct once *o);

#endif
