/*
 * check.h - judging one document; for lib/jsonschema/
 *
 * A check walks nodes and values together.  Where only yes or no is asked
 * (`out` is NULL) it ends at the first broken rule.  It gives up, and says so, when its
 * steps are used up or after DEPTH_MAX levels: no schema and no document can keep it
 * busy for long.  A step is some 20 to 50 ns; a rule whose work grows with the document
 * or with the schema pays for it by check_spend().
 *
 * Owns: its scratch memory.  Borrows: everything else.
 */
#ifndef LIB_JSONSCHEMA_CHECK_H
#define LIB_JSONSCHEMA_CHECK_H

#include "lib/jsonschema/node.h"

#define CHECK_TEXT_MAX 60 /* bytes of a value shown in a message */

struct check {
	const struct jsonschema *s;
	struct violations *out; /* NULL: only the answer is wanted */
	struct pattern_room room;
	int64_t steps; /* left */
	int64_t bytes; /* left for the texts of violations */
	unsigned depth;
	bool gave_up;
};

/* Does the value fit the node? */
bool check_node(struct check *c, const struct node *n, const cJSON *v,
                const struct place *at);

/* The same, saying nothing, or to another list. */
bool check_quietly(struct check *c, const struct node *n, const cJSON *v,
                   const struct place *at);
bool check_into(struct check *c, const struct node *n, const cJSON *v,
                const struct place *at, struct violations *out);

/* Takes steps from the budget; false when it is used up: the check is given up. */
static inline bool check_spend(struct check *c, size_t steps)
{
	c->steps -= (int64_t)steps;
	if (c->steps <= 0)
		c->gave_up = true;
	return !c->gave_up;
}

/* The same for a text that is read, and for a number. */
bool check_spend_text(struct check *c, const char *text);
bool check_spend_number(struct check *c, const cJSON *v);
/* How many elements or members a value has. */
int check_count(struct check *c, const cJSON *v);
/* A member by its name: NULL if it is not there, or no steps are left. */
const cJSON *check_member(struct check *c, const cJSON *object, const char *name);
/* As json_equal(); false as well when no steps are left. */
bool check_equal(struct check *c, const cJSON *a, const cJSON *b);

/* Is there more to judge, after what was judged so far? */
static inline bool check_goes_on(const struct check *c, bool fits)
{
	return !c->gave_up && (fits || c->out);
}

/* Adds a violation, if they are wanted and it is not given up, and returns false. */
bool check_fails(struct check *c, const struct place *at, const char *keyword,
                 const char *fmt, ...) PRINTF_LIKE(4, 5);

/*
 * Is the pattern in the text?  Where the search had to be given up, that is a violation
 * of the keyword, and the whole check is given up.
 */
bool check_pattern(struct check *c, const struct pattern *p, const char *text,
                   const struct place *at, const char *keyword);

/*
 * Pieces of messages, each in a text that is borrowed from `out`: a name or text
 * cut to CHECK_TEXT_MAX; a value as JSON, cut likewise; `, is "value"`, or nothing
 * where the schema speaks of passwords.
 */
const char *check_cut(const char *text, struct buf *out);
const char *check_value(const cJSON *v, struct buf *out);
const char *check_is(const struct check *c, const cJSON *v, struct buf *out);

#endif
