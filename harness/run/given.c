/*
 * given.c - variables that a run gives its scenarios
 */
#include "harness/run/given.h"

#include "harness/scenario/expr.h"
#include "lib/mem.h"

#include <unistd.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
#define DIGITS  "0123456789"

/* Adds "NAME=VALUE"; `what` says where it stood. */
static int add(cJSON *vars, const char *what, const char *text, struct err *e)
{
	size_t n = strspn(text, LETTERS DIGITS);
	AUTO(mem_free) char *name = mem_printf("%.*s", (int)n, text);

	if (!n || text[n] != '=' || strchr(DIGITS, *text))
		return err_set(
			e, ERR_INVALID,
			"%s%s: expected NAME=VALUE, a name of letters, digits and _",
			what, text);
	json_set(vars, name, expr_literal(str_of(text + n + 1)));
	return 0;
}

cJSON *given_vars(const char *const *list, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *vars = json_new_object();

	for (char **one = environ; *one; one++) {
		if (str_starts(*one, GIVEN_PREFIX) &&
		    add(vars, GIVEN_PREFIX, *one + strlen(GIVEN_PREFIX), e) < 0)
			return NULL;
	}
	for (; list && *list; list++) {
		if (add(vars, "--var ", *list, e) < 0)
			return NULL;
	}
	return TAKE(vars);
}
