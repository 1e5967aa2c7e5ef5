/*
 * delivery.c - an answer on its way to the client, through the effects on it
 */
#include "mockserver/http/delivery.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "lib/vtime.h"
#include "mockserver/http/reply.h"

#define NS_PER_MS INT64_C(1000000)

static void report(struct delivery *d, const struct wire_struck *struck)
{
	d->all->hooks.struck(d->all->hooks.ctx, d->rq, struck);
}

/* ---------------------------------------------------------------- under way */

static void take_out(struct delivery *d)
{
	struct deliveries *all = d->all;

	if (d->is == DELIVERY_IDLE)
		return;
	timers_stop(&all->timers, &d->timer);
	*(d->older ? &d->older->newer : &all->oldest) = d->newer;
	*(d->newer ? &d->newer->older : &all->newest) = d->older;
	d->is = DELIVERY_IDLE;
}

static void put_in(struct delivery *d, enum delivery_is is)
{
	struct deliveries *all = d->all;

	take_out(d);
	d->is = is;
	d->since_ns = vtime_monotonic_ns();
	d->older = all->newest;
	d->newer = NULL;
	*(d->older ? &d->older->newer : &all->oldest) = d;
	all->newest = d;
}

static void resume(struct delivery *d)
{
	take_out(d);
	d->all->hooks.resume(d->all->hooks.ctx, d);
}

/* It is still under way: what is released before its body is read is not kept back. */
static void resume_reading(struct delivery *d)
{
	put_in(d, DELIVERY_READS);
	d->all->hooks.resume(d->all->hooks.ctx, d);
}

/* ---------------------------------------------------------------- where it is cut */

/* The ending that cuts the body, or NULL. */
static const struct wire_effect *find_body_cut(const struct request *rq)
{
	const struct wire_effect *x = wire_find_ending(rq->effects);
	size_t size = reply_body_size(rq);

	if (!x || !wire_ends_in_body(x))
		return NULL;
	return wire_cut_at(x, size) < size ? x : NULL;
}

static void report_end(struct delivery *d)
{
	const struct wire_effect *x = d->effect;
	const bool in_body = find_body_cut(d->rq) == x;
	struct wire_struck struck = { .effect = x, .bytes = (int64_t)d->end.written };

	if (in_body) {
		struck.bytes = (int64_t)wire_cut_at(x, reply_body_size(d->rq));
		struck.cut = (int64_t)reply_body_size(d->rq) - struck.bytes;
	}
	report(d, &struck);
}

static void go_on_ending(struct delivery *d)
{
	int64_t now = vtime_monotonic_ns();
	bool struck = d->end.struck;
	int64_t ms = wire_end_go_on(&d->end, now);

	if (d->end.struck && !struck)
		report_end(d);
	if (ms >= 0 && !(d->all->ending && d->end.step == WIRE_END_LINGERS)) {
		timers_set(&d->all->timers, &d->timer, now + ms * NS_PER_MS);
		return;
	}
	d->effect->over = true;
	d->closes = true;
	resume(d);
}

/* The connection ends behind the bytes of d->head. */
static void begin_ending(struct delivery *d, struct wire_effect *x)
{
	put_in(d, DELIVERY_ENDS);
	d->effect = x;
	d->end = (struct wire_end){
		.fd = d->fd,
		.how = wire_ends_orderly(x->kind) ? WIRE_END_BY_CLOSE : WIRE_END_BY_RESET,
		.bytes = buf_str(&d->head),
		.size = d->head.size,
		.since_ns = d->since_ns,
	};
	if (x->kind == WIRE_REFUSE)
		d->all->hooks.shut(d->all->hooks.shut_ctx, x);
}

/* What is written before an ending; false where the answer is whole then. */
static bool make_head(struct delivery *d, const struct wire_effect *x)
{
	size_t whole;

	if (x->kind == WIRE_GARBAGE) {
		wire_add_garbage(x, &d->head);
		return true;
	}
	if (!wire_ends_in_answer(x) || !d->rq->reply.status)
		return true;
	if (wire_ends_in_body(x))
		return false;
	d->all->hooks.head(d->all->hooks.ctx, d->rq, &d->head);
	whole = d->head.size;
	d->head.size = wire_cut_at(x, whole);
	return d->head.size < whole || reply_body_size(d->rq);
}

static void report_wait(struct delivery *d)
{
	const int64_t ms = (vtime_monotonic_ns() - d->since_ns) / NS_PER_MS;

	report(d, &(struct wire_struck){ .effect = d->effect, .ms = ms });
	d->reported = true;
}

static void begin_wait(struct delivery *d, struct wire_effect *x)
{
	put_in(d, DELIVERY_WAITS);
	d->effect = x;
	d->reported = false;
	if (x->kind == WIRE_DELAY || x->ms > 0)
		timers_set(&d->all->timers, &d->timer, d->since_ns + x->ms * NS_PER_MS);
	if (d->left)
		report_wait(d);
}

static void truncate_body(struct delivery *d)
{
	const struct wire_effect *x = wire_find(d->rq->effects, WIRE_TRUNCATE);
	struct buf *body = &d->rq->reply.body;
	size_t size = reply_body_size(d->rq),
	       left = x ? wire_cut_at(x, body->size) : body->size;

	if (left == body->size)
		return;
	body->size = left;
	if (size)
		report(d, &(struct wire_struck){ .effect = x,
		                                 .bytes = (int64_t)left,
		                                 .cut = (int64_t)(size - left) });
}

/* The answer is there, and nothing keeps it back. */
static void send_answer(struct delivery *d)
{
	struct wire_effect *x = wire_find_ending(d->rq->effects);

	truncate_body(d);
	if (!x || !make_head(d, x)) {
		(delivery_reads(d) ? resume_reading : resume)(d);
		return;
	}
	begin_ending(d, x);
	go_on_ending(d);
}

static void go_on(struct delivery *d)
{
	struct request *rq = d->rq;

	for (;;) {
		struct wire_effect *x = wire_find_wait(rq->effects);

		if (x && !d->hurry) {
			begin_wait(d, x);
			return;
		}
		if (x) {
			x->over = true;
			continue;
		}
		if (rq->hold != HOLD_AGAIN)
			break;
		take_out(d);
		rq->hold = HOLD_NONE;
		rq->again = true;
		d->all->hooks.serve(d->all->hooks.ctx, rq);
	}
	send_answer(d);
}

static void init(struct delivery *d, struct deliveries *all, struct request *rq, int fd)
{
	d->all = all;
	d->rq = rq;
	d->fd = fd;
	d->hurry = all->ending;
}

void delivery_begin(struct delivery *d, struct deliveries *all, struct request *rq,
                    int fd)
{
	init(d, all, rq, fd);
	go_on(d);
}

void delivery_reset(struct delivery *d, struct deliveries *all, struct request *rq,
                    int fd, const struct wire_effect *effect)
{
	assert(!rq->effects);
	init(d, all, rq, fd);
	request_add_effect(rq, effect);
	begin_ending(d, rq->effects);
	go_on_ending(d);
}

/* Some parts of the body have come late, or its client did not wait for them. */
static void report_drip(struct delivery *d)
{
	struct wire_effect *drip = wire_find(d->rq->effects, WIRE_DRIP);

	if (!drip || drip->over || !d->late)
		return;
	report(d, &(struct wire_struck){ .effect = drip, .bytes = (int64_t)d->read });
	drip->over = true;
}

/* What it was waiting for has been felt. */
static void report_kept(struct delivery *d)
{
	if (d->is == DELIVERY_WAITS && !d->reported)
		report_wait(d);
	else if (d->is == DELIVERY_READS)
		report_drip(d);
}

void delivery_left(struct delivery *d)
{
	d->left = true;
	report_kept(d);
}

bool delivery_give_up(struct delivery *d)
{
	if (d->is != DELIVERY_WAITS)
		return false;
	d->closes = true;
	resume(d);
	return true;
}

void delivery_end(struct delivery *d)
{
	if (!d->all)
		return;
	take_out(d);
	report_drip(d);
	buf_release(&d->head);
}

/* ---------------------------------------------------------------- its body in parts */

bool delivery_reads(const struct delivery *d)
{
	return d->all && reply_body_size(d->rq) &&
	       (wire_find(d->rq->effects, WIRE_DRIP) || find_body_cut(d->rq));
}

static int64_t read_end(struct delivery *d)
{
	begin_ending(d, wire_find_ending(d->rq->effects));
	go_on_ending(d);
	return d->closes ? DELIVERY_CLOSES : DELIVERY_LATER;
}

/* It is not time for the next part. */
static int64_t read_later(struct delivery *d)
{
	put_in(d, DELIVERY_READS);
	d->late = true;
	timers_set(&d->all->timers, &d->timer, d->next_ns);
	wire_end_push(d->fd);
	if (d->left)
		report_drip(d);
	return DELIVERY_LATER;
}

/* How much of it goes now, by a drip; 0: it is not time for any. */
static size_t drip_now(struct delivery *d, const struct wire_effect *drip, size_t most)
{
	const size_t part = drip->bytes > 0 ? (size_t)drip->bytes : 1;
	const int64_t now = vtime_monotonic_ns();

	if (d->hurry)
		return most;
	if (now < d->next_ns)
		return 0;
	d->next_ns = now + drip->ms * NS_PER_MS;
	return most < part ? most : part;
}

int64_t delivery_read(struct delivery *d, size_t at, char *to, size_t most)
{
	const struct buf *body = &d->rq->reply.body;
	const struct wire_effect *cut = find_body_cut(d->rq),
				 *drip = wire_find(d->rq->effects, WIRE_DRIP);
	size_t end = cut ? wire_cut_at(cut, body->size) : body->size;

	if (d->closes)
		return DELIVERY_CLOSES;
	if (at >= end)
		return read_end(d);
	if (most > end - at)
		most = end - at;
	if (drip)
		most = drip_now(d, drip, most);
	if (!most)
		return read_later(d);
	memcpy(to, body->data + at, most);
	d->read = at + most;
	if (d->read == end)
		report_drip(d);
	return (int64_t)most;
}

static struct delivery *of_timer(struct timer *t)
{
	return (struct delivery *)((char *)t - offsetof(struct delivery, timer));
}

static void end_wait(struct delivery *d)
{
	d->effect->over = true;
	go_on(d);
}

static void on_time(struct delivery *d)
{
	switch (d->is) {
	case DELIVERY_IDLE:
		break;
	case DELIVERY_WAITS:
		report_kept(d);
		end_wait(d);
		break;
	case DELIVERY_READS:
		resume_reading(d);
		break;
	case DELIVERY_ENDS:
		go_on_ending(d);
		break;
	}
}

void deliveries_turn(struct deliveries *all)
{
	struct timer *t;
	int64_t now;

	if (!all->timers.count)
		return;
	now = vtime_monotonic_ns();
	while ((t = timers_take(&all->timers, now)))
		on_time(of_timer(t));
}

int64_t deliveries_wait_ms(const struct deliveries *all)
{
	return all->timers.count ? timers_wait_ms(&all->timers, vtime_monotonic_ns())
	                         : -1;
}

static bool is_released(const struct delivery *d, int64_t ref, unsigned until)
{
	const struct wire_effect *drip = wire_find(d->rq->effects, WIRE_DRIP);

	if (until & WIRE_UNTIL_END)
		return true;
	if (d->is == DELIVERY_READS)
		return (until & WIRE_UNTIL_CLEARED) && drip && !drip->ms;
	return d->is == DELIVERY_WAITS &&
	       (d->effect->over ||
	        (d->effect->kind == WIRE_HOLD && (d->effect->until & until) &&
	         (!ref || d->effect->ref == ref)));
}

/* A delay that is cut short is not reported: the client has not felt it. */
static void release(struct delivery *d, unsigned until)
{
	if (until & WIRE_UNTIL_END)
		d->hurry = true;
	d->next_ns = 0;
	switch (d->is) {
	case DELIVERY_WAITS:
		if (d->effect->kind == WIRE_HOLD)
			report_kept(d);
		end_wait(d);
		break;
	case DELIVERY_READS:
		resume(d);
		break;
	case DELIVERY_IDLE:
	case DELIVERY_ENDS: /* soon, by itself */
		break;
	}
}

size_t deliveries_release(struct deliveries *all, int64_t ref, unsigned until)
{
	size_t count = 0;

	for (struct delivery *d = all->oldest, *next; d; d = next) {
		next = d->newer;
		if (until & WIRE_UNTIL_CLEARED)
			wire_clear(d->rq->effects, ref);
		if (!is_released(d, ref, until))
			continue;
		release(d, until);
		count++;
	}
	return count;
}

void deliveries_close(struct deliveries *all)
{
	while (all->oldest) {
		all->oldest->closes = true;
		resume(all->oldest);
	}
	timers_release(&all->timers);
}
