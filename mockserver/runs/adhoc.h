/*
 * adhoc.h - exports that clients ask for by dataset, or by audience (04 §6)
 *
 * Each named dataset gets a run of its own on its flow, begun when the answer is
 * there.  Nothing runs unless all of it can.  A flow is not ready for it until
 * w->adhoc_delay_ms have passed since it was last changed: the real service needs
 * some minutes for that.  A flow with a run that has not ended refuses another.
 *
 * Owns: nothing.
 * Time: the mock's clock.
 */
#ifndef MOCKSERVER_RUNS_ADHOC_H
#define MOCKSERVER_RUNS_ADHOC_H

#include "mockserver/contract/caller.h"
#include "mockserver/world/world.h"

struct adhoc {
	const struct caller *by;
	const cJSON *body;
	const char *accept;   /* the header, or "" */
	const char *runs_url; /* what run ids are appended to, for statusURL */
};

/* Runs what the body asks for, in the caller's transaction; *out is the answer. */
int adhoc_run(struct world *w, const struct adhoc *a, cJSON **out, struct refusal *rf)
	MUST_USE;

#endif
