/*
 * fetch.h - the only door to libcurl: one HTTP exchange at a time
 *
 * Connections are kept alive between exchanges of one client.  Redirects are not
 * followed and proxies from the environment are not used for loopback hosts.
 *
 * Owns: struct fetch owns the connection; struct exchange owns its answer.
 * Errors: ERR_UNAVAILABLE when nobody answered (refused, timed out, unresolved,
 * cut off, without a certificate that holds, with what is no HTTP, with more than 256
 * MiB); ERR_INVALID for a request that cannot be sent.  Any status that arrives is an
 * answer and no error.
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
	const char *body; /* NULL for none: POST, PUT and PATCH send an empty one */
	size_t body_size;
	int64_t timeout_ms; /* 0 for 30 s */
	/* It must not be sent twice: a request on a kept connection that turns out to be
	 * cut off is sent again by libcurl itself. */
	bool once;
	/* set by fetch_do(), owned */
	int status;
	struct header *answer_headers;
	size_t answer_header_count;
	struct buf answer;
};

/*
 * Sends the request and waits for the whole answer.  What libcurl would add by
 * itself beyond Host and Content-Length is left out, the path is sent as it is.
 * An answer that x held before is freed.
 */
int fetch_do(struct fetch *f, struct exchange *x, struct err *e) MUST_USE;

/*
 * From now on go_on(ctx) is asked, each second at least, while an answer is waited for;
 * false gives it up: ERR_UNAVAILABLE.  A request that must not be sent twice (`once`) is
 * waited for all the same: what became of it is known then.
 */
typedef bool fetch_go_on(void *ctx);
void fetch_wait_with(struct fetch *f, fetch_go_on *go_on, void *ctx);

/* Does the URL lead to this machine, by its usual names? */
bool fetch_is_local(const char *url);

/* Frees the answer; what the caller set stays. */
void exchange_release(struct exchange *x);
AUTO_DEFINE_STRUCT(struct exchange, exchange_release);

/*
 * ERR_INVALID: its URL or a header has several lines, which would be read as another
 * header, or as a request of their own.
 */
int exchange_check(const struct exchange *x, struct err *e) MUST_USE;

/* The answer's header of that name in any case, or NULL. */
const char *exchange_header(const struct exchange *x, const char *name);

#endif
