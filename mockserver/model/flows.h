/*
 * flows.h - dataflows as they are created
 *
 * Owns: nothing.  Borrows: the body.
 */
#ifndef MOCKSERVER_MODEL_FLOWS_H
#define MOCKSERVER_MODEL_FLOWS_H

#include "mockserver/model/draft.h"

/*
 * Checks the body whole (its schedule by the flow spec's schema, its references by
 * the flow spec's lists), stores the flow, and notes its first tick.
 */
int flow_make(struct world *w, const struct caller *by, const cJSON *body,
              struct created *out, struct refusal *rf) MUST_USE;

#endif
