/*
 * clients.h - who may ask for tokens: the clients that an instance knows
 *
 * A client is written ID:SECRET:ORG[:EXPIRES], where EXPIRES is how long its tokens
 * live ("PT1H", "90s"; a day without it).  Where none is given, there is one:
 *
 *	flowmock:flowmock-secret:FLOWMOCK@AdobeOrg
 *
 * Owns: the texts, until clients_release().
 * Errors: ERR_INVALID for a text that is no client; ERR_IO, ERR_NOT_FOUND of a file.
 */
#ifndef MOCKSERVER_GATEWAY_CLIENTS_H
#define MOCKSERVER_GATEWAY_CLIENTS_H

#include "lib/err.h"
#include "lib/vtime.h"

#define CLIENT_DEFAULT "flowmock:flowmock-secret:FLOWMOCK@AdobeOrg"

struct client {
	char *id, *secret, *org;
	int64_t lifetime_ms;
};

struct clients {
	struct client *all;
	size_t count;
};

/* Adds one, or several with blanks between them; two of one id are ERR_INVALID. */
int clients_add(struct clients *c, const char *text, struct err *e) MUST_USE;

/* Adds those of a file: one a line; empty lines and lines that begin with # pass. */
int clients_read(struct clients *c, const char *path, struct err *e) MUST_USE;

/* The client of that id, or NULL. */
const struct client *clients_find(const struct clients *c, const char *id);
/* Is it the organisation of any? */
bool clients_know_org(const struct clients *c, const char *org);

/* Frees the texts. */
void clients_release(struct clients *c);
AUTO_DEFINE_STRUCT(struct clients, clients_release);

#endif
