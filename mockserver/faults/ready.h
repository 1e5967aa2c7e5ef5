/*
 * ready.h - the conditions of kinds that depend on what a fault remembers
 *
 * A rate strikes beyond its limit, a token's life when it is over, a stale read while
 * there is an old version.  What they remember are marks.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_FAULTS_READY_H
#define MOCKSERVER_FAULTS_READY_H

#include "mockserver/faults/match.h"

/* Called for each mark that is made or used. */
struct fault_ready {
	const struct fault_subject *subject;
	const char *key;
	void (*marked)(void *ctx, struct fault *f, struct fault_mark *m);
	void *ctx;
};

/* Do the conditions of all actions hold?  Uses marks where they do. */
bool fault_ready(struct fault *f, const struct fault_ready *to);

/* How many seconds until the minute of the key is over: 1 to 60. */
int64_t fault_rate_seconds(const struct fault *f, const struct fault_action *a,
                           const struct fault_subject *s, const char *key);

/* Was the request's token revoked by the fault? */
bool fault_has_revoked(const struct fault *f, const struct fault_subject *s);

/* Is the mark of the action still in force? */
bool fault_mark_alive(const struct fault_action *a, const struct fault_mark *m,
                      vtime now);

#endif
