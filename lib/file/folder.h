/*
 * folder.h - folders held open, for the other parts of lib/file/file.h
 *
 * Owns: nothing but what each call says.
 * Errors: as in lib/file/file.h.
 */
#ifndef LIB_FILE_FOLDER_H
#define LIB_FILE_FOLDER_H

#include "lib/file/file.h"

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
 * Descends from the root as far as folders exist; *all: the last one of "/a/b" was
 * reached. Without a root the result is closed.
 */
int file_folder_find(const char *root, const char *below, struct file_folder *out,
                     bool *all, struct err *e) MUST_USE;

/*
 * Syncs the folders that were made for it, so that they survive a power cut; returns the
 * descriptor of the folder itself, for fsync().
 */
int file_folder_sync(struct file_folder *f, struct err *e) MUST_USE;

/* What has that name, such as "a folder", unless it is a regular file; else NULL. */
const char *file_in_the_way(int folder, const char *name);

#endif
