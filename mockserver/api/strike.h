/*
 * strike.h - the point at which faults strike a request
 *
 * A request of an operation that faults are on is judged when its route is known, before
 * any check.  Then its ending takes the place of what the service would do (phase before)
 * or of the answer after the commit (phase after), and modifiers change what is answered.
 *
 * Owns: nothing; what is noted lives in the request's arena.
 */
#ifndef MOCKSERVER_API_STRIKE_H
#define MOCKSERVER_API_STRIKE_H

#include "mockserver/http/router.h"

/* What answers a request that nothing strikes: 0, or -1 with rq->refusal set. */
typedef int strike_serve_fn(struct request *rq, const struct route *r);

/* Judges the request, and serves it by `serve` as far as the faults let it. */
int strike_serve(struct request *rq, const struct route *r, strike_serve_fn *serve);

/* Changes the answer, which is whole; nothing where no fault strikes. */
void strike_answer(struct request *rq);

/* The answer was sent: the effects on it are stored with their receipts. */
void strike_sent(const struct request *rq);

#endif
