/*
 * list.h - the items of a collection that a client asks for, page by page
 *
 * What the columns of the store can say of a list's filters and order, they answer
 * from an index (list_plan); the rest is judged on each item's JSON, in order, until
 * the page is full.  An order that is no column's keeps the best of all items that
 * match: one pass over them for each page.
 *
 * Without an order the newest come first: entities by their last update, runs by
 * their creation (02 §10), specs as the catalogue has them; ties by creation.
 *
 * A continuation token carries the whole question and the place of the page's last
 * item, so that it may come alone (08 §5): JSON in base64url, without '=', '&', '%'.
 *
 * Owns: nothing; a list's texts live in the arena that it was read into.
 */
#ifndef MOCKSERVER_LISTS_LIST_H
#define MOCKSERVER_LISTS_LIST_H

#include "mockserver/contract/caller.h"
#include "mockserver/contract/order.h"
#include "mockserver/store/select.h"
#include "mockserver/world/world.h"

#define LIST_LIMIT_DEFAULT 100 /* B1 */
#define LIST_LIMIT_MOST    100
#define LIST_SEARCH_MOST   1000 /* 02 §4.2 */

enum list_of {
	LIST_CONNECTIONS, /* these four are kinds of entities: the numbers agree */
	LIST_SOURCES,
	LIST_TARGETS,
	LIST_FLOWS,
	LIST_RUNS,
	LIST_CONNECTION_SPECS,
	LIST_FLOW_SPECS,
	LIST_COUNT
};
static_assert((int)LIST_FLOWS == (int)KIND_FLOW, "kinds of entities come first");

struct list {
	bool bare_tokens; /* they hold a place only, and are padded (B41) */
	enum list_of of;
	const struct caller *by;
	const struct filter *filters;
	size_t filter_count;
	const char *orderby; /* as it was sent; NULL for none */
	struct order order;
	int64_t limit;             /* items on a page; 0: all */
	bool counted;              /* with the number of all that match */
	bool begun;                /* it goes on after this: */
	struct select_place after; /* the last item's */
	cJSON *keys;               /* what it was ordered by, where no column orders */
	const char *const *hidden; /* ids that it does not show, of runs their flows' */
	size_t hidden_count;
};

/* "runs": the collection in paths. */
const char *list_collection(enum list_of of);

/* Does some entity, run or spec show the member that the path begins with? */
bool list_has_member(const char *path);
/*
 * Does some item of that list show it, and has that member the next one in the path?
 * Where one of them is not known, *meant is the nearest name, or NULL.
 */
bool list_knows_path(enum list_of of, const char *path, const char **meant);

/* Reads orderby: 1432-400, 1433-400 also for a member that no entity has. */
int list_read_order(struct arena *a, const char *text, struct list *out,
                    struct refusal *rf) MUST_USE;

/* Frees the keys. */
void list_release(struct list *l);
AUTO_DEFINE_STRUCT(struct list, list_release);

#endif
