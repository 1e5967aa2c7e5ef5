/*
 * page.c - the items of a collection that a client asks for, page by page
 */
#include "mockserver/lists/page.h"

#include "mockserver/lists/rows.h"
#include "mockserver/lists/token.h"
#include "mockserver/runs/reads.h"

/* The items of a page, and what the next one begins after. */
struct page {
	struct buf *out;
	int64_t count;
	bool more;
	struct select_place last;
	cJSON *keys; /* of the last; NULL where a column orders */
};

static void note_shown(struct list_rows *rows, const struct select_place *place)
{
	if (rows->list->of == LIST_RUNS)
		run_shown(rows->w, place->seq);
}

/* A page gets room for so many items of the first one's size at once; ours. */
#define PAGE_ROOM_ITEMS 24
#define PAGE_ROOM_MOST  (64U << 10)

static void make_room(struct buf *out, size_t item)
{
	const size_t room = PAGE_ROOM_ITEMS * item;
	char *at = buf_reserve(out, room < PAGE_ROOM_MOST ? room : PAGE_ROOM_MOST);

	assert(at); /* a reply has no cap */
	(void)at;
}

static void add_item(struct page *p, const char *text, size_t size)
{
	if (!p->count)
		make_room(p->out, size);
	if (p->count++)
		buf_add_char(p->out, ',');
	buf_add(p->out, text, size);
}

/* Items in the order that their rows come in. */
static int stream(struct list_rows *rows, struct page *p, struct err *e)
{
	const struct list *l = rows->list;
	int got;

	while ((got = list_rows_next(rows, e)) > 0) {
		if (l->limit && p->count == l->limit) {
			p->more = true;
			return 0;
		}
		add_item(p, rows->text.data, rows->text.size);
		p->last = rows->place;
		note_shown(rows, &rows->place);
	}
	return got;
}

/* An item that may come onto a page whose order no column has. */
struct kept {
	cJSON *keys;
	struct select_place place;
	char *text;
};

struct keeping {
	const struct list *list;
	struct kept *all; /* in order */
	size_t count;
};

static void keeping_release(struct keeping *k)
{
	for (size_t i = 0; i < k->count; i++) {
		cJSON_Delete(k->all[i].keys);
		free(k->all[i].text);
	}
	free(k->all);
}

AUTO_DEFINE_STRUCT(struct keeping, keeping_release);

static cJSON *keys_of(const struct list *l, const cJSON *item)
{
	cJSON *keys = json_new_array();

	for (size_t i = 0; i < l->order.count; i++) {
		const cJSON *v = order_value(&l->order.keys[i], item);

		json_push(keys, v && !cJSON_IsObject(v) ? json_copy(v) : json_new_null());
	}
	return keys;
}

/* By the keys, then the newest first. */
static int cmp(const struct list *l, const cJSON *a, const struct select_place *a_at,
               const cJSON *b, const struct select_place *b_at)
{
	const cJSON *left = a->child, *right = b->child;

	for (size_t i = 0; i < l->order.count; i++) {
		int order = order_cmp(&l->order.keys[i], left, right);

		if (order)
			return order;
		left = left->next;
		right = right->next;
	}
	if (a_at->at != b_at->at)
		return a_at->at > b_at->at ? -1 : 1;
	return a_at->seq == b_at->seq ? 0 : a_at->seq > b_at->seq ? -1 : 1;
}

/* Where it belongs among those kept. */
static size_t rank_of(const struct keeping *k, const cJSON *keys,
                      const struct select_place *at)
{
	size_t low = 0, high = k->count;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (cmp(k->list, k->all[mid].keys, &k->all[mid].place, keys, at) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Keeps the item if it is among the first `most` after the place; takes the keys. */
static void keep(struct keeping *k, const struct list_rows *rows, cJSON *keys,
                 size_t most)
{
	const struct list *l = k->list;
	size_t rank;

	rank = rank_of(k, keys, &rows->place);
	if (rank == most ||
	    (l->begun && cmp(l, keys, &rows->place, l->keys, &l->after) <= 0)) {
		cJSON_Delete(keys);
		return;
	}
	if (k->count == most) {
		k->count--;
		cJSON_Delete(k->all[k->count].keys);
		free(k->all[k->count].text);
	} else {
		k->all = mem_grow(k->all, k->count + 1, sizeof(*k->all));
	}
	memmove(&k->all[rank + 1], &k->all[rank], (k->count - rank) * sizeof(*k->all));
	k->all[rank] = (struct kept){ keys, rows->place, mem_strdup(rows->text.data) };
	k->count++;
}

/* Items in an order that no column has: all are looked at, the best are kept. */
static int collect(struct list_rows *rows, struct page *p, struct err *e)
{
	const struct list *l = rows->list;
	AUTO(keeping_release) struct keeping k = { .list = l };
	size_t most = l->limit ? (size_t)l->limit + 1 : SIZE_MAX;
	int got;

	while ((got = list_rows_next(rows, e)) > 0)
		keep(&k, rows, keys_of(l, rows->tree), most);
	if (got < 0)
		return -1;
	p->more = k.count > 0 && k.count == most;
	for (size_t i = 0; i < k.count - p->more; i++) {
		add_item(p, k.all[i].text, strlen(k.all[i].text));
		p->last = k.all[i].place;
		note_shown(rows, &k.all[i].place);
	}
	if (p->more)
		p->keys = TAKE(k.all[most - 2].keys);
	return 0;
}

static void add_links(const struct list *l, const struct page *p)
{
	buf_add_str(p->out, "],\"_links\":{");
	if (p->more) {
		buf_printf(p->out, "\"next\":{\"href\":\"/%s?continuationToken=",
		           list_collection(l->of));
		list_put_token(l, &p->last, p->keys, p->out);
		buf_add_str(p->out, "\"}");
	}
	buf_add_char(p->out, '}');
}

int list_page(struct world *w, const struct list *l, struct buf *out, struct err *e)
{
	AUTO(list_rows_end) struct list_rows rows = { 0 };
	struct page p = { .out = out };
	int64_t count = 0;
	int got;

	if (l->counted && list_count(w, l, &count, e) < 0)
		return -1;
	if (list_rows_begin(w, l, LIST_ROWS_PAGE, &rows, e) < 0)
		return -1;
	buf_add_str(out, "{\"items\":[");
	got = rows.by_column ? stream(&rows, &p, e) : collect(&rows, &p, e);
	if (got < 0)
		return -1;
	add_links(l, &p);
	cJSON_Delete(p.keys);
	if (l->counted)
		buf_printf(out, ",\"count\":%lld", (long long)count);
	buf_add_char(out, '}');
	return 0;
}

int list_count(struct world *w, const struct list *l, int64_t *out, struct err *e)
{
	AUTO(list_rows_end) struct list_rows rows = { 0 };
	int got;

	if (list_rows_begin(w, l, LIST_ROWS_ALL, &rows, e) < 0)
		return -1;
	if (list_rows_can_count(&rows))
		return list_rows_count(&rows, out, e);
	for (*out = 0; (got = list_rows_next(&rows, e)) > 0;)
		++*out;
	return got;
}
