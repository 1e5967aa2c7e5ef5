/*
 * instance.h - one mock: its app and its server, on the caller's thread
 *
 * What `flowmock serve` and flowmock_start() have in common.
 *
 * Owns: the app and the server.
 */
#ifndef MOCKSERVER_INSTANCE_H
#define MOCKSERVER_INSTANCE_H

#include "mockserver/api/app.h"
#include "mockserver/http/server.h"
#include "mockserver/options.h"
#include "mockserver/sim/backlog.h"

struct instance {
	struct app app;
	struct server *server;
	void (*woken)(void *ctx); /* another thread wants something; NULL for none */
	void *ctx;
	int64_t seen;           /* the store's changes when the next was asked for */
	vtime next_at;          /* when work is due */
	bool failed;            /* work was due and could not be done */
	struct backlog backlog; /* of a clock that goes by itself */
};

/* Opens the state and the port; nothing is answered before server_loop(). */
int instance_open(struct instance *in, const struct instance_options *options,
                  struct err *e) MUST_USE;
void instance_close(struct instance *in);

#endif
