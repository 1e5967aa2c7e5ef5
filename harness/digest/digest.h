/*
 * digest.h - a number that stands for a record, and the key it has at a path
 *
 * Equal records have equal numbers, whatever the order of their members, the spelling of
 * their numbers, and the format they lie in; a member that is null counts as one that is
 * not there.  Different records have different numbers, but for one pair in 2^64.
 *
 * A record is given value by value: begin … end around the members of an object and the
 * elements of an array, name before the value of a member.
 *
 * Owns: nothing.  Borrows: the path.
 */
#ifndef HARNESS_DIGEST_DIGEST_H
#define HARNESS_DIGEST_DIGEST_H

#include "lib/err.h"
#include "lib/str.h"

#define DIGEST_DEPTH_MAX 160
#define DIGEST_STEPS_MAX 16

enum digest_shape { DIGEST_OBJECT, DIGEST_ARRAY };

/* A path such as "person.emails[0]". */
struct digest_path {
	struct digest_step {
		struct str name; /* at NULL: an element, by its index */
		uint64_t index;
	} steps[DIGEST_STEPS_MAX];
	size_t count;
};
int digest_path_parse(const char *text, struct digest_path *out, struct err *e) MUST_USE;

/* A record's key; two lanes, so that different texts do not meet by chance. */
struct digest_key {
	uint64_t high, low;
	bool there;
};

struct digest_frame {
	enum digest_shape shape;
	uint64_t sum;   /* of what it holds so far */
	uint64_t count; /* elements so far */
	uint64_t name;  /* hash of the member whose value comes next */
	size_t matched; /* steps of the path that lead here; NO_MATCH for none */
	size_t next;    /* those that lead to the member whose value comes next */
};

struct digest {
	bool whole; /* the record's number is wanted, and not its key alone */
	const struct digest_path *path; /* NULL: no key is looked for */
	size_t within; /* so many of the open frames are at the path's end */
	struct digest_frame frames[DIGEST_DEPTH_MAX + 1];
	size_t depth;
	uint64_t value; /* of the last record that ended */
	struct digest_key key;
};

/* Begins a record; the caller sets `whole` once. */
void digest_record(struct digest *d, const struct digest_path *path);

/* Is the value that comes next needed?  What is not may be given by digest_skip(). */
bool digest_wants(const struct digest *d);
void digest_skip(struct digest *d);

void digest_begin(struct digest *d, enum digest_shape shape);
void digest_end(struct digest *d);
void digest_name(struct digest *d, const char *at, size_t n);
void digest_text(struct digest *d, const char *at, size_t n);
void digest_number(struct digest *d, const char *text); /* as JSON spells it */
void digest_int(struct digest *d, int64_t v);
void digest_bool(struct digest *d, bool v);
void digest_null(struct digest *d);

#endif
