/*
 * rows.h - one after the other, the items that pass a list's filters
 *
 * Owns: the item that it stands on, its plan and its statement, until list_rows_end().
 */
#ifndef MOCKSERVER_LISTS_ROWS_H
#define MOCKSERVER_LISTS_ROWS_H

#include "mockserver/lists/plan.h"

/* From the list's place to the end of the page, or all of them. */
enum list_rows_extent { LIST_ROWS_PAGE, LIST_ROWS_ALL };

struct list_rows {
	struct world *w;
	const struct list *list;
	struct list_plan plan;
	struct selection selection;
	struct stmt *q; /* NULL: nothing can match, or a list of specs */
	size_t spec;    /* how many specs it has passed */
	bool by_column; /* rows come in the list's order */
	bool parsed;    /* the tree is wanted */
	/* the item, after list_rows_next() */
	struct select_place place;
	struct buf text;
	cJSON *tree; /* only where filters or the order need it */
};

int list_rows_begin(struct world *w, const struct list *l, enum list_rows_extent extent,
                    struct list_rows *out, struct err *e) MUST_USE;
/* 1 with the item set, 0 after the last, -1 on error. */
int list_rows_next(struct list_rows *rows, struct err *e) MUST_USE;

/* Can the store count them by itself?  Then list_rows_count() says how many. */
bool list_rows_can_count(const struct list_rows *rows);
int list_rows_count(struct list_rows *rows, int64_t *out, struct err *e) MUST_USE;

void list_rows_end(struct list_rows *rows);
AUTO_DEFINE_STRUCT(struct list_rows, list_rows_end);

#endif
