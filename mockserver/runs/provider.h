/*
 * provider.h - the provider behind a run: who made it, and what it is called there
 *
 * Runs of sources are made by the connectors and are called after their job, as the live
 * service was recorded doing (09 §4); runs of exports by the activation, with an opaque
 * name (03 §7.3).
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_RUNS_PROVIDER_H
#define MOCKSERVER_RUNS_PROVIDER_H

#include "mockserver/store/run.h"
#include "mockserver/world/world.h"

/* Does the run bring data in? */
bool provider_is_source(const struct world *w, const struct run_row *row);
/* createdBy and createdClient of the run. */
const char *provider_user(const struct world *w, const struct run_row *row);
const char *provider_client(const struct world *w, const struct run_row *row);
/* Writes providerRefId. */
void provider_write_ref(const struct world *w, const struct run_row *row,
                        struct buf *out);

#endif
