/*
 * profile.h - the harness's variables in a file, instead of in the environment
 *
 *	# who we are on the sandbox of the nightly tests
 *	FLOWCHECK_CLIENT_ID=…
 *	FLOWCHECK_CLIENT_SECRET=…
 *
 * A variable a line, the blanks around name and value not among them; empty lines and
 * those that begin with # are ignored.  The file holds secrets: only its owner may
 * read it (mode 0600).
 *
 * Owns: nothing; the caller frees what it gets.
 * Errors: ERR_INVALID with file and line; ERR_NOT_FOUND, ERR_IO.
 */
#ifndef HARNESS_TARGET_PROFILE_H
#define HARNESS_TARGET_PROFILE_H

#include "lib/json/json.h"

/* Reads the file into an object: names (of `known`, NULL-ended) and their texts. */
int profile_read(const char *path, const char *const *known, cJSON **out, struct err *e)
	MUST_USE;

#endif
