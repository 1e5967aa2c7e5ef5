/*
 * rule.h - by which rule each field of a generated record gets its value
 *
 * A tree beside the schema's: one rule for each column, read from the member
 * `fields` of a generator's settings, by path ("name.first", "items[].sku",
 * "consents{}.value"), or chosen by type and name where the settings name none.
 *
 *	kind      columns               members
 *	sequence  int32 int64           start, step
 *	choice    scalars, string       of, weights
 *	range     numbers, date, time   min, max, skew, decimals (double)
 *	arrival   timestamp date int64  lag
 *	text      string                pattern
 *	list      list                  length [least, most], skew
 *	map       map                   keys, chance
 *	struct    struct
 *
 * Every rule may say `nulls`, the share of nulls of a nullable column.
 * Everything is compiled to integers: what is drawn from them later is the same
 * on every machine.
 *
 * Owns: a rule owns its parts, until rule_release().  Borrows: the schema.
 * Errors: ERR_INVALID with file and pointer.
 */
#ifndef MOCKSERVER_DATA_RULE_H
#define MOCKSERVER_DATA_RULE_H

#include "lib/column.h"
#include "mockserver/data/cursor.h"
#include "mockserver/data/shape.h"

enum rule_kind {
	RULE_SEQUENCE,
	RULE_CHOICE,
	RULE_RANGE,
	RULE_ARRIVAL,
	RULE_TEXT,
	RULE_LIST,
	RULE_MAP,
	RULE_STRUCT,
	RULE_KIND_COUNT
};

/* How draws from a range are spread. */
enum rule_skew { SKEW_NONE, SKEW_LOW, SKEW_MIDDLE, SKEW_HIGH };

/* One of a choice, or a key of a map. */
struct rule_option {
	char *text;
	size_t size;
	int64_t units;
	uint64_t upto; /* the weights up to here, its own included */
};

struct rule {
	const struct column_def *def;
	enum rule_kind kind;
	uint64_t salt;  /* the hash of the field's path */
	uint64_t nulls; /* the chance of a null, of 2^32 */

	enum rule_skew skew;
	int64_t low, high; /* range, length: both included; sequence: start, step */
	uint64_t period;   /* sequence: values before it starts anew; 0: never */
	int64_t lag_ms;    /* arrival: at most so long before it */
	double divisor;    /* double: units of 1/divisor */
	uint64_t chance;   /* map: of each key, of 2^32 */
	struct rule_option *option;
	size_t option_count;
	struct shape *pattern;

	struct rule *child; /* def->child_count of them; a map's keys have none */
};

#define RULE_CHANCE_ONE (UINT64_C(1) << 32)

/* Compiles the rules for a schema; fields may be NULL.  On -1 *out is released. */
int rule_read(const cJSON *fields, const struct column_def *schema, struct cursor *at,
              struct rule *out, struct err *e) MUST_USE;
/* Frees what the tree owns; all zero is a valid tree. */
void rule_release(struct rule *r);

#endif
