/*
 * plans.h - the last plan of each flow, until an entity is written
 *
 * Owns: its plans, until plans_free().
 */
#ifndef MOCKSERVER_RUNS_PLANS_H
#define MOCKSERVER_RUNS_PLANS_H

#include "mockserver/runs/plan.h"

/* The flow's plan, remembered or read; its `entity` is NULL. */
int plans_find(struct world *w, int64_t flow_seq, struct plan **out, struct err *e)
	MUST_USE;
void plans_free(struct plans *all);

#endif
