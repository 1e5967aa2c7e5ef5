/*
 * world_state.h - opening, closing and resetting a world
 *
 * Owns: nothing; struct world owns all that world_open() opens, until world_close().
 */
#ifndef MOCKSERVER_WORLD_STATE_H
#define MOCKSERVER_WORLD_STATE_H

#include "mockserver/world/world.h"

/* Opens a state, or makes one; nothing is left open on -1. */
int world_open(const struct world_options *options, struct world *out, struct err *e)
	MUST_USE;
void world_close(struct world *w);

/* As at the first start; removes the files that this state exported. */
int world_reset(struct world *w, struct err *e) MUST_USE;

#endif
