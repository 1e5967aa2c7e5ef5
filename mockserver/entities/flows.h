/*
 * flows.h - dataflows as they are created
 *
 * Owns: nothing.  Borrows: the body.
 */
#ifndef MOCKSERVER_ENTITIES_FLOWS_H
#define MOCKSERVER_ENTITIES_FLOWS_H

#include "mockserver/entities/change.h"

/*
 * Checks the body whole (its schedule by the flow spec's schema, its references by
 * the flow spec's lists), stores the flow, and notes its first tick.
 */
int flow_make(struct world *w, const struct caller *by, cJSON *body,
              enum create_mode mode, struct created *out, struct refusal *rf) MUST_USE;

/*
 * A flow whose tree was changed: judged as at creation, its inherited attributes and
 * its schedule made anew.  A flow that is not enabled has no tick to come.
 */
int flow_changed(struct editing *ed, struct refusal *rf) MUST_USE;

/* A target connection was changed: the flows that show it are rewritten. */
int flows_refresh(struct world *w, const struct caller *by, const char *target,
                  struct err *e) MUST_USE;

#endif
