/*
 * marks.h - which node of a tree stands where in its file
 *
 * The table behind yaml_where(); only struct yaml_mark is for others.  A node that
 * is freed leaves its mark behind, so marks are asked for before a tree is changed.
 *
 * Owns: the table.  Borrows: the nodes, as keys only.
 */
#ifndef LIB_YAML_MARKS_H
#define LIB_YAML_MARKS_H

#include "lib/json/json.h"

struct yaml_mark {
	int line, column; /* from 1; 0 when unknown */
};

struct yaml_marks *marks_new(void) MUST_USE;
void marks_free(struct yaml_marks *m);

/* Notes where the node stands, instead of what was noted before. */
void marks_put(struct yaml_marks *m, const cJSON *node, struct yaml_mark at);

/* Line and column 0 for a node that was never put. */
struct yaml_mark marks_get(const struct yaml_marks *m, const cJSON *node);

#endif
