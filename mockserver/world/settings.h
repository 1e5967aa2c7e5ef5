/*
 * settings.h - settings that requests can change, a row each
 *
 * Those with a name in the state survive a restart; an option given at a start wins over
 * what the state keeps.  A reset goes back to the values of the start.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_WORLD_SETTINGS_H
#define MOCKSERVER_WORLD_SETTINGS_H

#include "mockserver/world/world.h"

/* Takes those that the state keeps, except for those given at the start. */
int settings_resume(struct world *w, struct err *e) MUST_USE;

/* How runs live from now on; NULL: as the start said. */
int settings_set_life(struct world *w, const struct life *life, struct err *e) MUST_USE;

/* How many part files an export makes from now on; 0: by its size. */
int settings_set_partitions(struct world *w, unsigned n, struct err *e) MUST_USE;

/* The mode, and the choices against it, from now on. */
void settings_set_contract(struct world *w, const struct contract *contract);

/* The option that it is at the start: "run-life". */
const char *settings_option(enum setting setting);
/* The operation that sets it: "POST /__admin/life". */
const char *settings_request(enum setting setting);
/* Its value, as the option takes it. */
void settings_text(const struct settings *s, enum setting setting, struct buf *out);

#endif
