/*
 * shape.h - what a value of a scenario may look like, as JSON Schema
 *
 * Rows of key tables name these functions (struct key's `shape`), and flowcheck schema
 * asks them.  A shape is added to what the row's types say.  Whoever checks a value must
 * take no less than its shape does: tests/unit/harness/scenario/test_mutants.c compares
 * the two.
 *
 * Owns: nothing; the caller frees what is made.
 */
#ifndef HARNESS_SCENARIO_SHAPE_H
#define HARNESS_SCENARIO_SHAPE_H

#include "harness/scenario/node.h"

/* What a text with a variable in it has (node_has_variable()). */
#define SHAPE_VARIABLE "\\$\\{"

/* The i-th of some words, NULL behind the last. */
typedef const char *word_fn(size_t i);

/* What a row says about the value; a map with these keys and no other. */
cJSON *shape_of_key(const struct key *key) MUST_USE;
cJSON *shape_of_map(const struct key *keys) MUST_USE;

/* A value with one of these types; where no map, list or text is asked for, a variable,
 * too. */
cJSON *shape_of_types(unsigned types) MUST_USE;
/* The same, and no variable. */
cJSON *shape_of_just_types(unsigned types) MUST_USE;
/* Of these types, and of that shape. */
cJSON *shape_of_typed(unsigned types, shape_fn *shape) MUST_USE;
/* { "$ref": "#/definitions/NAME" } */
cJSON *shape_of_name(const char *name) MUST_USE;
/* A text that has the ECMA pattern in it; one of the words; lists of such. */
cJSON *shape_of_text(const char *pattern) MUST_USE;
cJSON *shape_of_word(word_fn *word_at) MUST_USE;
cJSON *shape_of_list(cJSON *element) MUST_USE;
/* A map of one member or more, each of which looks so; takes over the schema. */
cJSON *shape_of_members(cJSON *each) MUST_USE;
/* What has that member, and the other (NULL: no other). */
cJSON *shape_of_needed(const char *name, const char *other) MUST_USE;
/* What fits one of the two at least; takes both over. */
cJSON *shape_of_either(cJSON *one, cJSON *other) MUST_USE;

/* Shapes that rows of several tables have. */
shape_fn shape_steps;    /* a list of one step or more */
shape_fn shape_pattern;  /* a pattern with matchers */
shape_fn shape_some;     /* a map with one member or more */
shape_fn shape_scalars;  /* a map of texts, numbers, truth values and nulls */
shape_fn shape_path;     /* the path of a request */
shape_fn shape_length;   /* a length of time, with months or not; a variable */
shape_fn shape_positive; /* a length of time above nothing, without months */
shape_fn shape_time;     /* a point in time; a variable */

#endif
