/*
 * state_files.h - the files of a state, watched: are they still the ones that were opened
 *
 * SQLite would keep writing to a deleted file, or over what another program wrote into
 * it, and all that was acknowledged since would be lost.  So before each commit the
 * database and its log must have their names, and before each transaction the database
 * the header that the last one left: a file that was overwritten or truncated in place
 * has another.
 *
 * The descriptor stays open until SQLite has closed the database: closing any descriptor
 * of a file releases all of this process's locks on it.
 *
 * Owns: its paths and the descriptor.
 * Errors: ERR_UNAVAILABLE, and from then on, where they are not.
 */
#ifndef MOCKSERVER_STORE_STATE_FILES_H
#define MOCKSERVER_STORE_STATE_FILES_H

#include "lib/file/file.h"

#define STATE_HEADER 100 /* bytes of a database's header */

/* All zero: in memory. */
struct state_files {
	char *path, *wal; /* NULL: in memory */
	struct file_id id, wal_id;
	int fd;
	char header[STATE_HEADER]; /* as it was last noted */
	int64_t size;              /* of the database, then */
	bool lost;
};

/* The database is open, and both it and its log exist. */
int state_files_open(const char *path, struct state_files *out, struct err *e) MUST_USE;
void state_files_close(struct state_files *f);

/* Do both files still have their names? */
int state_files_check_names(struct state_files *f, struct err *e) MUST_USE;
/* Does the database still have the header that was noted? */
int state_files_check_header(struct state_files *f, struct err *e) MUST_USE;
/* Notes the header, after a write of our own. */
void state_files_note(struct state_files *f);

/* Does the path lead to one of the files of the state at `state`, open or not? */
bool state_files_has(const char *state, const char *path);

#endif
