/*
 * window.c - the time that a picture shows, where nobody says which
 */
#include "mockserver/timeline/window.h"

#define STEPS_SHOWN 20 /* of the slowest flow, on either side of now */

/* The longest step; a day where no flow has one. */
static int64_t slowest(const struct timeline *t)
{
	int64_t step = 0;

	for (size_t i = 0; i < t->flow_count; i++) {
		if (t->flows[i].start_at != VTIME_NEVER && t->flows[i].step_ms > step)
			step = t->flows[i].step_ms;
	}
	return step ? step : MS_PER_DAY;
}

static vtime earlier(vtime a, vtime b)
{
	return a < b ? a : b;
}

/* Before it nothing is. */
static vtime first_of_all(const struct timeline *t)
{
	vtime first = t->now;

	for (size_t i = 0; i < t->flow_count; i++) {
		const struct timeline_flow *f = &t->flows[i];

		first = earlier(first, f->first_at);
		if (f->start_at != VTIME_NEVER)
			first = earlier(first, timeline_begin(f));
	}
	return first;
}

/* After it nothing is; VTIME_NEVER where it goes on for ever. */
static vtime last_of_all(const struct timeline *t)
{
	vtime last = t->now;

	for (size_t i = 0; i < t->flow_count; i++) {
		const struct timeline_flow *f = &t->flows[i];
		vtime end = f->step_ms ? f->end_at : f->next_at;

		if (f->next_at != VTIME_NEVER && end > last)
			last = end;
	}
	return last;
}

/* The last that happened before now: a run, the end of a schedule. */
static vtime last_past(const struct timeline *t)
{
	vtime last = VTIME_MIN;

	for (size_t i = 0; i < t->flow_count; i++) {
		const struct timeline_flow *f = &t->flows[i];

		if (f->newest_at != VTIME_NEVER && f->newest_at > last)
			last = f->newest_at;
		if (f->start_at != VTIME_NEVER && f->step_ms && f->end_at <= t->now &&
		    f->end_at > last)
			last = f->end_at;
	}
	return last;
}

/* Now, or the last that happened where else there was nothing to be seen. */
static vtime middle(const struct timeline *t, int64_t reach)
{
	vtime last = last_past(t);

	if (last_of_all(t) > t->now || last == VTIME_MIN || last > t->now - reach)
		return t->now;
	return last;
}

/* What the edges of a window are whole ones of. */
static int64_t grain(int64_t span)
{
	if (span > 10 * MS_PER_DAY)
		return MS_PER_DAY;
	return span > 10 * MS_PER_HOUR ? MS_PER_HOUR : MS_PER_MINUTE;
}

static vtime floor_to(vtime at, int64_t unit)
{
	int64_t past = at % unit;

	return at - (past < 0 ? past + unit : past);
}

static vtime clamp(vtime at)
{
	return at < VTIME_MIN ? VTIME_MIN : at > VTIME_MAX ? VTIME_MAX : at;
}

int timeline_window(struct timeline *t, const struct timeline_view *view, struct err *e)
{
	int64_t reach = slowest(t) * STEPS_SHOWN, unit;
	vtime first = first_of_all(t), last = last_of_all(t), at;
	char from[VTIME_TEXT], until[VTIME_TEXT];

	if (reach > VTIME_MAX)
		reach = VTIME_MAX;
	at = middle(t, reach);
	if (first < at - reach)
		first = at - reach;
	last = at < t->now ? at : earlier(last, at + reach);
	unit = grain(last - first);
	t->from_at = view->from_at != VTIME_NEVER ? view->from_at
	                                          : clamp(floor_to(first, unit));
	/* Past the last there is room for its own mark. */
	last = floor_to(last + (last - first) / 20 + unit, unit);
	t->until_at = view->until_at != VTIME_NEVER ? view->until_at : clamp(last);
	if (view->until_at == VTIME_NEVER && t->until_at <= t->from_at)
		t->until_at = clamp(t->from_at + reach);
	if (view->from_at == VTIME_NEVER && t->until_at <= t->from_at)
		t->from_at = clamp(t->until_at - reach);
	if (t->from_at < t->until_at)
		return 0;
	return err_set(e, ERR_INVALID, "the window ends at %s and begins at %s",
	               vtime_format(t->until_at, until), vtime_format(t->from_at, from));
}
