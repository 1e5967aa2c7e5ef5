/*
 * wire.h - what is done to an answer between this server and its client
 *
 * Whoever serves a request may add effects to it (request_add_effect()), in the order in
 * which they are to count: delays add up, the first of the endings decides, one drip and
 * one truncation are enough.  http/flights carries them out, and reports each one at the
 * instant at which the client has felt it (struct flight_hooks, struck): that a socket
 * was reset, that bytes were cut.  An effect that changed nothing, such as a cut behind
 * the last byte, is never reported.
 *
 * An ending cuts the answer `at` a place: before its first byte, after `bytes` bytes of
 * the head (status line and headers), or after `bytes` bytes of the body.
 *
 * Owns: nothing; effects live in the request's arena.
 * Time: real, in milliseconds; moves no clock.
 */
#ifndef MOCKSERVER_HTTP_WIRE_H
#define MOCKSERVER_HTTP_WIRE_H

#include "lib/buf.h"

enum wire_kind {
	WIRE_DELAY, /* kept back for `ms` */
	WIRE_HOLD,  /* kept back until released (`until`), or for `ms` where it is set */
	WIRE_TRUNCATE, /* the body is cut to `bytes`, and Content-Length says so */
	WIRE_DRIP,     /* the body goes out by `bytes` every `ms` */
	WIRE_RESET,    /* ending: RST `at` that place */
	WIRE_CLOSE,    /* ending: an orderly end `at` that place */
	WIRE_GARBAGE,  /* ending: `bytes` bytes that are no HTTP, then an orderly end */
	WIRE_REFUSE, /* ending: RST before the answer; no connection for `ms` from then */
	WIRE_STALE,  /* `count` answers from this one on; the request after them meets RST
	              */
	WIRE_KINDS
};

enum wire_at { WIRE_AT_REQUEST, WIRE_AT_HEAD, WIRE_AT_BODY };

/* What releases a held request; several may be set. */
enum wire_until {
	WIRE_UNTIL_RELEASE = 1, /* server_release() with its `ref` */
	WIRE_UNTIL_ADVANCE = 2, /* the clock was moved */
	WIRE_UNTIL_END = 4,     /* a reset, a stop; releases all, delays too */
	WIRE_UNTIL_CLEARED = 8, /* whoever added an effect is gone: see wire_clear() */
};

#define WIRE_REFUSE_MS_MAX INT64_C(60000)
#define WIRE_HALF          INT64_C(-1) /* of `bytes`: half of the head, or of the body */
#define WIRE_GARBAGE_BYTES 32          /* where an effect does not say it */

struct wire_effect {
	enum wire_kind kind;
	enum wire_at at;
	unsigned until; /* of enum wire_until; WIRE_UNTIL_END is always in it */
	int64_t bytes, ms, count;
	int64_t ref;   /* of whoever added it: the fault that a release names */
	int64_t ref2;  /* the same, for its own use: the receipt */
	uint64_t seed; /* of garbage */
	struct wire_effect *next;
	bool over; /* of http/flights: it was carried out */
};

/* An effect that the client has felt. */
struct wire_struck {
	const struct wire_effect *effect;
	int64_t ms;    /* kept back for so long */
	int64_t bytes; /* of head or body that the client was sent before the end */
	int64_t cut;   /* bytes of the answer that were not sent */
};

/* The first that keeps the answer back and is not over; NULL for none. */
struct wire_effect *wire_find_wait(struct wire_effect *effects);
/* The first ending; NULL for none. */
struct wire_effect *wire_find_ending(struct wire_effect *effects);
/* The first of that kind; NULL for none. */
struct wire_effect *wire_find(struct wire_effect *effects, enum wire_kind kind);

/*
 * Whoever has that `ref` (0: anybody) is gone: nothing is kept back by its effects any
 * more, a drip of it sends the rest at once, and its connection does not become stale.
 */
void wire_clear(struct wire_effect *effects, int64_t ref);

/* Of an ending: in the answer at all, in its body; by FIN and not by RST. */
bool wire_ends_in_answer(const struct wire_effect *effect);
bool wire_ends_in_body(const struct wire_effect *effect);
bool wire_ends_orderly(enum wire_kind kind);

/* How much of so many bytes the effect leaves. */
size_t wire_cut_at(const struct wire_effect *effect, size_t size);
/* Adds what an effect of garbage sends: no status line. */
void wire_add_garbage(const struct wire_effect *effect, struct buf *out);

/* "reset" */
const char *wire_kind_name(enum wire_kind kind);

#endif
