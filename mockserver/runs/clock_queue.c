/*
 * clock_queue.c - the moves of the clock that requests wait for, first in, first out
 */
#include "mockserver/runs/clock_queue.h"

#include "lib/mem.h"
#include "mockserver/store/due.h"

struct clock_move {
	struct way way;
	char *flow; /* the goal's */
	bool begun;
	struct travel travel;
	arrived_fn *arrived;
	void *ctx;
	struct clock_move *next;
};

void clock_queue_add(struct clock_queue *js, const struct way *way, arrived_fn *arrived,
                     void *ctx)
{
	struct clock_move *j = mem_alloc(sizeof(*j));

	*j = (struct clock_move){ .way = *way, .arrived = arrived, .ctx = ctx };
	if (way->goal.flow)
		j->way.goal.flow = j->flow = mem_strdup(way->goal.flow);
	if (js->last)
		js->last->next = j;
	else
		js->first = j;
	js->last = j;
	js->count++;
}

bool clock_queue_wait(const struct clock_queue *js)
{
	return js->first != NULL;
}

/* The first leaves the queue before its callback, which may add another. */
static void end_first(struct clock_queue *js, const struct err *why)
{
	struct clock_move *j = js->first;

	js->first = j->next;
	if (!js->first)
		js->last = NULL;
	js->count--;
	j->arrived(j->ctx, &j->travel, why);
	free(j->flow);
	free(j);
}

/* duration_after() stops at the end of the calendar, also where it is not reached. */
static bool is_too_long(vtime now, const struct duration *length)
{
	vtime months = vtime_add_months(now, length->months);

	return (length->months && months == VTIME_MAX) || length->ms > VTIME_MAX - months;
}

static int begin(struct world *w, struct clock_move *j, struct err *e)
{
	vtime now = clock_now(&w->clock), to = j->way.to;
	char clock[CLOCK_TEXT], shown[VTIME_TEXT], wanted[VTIME_TEXT];

	if (to == VTIME_NEVER && !is_too_long(now, &j->way.length))
		to = duration_after(now, j->way.length);
	if (w->clock.mode != CLOCK_IS_VIRTUAL)
		return err_set(e, ERR_STALE,
		               "only a virtual clock can be moved, and this one is %s",
		               clock_text(&w->clock, clock));
	if (to < now)
		return err_set(e, ERR_INVALID,
		               "the clock shows %s and can't go back to %s",
		               vtime_format(now, shown), vtime_format(to, wanted));
	if (to > VTIME_MAX)
		return err_set(e, ERR_INVALID, "that is past the year 9999");
	j->begun = true;
	return travel_begin(w, to, &j->way.goal, &j->travel, e);
}

void clock_queue_step(struct clock_queue *js)
{
	struct clock_move *j = js->first;
	struct err why = { 0 };
	int more = 1;

	if (!j)
		return;
	if (!j->begun)
		more = begin(js->w, j, &why);
	if (more >= 0)
		more = travel_step(&j->travel, &why);
	if (more <= 0)
		end_first(js, &why);
}

/* What was done at the instant where the clock stands is part of the move. */
static void join(struct travel *move, const struct travel *instant)
{
	move->began += instant->began;
	if (instant->last > move->last)
		move->last = instant->last;
	if (instant->reached) {
		move->reached = true;
		move->until = instant->until;
	}
}

int clock_queue_run_flow(struct clock_queue *js, const char *flow, struct err *e)
{
	struct world *w = js->w;
	struct travel *move = js->first && js->first->begun ? &js->first->travel : NULL;
	struct travel instant;
	vtime now = clock_now(&w->clock), tick;
	int64_t seq;

	if (due_tick_of(&w->store, flow, &seq, &tick, e) < 0)
		return -1;
	if (tick > now - run_lag_ms(w))
		return 0;
	if (travel_begin(w, now, move ? &move->goal : NULL, &instant, e) < 0)
		return -1;
	instant.flow = seq;
	if (travel_step(&instant, e) < 0)
		return -1;
	if (move)
		join(move, &instant);
	return 1;
}

size_t clock_queue_cancel(struct clock_queue *js)
{
	size_t count = js->count;
	char at[VTIME_TEXT];

	vtime_format(clock_now(&js->w->clock), at);
	for (size_t i = 0; i < count; i++) {
		struct err why = { 0 };

		err_set(&why, ERR_STALE, "the move was ended at %s, after %lld runs", at,
		        (long long)js->first->travel.began);
		end_first(js, &why);
	}
	return count;
}

void clock_queue_end(struct clock_queue *js)
{
	struct err why = { 0 };

	err_set(&why, ERR_UNAVAILABLE, "the mock stops");
	while (js->first)
		end_first(js, &why);
}
