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

/* Times and members of scheduleParams. */
#define START  "1767225600" /* 2026-01-01, when a mock's clock starts */
#define NOON   "1767268800"
#define LONG   "1675900800" /* 2023-02-09, long ago */
#define YEAR   "1798761600" /* 2027-01-01, a year ahead */
#define HOURLY "'timeUnit':'hour','interval':3"
#define DAILY  "'timeUnit':'day','interval':1"

/*
 * Tests, for cmocka's list, of what the file calls `mock`: one that is lenient, or
 * strict, or begun by a setup of the file's own.
 */
#define STARTED(f, by) cmocka_unit_test_prestate_setup_teardown(f, by, sched_end, &mock)
#define TEST(f)        STARTED(f, sched_begin)
#define STRICT(f)      STARTED(f, sched_begin_strict)

/* Setups and their teardown; *state is the mock. */
int sched_begin(void **state);
int sched_begin_strict(void **state);
int sched_end(void **state);

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
