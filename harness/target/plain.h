/*
 * plain.h - an HTTP/1.1 client by a plain socket, for exchanges that may break
 *
 * It sends a request once and reports how the exchange ended: libcurl would send it again
 * on a new connection where one that was kept alive has gone, and says of a broken answer
 * less than its bytes do.  It speaks http only, and sends what the caller sets, Host,
 * Content-Length, and no more.
 *
 * Owns: the connection, which is kept alive between two exchanges.
 * Time: real; the machine's monotonic clock.
 * Errors: ERR_INVALID for a URL that is not of http, a host that is not found, and what
 * exchange_check() refuses.  What happens on the wire is an end and no error.
 */
#ifndef HARNESS_TARGET_PLAIN_H
#define HARNESS_TARGET_PLAIN_H

#include "lib/fetch.h"

enum plain_end {
	PLAIN_WHOLE,
	PLAIN_RESET,   /* by RST */
	PLAIN_CLOSED,  /* in good order, before the answer was whole */
	PLAIN_REFUSED, /* nobody listens there */
	PLAIN_TIMEOUT, /* the time was up */
	PLAIN_GARBAGE, /* what came is no HTTP */
	PLAIN_ENDS
};

/* "reset", …; "" for PLAIN_WHOLE. */
const char *plain_end_name(enum plain_end end);
/* The end of that name; PLAIN_ENDS for none. */
enum plain_end plain_end_find(const char *name);

struct plain_outcome {
	enum plain_end end;
	int64_t received; /* bytes of the body; of the head, where that was not whole */
	int64_t took_ns;  /* from before the first byte out to the end */
};

struct plain_socket;

struct plain_socket *plain_new(void) MUST_USE;
void plain_free(struct plain_socket *p);
AUTO_DEFINE(struct plain_socket *, plain_free);

/*
 * Connects where it is not connected and sends the request, as far as the other side
 * takes it; does not wait for the answer.
 */
int plain_send(struct plain_socket *p, const struct exchange *x, struct err *e) MUST_USE;

/* From now on go_on(ctx), where it is not NULL, may end a wait by saying no. */
void plain_wait_with(struct plain_socket *p, fetch_go_on *go_on, void *ctx);

/*
 * Waits for the answer for x->timeout_ms from the sending on, and fills in as much of it
 * as came.
 */
void plain_receive(struct plain_socket *p, struct exchange *x, struct plain_outcome *out);

#endif
