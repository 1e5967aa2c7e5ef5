/*
 * names.h - the names that a scenario's steps may ask for, and the misspelt ones
 *
 * A name with a fallback, `${x ?? text}`, need not be known: --var may give it, or not.
 * One that nothing in the scenario gives is refused where it is nearly the name of
 * something that is there: it would be the fallback for ever, and nobody would notice.
 * Names of fewer than four letters, and those that differ in digits alone (flow1, flow2),
 * are not judged.
 *
 * Owns: the names, until names_release().  Borrows: the nodes that ask for them.
 * Errors: ERR_INVALID with "file:line:column: reason".
 */
#ifndef HARNESS_SCENARIO_NAMES_H
#define HARNESS_SCENARIO_NAMES_H

#include "lib/yaml/yaml.h"

/* A node that asks for a name with a fallback, where nothing had that name yet. */
struct names_use {
	const struct yaml *y;
	const cJSON *node;
	char *name;
	const cJSON *params; /* of the file that it stands in, or NULL */
};

struct names {
	cJSON *known;
	struct names_use *optional;
	size_t count;
};

void names_init(struct names *n);
void names_release(struct names *n);

/* From here on the name is known; all names of the map's members are. */
void names_learn(struct names *n, const char *name);
void names_learn_all(struct names *n, const cJSON *map);
bool names_has(const struct names *n, const char *name);

/* Remembers a use of an unknown name that has a fallback. */
void names_use_optional(struct names *n, const struct names_use *use);

/* Refuses the name that the node asks for; says which was probably meant. */
int names_refuse(const struct names *n, const struct names_use *use, struct err *e);

/* At the end: refuses what looks like a misspelt name. */
int names_check_optional(const struct names *n, struct err *e) MUST_USE;

#endif
