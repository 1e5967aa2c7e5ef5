/*
 * sender.h - requests in somebody's name: a token that is kept fresh, and patience
 *
 * A client's token is asked for once, again before it expires, and once after a request
 * with it was answered 401; that request is sent a second time.  Where the service is not
 * ours, an answer of 429 or 503 is waited out and the request sent again.
 *
 * Owns: the connection and the token.
 * Errors: ERR_UNAVAILABLE when nobody answers, or only that it is busy, or something came
 * while it was waited for; ERR_FORBIDDEN when --max-requests are used up; ERR_INVALID for
 * a client that the IMS refuses.
 */
#ifndef HARNESS_TARGET_SENDER_H
#define HARNESS_TARGET_SENDER_H

#include "harness/target/call.h"
#include "harness/target/patience.h"
#include "harness/target/token.h"

struct sender {
	struct fetch *fetch;
	struct identity who;       /* texts are borrowed, but for the token */
	const char *ims_url;       /* borrowed */
	struct access_token token; /* all zero: none was asked for */
	int64_t renew_ns;          /* when the next is asked for, monotonic */
	bool patient;              /* 429 and 503 are waited out */
	bool cleaning;             /* the requests are free of --max-requests */
	struct patience patience;
	void (*say)(void *ctx, const char *line); /* what is waited for; or NULL */
	void *say_ctx;
};

void sender_release(struct sender *s);

/* Asks for the client's first token, where it has a client and no ready token. */
int sender_login(struct sender *s, struct err *e) MUST_USE;

/*
 * Sends the call and waits for an answer that is one.  *repeats, where it is not NULL,
 * counts the answers of 503 before it: after those a request may have had its effect.
 */
int sender_send(struct sender *s, struct call *c, int *repeats, struct err *e) MUST_USE;

#endif
