/*
 * rule_kind.h - the kinds of rules, and what the settings of each say
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
 *
 * Owns: nothing; a rule's parts are released by rule_release() (rule.h).
 * Errors: ERR_INVALID with file and pointer.
 */
#ifndef MOCKSERVER_DATA_RULE_KIND_H
#define MOCKSERVER_DATA_RULE_KIND_H

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

/*
 * Reads a member that is a share between 0 and 1 in units of 2^-32; *out keeps its
 * value if the member is missing.
 */
int rule_share_read(const cJSON *settings, const char *name, const struct cursor *at,
                    uint64_t *out, struct err *e) MUST_USE;

/* The kind of r, for the column r->def, and all that it says but the share of nulls. */
int rule_kind_read(const cJSON *settings, struct cursor *at, struct rule *r,
                   struct err *e) MUST_USE;

#endif
