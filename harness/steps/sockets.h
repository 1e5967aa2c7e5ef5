/*
 * sockets.h - the connections of a scenario's plain requests, and those that wait
 *
 * A connection with a name is kept for other requests; one without is for one request. A
 * request in the background waits for its answer on a thread of its own.
 *
 * Owns: connections, threads and their calls, until sockets_end().
 */
#ifndef HARNESS_STEPS_SOCKETS_H
#define HARNESS_STEPS_SOCKETS_H

#include "harness/steps/interrupt.h"
#include "harness/target/call.h"

struct background;

struct connection {
	char *name; /* NULL: of one request */
	struct plain_socket *plain;
	const struct background *user; /* that waits on it; NULL: nobody */
	struct connection *next;
};

/* All zero is one without any. */
struct sockets {
	struct connection *connections;
	struct background *waiting;
};

/* The connection of that name, made where it is missing; NULL: one without a name. */
struct connection *sockets_connection(struct sockets *s, const char *name);
/* The request on it is over: one without a name ends. */
void sockets_done(struct sockets *s, struct connection *c);

/* The request in the background of that name, or NULL; and the name of one. */
struct background *sockets_find(const struct sockets *s, const char *name);
const char *sockets_name(const struct background *b);

/* Leaves a call that was sent to a thread; takes it. */
int sockets_leave(struct sockets *s, struct connection *c, const char *name,
                  struct call *call, struct err *e) MUST_USE;
/* Waits for its answer, not longer than until something comes; *call is the caller's. */
struct connection *sockets_join(struct sockets *s, struct background *b,
                                struct interrupt *i, struct call *call);

/* Ends all; adds the names of those that nobody has joined. */
void sockets_end(struct sockets *s, struct interrupt *i, struct buf *unjoined);

#endif
