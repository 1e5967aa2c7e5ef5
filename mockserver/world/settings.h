/*
 * settings.h - what a client has set for the whole mock, kept over a restart
 *
 * A start that was told otherwise wins while it is; a reset forgets them.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_WORLD_SETTINGS_H
#define MOCKSERVER_WORLD_SETTINGS_H

#include "mockserver/world/world.h"

/* Those that the state keeps, but for what the start was told. */
int settings_resume(struct world *w, const struct world_options *o, struct err *e)
	MUST_USE;

/* How runs live from now on; NULL: as the start said. */
int settings_set_life(struct world *w, const struct life *life, struct err *e) MUST_USE;

/* How many part files an export makes from now on; 0: by its size. */
int settings_set_partitions(struct world *w, unsigned n, struct err *e) MUST_USE;

#endif
