/*
 * verify.h - judges a tree of exports, whoever wrote it
 *
 * Names and folders, manifests and what they list, every file from its first byte to its
 * last, JSON against Parquet of the same export, and keys that must differ over a series.
 * Nothing is written, no link is followed, and memory has a bound that no file raises but
 * by a row group of Parquet or a line of JSON.
 *
 * Owns: struct verified owns all it holds.
 * Errors: ERR_NOT_FOUND, ERR_INVALID (no folder, a bad path or layout), ERR_IO; what is
 * wrong with the exports is a finding.
 */
#ifndef HARNESS_VERIFY_VERIFY_H
#define HARNESS_VERIFY_VERIFY_H

#include "harness/verify/inventory.h"

struct verify_options {
	const char *unique; /* a path whose value no two records of a series share */
	const char *layout; /* how folders are named (files/template.h) */
	bool structure;     /* no record is read */
	size_t keys_room;   /* slots for keys (unique.h); 0: the usual bound */
};

struct verified {
	struct export_tree tree;
	struct inventory inventory;
	struct findings findings;
};

int verify_run(const char *root, const struct verify_options *o, struct verified *out,
               struct err *e) MUST_USE;
void verify_release(struct verified *v);
AUTO_DEFINE_STRUCT(struct verified, verify_release);

/* How many data files were judged: none is not a pass. */
size_t verify_count(const struct verified *v);

#endif
