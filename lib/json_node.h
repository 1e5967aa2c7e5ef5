/*
 * json_node.h - nodes around texts that are there already
 *
 * For what is inside lib/json*.c: the reader's texts become the nodes' own.
 *
 * Owns: a node owns the text that it took.
 */
#ifndef LIB_JSON_NODE_H
#define LIB_JSON_NODE_H

#include "lib/json.h"

/* A node of one of cJSON's types, empty. */
cJSON *json_node(int type) MUST_USE;

/* A string, or a number with its rounded copies; takes the text. */
cJSON *json_node_str(char *text) MUST_USE;
cJSON *json_node_number(char *text, double value) MUST_USE;

#endif
