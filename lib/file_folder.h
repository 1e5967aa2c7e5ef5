/*
 * file_folder.h - folders held open, for the other parts of lib/file.h
 *
 * Owns: nothing but what each call says.
 * Errors: as in lib/file.h.
 */
#ifndef LIB_FILE_FOLDER_H
#define LIB_FILE_FOLDER_H

#include "lib/file.h"

/*
 * Cuts a path, as file_join_below() takes it: the folder's as "/a/b", or "", and the name
 * behind it, which lies in the same buffer.  ERR_INVALID where the path names no file.
 */
int file_cut_below(const char *path, struct buf *folder, const char **name, struct err *e)
	MUST_USE;

/* Opens a folder of the user's own, links followed; makes what is missing. */
int file_folder_open_own(const char *path, struct file_folder *out, struct err *e)
	MUST_USE;

/*
 * Goes down from the root as far as there are folders; *all says whether it reached the
 * last one of "/a/b".  *out is closed where not even the root is there.
 */
int file_folder_find(const char *root, const char *below, struct file_folder *out,
                     bool *all, struct err *e) MUST_USE;

/*
 * Makes sure that the folders made for it survive a power cut; the descriptor, for
 * fsync(), of the folder itself.
 */
int file_folder_sync(struct file_folder *f, struct err *e) MUST_USE;

/* "a folder", …: what has the name in the folder, if it is no regular file; else NULL. */
const char *file_in_the_way(int folder, const char *name);

#endif
