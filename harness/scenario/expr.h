/*
 * expr.h - what may stand between "${" and "}"
 *
 *	name   name.path[0]      a value
 *	path + 1d   path - PT3H  a point in time, moved
 *	path ?? text             the value; the text, where nothing has the name
 *	function(path)           one of the table in expr.c
 *
 * A point in time is RFC 3339 text, or a number of seconds; of milliseconds, if it has
 * more than eleven digits.
 *
 * Nothing nests.  The text behind ?? may be JSON: a number, true, false, null, a string
 * in quotes; everything else is text.
 *
 * Owns: nothing.  Borrows: the text.
 * Errors: ERR_INVALID with the reason.
 */
#ifndef HARNESS_SCENARIO_EXPR_H
#define HARNESS_SCENARIO_EXPR_H

#include "lib/json/json.h"
#include "lib/str.h"
#include "lib/vtime.h"

struct expr_function;

struct expr {
	struct str path;
	const struct expr_function *function; /* NULL for none */
	struct duration by;
	enum { EXPR_STAYS, EXPR_LATER, EXPR_EARLIER } moved;
	bool has_fallback;
	struct str fallback;
};

int expr_parse(struct str text, struct expr *out, struct err *e) MUST_USE;

/*
 * The value of the expression, where its path has that one; NULL for none, which only
 * ?? can stand.  The caller owns it.
 */
int expr_value(const struct expr *x, const cJSON *value, cJSON **out, struct err *e)
	MUST_USE;

/* A text as JSON, if it is a number, true, false, null or a string in quotes. */
cJSON *expr_literal(struct str text) MUST_USE;

/* How an expression is written, and what it becomes. */
struct expr_form {
	const char *form, *help;
};

/* The i-th form, NULL behind the last. */
const struct expr_form *expr_form_at(size_t i);

#endif
