/*
 * files.h - the exported files of a flow, read whole, and what is expected of them
 *
 * Owns: struct files owns all it found.
 */
#ifndef HARNESS_FILES_FILES_H
#define HARNESS_FILES_FILES_H

#include "harness/files/exports.h"
#include "harness/files/records.h"
#include "harness/match/diff.h"
#include "lib/yaml/yaml.h"

struct folder {
	char *path; /* below the target's folder; "" for itself */
	uint64_t rows, files, bytes;
};

struct found_file {
	char *path; /* below the target's folder */
	const struct records_form *form;
	uint64_t rows, bytes;
	uint32_t crc;
};

struct found_manifest {
	char *path, *text;
	cJSON *json; /* NULL: it is none */
};

struct files {
	const struct exports *exports; /* borrowed */
	struct found_file *all;        /* data files, by path */
	size_t count;
	struct folder *folders; /* those that hold data files, by path */
	size_t folder_count;
	struct found_manifest *manifests; /* by path */
	size_t manifest_count;
	uint64_t rows, bytes;
	struct exports_metrics metrics; /* what the runs say; only when asked for */
	/* what was asked of the records, in passing */
	const cJSON *expect; /* borrowed: the map of expectations, or NULL */
	cJSON *first, *last;
	bool any_fits, every_differs;
	char **keys; /* the texts of the unique key, one a record */
	size_t key_count, key_room;
};

/* What may be expected: name and help of the i-th row; false behind the last. */
bool files_expectation_at(size_t i, const char **name, const char **help);

/* Judges the map of expectations. */
int files_check(const struct yaml *y, const cJSON *expect, struct err *e) MUST_USE;

/* Does it ask for what the runs' metrics say? */
bool files_want_metrics(const cJSON *expect);

/*
 * Walks and reads everything below the flow's folder.  What is no readable data
 * file, manifest, or fits `records` badly, is a difference; -1 is for the disk.
 */
int files_read(const struct exports *x, const cJSON *expect, struct files *out,
               struct diffs *diffs, struct err *e) MUST_USE;
/* Frees all it found. */
void files_release(struct files *f);

/* Compares what was found with what is expected (NULL: that there is something). */
void files_expect(const struct files *f, struct diffs *out);

/* The rows of these expectations that look at several files together. */
void files_expect_parts(const struct files *f, const cJSON *pattern, struct diffs *out);
void files_expect_manifest(const struct files *f, const cJSON *pattern,
                           struct diffs *out);

/* Reads a manifest and notes it; one that is no JSON is a difference. */
int files_read_manifest(struct files *f, const char *relative, struct diffs *diffs,
                        struct err *e) MUST_USE;

/* What was found, as JSON for captures: count, rows, bytes, folders[], files[]. */
cJSON *files_json(const struct files *f) MUST_USE;

#endif
