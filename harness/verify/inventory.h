/*
 * inventory.h - the files of a tree, sorted out: data, manifests, folders, series
 *
 * A folder holds files; a series is the exports of one dataset below one path.  A folder
 * whose name is no export's is a series by itself.
 *
 * Owns: struct inventory owns its arrays.  Borrows: the tree's paths.
 */
#ifndef HARNESS_VERIFY_INVENTORY_H
#define HARNESS_VERIFY_INVENTORY_H

#include "harness/files/records.h"
#include "harness/verify/finding.h"
#include "harness/verify/names.h"
#include "harness/verify/tree.h"

struct inventory_folder {
	struct str path;           /* "" for the verified folder itself */
	bool placed;               /* its name is an export's */
	struct names_folder names; /* of a placed one; borrowed from `whole` */
	char *whole;               /* its absolute path */
	size_t files, manifests;
	size_t series;
};

struct inventory_file {
	const char *path; /* below the verified folder */
	const char *name; /* behind its last slash */
	uint64_t size;
	struct records_form form; /* type NULL: a manifest */
	size_t folder;
	size_t export; /* of a data file */
	bool named;    /* as a part is */
	struct names_part part;
	size_t listed; /* how many manifests list it, with whatever size */
	/* What reading it showed: */
	bool whole;
	uint64_t rows;
	uint64_t sum; /* the records' digests, added up */
};

/* The data files of one type in one folder. */
struct inventory_export {
	size_t folder;
	const struct records_type *type;
	const char *path; /* the first file's */
	/* What reading its files showed: */
	uint64_t rows, sum;
	bool damaged;
};

struct inventory_series {
	char *path;         /* below the verified folder; absolute, if it starts above */
	struct str dataset; /* an id; empty where no name says it */
	uint64_t exports, files, manifests, rows, bytes;
	bool rows_known; /* each file was read, or says how many rows it has */
};

struct inventory {
	struct inventory_file *files; /* by path */
	size_t file_count;
	struct inventory_folder *folders;
	size_t folder_count;
	struct inventory_export *exports;
	size_t export_count;
	struct inventory_series *series;
	size_t series_count;
};

/*
 * Sorts out what lies in the tree; what does not belong in it is a finding.  `layout`
 * is how folders are named, or NULL for the documented way.
 */
void inventory_init(struct inventory *v, const struct export_tree *t, const char *root,
                    const char *layout, struct findings *f);
void inventory_release(struct inventory *v);
AUTO_DEFINE_STRUCT(struct inventory, inventory_release);

/* Judges the parts of each export: their names, numbers and forms. */
void inventory_check_parts(const struct inventory *v, struct findings *f);

#endif
