/*
 * strike.c - the point at which faults strike a request
 */
#include "mockserver/api/strike.h"

#include "mockserver/api/app.h"
#include "mockserver/api/effects.h"
#include "mockserver/api/fault_watch.h"
#include "mockserver/api/status.h"
#include "mockserver/api/subject.h"
#include "mockserver/api/wiring.h"
#include "mockserver/world/arming.h"

static int judge(struct request *rq, const struct route *r)
{
	struct world *w = &rq->app->world;
	AUTO(subject_release) struct subject s;

	rq->strike = arena_alloc(&rq->arena, sizeof(*rq->strike));
	subject_init(&s, rq, r, clock_now(&w->clock));
	faults_judge(&w->faults, &s.seen, &rq->arena, rq->strike);
	if (r->body != BODY_NONE) /* it is not parsed twice */
		rq->body = subject_take_body(&s);
	if (arming_save(w, rq->strike, &rq->refusal.err) < 0)
		return -1;
	faults_hold(rq->strike);
	return 0;
}

/* Is the kind's effect switched off?  The receipt then says that it had one. */
static bool is_off(const struct request *rq, struct fault_hit *hit)
{
	const struct faults *fs = &rq->app->world.faults;

	if (!fs->is_off || fs->off != hit->action->kind)
		return false;
	hit->done = "switched off";
	return true;
}

/* The hit that ends the request; NULL: none does. */
static struct fault_hit *ending_of(const struct request *rq)
{
	const struct fault_strike *strike = rq->strike;

	for (size_t i = 0; i < strike->count; i++) {
		struct fault_hit *hit = &strike->hits[i];

		if (fault_kind_row(hit->action->kind)->role == FAULT_ENDING &&
		    !is_off(rq, hit))
			return hit;
	}
	return NULL;
}

/* Nothing of the answer that the service gave is left. */
static void forget_answer(struct request *rq)
{
	struct buf body = rq->reply.body;

	buf_clear(&body);
	rq->reply = (struct reply){ .body = body };
}

/* An ending after the commit, when there has been one; all others before the work. */
static void add_wiring(struct request *rq, bool committed)
{
	const struct fault_strike *strike = rq->strike;

	for (size_t i = 0; i < strike->count; i++) {
		struct fault_hit *hit = &strike->hits[i];
		bool later = hit->fault->phase == FAULT_AFTER &&
		             fault_kind_row(hit->action->kind)->role == FAULT_ENDING;

		if (later == committed && !is_off(rq, hit))
			(void)wiring_add(rq, hit, rq->app->world.seed);
	}
}

/* Is the work of the service put off until a delay is over, or a hold released? */
static bool is_put_off(const struct request *rq)
{
	const struct fault_strike *strike = rq->strike;

	for (size_t i = 0; i < strike->count; i++) {
		struct fault_hit *hit = &strike->hits[i];
		const enum fault_kind kind = hit->action->kind;

		if (hit->fault->phase == FAULT_BEFORE && !is_off(rq, hit) &&
		    (kind == FAULT_HOLD || kind == FAULT_DELAY))
			return true;
	}
	return false;
}

/* Does the request never reach the service?  A read whose answer is cut does. */
static bool is_lost(const struct fault_hit *hit, const struct route *r)
{
	if (!hit || hit->fault->phase == FAULT_AFTER || !wiring_ends(hit->action))
		return false;
	return fault_scope_writes(r->operation) || !wiring_cuts(hit->action);
}

/* Of a write that is not done, the answer that is cut is the documented 503. */
static int lose(struct request *rq, const struct route *r, const struct fault_hit *hit)
{
	static const struct fault_action unavailable = { .kind = FAULT_STATUS,
		                                         .error.status = 503,
		                                         .retry.seconds = -1 };
	struct fault_hit cut = *hit;

	if (!wiring_cuts(hit->action))
		return 0;
	cut.action = &unavailable;
	return status_end(rq, r, &cut);
}

/* What strikes it, and whether that comes before anything is done: HOLD_AGAIN. */
static int begin(struct request *rq, const struct route *r)
{
	if (judge(rq, r) < 0)
		return -1;
	add_wiring(rq, false);
	if (is_put_off(rq))
		rq->hold = HOLD_AGAIN;
	return 0;
}

int strike_serve(struct request *rq, const struct route *r, strike_serve_fn *serve)
{
	struct fault_hit *hit;
	const struct effect *effect;

	if (!rq->again && begin(rq, r) < 0)
		return -1;
	if (rq->hold == HOLD_AGAIN)
		return 0;
	hit = ending_of(rq);
	if (is_lost(hit, r))
		return lose(rq, r, hit);
	effect = hit ? effect_of(hit->action->kind) : NULL;
	if (effect && effect->end && hit->fault->phase == FAULT_BEFORE)
		return effect->end(rq, r, hit);
	if (serve(rq, r) < 0)
		return -1;
	add_wiring(rq, true);
	if (!effect || !effect->end)
		return 0;
	forget_answer(rq);
	return effect->end(rq, r, hit);
}

static int each_begin(struct request *rq, const struct route *r)
{
	struct fault_strike *strike = rq->strike;

	for (size_t i = 0; i < strike->count; i++) {
		struct fault_hit *hit = &strike->hits[i];
		const struct effect *effect = effect_of(hit->action->kind);

		if (effect->begin && !is_off(rq, hit) && effect->begin(rq, r, hit) < 0)
			return -1;
	}
	return 0;
}

static int each_did(struct request *rq, const struct route *r)
{
	struct fault_strike *strike = rq->strike;

	for (size_t i = 0; i < strike->count; i++) {
		struct fault_hit *hit = &strike->hits[i];
		const struct effect *effect = effect_of(hit->action->kind);

		if (effect->did && !is_off(rq, hit) && effect->did(rq, r, hit) < 0)
			return -1;
	}
	return 0;
}

int strike_run(struct request *rq, const struct route *r)
{
	AUTO(fault_watched_release) struct fault_watched was = { 0 };

	if (!rq->app->world.faults.watching && !rq->strike->count)
		return r->run(rq);
	if (fault_watch_before(rq, r, &was) < 0 || each_begin(rq, r) < 0 ||
	    r->run(rq) < 0 || fault_watch_after(rq, r, &was) < 0)
		return -1;
	return each_did(rq, r);
}

void strike_answer(struct request *rq)
{
	struct fault_strike *strike = rq->strike;

	if (!rq->reply.status)
		return; /* it is never sent */
	if (rq->app->world.faults.watching)
		fault_watch_answer(rq);
	for (size_t i = 0; i < strike->count; i++) {
		struct fault_hit *hit = &strike->hits[i];
		const struct effect *effect = effect_of(hit->action->kind);

		if (effect->change && !is_off(rq, hit))
			effect->change(rq, hit);
	}
}

static void save_effects(const struct request *rq)
{
	const struct fault_strike *strike = rq->strike;
	struct world *w = &rq->app->world;

	for (size_t i = 0; i < strike->count; i++) {
		const struct fault_hit *hit = &strike->hits[i];
		struct err why = { 0 };

		if (!hit->done ||
		    arming_save_effect(w, hit->receipt, hit->done, &why) == 0)
			continue;
		log_event(&w->log, LOG_ERROR, "receipt.lost", F_STR("reason", why.text));
	}
}

void strike_end(const struct request *rq)
{
	if (!rq->strike)
		return;
	if (rq->sent)
		save_effects(rq);
	faults_let_go(rq->strike);
}

void strike_felt(struct app *app, const struct wire_struck *struck)
{
	struct world *w = &app->world;
	AUTO_MEM char *done = wiring_done(struck);
	struct err why = { 0 };

	if (arming_save_effect(w, struck->effect->ref2, done, &why) < 0)
		log_event(&w->log, LOG_ERROR, "receipt.lost", F_STR("reason", why.text));
}

size_t strike_release(struct app *app, int64_t fault, unsigned until)
{
	return app->server ? server_release(app->server, fault, until) : 0;
}
