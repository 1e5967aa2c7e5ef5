/*
 * bare.h - a server without a service: its requests say what is done to their answers
 *
 * Each query parameter of a request is an effect, in order: "?delay=5", "?hold=7" (its
 * ref; until a release), "?drip=10:60000" (bytes, pace), "?reset=body:40" (place, bytes),
 * "?close=head", "?garbage=12", "?truncate=3", "?stale=2", "?refuse=60000" (ms).  Others:
 * "ref=N" is of all effects but
 * hold, "size=N" the body's size (BARE_BODY without it), "status=N" the answer's status,
 * "again=1" has the request served once more after what keeps it back.
 * What http/flights refuses is answered with its refusal.
 * /release?ref=N&until=N answers how many were released, /struck what clients have felt,
 * /served whom it has served.
 *
 * Owns: the server and its thread, until bare_end().
 */
#ifndef TESTS_SUPPORT_BARE_H
#define TESTS_SUPPORT_BARE_H

#include <pthread.h>

#include "lib/buf.h"
#include "mockserver/http/server.h"

#define BARE_BODY 1000

struct bare {
	struct server *server;
	pthread_t thread;
	bool threaded;
	struct buf struck, served;       /* of the server's thread */
	int taken;                       /* how often another program had its port */
	void (*leaving)(struct bare *b); /* called when its loop ends; NULL: nothing */
};

/* Serves on a thread; or without one, by the caller's server_turn(). */
void bare_begin(struct bare *b);
void bare_begin_unthreaded(struct bare *b);
/* Has the server stop, and waits for its thread. */
void bare_stop(struct bare *b);
void bare_end(struct bare *b);

int bare_port(const struct bare *b);

#endif
