/*
 * fault_watch.h - faults that watch writes, to strike reads that come later
 *
 * A stale read needs the version that a write replaces, a lagging list the ids of what
 * was made, and an entity in a transient state shows it and refuses what may not be done.
 *
 * Owns: nothing; what is kept lives in the state.
 */
#ifndef MOCKSERVER_API_FAULT_WATCH_H
#define MOCKSERVER_API_FAULT_WATCH_H

#include "mockserver/faults/faults.h"
#include "mockserver/http/router.h"
#include "mockserver/store/entity.h"

/* What kind of entity the operation is about; false for others. */
bool fault_watch_kind(enum operation operation, enum kind *out);

/* What a write is about to replace. */
struct fault_watched {
	char *body, *etag; /* NULL: nothing */
};
void fault_watched_release(struct fault_watched *w);
AUTO_DEFINE_STRUCT(struct fault_watched, fault_watched_release);

/* Before the service does its work: 0, or -1 with the refusal of a transient state. */
int fault_watch_before(struct request *rq, const struct route *r,
                       struct fault_watched *out);
/* After it, where it has succeeded. */
int fault_watch_after(struct request *rq, const struct route *r,
                      const struct fault_watched *was);
/* On the answer: shows transient states. */
void fault_watch_answer(struct request *rq);

/* A stale read: the old answer in place of the new one. */
void fault_watch_stale(struct request *rq, struct fault_hit *hit);

#endif
