/*
 * flow.h - the flow that a request names
 *
 * Owns: nothing; the row is the caller's to release.
 * Errors: E_ADMIN_UNKNOWN.
 */
#ifndef MOCKSERVER_ADMIN_FLOW_H
#define MOCKSERVER_ADMIN_FLOW_H

#include "mockserver/http/request.h"
#include "mockserver/store/flow.h"

/* Loads the flow of that id, also a deleted one, for its runs may go on. */
int admin_find_flow(struct request *rq, const char *id, struct flow_row *out) MUST_USE;

#endif
