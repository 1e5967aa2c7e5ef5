/*
 * peers.h - connected clients: which have gone, and which are closed to make room
 *
 * A server has room for a number of connections.  When it is full and a new one comes,
 * the loose one that has been quiet for longest is closed: it waits between two requests,
 * or has sent a part of one.  A busy one, whose answer is being made or sent, stays,
 * unless it has read nothing for some seconds; a held one stays, unless its client has
 * ended its side, nobody else can go, and the owner gives its request up.
 *
 * libmicrohttpd uses edge-triggered epoll, and stops reading after a short read: it
 * misses the end of a client whose last bytes and end arrive together.  So peers have an
 * epoll of their own, which reports ends only.  A client may end its side and wait for an
 * answer: only one that is loose, and has sent nothing more, counts as gone.
 *
 * Incoming bodies and outgoing answers take memory: where it is too much, connections
 * that hold some of it and may be closed are closed, in the same order.
 *
 * Closing a peer shuts it down; the owner of the descriptor sees that, closes it and
 * calls peers_remove().
 *
 * Owns: its epoll descriptor and the peers.  Borrows: their sockets.
 * Time: monotonic, nanoseconds.
 */
#ifndef MOCKSERVER_HTTP_PEERS_H
#define MOCKSERVER_HTTP_PEERS_H

#include "lib/err.h"
#include "mockserver/http/wire.h"

enum peer_is {
	PEER_LOOSE, /* between two requests, or its request is not whole */
	PEER_BUSY,  /* its answer is being made, or sent */
	PEER_ENDED, /* loose, and its client has ended its side */
	PEER_HELD,  /* its answer comes later */
	PEER_LEFT,  /* held, and its client has ended its side */
	PEER_GOES,  /* shut down */
};
#define PEER_STATES 6

struct peer {
	int fd;
	enum peer_is is;
	size_t bytes;  /* in its body or answer */
	bool ended;    /* its client has ended its side */
	int64_t since; /* when it entered its state, or was last active in it */
	struct peer *older, *newer; /* in that state */
	void *request;              /* of its owner; NULL: none has begun */
	struct wire_effect
		*stale; /* that resets it after `count` more answers, or NULL */
};

struct peers {
	/* A client has ended its side. */
	void (*left)(struct peer *p);
	/* Gives up the request of one that is held; false where that can't be. */
	bool (*give_up)(struct peer *p);
	int epoll;
	int64_t now; /* at the last peers_turn() */
	size_t most; /* that there is room for */
	size_t bytes, bytes_most;
	size_t count[PEER_STATES];
	struct peer *oldest[PEER_STATES], *newest[PEER_STATES];
};

/* How many there is room for in a process that may open so many files. */
size_t peers_most(uint64_t files);

int peers_open(struct peers *ps, size_t most, struct err *e) MUST_USE;
void peers_close(struct peers *ps);

/* A connected socket; it is loose. */
struct peer *peers_add(struct peers *ps, int fd) MUST_USE;
void peers_remove(struct peers *ps, struct peer *p);
/* It enters that state, or is active in it. */
void peers_set(struct peers *ps, struct peer *p, enum peer_is is);

/* An answer was sent to it, with those effects: WIRE_STALE counts from the first. */
void peer_answered(struct peer *p, const struct wire_effect *effects);
/* Whoever added WIRE_STALE with that `ref` (0: anybody) is gone: none is stale by it. */
void peers_clear_stale(struct peers *ps, int64_t ref);
/* Does its connection end before its next request is served? */
bool peer_is_stale(const struct peer *p);

/* It holds so many bytes from now on; others may have to go. */
void peers_hold(struct peers *ps, struct peer *p, size_t bytes);

/* Is there room for one more? */
bool peers_have_room(const struct peers *ps);
/* The same; a full server closes one if it can. */
bool peers_make_room(struct peers *ps);
/* Closes one even where there is room: the process has no descriptors left. */
bool peers_drop(struct peers *ps);

/* Closes all that are loose. */
void peers_drop_loose(struct peers *ps);

/* How long until peers_turn() has something to do, in milliseconds; -1 for never. */
int64_t peers_wait(const struct peers *ps);
/* Reads the clock; clients that ended their sides a while ago count as gone. */
void peers_turn(struct peers *ps);
/* The epoll descriptor is ready: learns who has ended. */
void peers_take_ends(struct peers *ps);

#endif
