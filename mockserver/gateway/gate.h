/*
 * gate.h - what stands before the service: headers, tokens, organisation, sandbox
 *
 * The checks of the platform's gateway, in the order that 06 §2 recommends: API key,
 * token, organisation, content type, sandbox.  Any key, token and
 * organisation that is not empty passes.  The ledger decides about a missing sandbox
 * (A23) and a body that looks like JSON and does not say so (A56).
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_GATEWAY_GATE_H
#define MOCKSERVER_GATEWAY_GATE_H

#include "mockserver/http/request.h"

/* Fills rq->caller; -1 with rq->refusal set when the gateway refuses. */
int gate_check(struct request *rq) MUST_USE;

#endif
