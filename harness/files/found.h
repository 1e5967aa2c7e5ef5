/*
 * found.h - the exported files of a flow as they were found
 *
 * Owns: struct files owns all it found.
 */
#ifndef HARNESS_FILES_FOUND_H
#define HARNESS_FILES_FOUND_H

#include "harness/files/exports.h"
#include "harness/files/records.h"

struct folder {
	char *path; /* below the target's folder; "" for itself */
	uint64_t rows, files, bytes;
};

struct found_file {
	char *path; /* below the target's folder */
	struct records_form form;
	uint64_t rows, bytes;
	uint32_t crc;
	char *broken; /* why it can't be read to its end; NULL: it can */
};

struct found_manifest {
	char *path, *text;
	cJSON *json; /* NULL: it is not JSON */
};

struct files {
	const struct exports *exports; /* borrowed */
	struct found_file *all;        /* data files, by path */
	size_t count;
	struct folder *folders; /* those that hold data files, by path */
	size_t folder_count;
	struct found_manifest *manifests; /* by path */
	size_t manifest_count;
	char **strays; /* paths of files that are neither, in order */
	size_t stray_count;
	uint64_t rows, bytes;
	struct exports_metrics metrics; /* metrics of the runs; only when expected */
	/* expectations of the records, checked while they are read */
	const cJSON *expect; /* borrowed: the map of expectations, or NULL */
	cJSON *first, *last;
	bool any_fits, every_differs;
	char **keys; /* the texts of the unique key, one a record */
	size_t key_count, key_room;
};

/* Frees all that was found. */
void found_release(struct files *f);
/* What was found, as JSON for captures: count, rows, bytes, folders[], files[]. */
cJSON *found_json(const struct files *f) MUST_USE;
/* Files that can't be read to their end: a list of { path, bytes, why }. */
cJSON *found_broken(const struct files *f) MUST_USE;
/* Paths of files that are neither data files nor manifests. */
cJSON *found_strays(const struct files *f) MUST_USE;

#endif
