/*
 * routed.h - requests to a mock's routes, without a socket
 *
 * The mock is a chain (tests/support/chain.h) that serves: what chain_make() makes, GET
 * shows.  A request has the usual headers of a client; JSON is written with ' for ".
 *
 * Owns: struct routed owns its chain and the last answer, until routed_close().
 */
#ifndef TESTS_SUPPORT_ROUTED_H
#define TESTS_SUPPORT_ROUTED_H

#include "mockserver/http/request.h"
#include "tests/support/chain.h"

#define ROUTED_HEADERS 16

struct routed {
	struct chain chain;
	struct request_header headers[ROUTED_HEADERS]; /* of each request */
	size_t header_count;
	struct request rq; /* the last one, with its answer */
	cJSON *body;       /* the answer's; NULL where it is no JSON */
};

void routed_open(struct routed *r);
void routed_close(struct routed *r);

/* Requests have the header from now on, instead of another of that name; NULL: none. */
void routed_header(struct routed *r, const char *name, const char *value);

/*
 * Asks "METHOD PATH?QUERY" with a body or NULL: the answer's status.  A path that begins
 * with "/__admin", "/data" or "/ims" is whole, any other is below the service's base.
 */
int routed_ask(struct routed *r, const char *what, const char *body);
/* As routed_ask(), of a path that is put together as by printf, without a body. */
int routed_askf(struct routed *r, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* A request that a fault has put off, which was answered 0, is served once more. */
int routed_again(struct routed *r);

/* It is answered so, or the test fails with the answer. */
void routed_expect(struct routed *r, const char *what, const char *body, int status);

/* The answer: its text; what it has at a path as JSON, with ' for ", or "nothing". */
const char *routed_text(const struct routed *r);
void routed_has(const struct routed *r, const char *path, const char *expected);
/* The name of the row that it was refused with; "" for none. */
const char *routed_refused(const struct routed *r);
/* A header behind those of struct reply; NULL for none. */
const char *routed_more(const struct routed *r, const char *name);

#endif
