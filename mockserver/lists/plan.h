/*
 * plan.h - what of a list the store's columns answer, and what is left to judge
 *
 * Owns: its arrays, until list_plan_release().  Borrows: the list.
 */
#ifndef MOCKSERVER_LISTS_PLAN_H
#define MOCKSERVER_LISTS_PLAN_H

#include "mockserver/lists/list.h"

struct list_plan {
	struct arena arena;
	struct condition *conditions;
	size_t count;
	const struct filter **rest; /* to be judged on the JSON */
	size_t rest_count;
	bool none;      /* nothing can match */
	bool by_column; /* the order is a column's: */
	enum select_column by;
	bool up;
};

/* Does a column order the list?  Specs have none: only no order at all is theirs. */
bool list_is_by_column(const struct list *l);

/* Only of lists of entities and runs. */
int list_plan(struct world *w, const struct list *l, struct list_plan *out, struct err *e)
	MUST_USE;
void list_plan_release(struct list_plan *p);
AUTO_DEFINE_STRUCT(struct list_plan, list_plan_release);

#endif
