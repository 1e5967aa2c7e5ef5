/*
 * vars.h - what `${name}` stands for in a scenario
 *
 * A scope holds values by name: what was captured, or what an include was given.
 * A name that the inner scope lacks is looked for in the outer one.  In a text,
 * `${name}` becomes the value's text; a text that is nothing else becomes the
 * value itself, a number or a map as well.  `${name.path[0].to}` reaches into it; what
 * else may stand there is in harness/scenario/expr.h.  `$${` is a plain `${`.
 *
 * Owns: a scope owns its values.  Borrows: the outer scope.
 * Errors: ERR_INVALID with "file:line:column: reason".
 */
#ifndef HARNESS_SCENARIO_VARS_H
#define HARNESS_SCENARIO_VARS_H

#include "lib/json/json.h"
#include "lib/yaml/yaml.h"

struct vars {
	cJSON *values; /* an object, or NULL for none */
	const struct vars *outer;
	bool open; /* of the outermost: `${name}` of what nothing gives stays as it is */
};

/* Frees the values; the scope is empty after it. */
void vars_release(struct vars *v);

/* Sets or replaces; takes the value. */
void vars_set(struct vars *v, const char *name, cJSON *value);

/* The value of a name ("flow") or of a path into one ("flow.id"), or NULL. */
const cJSON *vars_find(const struct vars *v, const char *path);

/* A copy of the node with every `${…}` in its texts filled in. */
int vars_expand(const struct vars *v, const struct yaml *y, const cJSON *node,
                cJSON **out, struct err *e) MUST_USE;

/* The same for a node that must end up as text; the caller frees it. */
int vars_expand_text(const struct vars *v, const struct yaml *y, const cJSON *node,
                     char **out, struct err *e) MUST_USE;

/*
 * Calls visit with each name in the node's texts, without its path; stops at the first
 * that answers -1.  VARS_OPTIONAL: another value is at hand where nothing has the name.
 */
enum vars_need { VARS_NEEDED, VARS_OPTIONAL };
typedef int vars_visit_fn(void *ctx, const cJSON *node, const char *name,
                          enum vars_need need, struct err *e);
int vars_each_use(const struct yaml *y, const cJSON *node, vars_visit_fn *visit,
                  void *ctx, struct err *e) MUST_USE;

#endif
