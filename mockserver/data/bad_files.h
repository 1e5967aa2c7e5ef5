/*
 * bad_files.h - files that can't be read, as they were when that was found out
 *
 * Owns: the list owns its texts, until bad_files_release().
 */
#ifndef MOCKSERVER_DATA_BAD_FILES_H
#define MOCKSERVER_DATA_BAD_FILES_H

#include "lib/file/file.h"

struct bad_file {
	char *name;
	char *reason;
	struct file_stamp stamp;
};

struct bad_files {
	struct bad_file *all; /* in the order in which they were found */
	size_t count;
};

/* The one of that name, or NULL. */
const struct bad_file *bad_files_find(const struct bad_files *list, const char *name);
/* Adds one, in the place of what was known of the name; copies. */
void bad_files_put(struct bad_files *list, const char *name, const char *reason,
                   struct file_stamp stamp);
/* Forgets the one of that name, if there is one; or all. */
void bad_files_drop(struct bad_files *list, const char *name);
void bad_files_release(struct bad_files *list);

#endif
