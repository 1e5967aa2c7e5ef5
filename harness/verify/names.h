/*
 * names.h - what the names of exported folders and files say
 *
 *	…/<dataset id>/exportTime=202302090006[SS]
 *	part-<5 digits>-tid-<number>-<uuid>-<number>-<number>-c<3 digits>.<type>
 *	manifest-<uuid>-<uuid>.json
 *
 * What stands above the dataset's id is the target's path and whatever a template puts
 * there; a dataset's id has 24 hexadecimal digits.
 *
 * Owns: nothing.  Borrows: the names.  Pure.
 */
#ifndef HARNESS_VERIFY_NAMES_H
#define HARNESS_VERIFY_NAMES_H

#include "lib/str.h"

/* The folder of an export. */
struct names_folder {
	struct str above;   /* the path above the dataset's folder; may be empty */
	struct str dataset; /* an id; empty where a layout of the user's has none */
	struct str time;    /* 12 or 14 digits; with a layout the name itself */
};
bool names_folder(struct str path, struct names_folder *out);

/* The first dataset's id in a text; empty for none. */
struct str names_dataset(struct str text);

struct names_part {
	unsigned number;
	struct str export; /* what the parts of one export share: "-tid-…" to the uuid */
};
bool names_part(const char *name, struct names_part *out);

struct names_manifest {
	struct str flow, run; /* ids */
};
bool names_manifest(const char *name, struct names_manifest *out);

/* Does a writer give such a name to what it has not ended? */
bool names_temporary(const char *name);

/* The folder's part of a file's path; empty for none. */
struct str names_folder_of(const char *path);

#endif
