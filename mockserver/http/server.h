/*
 * server.h - the loop of a server: its sockets, what is due, and its end
 *
 * One thread runs server_loop() and owns everything: requests are served and due
 * work is done there, one after the other (DESIGN.md, decision 1).  Our epoll
 * holds the listening socket, the descriptors of flights and peers, an eventfd by which
 * other threads wake the loop, and, if asked for, a signalfd.
 *
 * It holds as many connections as three quarters of the files that the process may open
 * (RLIMIT_NOFILE when it is opened; ours), 16,384 at most; peers.h tells who goes to make
 * room for a new one.  It leaves the limit alone: that is for the program.
 *
 * Owns: its sockets, the requests in flight.
 * Errors: ERR_IO, ERR_EXISTS (the port is taken), ERR_INVALID (the host is not an
 * address).
 */
#ifndef MOCKSERVER_HTTP_SERVER_H
#define MOCKSERVER_HTTP_SERVER_H

#include "lib/vtime.h"
#include "mockserver/http/request.h"

struct server;

struct server_hooks {
	void *ctx;
	/* Answers a whole request: sets rq->app, leaves a reply in rq. */
	void (*serve)(void *ctx, struct request *rq);
	/* The answer is out, or the client gone. */
	void (*served)(void *ctx, const struct request *rq);
	/* The client has felt an effect on its answer (wire.h). */
	void (*struck)(void *ctx, const struct request *rq,
	               const struct wire_struck *struck);
	/* Another program listens on the port that WIRE_REFUSE left; NULL: never mind. */
	void (*port_taken)(void *ctx, int port, const char *why);
	/* How long until there is work to do, in milliseconds; -1 for never. */
	int64_t (*wait_ms)(void *ctx);
	/* Does what is due. */
	void (*work)(void *ctx);
	/* Another thread called server_wake(). */
	void (*woken)(void *ctx);
	/* The loop ends: answers what is held, so that nobody waits.  Called again as
	 * long as requests that have begun come in. */
	void (*leave)(void *ctx);
};

/* Opens the port (0: a free one); nothing is answered before server_loop(). */
int server_open(const char *host, int port, const struct server_hooks *hooks,
                struct server **out, struct err *e) MUST_USE;
void server_close(struct server *s);
AUTO_DEFINE(struct server *, server_close);

/* The port it listens on. */
int server_port(const struct server *s);
/* "http://HOST:PORT", an IPv6 address in brackets; the caller frees it. */
char *server_url(const char *host, int port) MUST_USE;

/* SIGINT and SIGTERM, blocked by the caller in all threads, end the loop. */
int server_watch_signals(struct server *s, struct err *e) MUST_USE;

/*
 * Serves until server_stop() or a signal, then finishes the requests in flight.
 * Returns the signal that ended it, or 0.
 */
int server_loop(struct server *s);

/*
 * For a loop of the caller's own: takes a connected socket as if it had been accepted,
 * and serves what is ready without waiting.  Tests and fuzzers drive a server so.
 */
int server_adopt(struct server *s, int fd, struct err *e) MUST_USE;
void server_turn(struct server *s);

/* Would a turn have something to do now?  Asks the kernel, and changes nothing: work that
 * can be cut goes on while nobody asks. */
bool server_is_asked(const struct server *s);

/*
 * Sends the answer of a request that was left with HOLD_WAITS; rq->reply is set.  A
 * request that is held takes no time from others.
 */
void server_resume(struct request *rq);

/*
 * Goes on with requests that effects keep back: those whose hold ends by `until` (enum
 * wire_until) and is of `ref` (0: of anybody).  WIRE_UNTIL_END releases all of them,
 * delays and drips too, and accepts connections again; WIRE_UNTIL_CLEARED does so with
 * what is of `ref`, and no connection is stale by it any more.  What was left with
 * HOLD_AGAIN has been served when it returns.  The number of requests.
 */
size_t server_release(struct server *s, int64_t ref, unsigned until);

/* From any thread: has the loop call `woken`; or has it end. */
void server_wake(struct server *s);
void server_stop(struct server *s);

#endif
