/*
 * delivery.h - an answer on its way to the client, through the effects on it
 *
 * A request with effects is suspended when it has been served, and its delivery goes
 * through them: delays and holds one after the other; then, where the request was left
 * with HOLD_AGAIN, it is served once more; then the ending.  An ending before or in the
 * head is written here; one in the body, and a drip, while the body is read
 * (delivery_read()).  Everybody else is served meanwhile: nothing here waits.
 *
 * Whatever is kept back is released by deliveries_release(); when the server ends nothing
 * is kept back any more.
 *
 * Owns: the timers.  Borrows: deliveries, which lie in their owners' structs.
 * Time: monotonic; real.
 */
#ifndef MOCKSERVER_HTTP_DELIVERY_H
#define MOCKSERVER_HTTP_DELIVERY_H

#include "mockserver/http/request.h"
#include "mockserver/http/timers.h"
#include "mockserver/http/wire_end.h"

struct delivery;

struct delivery_hooks {
	void *ctx;
	/* Serves a request that was left with HOLD_AGAIN. */
	void (*serve)(void *ctx, struct request *rq);
	/* The client has felt an effect. */
	void (*struck)(void *ctx, const struct request *rq,
	               const struct wire_struck *struck);
	/* No connection is accepted for as long as that effect says. */
	void (*shut)(void *ctx, const struct wire_effect *refuse);
	void *shut_ctx;
	/* Adds status line and headers of the answer, up to the empty line. */
	void (*head)(void *ctx, const struct request *rq, struct buf *out);
	/* Its connection may go on: `closes` says how. */
	void (*resume)(void *ctx, struct delivery *d);
};

/* All of a server's. */
struct deliveries {
	struct delivery_hooks hooks;
	struct timers timers;
	struct delivery *oldest, *newest; /* what is under way, in order of arrival */
	bool ending;                      /* nothing is kept back */
};

enum delivery_is {
	DELIVERY_IDLE,
	DELIVERY_WAITS, /* for its time or its release */
	DELIVERY_READS, /* its body is being sent, and a part of it waits */
	DELIVERY_ENDS,  /* its connection is being ended */
};

/* All zero is one that has nothing to do. */
struct delivery {
	struct deliveries *all;
	struct request *rq;
	int fd;
	bool closes; /* its connection is to be closed, and nothing more sent */
	bool hurry;  /* nothing of it is kept back any more */
	bool left;   /* its client has ended its side */

	enum delivery_is is;
	struct timer timer;
	struct wire_effect *effect; /* that is being carried out */
	bool reported;              /* that the client has felt it */
	int64_t since_ns;
	int64_t next_ns; /* a drip's next part */
	bool late;       /* a part of it has come late */
	size_t read;     /* of the body */
	struct buf head; /* what is written before an ending */
	struct wire_end end;
	struct delivery *older, *newer;
};

/* What is under way is given up: its connections are resumed, to be closed. */
void deliveries_close(struct deliveries *all);

/* The request was served, and its connection is suspended: goes through the effects. */
void delivery_begin(struct delivery *d, struct deliveries *all, struct request *rq,
                    int fd);
/* The same, of a request that is not served: its connection is reset, by that effect. */
void delivery_reset(struct delivery *d, struct deliveries *all, struct request *rq,
                    int fd, const struct wire_effect *effect);
/* The client has ended its side: it has felt what it was waiting for, or will. */
void delivery_left(struct delivery *d);
/*
 * Gives up a request that is held or delayed: its connection is closed, and what the
 * service had yet to do for it is not done.  False where it is neither.
 */
bool delivery_give_up(struct delivery *d);
/* The request is over. */
void delivery_end(struct delivery *d);

/* Does the body go out by delivery_read()? */
bool delivery_reads(const struct delivery *d);

#define DELIVERY_LATER  0
#define DELIVERY_CLOSES (-1)
/*
 * Copies the next part of the body, which starts at `at`; its size.  DELIVERY_LATER: the
 * connection is to be suspended until it is resumed.  DELIVERY_CLOSES: no more comes.
 */
int64_t delivery_read(struct delivery *d, size_t at, char *to, size_t most);

/*
 * Goes on with what is held or delayed for the reasons `until` (enum wire_until); where
 * WIRE_UNTIL_END is not among them, with what `ref` keeps back only (0: anybody).  What
 * was left with HOLD_AGAIN has been served when it returns.  Their number.
 */
size_t deliveries_release(struct deliveries *all, int64_t ref, unsigned until);

/* Does what is due. */
void deliveries_turn(struct deliveries *all);
/* Until something is due, in milliseconds; -1: never. */
int64_t deliveries_wait_ms(const struct deliveries *all);

#endif
