/*
 * test_flowmock.c - the library: an instance on a thread of its own
 */
#include "tests/unit/unit.h"

#include <pthread.h>

#include "lib/mem.h"
#include "mockserver/contract/version.h"
#include "tests/support/mock.h"
#include "tests/support/scratch.h"

#define ZERO INT64_C(1767225600000)
#define HOUR INT64_C(3600000)

static struct mock mock;
static char why[FLOWMOCK_WHY];

static int setup(void **state UNUSED)
{
	mock_begin(&mock, NULL);
	*why = '\0';
	return 0;
}

static int teardown(void **state UNUSED)
{
	mock_end(&mock);
	return 0;
}

static char *make_flow(void)
{
	return mock_make_flow(&mock, "5ef3e3259ad2a1191ab7dd7d", "JSON", "NONE",
	                      "{'timeUnit':'hour','interval':3,'startTime':1767225600}");
}

static int64_t runs(void)
{
	return mock_number(&mock, "/runs?count=true", "count");
}

/* ---------------------------------------------------------------- starting */

static void an_instance_says_where_it_is_and_which_version(void **state UNUSED)
{
	AUTO_MEM char *url =
		mem_printf("http://127.0.0.1:%d", flowmock_port(mock.instance));

	assert_string_equal(flowmock_url(mock.instance), url);
	assert_string_equal(flowmock_version(), FLOWMOCK_VERSION);
	assert_int_equal(flowmock_now(mock.instance), ZERO);
	flowmock_stop(NULL);
}

static void null_is_refused_and_a_reason_may_be_left_out(void **state UNUSED)
{
	const struct flowmock_options taken = { .port = 70000 };
	struct flowmock *none = NULL;

	assert_int_equal(flowmock_start(NULL, &none, why), -1);
	assert_string_equal(why, "flowmock_start() needs options");
	assert_int_equal(flowmock_start(&taken, NULL, why), -1);
	assert_string_equal(why, "flowmock_start() needs a place for the instance");
	assert_int_equal(flowmock_start(&taken, &none, NULL), -1);
	assert_null(none);
	assert_int_equal(flowmock_advance(NULL, HOUR, NULL, why), -1);
	assert_string_equal(why, "there is no instance: it is NULL");
	assert_int_equal(flowmock_advance(mock.instance, -1, NULL, NULL), -1);
	assert_int_equal(flowmock_reset(NULL, NULL), -1);
	assert_int_equal(flowmock_port(NULL), -1);
	assert_int_equal(flowmock_now(NULL), 0);
	assert_null(flowmock_url(NULL));
}

static void options_are_checked_as_serve_checks_them(void **state UNUSED)
{
	static const char *const unknown[] = { "fies=off", NULL };
	static const char *const choice[] = { "Z9=accept", NULL };
	const struct {
		struct flowmock_options options;
		const char *why;
	} cases[] = {
		{ { .port = 65536 }, "port" },
		{ { .port = -1 }, "port" },
		{ { .clock = FLOWMOCK_SCALED, .clock_factor = 1000001 }, "1000000" },
		{ { .run_life = "soon" }, "soon" },
		{ { .partitions = 513 }, "512" },
		{ { .workers = 65 }, "64" },
		{ { .others = unknown }, "files" }, /* the nearest name */
		{ { .choose = choice }, "Z9" },
		{ { .host = "no such host" }, "no such host" },
	};

	for_each_row(i, cases) {
		struct flowmock_options o = cases[i].options;
		struct flowmock *m = mock.instance;

		o.export_root = "/nonexistent/never/made";
		assert_int_equal(flowmock_start(&o, &m, why), -1);
		if (!strstr(why, cases[i].why))
			fail_msg("%s", why);
	}
}

static void two_instances_live_in_one_process(void **state UNUSED)
{
	AUTO_MEM char *flow = make_flow();
	struct mock other;

	mock_begin(&other, NULL);
	assert_int_not_equal(flowmock_port(other.instance), flowmock_port(mock.instance));
	assert_int_equal(mock_number(&other, "/flows?count=true", "count"), 0);
	assert_int_equal(flowmock_advance(other.instance, HOUR, NULL, why), 0);
	assert_int_equal(flowmock_now(mock.instance), ZERO);
	mock_end(&other);
	assert_int_equal(mock_number(&mock, "/flows?count=true", "count"), 1);
}

/* ---------------------------------------------------------------- the clock */

static void a_move_runs_all_that_falls_due_before_it_returns(void **state UNUSED)
{
	AUTO_MEM char *flow = make_flow(); /* with its first run */
	size_t fired = 99;

	assert_int_equal(flowmock_advance(mock.instance, 7 * HOUR, &fired, why), 0);
	assert_int_equal(fired, 2);
	assert_int_equal(flowmock_now(mock.instance), ZERO + 7 * HOUR);
	assert_int_equal(runs(), 3);
	assert_int_equal(flowmock_advance(mock.instance, 0, &fired, why), 0);
	assert_int_equal(fired, 0);
}

static void a_move_back_or_out_of_the_calendar_is_refused(void **state UNUSED)
{
	static const int64_t lengths[] = { -1, INT64_MIN, INT64_MAX };

	for_each_row(i, lengths) {
		*why = '\0';
		assert_int_equal(flowmock_advance(mock.instance, lengths[i], NULL, why),
		                 -1);
		assert_true(*why);
		assert_int_equal(flowmock_now(mock.instance), ZERO);
	}
}

static void a_clock_that_goes_by_itself_is_not_moved(void **state UNUSED)
{
	const struct flowmock_options o = { .clock = FLOWMOCK_REAL };
	struct mock real;

	mock_begin_with(&real, NULL, &o);
	assert_int_equal(flowmock_advance(real.instance, 1, NULL, why), -1);
	assert_non_null(strstr(why, "virtual"));
	mock_end(&real);
}

/* ---------------------------------------------------------------- a reset */

static void a_reset_begins_anew(void **state UNUSED)
{
	AUTO_MEM char *first = make_flow();
	AUTO_MEM char *second = NULL;

	assert_int_equal(flowmock_advance(mock.instance, HOUR, NULL, why), 0);
	assert_true(scratch_files((void *const *)&mock.exports) > 0);
	assert_int_equal(flowmock_reset(mock.instance, why), 0);
	assert_int_equal(flowmock_now(mock.instance), ZERO);
	assert_int_equal(scratch_files((void *const *)&mock.exports), 0);
	assert_int_equal(runs(), 0);
	second = make_flow();
	assert_string_equal(second, first); /* the same seed, the same ids */
}

/* ---------------------------------------------------------------- threads */

#define CALLERS 4
#define CALLS   25

static void *move_often(void *ctx)
{
	char said[FLOWMOCK_WHY];

	for (int i = 0; i < CALLS; i++) {
		if (flowmock_advance(ctx, 1, NULL, said) < 0)
			return ctx;
	}
	return NULL;
}

static void moves_of_several_threads_add_up(void **state UNUSED)
{
	pthread_t threads[CALLERS];

	for_each_row(i, threads)
		assert_int_equal(pthread_create(&threads[i], NULL, move_often,
		                                mock.instance),
		                 0);
	for_each_row(i, threads) {
		void *failed;

		assert_int_equal(pthread_join(threads[i], &failed), 0);
		assert_null(failed);
	}
	assert_int_equal(flowmock_now(mock.instance), ZERO + CALLERS * CALLS);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_instance_says_where_it_is_and_which_version),
		TEST(null_is_refused_and_a_reason_may_be_left_out),
		TEST(options_are_checked_as_serve_checks_them),
		TEST(two_instances_live_in_one_process),
		TEST(a_move_runs_all_that_falls_due_before_it_returns),
		TEST(a_move_back_or_out_of_the_calendar_is_refused),
		TEST(a_clock_that_goes_by_itself_is_not_moved),
		TEST(a_reset_begins_anew),
		TEST(moves_of_several_threads_add_up),
	};

	return cmocka_run_group_tests_name("flowmock", tests, NULL, NULL);
}
