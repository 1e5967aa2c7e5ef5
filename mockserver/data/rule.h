/*
 * rule.h - by which rule each field of a generated record gets its value
 *
 * A tree parallel to the schema's: one rule for each column, read from the member
 * `fields` of a generator's settings, by path ("name.first", "items[].sku",
 * "consents{}.value"), or chosen by type and name where the settings name none.
 *
 * Everything is compiled to integers: what is drawn from them later is the same
 * on every machine.
 *
 * Owns: a rule owns its parts, until rule_release().  Borrows: the schema.
 * Errors: ERR_INVALID with file and pointer.
 */
#ifndef MOCKSERVER_DATA_RULE_H
#define MOCKSERVER_DATA_RULE_H

#include "mockserver/data/rule_kind.h"

/* Compiles the rules for a schema; fields may be NULL.  On -1 *out is released. */
int rule_read(const cJSON *fields, const struct column_def *schema, struct cursor *at,
              struct rule *out, struct err *e) MUST_USE;
/* Frees what the tree owns; all zero is a valid tree. */
void rule_release(struct rule *r);

#endif
