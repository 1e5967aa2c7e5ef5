/*
 * parts.h - what part files and manifests of exports promise
 *
 * The rows of these expectations look at several files together.
 */
#ifndef HARNESS_FILES_PARTS_H
#define HARNESS_FILES_PARTS_H

#include "harness/files/found.h"
#include "harness/match/diff.h"

/* How many parts each export has, numbered from 0. */
void parts_expect(const struct files *f, const cJSON *pattern, struct diffs *out);

/* Each file is listed once, by a manifest as documented, and what is listed is there. */
void parts_expect_manifest(const struct files *f, const cJSON *pattern,
                           struct diffs *out);

/* Reads a manifest and remembers it; one that is not JSON is a difference. */
int parts_read_manifest(struct files *f, const char *relative, struct diffs *diffs,
                        struct err *e) MUST_USE;

#endif
