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

/* The service's own work, with the faults on it; called by `serve` after its checks. */
int strike_run(struct request *rq, const struct route *r);

/* Changes the answer, which is whole. */
void strike_answer(struct request *rq);

/* The request is over: the effects on an answer that was sent go to their receipts. */
void strike_end(const struct request *rq);

/*
 * Goes on with requests that faults keep back (http/wire.h): those of the fault of that
 * number, or of all (0), whose hold ends by `until`.  How many.
 */
size_t strike_release(struct app *app, int64_t fault, unsigned until);

/* The client has felt an effect on the wire. */
void strike_felt(struct app *app, const struct wire_struck *struck);

#endif
