/*
 * node.h - reading a scenario's YAML strictly
 *
 * A key that nobody knows is refused where it stands, with what would have been
 * understood there: a typo must not make a check vanish.
 *
 * Borrows: everything; a node belongs to the struct yaml it was read with.
 * Errors: ERR_INVALID with "file:line:column: reason".
 */
#ifndef HARNESS_SCENARIO_NODE_H
#define HARNESS_SCENARIO_NODE_H

#include "lib/json/type.h"
#include "lib/yaml/yaml.h"

/* What the types of a key leave open, as JSON Schema (harness/scenario/shape.h). */
typedef cJSON *shape_fn(void);

struct key {
	const char *name; /* NULL ends the table */
	unsigned types;   /* of enum json_type: what its value may be */
	enum { KEY_OPTIONAL, KEY_NEEDED } needed;
	shape_fn *shape;        /* NULL: the types say all */
	const struct key *keys; /* of a map as value; NULL: any */
	const char *without[2]; /* keys that can't stand next to it */
};

/* Sets *e to "file:line:column: …" for the node and returns -1. */
int node_err(const struct yaml *y, const cJSON *at, struct err *e, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

/* Is the text's value only known once "${…}" is filled in? */
bool node_has_variable(const cJSON *node);

/*
 * The node must be a map whose keys are in the table, whose values have the right
 * types (a text with a variable fits all but those that are only a map or a list), and so
 * on down through the tables of values.  What rows say of shapes and of keys that
 * exclude each other is for flowcheck schema; their owners check it.  `what` names it in
 * the refusal: "a request step".
 */
int node_keys(const struct yaml *y, const cJSON *map, const struct key *keys,
              const char *what, struct err *e) MUST_USE;

/* The node must be of one of the types, unless it is text with a variable in it. */
int node_is(const struct yaml *y, const cJSON *node, unsigned types, const char *what,
            struct err *e) MUST_USE;

#endif
