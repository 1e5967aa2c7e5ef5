/*
 * guard.h - whom an instance lets in
 *
 * Lenient: any key, token and organisation, and IMS issues a token to any client.
 * Strict: only tokens that our IMS has issued to a client of ours, until they expire
 * on the instance's clock, with the client's key and organisation.
 *
 * Owns: its clients and sandboxes, until guard_close().  Borrows: clock and store.
 */
#ifndef MOCKSERVER_GATEWAY_GUARD_H
#define MOCKSERVER_GATEWAY_GUARD_H

#include "mockserver/gateway/clients.h"
#include "mockserver/gateway/token.h"
#include "mockserver/http/request.h"
#include "mockserver/sim/clock.h"
#include "mockserver/store/store.h"

enum auth { AUTH_LENIENT, AUTH_STRICT, AUTH_COUNT };

struct guard_options {
	enum auth auth;
	const char *const *clients; /* texts of clients_add(), NULL-ended; or NULL */
	const char *clients_file;   /* NULL: none */
	const char *sandboxes;      /* "prod,dev"; NULL: any name is one */
};

struct guard {
	enum auth auth;
	struct clients clients;
	char *sandboxes;
	char *host; /* the address that is listened on; NULL: not known */
	/* the instance's */
	uint64_t seed;
	const struct clock *clock;
	struct store *store;
};

/* Reads the options; nothing is left open on -1. */
int guard_open(const struct guard_options *options, struct guard *out, struct err *e)
	MUST_USE;
void guard_close(struct guard *g);

/* "lenient" or "strict"; NULL is lenient. */
const char *guard_auth_name(const struct guard *g);

/* Is it one of the sandboxes? */
bool guard_knows_sandbox(const struct guard *g, const char *name);

/*
 * Issues a token to the client, in a transaction of its own: serial and time are
 * set here.  Nothing but the number of tokens is stored.
 */
int guard_issue(const struct guard *g, struct token *t, struct buf *out, struct err *e)
	MUST_USE;

/*
 * Is the text a token that was issued with our seed, and has not expired?  One outlives a
 * reset: the clock may then show a time before it was issued.
 */
bool guard_accepts(const struct guard *g, const char *text, struct arena *a,
                   struct token *out) MUST_USE;

/* What is wrong with a token that is not accepted, for the log. */
void guard_explain(const struct guard *g, const char *text, struct arena *a,
                   struct refusal *rf);

#endif
