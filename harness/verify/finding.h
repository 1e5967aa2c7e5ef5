/*
 * finding.h - what is wrong with a tree of exports, and what could not be checked
 *
 * Findings are sorted by path, then place, then kind, so that the same tree gives the
 * same list.  Of one kind FINDINGS_OF_A_FILE are kept for a file, the rest is counted:
 * a list has a bound.
 *
 * Owns: its texts.
 */
#ifndef HARNESS_VERIFY_FINDING_H
#define HARNESS_VERIFY_FINDING_H

#include "lib/buf.h"

#define FINDINGS_OF_A_FILE 10

enum finding_kind {
#define FINDING(name, id, todo) FINDING_##name,
#include "harness/verify/finding.def"
#undef FINDING
	FINDING_COUNT
};

struct finding {
	enum finding_kind kind;
	char *path;      /* below the verified folder; "" for itself */
	uint64_t record; /* from 1; 0: it is about no record */
	char *text;
};

/* What could not be checked, and of how many files. */
struct unchecked {
	char *text;
	uint64_t files;
};

struct findings {
	struct finding *all;
	size_t count, room;
	uint64_t unlisted; /* more of a kind and file than are kept */
	struct unchecked *unchecked;
	size_t unchecked_count;
};

/* As it is printed; what to do about it. */
const char *finding_id(enum finding_kind kind);
const char *finding_todo(enum finding_kind kind);

/* Adds one about a file; record 0 for none. */
void finding_add(struct findings *f, enum finding_kind kind, const char *path,
                 uint64_t record, const char *fmt, ...) PRINTF_LIKE(5, 6);
/* Notes that something could not be checked of one more file. */
void finding_unchecked(struct findings *f, const char *text);

/* Sorts both lists. */
void findings_sort(struct findings *f);
/* How many there are, those that were not kept among them. */
uint64_t findings_total(const struct findings *f);

void findings_release(struct findings *f);
AUTO_DEFINE_STRUCT(struct findings, findings_release);

#endif
