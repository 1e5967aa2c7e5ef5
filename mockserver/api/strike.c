/*
 * strike.c - the point at which faults strike a request
 */
#include "mockserver/api/strike.h"

#include "mockserver/api/app.h"
#include "mockserver/api/effects.h"
#include "mockserver/api/subject.h"
#include "mockserver/world/arming.h"

static int judge(struct request *rq, const struct route *r)
{
	struct world *w = &rq->app->world;
	AUTO(subject_release) struct subject s;

	rq->strike = arena_alloc(&rq->arena, sizeof(*rq->strike));
	subject_init(&s, rq, r, clock_now(&w->clock));
	faults_judge(&w->faults, &s.seen, &rq->arena, rq->strike);
	return arming_save(w, rq->strike, &rq->refusal.err);
}

/* The hit that ends the request; NULL: none does. */
static struct fault_hit *ending_of(const struct fault_strike *strike)
{
	for (size_t i = 0; i < strike->count; i++) {
		struct fault_hit *hit = &strike->hits[i];

		if (fault_kind_row(hit->action->kind)->role == FAULT_ENDING)
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

int strike_serve(struct request *rq, const struct route *r, strike_serve_fn *serve)
{
	struct fault_hit *hit;
	const struct effect *effect;

	if (judge(rq, r) < 0)
		return -1;
	hit = ending_of(rq->strike);
	effect = hit ? effect_of(hit->action->kind) : NULL;
	if (!effect || !effect->end)
		return serve(rq, r);
	if (hit->fault->phase == FAULT_BEFORE)
		return effect->end(rq, r, hit);
	if (serve(rq, r) < 0)
		return -1;
	forget_answer(rq);
	return effect->end(rq, r, hit);
}

void strike_answer(struct request *rq)
{
	struct fault_strike *strike = rq->strike;

	for (size_t i = 0; strike && i < strike->count; i++) {
		struct fault_hit *hit = &strike->hits[i];
		const struct effect *effect = effect_of(hit->action->kind);

		if (effect->change)
			effect->change(rq, hit);
	}
}

void strike_sent(const struct request *rq)
{
	const struct fault_strike *strike = rq->strike;
	struct world *w;

	if (!strike)
		return;
	w = &rq->app->world;
	for (size_t i = 0; i < strike->count; i++) {
		const struct fault_hit *hit = &strike->hits[i];
		struct err why = { 0 };

		if (!hit->done ||
		    arming_save_effect(w, hit->receipt, hit->done, &why) == 0)
			continue;
		log_event(&w->log, LOG_ERROR, "receipt.lost", F_STR("reason", why.text));
	}
}
