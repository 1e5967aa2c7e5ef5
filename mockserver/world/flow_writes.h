/*
 * flow_writes.h - what runs write to their flows, within a transaction
 *
 * A run that is made, starts or ends gives its flow a new version and etag, and the
 * service as the one who wrote it last (09 §2.6, L2, L3).  A clock that moves makes
 * thousands of runs in one transaction, and ten indexes hold a flow's updatedAt: so the
 * writes are counted here, and a flow's row is changed once, before the commit.  Who
 * reads a flow's etag in the same transaction writes them out first.
 *
 * Owns: the counts.
 * Time: the mock's clock.
 */
#ifndef MOCKSERVER_WORLD_FLOW_WRITES_H
#define MOCKSERVER_WORLD_FLOW_WRITES_H

#include "mockserver/world/world.h"

/* A run has written to the flow of that number, now. */
int flow_writes_note(struct world *w, int64_t flow, struct err *e) MUST_USE;

/* Changes the rows of those that were noted; a flow that is deleted has none. */
int flow_writes_flush(struct world *w, struct err *e) MUST_USE;

/* Forgets what was noted: the transaction is undone. */
void flow_writes_forget(struct world *w);

#endif
