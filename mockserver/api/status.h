/*
 * status.h - the answer of an error that a fault asks for
 *
 * Owns: nothing; texts live in the request's arena.
 */
#ifndef MOCKSERVER_API_STATUS_H
#define MOCKSERVER_API_STATUS_H

#include "mockserver/faults/faults.h"
#include "mockserver/http/router.h"

/* Refuses with the action's error, or with the documented one of that status. */
int status_end(struct request *rq, const struct route *r, struct fault_hit *hit);

/* The error that an operation answers with that status; E_STATUS where none is known. */
enum error status_error(enum operation operation, int status);

#endif
