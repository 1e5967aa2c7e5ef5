/*
 * identity.h - as whom the harness calls, read from the environment
 *
 * A ready token (FLOWCHECK_ACCESS_TOKEN) is used as it is.  Else a client's id and
 * secret (FLOWCHECK_CLIENT_ID, and FLOWCHECK_CLIENT_SECRET or the file that
 * FLOWCHECK_CLIENT_SECRET_FILE names) get one from the target's IMS (token.h).  With
 * neither there are defaults that a lenient mock accepts.  An empty variable counts as
 * unset.
 *
 * Owns: the text of a secret that was read from a file, until identity_release().
 * Borrows: all else, from the environment.
 * Errors: ERR_INVALID, naming the variable; ERR_NOT_FOUND, ERR_IO of the secret's file.
 */
#ifndef HARNESS_TARGET_IDENTITY_H
#define HARNESS_TARGET_IDENTITY_H

#include "lib/err.h"

struct identity {
	const char *token, *key, *org, *sandbox;
	/* Token and key are secrets: given by the environment or issued to the client. */
	bool token_given, key_given;
	const char *client_id, *client_secret, *scopes; /* client_id NULL: no client */
	char *secret_text; /* of the secret's file, or NULL */
};

/* Reads the environment; nothing is left to release on -1. */
int identity_read(struct identity *out, struct err *e) MUST_USE;
void identity_release(struct identity *who);

#endif
