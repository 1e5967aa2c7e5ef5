/*
 * timers.c - what is to happen after a real time, soonest first
 */
#include "mockserver/http/timers.h"

#include "lib/mem.h"

#define NS_PER_MS INT64_C(1000000)

static bool is_before(const struct timer *a, const struct timer *b)
{
	return a->due_ns != b->due_ns ? a->due_ns < b->due_ns : a->serial < b->serial;
}

static void put_at(struct timers *ts, size_t place, struct timer *t)
{
	ts->heap[place] = t;
	t->place = place;
}

static void sift_up(struct timers *ts, struct timer *t)
{
	size_t i = t->place;

	for (; i > 1 && is_before(t, ts->heap[i / 2]); i /= 2)
		put_at(ts, i, ts->heap[i / 2]);
	put_at(ts, i, t);
}

static void sift_down(struct timers *ts, struct timer *t)
{
	size_t i = t->place, child;

	while ((child = 2 * i) <= ts->count) {
		if (child < ts->count && is_before(ts->heap[child + 1], ts->heap[child]))
			child++;
		if (!is_before(ts->heap[child], t))
			break;
		put_at(ts, i, ts->heap[child]);
		i = child;
	}
	put_at(ts, i, t);
}

void timers_release(struct timers *ts)
{
	free(ts->heap);
	*ts = (struct timers){ 0 };
}

void timers_set(struct timers *ts, struct timer *t, int64_t due_ns)
{
	timers_stop(ts, t);
	if (ts->count + 1 >= ts->room) {
		ts->room = ts->room ? 2 * ts->room : 16;
		ts->heap = mem_grow(ts->heap, ts->room, sizeof(struct timer *));
	}
	t->due_ns = due_ns;
	t->serial = ts->serial++;
	put_at(ts, ++ts->count, t);
	sift_up(ts, t);
}

void timers_stop(struct timers *ts, struct timer *t)
{
	struct timer *last;

	if (!t->place)
		return;
	last = ts->heap[ts->count--];
	if (last != t) {
		put_at(ts, t->place, last);
		sift_up(ts, last);
		sift_down(ts, last);
	}
	t->place = 0;
}

struct timer *timers_take(struct timers *ts, int64_t now_ns)
{
	struct timer *t = ts->count ? ts->heap[1] : NULL;

	if (!t || t->due_ns > now_ns)
		return NULL;
	timers_stop(ts, t);
	return t;
}

int64_t timers_wait_ms(const struct timers *ts, int64_t now_ns)
{
	int64_t left;

	if (!ts->count)
		return -1;
	left = ts->heap[1]->due_ns - now_ns;
	return left > 0 ? (left + NS_PER_MS - 1) / NS_PER_MS : 0;
}
