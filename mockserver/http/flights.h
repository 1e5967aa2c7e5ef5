/*
 * flights.h - the only door to libmicrohttpd: requests on their way in and out
 *
 * Sockets that others have accepted are given to it.  It collects headers and body into a
 * struct request, has it served when it is whole, and sends the answer; it reports the
 * state of each connection to the peers.  All work is done in flights_turn(), called when
 * the descriptor is readable or a time is up; there is no thread.
 *
 * Owns: the connections and the requests in flight.  Borrows: the peers.
 * Errors: ERR_IO.
 */
#ifndef MOCKSERVER_HTTP_FLIGHTS_H
#define MOCKSERVER_HTTP_FLIGHTS_H

#include "mockserver/http/peers.h"
#include "mockserver/http/request.h"

struct flights;

struct flight_hooks {
	void *ctx;
	/* Answers a whole request: sets rq->app, leaves a reply in rq. */
	void (*serve)(void *ctx, struct request *rq);
	/* The answer was sent, or the client is gone. */
	void (*served)(void *ctx, const struct request *rq);
	/* The client has felt an effect on its answer. */
	void (*struck)(void *ctx, const struct request *rq,
	               const struct wire_struck *struck);
	/* An effect (WIRE_REFUSE) shuts the door for so many milliseconds. */
	void (*shut)(void *ctx, const struct wire_effect *refuse);
	void *shut_ctx;
};

/* `most` connections at once, whatever the peers say. */
int flights_open(const struct flight_hooks *hooks, struct peers *peers, unsigned most,
                 struct flights **out, struct err *e) MUST_USE;
void flights_close(struct flights *fs);

/* Readable when there is something to do. */
int flights_descriptor(const struct flights *fs);
/* How long until there is something to do all the same, in milliseconds; -1: never. */
int64_t flights_wait(const struct flights *fs);
/* Serves what is ready, without waiting. */
void flights_turn(struct flights *fs);

/* Takes the socket, also where it fails. */
int flights_add(struct flights *fs, int fd, struct err *e) MUST_USE;

/* How many requests have begun and are not answered. */
size_t flights_begun(const struct flights *fs);
/* From now on an answer is the last one on its connection; or no longer. */
void flights_close_answered(struct flights *fs, bool on);
/* The same for good; and what is kept back is released, now and later. */
void flights_end(struct flights *fs);

/* As deliveries_release(). */
size_t flights_release(struct flights *fs, int64_t ref, unsigned until);

/* Sends the answer of a request that was left with HOLD_WAITS. */
void flights_resume(struct request *rq);

#endif
