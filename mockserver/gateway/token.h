/*
 * token.h - access tokens that prove themselves
 *
 * A token has the look of a JWT: three base64url parts, header, payload, signature.
 * The signature is a keyed hash of the first two, its key drawn from the seed, so
 * that no token is stored.  That is no security: the hash is not cryptographic, and
 * anyone who knows the seed can sign.  It tells a token of ours from any other text.
 *
 * Which members a real payload has is undocumented; clients treat it as opaque.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_GATEWAY_TOKEN_H
#define MOCKSERVER_GATEWAY_TOKEN_H

#include "lib/buf.h"
#include "lib/mem.h"
#include "lib/vtime.h"

struct token {
	uint64_t serial; /* counts the tokens of a state, from 1 */
	const char *client, *org, *scope;
	vtime issued_at;
	int64_t lifetime_ms;
};

/* Appends the token's text. */
void token_write(uint64_t seed, const struct token *t, struct buf *out);

/* Has the text three parts, the second of them a JSON object? */
bool token_has_form(const char *text);

/* Reads a token that this seed has signed, its texts into the arena; false for others. */
bool token_read(uint64_t seed, const char *text, struct arena *a, struct token *out)
	MUST_USE;

#endif
