/*
 * due_queue.c - what falls due next, while a clock is on its way
 */
#include "mockserver/runs/due_queue.h"

#include "lib/mem.h"

#define NOWHERE SIZE_MAX

struct due_queue_flow {
	int64_t seq;
	char id[UUID_TEXT];
	vtime next_at;
	vtime ticked_at; /* its last tick, where it has moved; */
	int64_t run;     /* and that tick's run */
	bool active;     /* one of the flow's runs has not ended */
	bool moved;      /* since it was read */
	size_t place;    /* in the heap, or NOWHERE */
};

void due_queue_begin(struct due_queue *d, struct store *s, vtime until, int64_t lag_ms)
{
	*d = (struct due_queue){ .s = s, .until = until, .lag_ms = lag_ms };
}

void due_queue_begin_flow(struct due_queue *d, struct store *s, vtime until,
                          int64_t lag_ms, int64_t flow)
{
	due_queue_begin(d, s, until, lag_ms);
	d->only = flow;
}

void due_queue_end(struct due_queue *d)
{
	free(d->flows);
	free(d->heap);
	*d = (struct due_queue){ 0 };
}

/* ---------------------------------------------------------------- the heap */

static bool is_before(const struct due_queue *d, size_t a, size_t b)
{
	const struct due_queue_flow *x = &d->flows[d->heap[a]],
				    *y = &d->flows[d->heap[b]];

	return x->next_at != y->next_at ? x->next_at < y->next_at
	                                : strcmp(x->id, y->id) < 0;
}

static void put_at(struct due_queue *d, size_t place, size_t flow)
{
	d->heap[place] = flow;
	d->flows[flow].place = place;
}

static void swap(struct due_queue *d, size_t a, size_t b)
{
	size_t flow = d->heap[a];

	put_at(d, a, d->heap[b]);
	put_at(d, b, flow);
}

static void sift_up(struct due_queue *d, size_t i)
{
	for (; i && is_before(d, i, (i - 1) / 2); i = (i - 1) / 2)
		swap(d, i, (i - 1) / 2);
}

static void sift_down(struct due_queue *d, size_t i)
{
	for (;;) {
		size_t first = i;

		for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++) {
			if (child < d->heap_count && is_before(d, child, first))
				first = child;
		}
		if (first == i)
			return;
		swap(d, i, first);
		i = first;
	}
}

static void leave_heap(struct due_queue *d, struct due_queue_flow *f)
{
	size_t place = f->place;

	f->place = NOWHERE;
	if (place == --d->heap_count)
		return;
	put_at(d, place, d->heap[d->heap_count]);
	sift_up(d, place);
	sift_down(d, place);
}

/* The flow's tick is another now: its place in the heap, too. */
static void replace(struct due_queue *d, struct due_queue_flow *f)
{
	if (f->next_at > d->until - d->lag_ms) {
		if (f->place != NOWHERE)
			leave_heap(d, f);
		return;
	}
	if (f->place == NOWHERE)
		put_at(d, d->heap_count++, (size_t)(f - d->flows));
	sift_up(d, f->place);
	sift_down(d, f->place);
}

/* ---------------------------------------------------------------- reading */

static struct due_queue_flow *find(struct due_queue *d, int64_t seq)
{
	size_t low = 0, high = d->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (d->flows[mid].seq == seq)
			return &d->flows[mid];
		if (d->flows[mid].seq < seq)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static void read_flow(struct stmt *q, struct due_queue_flow *f)
{
	f->seq = stmt_get_int(q);
	f->next_at = stmt_get_time(q);
	snprintf(f->id, sizeof(f->id), "%s", stmt_get_text(q));
	f->active = stmt_get_int(q);
	f->moved = false;
}

static void add(struct due_queue *d, struct stmt *q)
{
	if (d->count == d->room) {
		d->room = 2 * d->room + 16;
		d->flows = mem_grow(d->flows, d->room, sizeof(*d->flows));
		d->heap = mem_grow(d->heap, d->room, sizeof(*d->heap));
	}
	read_flow(q, &d->flows[d->count]);
	d->flows[d->count++].place = NOWHERE;
}

/* All flows that are due (or that one, due or not), once; and again when entities were
 * written meanwhile. */
static int read_flows(struct due_queue *d, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	int got;

	if (d->read && d->writes == d->s->writes)
		return 0;
	if (due_queue_put_back(d, e) < 0)
		return -1;
	d->count = d->heap_count = 0;
	q = stmt_begin(&d->s->sql, d->only ? SQL_FLOW_DUE_ONE : SQL_FLOW_DUE);
	stmt_put_int(q, d->only ? d->only : d->until - d->lag_ms);
	while ((got = stmt_step(q, e)) > 0)
		add(d, q);
	if (got < 0)
		return -1;
	for (size_t i = 0; i < d->count; i++)
		replace(d, &d->flows[i]);
	d->read = true;
	d->writes = d->s->writes;
	return 0;
}

/* ---------------------------------------------------------------- the first */

/* Asks for jobs and files only when some were changed, or their time has come. */
static int next_other(struct due_queue *d, vtime before, struct due *out, struct err *e)
{
	if (d->only || (d->jobs == d->s->jobs && d->next_other > before))
		return 0;
	if (due_other(d->s, d->until, out, e) < 0)
		return -1;
	d->jobs = d->s->jobs;
	d->next_other = out->what == DUE_NOTHING ? VTIME_NEVER : out->at;
	return 0;
}

static void tick_of(const struct due_queue *d, const struct due_queue_flow *f,
                    struct due *out)
{
	*out = (struct due){
		.what = DUE_TICK,
		.at = f->next_at + d->lag_ms,
		.tick_at = f->next_at,
		.id = f->seq,
		.flow_seq = f->seq,
		.active = f->active,
	};
	memcpy(out->flow, f->id, sizeof(out->flow));
}

int due_queue_next(struct due_queue *d, struct due *out, struct err *e)
{
	struct due other = { .what = DUE_NOTHING };

	*out = other;
	if (read_flows(d, e) < 0)
		return -1;
	if (d->heap_count)
		tick_of(d, &d->flows[d->heap[0]], out);
	if (next_other(d, out->what ? out->at : d->until, &other, e) < 0)
		return -1;
	if (other.what && (!out->what || !due_is_before(out, &other)))
		*out = other;
	return 0;
}

/* ---------------------------------------------------------------- changing */

void due_queue_ticked(struct due_queue *d, const struct due *tick, vtime next_at,
                      int64_t run)
{
	struct due_queue_flow *f = find(d, tick->id);

	assert(f);
	f->ticked_at = tick->tick_at;
	f->next_at = next_at;
	f->run = run;
	f->moved = true;
	replace(d, f);
}

static int put_back(struct due_queue *d, struct due_queue_flow *f, struct err *e)
{
	const struct flow_tick t = { f->seq, f->run, f->ticked_at, f->next_at,
		                     f->active };

	if (!f->moved)
		return 0;
	f->moved = false;
	return flow_ticked(d->s, &t, e);
}

int due_queue_put_back(struct due_queue *d, struct err *e)
{
	for (size_t i = 0; i < d->count; i++) {
		if (put_back(d, &d->flows[i], e) < 0)
			return -1;
	}
	return 0;
}

int due_queue_yield(struct due_queue *d, int64_t flow, struct err *e)
{
	struct due_queue_flow *f = find(d, flow);

	return f ? put_back(d, f, e) : 0;
}

int due_queue_take(struct due_queue *d, int64_t flow, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	struct due_queue_flow *f = find(d, flow);

	if (!f)
		return 0;
	q = stmt_begin(&d->s->sql, SQL_FLOW_DUE_ONE);
	stmt_put_int(q, flow);
	if (stmt_one(q, e) < 0)
		return -1;
	read_flow(q, f);
	replace(d, f);
	return 0;
}
