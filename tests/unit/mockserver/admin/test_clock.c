/*
 * test_clock.c - /__admin/clock: what time it is, moving it, and what ran meanwhile
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"
#include "tests/support/routed.h"

static struct routed mock;

static int setup(void **state UNUSED)
{
	routed_open(&mock);
	chain_make_all(&mock.chain);
	return 0;
}

static int teardown(void **state UNUSED)
{
	routed_close(&mock);
	return 0;
}

#define MOVE "POST /__admin/clock"

static void it_shows_mode_and_time(void **state UNUSED)
{
	routed_expect(&mock, "GET /__admin/clock", NULL, 200);
	assert_quoted_equal(routed_text(&mock),
	                    "{'mode':'virtual','now':'2026-01-01T00:00:00Z',"
	                    "'nowMs':1767225600000}");
}

static void a_move_answers_where_it_is_and_what_fired(void **state UNUSED)
{
	AUTO_MEM char *id = NULL;

	routed_expect(&mock, MOVE, "{'advance':'PT4H'}", 200);
	routed_has(&mock, "now", "'2026-01-01T04:00:00Z'");
	routed_has(&mock, "firedCount", "2");
	routed_has(&mock, "fired[0].scheduledAt", "'2026-01-01T00:00:00Z'");
	routed_has(&mock, "fired[1].scheduledAt", "'2026-01-01T03:00:00Z'");
	routed_has(&mock, "fired[1].records", "120");
	routed_has(&mock, "fired[1].status", "'success'");
	routed_has(&mock, "reached", "nothing");
	routed_has(&mock, "next", "nothing");
	routed_expect(&mock, MOVE, "{'set':'2026-01-01T06:30:00Z'}", 200);
	routed_has(&mock, "nowMs", "1767249000000");
	routed_has(&mock, "firedCount", "1");
	id = mem_strdup(json_str(mock.body, "fired[0].runId"));
	assert_int_equal(routed_askf(&mock, "GET /runs/%s", id), 200);
}

static void a_move_until_a_run_stops_there_or_says_that_it_did_not(void **state UNUSED)
{
	AUTO_MEM char *of = mem_printf(
		"{'until':{'run':{'flowId':'%s','status':'success'}},'atMost':'P1D'}",
		mock.chain.made[KIND_FLOW].id);

	routed_expect(&mock, MOVE, of, 200);
	routed_has(&mock, "reached", "true");
	routed_has(&mock, "now", "'2026-01-01T00:00:00Z'");
	routed_has(&mock, "firedCount", "1");
	routed_expect(&mock, MOVE,
	              "{'until':{'run':{'status':'failed'}},'atMost':'PT5H'}", 200);
	routed_has(&mock, "reached", "false");
	routed_has(&mock, "now", "'2026-01-01T05:00:00Z'");
}

static void what_cannot_be_done_is_refused_and_moves_nothing(void **state UNUSED)
{
	static const struct {
		const char *body;
		int status;
		const char *refusal;
	} cases[] = {
		{ "{}", 400, "ADMIN_INVALID" },
		{ "[]", 400, "ADMIN_INVALID" },
		{ "{'advance':'PT1H','set':'2026-02-01T00:00:00Z'}", 400,
		  "ADMIN_INVALID" },
		{ "{'advance':'soon'}", 400, "ADMIN_INVALID" },
		{ "{'advance':'-PT1H'}", 400, "ADMIN_INVALID" },
		{ "{'set':'yesterday'}", 400, "ADMIN_INVALID" },
		{ "{'set':'2025-01-01T00:00:00Z'}", 400, "ADMIN_INVALID" },
		{ "{'until':{'run':{}}}", 400, "ADMIN_INVALID" },
		{ "{'until':{'run':{'status':'well'}},'atMost':'P1D'}", 400,
		  "ADMIN_INVALID" },
		{ "{'until':{'run':{'flowId':'nobody'}},'atMost':'P1D'}", 404,
		  "ADMIN_UNKNOWN" },
	};

	for_each_row(i, cases) {
		routed_expect(&mock, MOVE, cases[i].body, cases[i].status);
		assert_string_equal(routed_refused(&mock), cases[i].refusal);
		assert_false(clock_queue_wait(&mock.chain.app.clock_queue));
	}
	assert_int_equal(clock_now(&mock.chain.world.clock), CHAIN_ZERO);
	assert_int_equal(chain_runs(&mock.chain), 0);
}

static void a_refusal_names_the_member_and_how_it_is_written(void **state UNUSED)
{
	routed_expect(&mock, MOVE, "{'until':{'run':{}},'atMost':'soon'}", 400);
	assert_non_null(strstr(routed_text(&mock), "atMost: "));
	assert_non_null(strstr(routed_text(&mock), "write it as PT3H"));
	routed_expect(&mock, MOVE, "{'set':'2025-01-01T00:00:00Z'}", 400);
	assert_non_null(strstr(routed_text(&mock), "The clock shows")); /* a sentence */
}

static void a_clock_that_goes_by_itself_is_not_moved(void **state UNUSED)
{
	mock.chain.world.clock.mode = CLOCK_IS_REAL;
	routed_expect(&mock, MOVE, "{'advance':'PT1H'}", 409);
	assert_string_equal(routed_refused(&mock), "ADMIN_CONFLICT");
	mock.chain.world.clock.mode = CLOCK_IS_VIRTUAL;
}

static void without_a_move_under_way_none_is_ended(void **state UNUSED)
{
	routed_expect(&mock, "DELETE /__admin/clock", NULL, 200);
	routed_has(&mock, "ended", "0");
	routed_has(&mock, "now", "'2026-01-01T00:00:00Z'");
}

static void nothing(void *ctx, const struct travel *t UNUSED, const struct err *why)
{
	int *code = ctx;

	*code = (int)why->code;
}

/* Those that wait before a new one, so that it waits, too; and too many of them. */
static void moves_that_wait_are_ended_and_limited(void **state UNUSED)
{
	struct clock_queue *queue = &mock.chain.app.clock_queue;
	const struct way way = { .to = CHAIN_ZERO + MS_PER_HOUR };
	int codes[256] = { 0 };

	for_each_row(i, codes)
		clock_queue_add(queue, &way, nothing, &codes[i]);
	routed_expect(&mock, MOVE, "{'advance':'PT1H'}", 503);
	assert_string_equal(routed_refused(&mock), "ADMIN_STOPPED");
	routed_expect(&mock, "DELETE /__admin/clock", NULL, 200);
	routed_has(&mock, "ended", "256");
	for_each_row(i, codes)
		assert_int_equal(codes[i], ERR_STALE);
	assert_int_equal(clock_now(&mock.chain.world.clock), CHAIN_ZERO);
}

/* ---------------------------------------------------------------- what fired */

static void what_fired_is_read_page_by_page(void **state UNUSED)
{
	AUTO_MEM char *next = NULL;

	routed_expect(&mock, MOVE, "{'advance':'PT10H'}", 200);
	chain_run_now(&mock.chain); /* a client's is not in it */
	routed_expect(&mock, "GET /__admin/clock/fired?limit=3", NULL, 200);
	assert_int_equal(cJSON_GetArraySize(json_get(mock.body, "fired")), 3);
	next = mem_strdup(json_str(mock.body, "next"));
	assert_string_equal(next, "/__admin/clock/fired?after=3");
	assert_int_equal(routed_askf(&mock, "GET %s", next), 200);
	assert_int_equal(cJSON_GetArraySize(json_get(mock.body, "fired")), 1);
	routed_has(&mock, "fired[0].scheduledAt", "'2026-01-01T09:00:00Z'");
	routed_has(&mock, "next", "nothing");
	routed_expect(&mock, "GET /__admin/clock/fired?after=0&until=3", NULL, 200);
	assert_int_equal(cJSON_GetArraySize(json_get(mock.body, "fired")), 3);
	routed_expect(&mock, "GET /__admin/clock/fired?after=1&until=3&limit=2", NULL,
	              200);
	assert_int_equal(cJSON_GetArraySize(json_get(mock.body, "fired")), 2);
	routed_has(&mock, "next", "nothing"); /* the full page ends where it is to */
}

static void a_page_that_is_no_number_is_refused(void **state UNUSED)
{
	static const char *const queries[] = { "after=x", "until=-1", "limit=1.5" };

	for_each_row(i, queries)
		assert_int_equal(routed_askf(&mock, "GET /__admin/clock/fired?%s",
		                             queries[i]),
		                 400);
	routed_expect(&mock, "GET /__admin/clock/fired?limit=99999", NULL, 200);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_shows_mode_and_time),
		TEST(a_move_answers_where_it_is_and_what_fired),
		TEST(a_move_until_a_run_stops_there_or_says_that_it_did_not),
		TEST(what_cannot_be_done_is_refused_and_moves_nothing),
		TEST(a_refusal_names_the_member_and_how_it_is_written),
		TEST(a_clock_that_goes_by_itself_is_not_moved),
		TEST(without_a_move_under_way_none_is_ended),
		TEST(moves_that_wait_are_ended_and_limited),
		TEST(what_fired_is_read_page_by_page),
		TEST(a_page_that_is_no_number_is_refused),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
