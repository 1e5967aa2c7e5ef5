/*
 * unique.h - finds keys that two records of a series share
 *
 * A table of keys with a bound: where they do not fit, those of a lower range are kept,
 * and the rest waits for another pass over the same records.  So memory has a bound, and
 * time pays for it.
 *
 *	while (unique_begin_pass(&u))
 *		for each record, in the same order each time
 *			unique_add(…)
 *
 * Owns: its table.
 */
#ifndef HARNESS_VERIFY_UNIQUE_H
#define HARNESS_VERIFY_UNIQUE_H

#include "harness/digest/digest.h"

/* Where a key was: a file's number, and the record's in it, from 1. */
struct unique_place {
	uint32_t file;
	uint64_t record;
};

struct unique_slot {
	uint64_t high;
	uint32_t low, file;
	uint64_t record; /* 0: the slot is free */
};

/* Where a pass has left keys to a later one: those above `above`, up to `last`. */
struct unique_cut {
	uint64_t above, last;
	struct unique_place at; /* records before it were compared all the same */
};

struct unique {
	struct unique_slot *slots;
	struct unique_cut *cuts; /* of all passes */
	size_t cut_count;
	size_t room, count;
	size_t room_max;      /* most slots; 0 for the usual bound */
	uint64_t first, last; /* the range of this pass */
	bool begun, left;     /* some keys are above the range */
};

/* Begins the first pass, or the next one; false after the last. */
bool unique_begin_pass(struct unique *u);

/*
 * Adds a record's key, where it belongs to this pass.  True with *earlier set when the
 * series had it; once for each record, however many passes there are.
 */
bool unique_add(struct unique *u, uint64_t series, const struct digest_key *key,
                struct unique_place at, struct unique_place *earlier);

void unique_release(struct unique *u);
AUTO_DEFINE_STRUCT(struct unique, unique_release);

#endif
