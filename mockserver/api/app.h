/*
 * app.h - what handlers reach through rq->app
 *
 * Owns: the world, its guard, the journeys of its clock, what it has shown, and what it
 * was told at its start.
 */
#ifndef MOCKSERVER_API_APP_H
#define MOCKSERVER_API_APP_H

#include "mockserver/api/shown.h"
#include "mockserver/gateway/guard.h"
#include "mockserver/runs/journeys.h"
#include "mockserver/world/world.h"

struct app {
	struct world world;
	struct guard guard;
	struct journeys journeys;
	struct shown shown;
	cJSON *options; /* of its start, as GET /__admin/settings shows them */
	bool no_admin;  /* /__admin/ is not there */
};

#endif
