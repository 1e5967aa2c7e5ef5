/*
 * fault_work.h - faults on what the service does: twice, by another, hidden, forbidden
 *
 * Functions of struct effect (api/effects.h).
 *
 * Owns: nothing; texts live in the request's arena.
 */
#ifndef MOCKSERVER_API_FAULT_WORK_H
#define MOCKSERVER_API_FAULT_WORK_H

#include "mockserver/faults/faults.h"
#include "mockserver/http/router.h"

/* Before the service does its work: 0, or -1 with a refusal in place of it. */
int fault_work_twice(struct request *rq, const struct route *r, struct fault_hit *hit);
int fault_work_other_writer(struct request *rq, const struct route *r,
                            struct fault_hit *hit);
int fault_work_hide(struct request *rq, const struct route *r, struct fault_hit *hit);
int fault_work_lag(struct request *rq, const struct route *r, struct fault_hit *hit);

/* After it, where it has succeeded. */
int fault_work_hide_run(struct request *rq, const struct route *r, struct fault_hit *hit);
int fault_work_transient(struct request *rq, const struct route *r,
                         struct fault_hit *hit);

/* In place of it. */
int fault_work_refuse_token(struct request *rq, const struct route *r,
                            struct fault_hit *hit);
int fault_work_forbid(struct request *rq, const struct route *r, struct fault_hit *hit);
int fault_work_throttle(struct request *rq, const struct route *r, struct fault_hit *hit);

#endif
