/*
 * request.h - one request, from its first header to its last byte out
 *
 * Built by http/flights, routed by http/router, answered by a handler with one of
 * the reply_* calls or by raising a refusal and returning -1.
 *
 * Owns: its arena, body, parsed body, reply and refusal; request_release() frees
 * them when the connection is done with it.  Borrows: the app, which outlives it;
 * header values, from the connection.
 */
#ifndef MOCKSERVER_HTTP_REQUEST_H
#define MOCKSERVER_HTTP_REQUEST_H

#include "lib/json/json.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/contract/caller.h"
#include "mockserver/contract/ledger.h"
#include "mockserver/contract/refusal.h"
#include "mockserver/http/wire.h"

struct app;
struct fault_strike;
struct guard;

enum method { GET, POST, PUT, PATCH, DELETE, METHOD_OTHER };

#define PARAM_MAX  4
#define HEADER_MAX 64 /* ours */

#define REQUEST_BODY_MAX    (4u << 20)          /* bytes of a body; ours */
#define REQUEST_DROPPED_MAX (INT64_C(64) << 20) /* bytes read of a larger one; ours */

struct request_header {
	const char *name, *value;
};

/* One query parameter, decoded; "?a&b=" has two, both with the value "". */
struct query_param {
	const char *name, *value;
};

struct reply {
	int status;
	const char *content_type;
	const char *etag;                  /* NULL for none */
	const char *location;              /* NULL for none */
	const char *allow;                 /* NULL for none */
	const char *debug_id;              /* of IMS; NULL for none */
	const struct request_header *more; /* behind those, in order */
	size_t more_count;
	struct buf body;
};

/*
 * What a handler leaves: an answer; none yet, server_resume() follows; none, it wants to
 * be asked once more when the effects that it has added (delays, holds) are over.
 */
enum hold { HOLD_NONE, HOLD_WAITS, HOLD_OVER, HOLD_AGAIN };

struct request {
	struct app *app;
	struct arena arena;
	enum method method;
	const char *method_name;
	const char *path;  /* decoded, without the query */
	const char *query; /* as it came, without the '?' */
	struct request_header headers[HEADER_MAX];
	size_t header_count;
	const struct query_param *params; /* set by query_parse() */
	size_t param_count;
	const char *param[PARAM_MAX]; /* what {..} matched, left to right */
	const char *id;               /* x-request-id, sent or made */
	const struct guard *guard;    /* the instance's; NULL lets anybody in */
	struct caller caller;
	const struct contract *contract; /* the instance's */
	struct buf raw;                  /* the body's bytes */
	cJSON *body;                     /* parsed, where the operation takes JSON */
	enum hold hold; /* a handler sets HOLD_WAITS, server_resume() ends it */
	bool again;     /* it was left with HOLD_AGAIN, and is served once more */
	struct wire_effect *effects; /* on its answer, in order; NULL for none */
	struct reply reply;
	struct refusal refusal;
	struct fault_strike *strike; /* what strikes it; NULL: nothing */
	bool sent;                   /* its answer, to the last byte */
	const char *const *hidden;   /* ids that no list shows */
	size_t hidden_count;
};

/* Frees all that the request owns; it may be half made. */
void request_release(struct request *rq);
/* The same, but the arena keeps memory for the next use. */
void request_clear(struct request *rq);

/* The method of that name; METHOD_OTHER for one that no route has. */
enum method request_method(const char *name);
/* The name of a method that routes have. */
const char *request_method_name(enum method m);

/*
 * Keeps one more header, borrowed, without blanks behind its value; false where there
 * are HEADER_MAX.
 */
bool request_add_header(struct request *rq, const char *name, const char *value);
/* The header of that name, in any case, or NULL. */
const char *request_header(const struct request *rq, const char *name);

/*
 * Why the body is refused before it is read; E_NONE: it is not.  Else a larger one is
 * read and dropped: a client that is still sending may not see an answer that closes the
 * connection.
 */
enum error request_refused_unread(const struct request *rq);

/* The first query parameter of that name that is not empty, or NULL. */
const char *request_param(const struct request *rq, const char *name);

/* Adds a copy of the effect behind those that are there; refuses nothing. */
void request_add_effect(struct request *rq, const struct wire_effect *effect);

/* The host part for links: "http://127.0.0.1:8085", by the Host header. */
const char *request_origin(struct request *rq);

#endif
