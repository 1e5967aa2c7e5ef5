/*
 * token.h - access tokens from an IMS: OAuth server-to-server (06, 1)
 *
 * One request, POST /ims/token/v3 with grant_type client_credentials; the client's id
 * and secret go in the body, never in the URL.  No text of an error holds the secret
 * or a token.
 *
 * Owns: struct access_token owns its text, until access_token_release().
 * Time: a token's lifetime in milliseconds, as the IMS counts it from its answer.
 * Errors: ERR_UNAVAILABLE when nobody answered, or with a status of 5xx or 429;
 * ERR_INVALID when the IMS refused the client, or its answer holds no token.
 */
#ifndef HARNESS_TARGET_TOKEN_H
#define HARNESS_TARGET_TOKEN_H

#include "harness/target/identity.h"
#include "lib/fetch.h"

struct access_token {
	char *text;
	int64_t lifetime_ms;
	/* Without one, where the IMS asked to come back: its status, and when. */
	int busy;
	int64_t busy_ms;
};

/* Asks the IMS at "http://HOST:PORT" for a token of the identity's client. */
int access_token_fetch(const char *ims_url, const struct identity *who, struct fetch *f,
                       struct access_token *out, struct err *e) MUST_USE;
void access_token_release(struct access_token *t);
AUTO_DEFINE_STRUCT(struct access_token, access_token_release);

#endif
