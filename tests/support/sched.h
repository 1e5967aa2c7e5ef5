/*
 * sched.h - flows with schedules, and what they tick, for tests
 *
 * JSON is written with ' for ".  A flow exports a dataset whose rate is 40 records an
 * hour.  What is asked for and not had fails the test.
 *
 * Owns: nothing; ids and texts that are returned are the caller's to free.
 */
#ifndef TESTS_SUPPORT_SCHED_H
#define TESTS_SUPPORT_SCHED_H

#include "tests/unit/unit.h"

#include "tests/support/mock.h"

/* A flow to Amazon S3 with these scheduleParams, and all it stands on; its id. */
char *sched_make(struct mock *m, const char *schedule);

/* POST /flows<query> with these scheduleParams, "" for none; the id of a 201. */
struct mock_reply sched_post(struct mock *m, const char *query, const char *schedule);
char *sched_made(struct mock_reply r);

/* It is refused with that code, and first at that member ("/interval", or ""). */
void sched_expect_refused(struct mock *m, const char *schedule, const char *code,
                          const char *member);

/* The value at a path of the flow as JSON, "nothing" for none; what it should be. */
char *sched_value(struct mock *m, const char *flow, const char *at);
void sched_expect(struct mock *m, const char *flow, const char *at, const char *want);

/* Advances the clock: what ran, "01-01T00:00 01-01T03:00"; or how many runs. */
void sched_expect_ticks(struct mock *m, const char *duration, const char *want);
int64_t sched_count_ticks(struct mock *m, const char *duration);

/* The status of a PATCH with that etag, or with the flow's own; of /scheduleParams. */
int sched_patch_as(struct mock *m, const char *flow, const char *etag, const char *ops);
int sched_patch(struct mock *m, const char *flow, const char *ops);
int sched_reschedule(struct mock *m, const char *flow, const char *schedule);

/* An action; a run that a client asks for. */
void sched_act(struct mock *m, const char *flow, const char *op);
void sched_run_now(struct mock *m, const char *flow);

#endif
