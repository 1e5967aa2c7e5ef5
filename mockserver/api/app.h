/*
 * app.h - what handlers reach through rq->app
 *
 * Owns: the world, its guard, the queue of clock moves, the reply cache, and the
 * options it was started with.
 */
#ifndef MOCKSERVER_API_APP_H
#define MOCKSERVER_API_APP_H

#include "mockserver/api/reply_cache.h"
#include "mockserver/gateway/guard.h"
#include "mockserver/http/server.h"
#include "mockserver/runs/clock_queue.h"
#include "mockserver/world/world.h"

struct app {
	struct world world;
	struct guard guard;
	struct clock_queue clock_queue;
	struct reply_cache reply_cache;
	struct server *server;    /* which holds requests; NULL before it is open */
	cJSON *options;           /* at start, as GET /__admin/settings shows them */
	bool no_admin;            /* /__admin/ is not there */
	bool asked[LEDGER_COUNT]; /* by the request being served, at log level debug */
};

#endif
