/*
 * fetch.h - the only door to libcurl: one HTTP exchange at a time
 *
 * Connections are kept alive between exchanges of one client.  Redirects are not
 * followed and proxies from the environment are not used for loopback hosts.
 *
 * Owns: struct fetch owns the connection; struct exchange owns its answer.
 * Errors: ERR_UNAVAILABLE when nobody answered (refused, timed out, unresolved).
 */
#ifndef LIB_FETCH_H
#define LIB_FETCH_H

#include "lib/buf.h"
#include "lib/err.h"

struct fetch;

struct fetch *fetch_new(void);
void fetch_free(struct fetch *f);
AUTO_DEFINE(struct fetch *, fetch_free);

struct header {
	char *name, *value;
};

struct exchange {
	/* set by the caller, borrowed */
	const char *method, *url;
	const struct header *headers; /* sent as they are */
	size_t header_count;
	const char *body; /* NULL for none */
	size_t body_size;
	int64_t timeout_ms; /* 0 for 30 s */
	/* set by fetch_do(), owned */
	int status;
	struct header *answer_headers;
	size_t answer_header_count;
	struct buf answer;
};

int fetch_do(struct fetch *f, struct exchange *x, struct err *e) MUST_USE;
void exchange_release(struct exchange *x);

/* The answer's header of that name in any case, or NULL. */
const char *exchange_header(const struct exchange *x, const char *name);

#endif
