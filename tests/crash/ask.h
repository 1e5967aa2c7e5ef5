/*
 * ask.h - a request to a server that may die while answering it
 *
 * Each request has a connection of its own.  What arrived before the server's death is
 * read all the same: a write counts as acknowledged if its whole answer is there.
 *
 * Owns: struct answer owns its texts.
 */
#ifndef TESTS_CRASH_ASK_H
#define TESTS_CRASH_ASK_H

#include "lib/buf.h"
#include "lib/json/json.h"

struct question {
	const char *method, *path; /* below the service's base, or from /__admin, /data */
	const char *body;          /* NULL for none */
	const char *etag;          /* If-Match; NULL for none */
};

struct answer {
	int status;  /* 0: none came, or not all of it */
	char *text;  /* the body, never NULL */
	cJSON *body; /* NULL when it is not JSON */
	char *etag;  /* of the answer's first item; NULL for none */
	int64_t took_ns;
};

/* Sends the request; the connection, or -1 when nobody listens. */
int ask_begin(int port, const struct question *q);
/* Waits for the whole answer, and closes. */
struct answer ask_end(int connection);
void answer_release(struct answer *a);

#endif
