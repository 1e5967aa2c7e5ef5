/*
 * test_travel.c - a clock on its way, and what others see meanwhile
 */
#include "tests/unit/unit.h"

#include <poll.h>
#include <pthread.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/vtime.h"
#include "tests/support/mock.h"

#define AIRPORTS "65b1f00d0a1c4e2b9d7e3f03" /* few records, and none of them often */
#define THREE_HOURLY                                              \
	"{'interval':3,'timeUnit':'hour','startTime':1767225600," \
	"'endTime':1999999999}"

#define CUT_NS (INT64_C(40) * 1000 * 1000) /* a step that takes longer is cut */

static const int64_t start = INT64_C(1767225600000);

/* Somebody who has the clock moved, on a thread of their own. */
struct mover {
	struct mock *mock;
	int64_t ms;
	size_t fired;
	int moved;
	char why[FLOWMOCK_WHY];
};

static void *move(void *ctx)
{
	struct mover *m = ctx;

	m->moved = flowmock_advance(m->mock->instance, m->ms, &m->fired, m->why);
	return NULL;
}

static void make_flows(struct mock *m, int count)
{
	for (int i = 0; i < count; i++)
		free(mock_make_flow(m, AIRPORTS, "JSON", "NONE", THREE_HOURLY));
}

static void others_are_answered_between_ticks(void **state UNUSED)
{
	struct mock m;
	struct mover mover = { .mock = &m, .ms = INT64_C(400) * 24 * 3600 * 1000 };
	int64_t now, last = start, runs = 0, asked = vtime_monotonic_ns();
	pthread_t thread;
	int seen = 0;

	mock_begin(&m, NULL);
	make_flows(&m, 10);
	assert_int_equal(pthread_create(&thread, NULL, move, &mover), 0);
	do {
		int64_t asks = vtime_monotonic_ns();
		int64_t count = mock_number(&m, "/runs?count=true", "count");

		/*
		 * All ten run at each instant.  A part of them is seen only behind a step
		 * that was cut, and that one began after the last count was asked for.
		 */
		if (count % 10 != 0 && count != runs)
			assert_true(vtime_monotonic_ns() - asked >= CUT_NS);
		now = mock_number(&m, "/__admin/clock", "nowMs");
		assert_true(now >= last);
		assert_true(count >= runs);
		seen += now > start && now < start + mover.ms;
		last = now;
		runs = count;
		asked = asks;
	} while (now < start + mover.ms);
	pthread_join(thread, NULL);
	assert_int_equal(mover.moved, 0);
	assert_true(seen > 0);
	assert_int_equal(mover.fired, 10 * 8 * 400);
	/* And one of each flow that was made when it was created. */
	assert_int_equal(mock_number(&m, "/runs?count=true", "count"), mover.fired + 10);
	mock_end(&m);
}

static void who_comes_later_waits_and_counts_from_there(void **state UNUSED)
{
	struct mock m;
	struct mover mover = { .mock = &m, .ms = INT64_C(60) * 24 * 3600 * 1000 };
	pthread_t thread;
	cJSON *answer;
	int64_t now = 0;

	mock_begin(&m, NULL);
	make_flows(&m, 10);
	assert_int_equal(pthread_create(&thread, NULL, move, &mover), 0);
	while (mock_number(&m, "/__admin/clock", "nowMs") == start)
		continue;
	answer = mock_advance(&m, "PT1H");
	assert_true(json_int(answer, "nowMs", &now));
	assert_int_equal(now, start + mover.ms + 3600 * 1000);
	cJSON_Delete(answer);
	pthread_join(thread, NULL);
	assert_int_equal(mover.moved, 0);
	mock_end(&m);
}

/* The run that its creation made is the move's, like all that fell due on the way. */
static void a_flow_that_is_created_meanwhile_has_run_when_that_is_answered(
	void **state UNUSED)
{
	struct mock m;
	struct mover mover = { .mock = &m, .ms = INT64_C(400) * 24 * 3600 * 1000 };
	AUTO(mem_free) char *flow = NULL;
	AUTO(mem_free) char *runs = NULL;
	pthread_t thread;

	mock_begin(&m, NULL);
	make_flows(&m, 10);
	assert_int_equal(pthread_create(&thread, NULL, move, &mover), 0);
	while (mock_number(&m, "/__admin/clock", "nowMs") == start)
		continue;
	flow = mock_make_flow(&m, AIRPORTS, "JSON", "NONE", THREE_HOURLY);
	runs = mem_printf("/runs?count=true&property=flowId==%s", flow);
	assert_true(mock_number(&m, runs, "count") > 0);
	pthread_join(thread, NULL);
	assert_int_equal(mover.moved, 0);
	assert_int_equal(mock_number(&m, "/runs?count=true", "count"), mover.fired + 10);
	mock_end(&m);
}

static void a_reset_ends_the_way(void **state UNUSED)
{
	struct mock m;
	struct mover mover = { .mock = &m, .ms = INT64_C(2600) * 24 * 3600 * 1000 };
	struct mock_reply r;
	pthread_t thread;

	mock_begin(&m, NULL);
	make_flows(&m, 20);
	assert_int_equal(pthread_create(&thread, NULL, move, &mover), 0);
	while (mock_number(&m, "/__admin/clock", "nowMs") == start)
		continue;
	r = mock_ask(&m, "POST", "/__admin/reset", "{}");
	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	pthread_join(thread, NULL);
	assert_int_equal(mover.moved, -1);
	assert_string_equal(mover.why, "the mock was reset meanwhile");
	assert_int_equal(mock_number(&m, "/__admin/clock", "nowMs"), start);
	assert_int_equal(mock_number(&m, "/runs?count=true", "count"), 0);
	mock_end(&m);
}

static void a_way_past_the_calendar_is_refused(void **state UNUSED)
{
	static const char *const bodies[] = {
		"{'advance':'P99999999D'}",
		"{'advance':'P8000Y'}",
		"{'advance':'P7000YT9000000000000S'}",
		"{'until':{'run':{}},'atMost':'P8000Y'}",
	};
	char why[FLOWMOCK_WHY];
	struct mock m;

	mock_begin(&m, NULL);
	for_each_row(i, bodies) {
		struct mock_reply r = mock_ask(&m, "POST", "/__admin/clock", bodies[i]);

		assert_int_equal(r.status, 400);
		assert_string_equal(json_str(r.body, "errorMessage"),
		                    "That is past the year 9999.");
		mock_reply_release(&r);
	}
	assert_int_equal(flowmock_advance(m.instance, INT64_MAX, NULL, why), -1);
	assert_int_equal(flowmock_now(m.instance), start);
	mock_end(&m);
}

static void a_scaled_clock_runs_flows_by_itself(void **state UNUSED)
{
	const struct flowmock_options options = { .clock = FLOWMOCK_SCALED,
		                                  .clock_factor = 1000000 };
	struct mock_reply r;
	char why[FLOWMOCK_WHY];
	struct mock m;

	mock_begin_with(&m, NULL, &options);
	make_flows(&m, 1);
	while (mock_number(&m, "/runs?count=true", "count") < 3)
		continue;
	r = mock_ask(&m, "GET", "/__admin/clock", NULL);
	assert_string_equal(json_str(r.body, "mode"), "scaled:1000000");
	mock_reply_release(&r);
	assert_true(flowmock_now(m.instance) >= start + 6 * 3600 * 1000);
	r = mock_ask(&m, "POST", "/__admin/clock", "{'advance':'PT1H'}");
	assert_int_equal(r.status, 409);
	mock_reply_release(&r);
	assert_int_equal(flowmock_advance(m.instance, 1, NULL, why), -1);
	mock_end(&m);
}

/* Ten hours ahead of a clock that starts at 2026-01-01. */
#define AT_TEN \
	"{'interval':3,'timeUnit':'hour','startTime':1767261600,'endTime':1999999999}"

/* The folder of exports by kind of destination appears with the first file. */
static void wait_for_files(int watch)
{
	struct pollfd ready = { .fd = watch, .events = POLLIN };
	char events[4096];

	for (;;) {
		ssize_t n;

		if (poll(&ready, 1, 20000) != 1)
			fail_msg("no file within 20 s");
		n = read(watch, events, sizeof(events));
		if (n > 0 && memmem(events, (size_t)n, "s3", sizeof("s3")))
			return;
	}
}

/* An hour is 36 ms: the loop has slept for a while when the run is due. */
static void a_clock_that_goes_runs_flows_though_nobody_asks(void **state UNUSED)
{
	const struct flowmock_options options = { .clock = FLOWMOCK_SCALED,
		                                  .clock_factor = 100000 };
	struct mock m;
	int watch = inotify_init1(IN_CLOEXEC);

	mock_begin_with(&m, NULL, &options);
	assert_true(inotify_add_watch(watch, m.exports, IN_CREATE) >= 0);
	free(mock_make_flow(&m, AIRPORTS, "JSON", "NONE", AT_TEN));
	wait_for_files(watch);
	close(watch);
	mock_end(&m);
}

static void a_scaled_clock_goes_on_while_the_mock_is_down(void **state UNUSED)
{
	const struct flowmock_options options = { .clock = FLOWMOCK_SCALED,
		                                  .clock_factor = 1000000 };
	struct mock m;
	int64_t before, runs;

	mock_begin_with(&m, "state", &options);
	make_flows(&m, 1);
	while (mock_number(&m, "/runs?count=true", "count") < 1)
		continue;
	before = flowmock_now(m.instance);
	runs = mock_number(&m, "/runs?count=true", "count");
	mock_restart(&m, "state");
	assert_true(flowmock_now(m.instance) >= before);
	assert_true(mock_number(&m, "/runs?count=true", "count") >= runs);
	mock_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(others_are_answered_between_ticks),
		cmocka_unit_test(who_comes_later_waits_and_counts_from_there),
		cmocka_unit_test(
			a_flow_that_is_created_meanwhile_has_run_when_that_is_answered),
		cmocka_unit_test(a_reset_ends_the_way),
		cmocka_unit_test(a_way_past_the_calendar_is_refused),
		cmocka_unit_test(a_scaled_clock_runs_flows_by_itself),
		cmocka_unit_test(a_clock_that_goes_runs_flows_though_nobody_asks),
		cmocka_unit_test(a_scaled_clock_goes_on_while_the_mock_is_down),
	};

	return cmocka_run_group_tests_name("travel", tests, NULL, NULL);
}
