/*
 * struck_file.h - a data file of an export that faults strike, and what they do to it
 *
 * Owns: struct struck_file owns its texts and changes, until struck_file_release().
 */
#ifndef MOCKSERVER_RUNS_STRUCK_FILE_H
#define MOCKSERVER_RUNS_STRUCK_FILE_H

#include "mockserver/export/altered.h"
#include "mockserver/export/corrupt.h"
#include "mockserver/export/parts.h"
#include "mockserver/runs/file_change.h"
#include "mockserver/runs/files.h"

/* An export of one dataset; all is borrowed. */
struct faulted_export {
	const struct run_output *run;
	const char *dataset_id;
	const struct dataset *dataset;
	const struct dataset_window *window;
	uint64_t skipped;               /* records at its start that are in no file */
	size_t total;                   /* parts that the others go to */
	const char *folder;             /* the files' own, below the export root */
	char *const *path;              /* of each part: its place there */
	const struct export_part *part; /* their stats are set once they are written */
	size_t count;                   /* of those, as many as are written */
	int64_t first_number;           /* of the first among the run's files, from 1 */
};

struct struck_file {
	const struct faulted_export *of;
	size_t part;
	const struct run_faults *faults;
	char *staged;                   /* where it lies, below the export root */
	char *place;                    /* where it belongs now; NULL: nowhere */
	vtime appears_at;               /* in its place; 0: at once */
	uint64_t size;                  /* of what lies staged */
	char *torn;                     /* the temporary next to it; NULL: none */
	uint64_t torn_bytes;            /* how much of the file it holds */
	uint64_t again, first;          /* so many rows come again, from that one on */
	const struct fault_hit *schema; /* what alters a column; NULL: nothing */
	struct alteration column;       /* how, then */
	char *as;                       /* its text, or NULL */
	struct corruption bytes;
	struct file_change *changes;
	size_t change_count;
};

void struck_file_release(struct struck_file *f);
AUTO_DEFINE_STRUCT(struct struck_file, struck_file_release);

/* Takes a change, for the hit's receipt. */
void struck_file_note(struct struck_file *f, struct file_change change);

/* How many records the run has written to the file, whatever faults do to them. */
uint64_t struck_file_rows(const struct struck_file *f);

/* What a hit draws: a hash of (seed, fault, key, ordinal, its action). */
uint64_t struck_file_draw(const struct world *w, const struct fault_hit *hit);

#endif
