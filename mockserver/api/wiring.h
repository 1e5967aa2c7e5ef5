/*
 * wiring.h - faults on the wire: a hit as an effect of http/wire.h
 *
 * Owns: nothing; what is added lives in the request's arena.
 */
#ifndef MOCKSERVER_API_WIRING_H
#define MOCKSERVER_API_WIRING_H

#include "mockserver/faults/faults.h"
#include "mockserver/http/request.h"

/* Adds the effect of a kind that is on the wire; false for other kinds. */
bool wiring_add(struct request *rq, const struct fault_hit *hit, uint64_t seed);

/* Does the action end the request's connection?  And in the middle of an answer? */
bool wiring_ends(const struct fault_action *a);
bool wiring_cuts(const struct fault_action *a);

/* What the client has felt, in words; the caller frees them. */
char *wiring_done(const struct wire_struck *struck) MUST_USE;

#endif
