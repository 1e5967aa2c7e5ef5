/*
 * tree.h - all that lies in a folder, and files of it to read
 *
 * The tree is walked from folder to folder that are held open, never through a link; a
 * file is opened in the same way.  So nothing outside the folder is read, whatever is
 * renamed meanwhile.  The folder itself is the user's own, and may be a link.
 *
 * Owns: struct export_tree owns its entries and the folder.
 * Errors: ERR_NOT_FOUND, ERR_INVALID (it is no folder), ERR_IO.
 */
#ifndef HARNESS_VERIFY_TREE_H
#define HARNESS_VERIFY_TREE_H

#include "lib/err.h"

enum tree_kind {
	TREE_FILE,
	TREE_LINK,
	TREE_SPECIAL,    /* a pipe, a socket, a device */
	TREE_UNREADABLE, /* a folder that can't be read, or is nested too deep */
	TREE_EMPTY,      /* a folder in which nothing lies but such folders */
};

struct tree_entry {
	char *path; /* below the folder */
	enum tree_kind kind;
	uint64_t size;
};

struct export_tree {
	int fd;
	struct tree_entry *all; /* by path (bytes) */
	size_t count, room;
};

/* Lists all of it but folders in which a file lies. */
int tree_open(const char *root, struct export_tree *out, struct err *e) MUST_USE;
void tree_close(struct export_tree *t);
AUTO_DEFINE_STRUCT(struct export_tree, tree_close);

/* A file that is being read. */
struct tree_file {
	int fd;
	uint64_t size;
};
/* Opens a regular file of the tree for reading. */
int tree_file_open(const struct export_tree *t, const char *path, struct tree_file *out,
                   struct err *e) MUST_USE;
/* Reads up to n bytes at an offset; *got is less than n at the file's end alone. */
int tree_file_read(const struct tree_file *f, uint64_t at, void *out, size_t n,
                   size_t *got, struct err *e) MUST_USE;
void tree_file_close(struct tree_file *f);
AUTO_DEFINE_STRUCT(struct tree_file, tree_file_close);

#endif
