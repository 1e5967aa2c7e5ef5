/*
 * page.h - a list's items, page by page, and their number
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_LISTS_PAGE_H
#define MOCKSERVER_LISTS_PAGE_H

#include "mockserver/lists/list.h"

/* Appends {"items":[…],"_links":{…}}, with "count" where the list is counted. */
int list_page(struct world *w, const struct list *l, struct buf *out, struct err *e)
	MUST_USE;

/* How many items match. */
int list_count(struct world *w, const struct list *l, int64_t *out, struct err *e)
	MUST_USE;

#endif
