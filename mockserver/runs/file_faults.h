/*
 * file_faults.h - what faults do to the files of an export
 *
 * The data files of an export are judged in the order of their names before any is
 * written, on the instance's thread: the number of workers plays no part.  Where none is
 * struck the export goes its usual way.  Else its parts are written to a folder that
 * nobody sees (runs/staging.h), its faults change what they change there, and each part
 * is copied to its place: every file below the export root appears whole, as a new file,
 * and no name of another one is touched.  What the run, its manifest and its metrics say
 * is what the service believes it has written.
 *
 * Owns: struct file_faults owns its texts, until file_faults_release().
 * Errors: what the store raises; what keeps a file from being written fails the export,
 * in `why`.
 */
#ifndef MOCKSERVER_RUNS_FILE_FAULTS_H
#define MOCKSERVER_RUNS_FILE_FAULTS_H

#include "mockserver/runs/file_effects.h"

/* All zero is a valid start: nothing is struck. */
struct file_faults {
	struct faulted_export of;
	char *staged;            /* the parts' folder below the export root; NULL: none */
	struct run_faults *hits; /* of each part */
	struct struck_file *file; /* of each part */
	vtime appears_at;         /* the last of them, in its place; 0: all at once */
};

/*
 * Judges each part; `held_until`: none appears before that, 0 for at once.  The export is
 * copied; what it borrows has to stay.
 */
int file_faults_judge(const struct faulted_export *of, vtime held_until,
                      struct file_faults *out, struct err *e) MUST_USE;
void file_faults_release(struct file_faults *ff);
AUTO_DEFINE_STRUCT(struct file_faults, file_faults_release);

/* Names the staged parts, which may then be written. */
void file_faults_name(const struct file_faults *ff);
/* With all of them written: changes them and puts them in their places. */
int file_faults_place(struct file_faults *ff, struct err *why) MUST_USE;
/* Puts the rows of all files that are there, or will be, and says in the receipts how. */
int file_faults_put(const struct file_faults *ff, struct err *e) MUST_USE;

#endif
