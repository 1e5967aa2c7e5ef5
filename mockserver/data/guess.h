/*
 * guess.h - the rule of a field that the settings say nothing about
 *
 * By the column's type and its name's ending, upper and lower case alike:
 * `personalEmail` gets an address, `_id` a UUID, `timestamp` the record's arrival.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_DATA_GUESS_H
#define MOCKSERVER_DATA_GUESS_H

#include "lib/column.h"

/* The rule, as the JSON that settings would give. */
const char *guess_rule(const struct column_def *d);

#endif
