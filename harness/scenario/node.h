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

struct key {
	const char *name; /* NULL ends the table */
	unsigned types;   /* of enum json_type: what its value may be */
	enum { KEY_OPTIONAL, KEY_NEEDED } needed;
};

/* Sets *e to "file:line:column: …" for the node and returns -1. */
int node_err(const struct yaml *y, const cJSON *at, struct err *e, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

/* Is the text's value only known once "${…}" is filled in? */
bool node_has_variable(const cJSON *node);

/*
 * The node must be a map whose keys are in the table, with values of their types
 * (a text with a variable fits all but those that are only a map or a list);
 * `what` names it in the refusal: "a request step".
 */
int node_keys(const struct yaml *y, const cJSON *map, const struct key *keys,
              const char *what, struct err *e) MUST_USE;

/* The node must be of one of the types, unless it is text with a variable in it. */
int node_is(const struct yaml *y, const cJSON *node, unsigned types, const char *what,
            struct err *e) MUST_USE;

#endif
