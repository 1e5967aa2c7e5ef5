/*
 * identity.h - as whom the harness calls, read from the environment or a profile
 *
 * A ready token (FLOWCHECK_ACCESS_TOKEN) is used as it is.  Else a client's id and
 * secret (FLOWCHECK_CLIENT_ID, and FLOWCHECK_CLIENT_SECRET or the file that
 * FLOWCHECK_CLIENT_SECRET_FILE names) get one from an IMS (token.h).  With neither there
 * are defaults that a lenient mock accepts.  An empty variable counts as unset; one of
 * the profile (profile.h) goes before that of the environment.
 *
 * Owns: the profile and the text of a secret that was read from a file, until
 * identity_release().  Borrows: all else, from the environment.
 * Errors: ERR_INVALID, naming the variable; ERR_NOT_FOUND, ERR_IO of the secret's file.
 */
#ifndef HARNESS_TARGET_IDENTITY_H
#define HARNESS_TARGET_IDENTITY_H

#include "lib/json/json.h"

struct identity {
	const char *token, *key, *org, *sandbox;
	/* Token and key are secrets: given from outside or issued to the client. */
	bool token_given, key_given;
	const char *client_id, *client_secret, *scopes; /* client_id NULL: no client */
	const char *ims_url, *api_url;                  /* NULL: not given */
	char *secret_text; /* of the secret's file, or NULL */
	cJSON *profile;    /* NULL: none */
};

/* Reads the profile, if path is not NULL, and the environment; nothing is left to
 * release on -1. */
int identity_read(const char *path, struct identity *out, struct err *e) MUST_USE;
/*
 * The text without what it was given to keep secret, and without values that follow the
 * name of a secret.  The caller frees it.
 */
char *identity_masked(const struct identity *who, const char *text) MUST_USE;

void identity_release(struct identity *who);

/* Where the value of a variable came from: "profile", "environment" or "default". */
const char *identity_origin(const struct identity *who, const char *variable);

#endif
