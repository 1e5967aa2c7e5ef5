/*
 * filter.h - what `property` asks of the items of a list
 *
 * One filter is `<path><operator><value>` (02 §11): a dotted path with [] after an
 * array, an operator of filter.def, and a value or, for equality, a list of values
 * separated by commas, any of which will do.  Double quotes around a value are taken off,
 * and keep its commas.  Several filters must all hold.
 *
 * A path reaches every element of an array on its way, with [] or without it (B27).
 * Numbers of JSON are compared exactly with a value that is a number; true and false
 * in any case; all else as text, byte by byte, but for words: what a path that ends in
 * `state` or `status` leads to is compared in any case, and Processing, Waiting,
 * IN_PROGRESS and PARTIAL_SUCCESS stand for the words that entities show (03 §7.6).
 * null, objects, and what is not there match nothing.
 *
 * Owns: nothing; a filter's texts live in the arena.
 */
#ifndef MOCKSERVER_CONTRACT_FILTER_H
#define MOCKSERVER_CONTRACT_FILTER_H

#include "lib/json/json.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/contract/refusal.h"

#define FILTER_OPERATOR_CHARS "=<>!~" /* none stands in a path */

/* How an item's value stands to the filter's; an operator passes a set of these. */
enum { FILTER_BELOW = 1, FILTER_SAME = 2, FILTER_ABOVE = 4, FILTER_SETS = 8 };

enum filter_op {
#define FILTER_OP(name, ...) FILTER_##name,
#include "mockserver/contract/filter.def"
#undef FILTER_OP
	FILTER_OP_COUNT
};

struct filter_operator {
	const char *sign, *twin; /* the twin is NULL where there is one sign */
	unsigned passes;
};

const struct filter_operator *filter_operator(enum filter_op op);

/* Which values pass: FILTER_BELOW | … */
static inline unsigned filter_passes(enum filter_op op)
{
	return filter_operator(op)->passes;
}

struct filter_value {
	const char *text;
	bool is_number; /* in JSON's spelling */
};

struct filter {
	const char *text; /* as it was sent */
	const char *path; /* without [] */
	enum filter_op op;
	const struct filter_value *values;
	size_t count;  /* of values; more than one only for FILTER_EQ */
	bool any_case; /* it compares words */
};

/* Is it a path as filters and orders have it: members with dots between, [] after any? */
bool filter_path_is_valid(struct str path);

/* The path without its []. */
const char *filter_path(struct arena *a, struct str path);

/* Reads one; refuses with the documented errors. */
int filter_read(struct arena *a, const char *text, struct filter *out, struct refusal *rf)
	MUST_USE;

/* Does the item pass it? */
bool filter_match(const struct filter *f, const cJSON *item);

/* The member of an object, or NULL; NULL also for what is no object. */
const cJSON *filter_member(const cJSON *object, struct str name);

/* How two texts at a path stand: <0, 0, >0; words in any case. */
int filter_text_cmp(const char *path, const char *a, const char *b);

#endif
