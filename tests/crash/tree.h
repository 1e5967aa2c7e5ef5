/*
 * tree.h - all that lies below a folder
 *
 * Owns: struct tree owns its entries, until tree_release().
 */
#ifndef TESTS_CRASH_TREE_H
#define TESTS_CRASH_TREE_H

#include "lib/base.h"

struct tree_entry {
	char *path; /* relative to the folder */
	bool is_folder;
	size_t children; /* of a folder */
	int64_t size;    /* of a file */
};

struct tree {
	struct tree_entry *all; /* sorted by path */
	size_t count, room;
};

/* Reads the tree; a folder that is not there has no entries. */
void tree_read(const char *folder, struct tree *out);
void tree_release(struct tree *t);
AUTO_DEFINE_STRUCT(struct tree, tree_release);

#endif
