/*
 * arguments.h - checks of matchers' arguments, beyond their types
 *
 * Each checks an argument and names the node that is wrong: the argument, or an element
 * of it.
 *
 * Borrows: the pattern, for the call. Errors: ERR_INVALID, with a reason; the caller adds
 * the position.
 */
#ifndef LIB_MATCH_ARGUMENTS_H
#define LIB_MATCH_ARGUMENTS_H

#include "lib/match/difference.h"

/* A check of a pattern: which texts are not known yet, and what is wrong. */
struct match_judge {
	match_later_fn *later; /* NULL: all are known */
	const cJSON *at;       /* the node that was refused */
	struct err *e;
};

/* Refuses the pattern because of that node; -1. */
int arguments_refuse(struct match_judge *j, const cJSON *at, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

int arguments_true(struct match_judge *j, const cJSON *arg);   /* just true */
int arguments_type(struct match_judge *j, const cJSON *arg);   /* a type, or a list */
int arguments_format(struct match_judge *j, const cJSON *arg); /* a format's name */
int arguments_regex(struct match_judge *j, const cJSON *arg);  /* an ECMA pattern */
int arguments_schema(struct match_judge *j, const cJSON *arg); /* a JSON Schema */

#endif
