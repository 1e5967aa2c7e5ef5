/*
 * rule_kind.h - the kinds of rules, and what the settings of each say
 *
 * Owns: nothing; the rule owns what is read into it (rule.h).
 * Errors: ERR_INVALID with file and pointer.
 */
#ifndef MOCKSERVER_DATA_RULE_KIND_H
#define MOCKSERVER_DATA_RULE_KIND_H

#include "mockserver/data/rule.h"

/*
 * Reads a member that is a share between 0 and 1 as one of 2^32; *out stays where
 * there is none.
 */
int rule_share_read(const cJSON *settings, const char *name, const struct cursor *at,
                    uint64_t *out, struct err *e) MUST_USE;

/* The kind of r, for the column r->def, and all that it says but the share of nulls. */
int rule_kind_read(const cJSON *settings, struct cursor *at, struct rule *r,
                   struct err *e) MUST_USE;

#endif
