/*
 * draw.h - what a rule lets chance decide
 *
 * h is the hash of field and key: the same h draws the same.
 *
 * Owns: nothing.  Pure.
 */
#ifndef MOCKSERVER_DATA_DRAW_H
#define MOCKSERVER_DATA_DRAW_H

#include "mockserver/data/rule_kind.h"

/* A number from r->low to r->high, both included, spread by r->skew. */
int64_t draw_between(const struct rule *r, uint64_t h);

/* One of r's options, by their weights. */
const struct rule_option *draw_option(const struct rule *r, uint64_t h);

/* Whether the value is null, by r's share of them. */
bool draw_null(const struct rule *r, uint64_t h);

#endif
