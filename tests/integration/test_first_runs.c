/*
 * test_first_runs.c - runs that are made before a write to their flow is answered
 *
 * A virtual clock makes the run that a flow has due at the instant of a write, and the
 * answer carries the etag that holds after it.  It makes nothing else, however much is
 * due, and the write stands when the run can't be made.
 */
#include "tests/unit/unit.h"

#include <pthread.h>
#include <sqlite3.h>

#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define AIRPORTS "65b1f00d0a1c4e2b9d7e3f03" /* few records, and none of them often */

#define PAST  "1600000000" /* 2020 */
#define NOW   "1767225600" /* where the clock stands */
#define AHEAD "1798761600" /* a year later */
#define OLD   "1136505600" /* twenty years before: */
#define TICKS (INT64_C(20) * 365 * 8)

static const char *const no_files[] = { "files=off", NULL };
static const struct flowmock_options quick = { .others = no_files };

static char *schedule(const char *start, int hours)
{
	AUTO_MEM char *text =
		mem_printf("{'interval':%d,'timeUnit':'hour','startTime':%s,"
	                   "'endTime':1999999999,'exportMode':"
	                   "'FIRST_FULL_THEN_INCREMENTAL'}",
	                   hours, start);

	return quoted(text);
}

static char *make_flow(struct mock *m, const char *start)
{
	AUTO(mem_free) char *params = schedule(start, 3);

	return mock_make_flow(m, AIRPORTS, "JSON", "NONE", params);
}

static int64_t count_runs(struct mock *m, const char *flow)
{
	AUTO_MEM char *path =
		mem_printf("/runs?count=true%s%s", flow ? "&property=flowId==" : "",
	                   flow ? flow : "");
	struct mock_reply r = mock_ask(m, "GET", path, NULL);
	int64_t count = -1;

	assert_true(json_int(r.body, "count", &count));
	mock_reply_release(&r);
	return count;
}

/* The etag that the flow has. */
static char *etag_of(struct mock *m, const char *flow)
{
	AUTO(mem_free) char *path = mem_printf("/flows/%s", flow);
	struct mock_reply r = mock_ask(m, "GET", path, NULL);
	char *etag = mem_strdup(json_str(r.body, "items[0].etag"));

	assert_string_equal(etag, r.etag);
	mock_reply_release(&r);
	return etag;
}

/* Was the write answered with the etag that the flow has now? */
static void assert_holds(struct mock *m, const char *flow, const struct mock_reply *r)
{
	AUTO(mem_free) char *etag = etag_of(m, flow);

	assert_string_equal(json_str(r->body, "etag"), etag);
	assert_string_equal(r->etag, etag);
}

static void patch(struct mock *m, const char *flow, const char *ops)
{
	AUTO(mem_free) char *path = mem_printf("/flows/%s", flow);
	AUTO(mem_free) char *body = quoted(ops);
	AUTO(mem_free) char *was = etag_of(m, flow);
	struct mock_reply r = mock_ask_also(m, "PATCH", path, body, "If-Match", was);

	assert_int_equal(r.status, 200);
	assert_string_not_equal(r.etag, was);
	assert_holds(m, flow, &r);
	mock_reply_release(&r);
}

static void act(struct mock *m, const char *flow, const char *op)
{
	AUTO(mem_free) char *path = mem_printf("/flows/%s/action?op=%s", flow, op);
	struct mock_reply r = mock_ask(m, "POST", path, NULL);

	assert_int_equal(r.status, 200);
	assert_holds(m, flow, &r);
	mock_reply_release(&r);
}

/* ---------------------------------------------------------------- which writes */

static void a_start_in_the_past_has_one_run_and_no_replay(void **state UNUSED)
{
	AUTO(mem_free) char *flow = NULL;
	struct mock m;

	mock_begin_with(&m, NULL, &quick);
	flow = make_flow(&m, PAST);
	assert_int_equal(count_runs(&m, flow), 1);
	cJSON_Delete(mock_move(&m, "PT2H59M"));
	assert_int_equal(count_runs(&m, flow), 2); /* its grid's next, after 1,600 s */
	mock_end(&m);
}

static void a_schedule_that_is_moved_to_now_runs_before_the_answer(void **state UNUSED)
{
	AUTO(mem_free) char *flow = NULL;
	AUTO(mem_free) char *now = schedule(NOW, 6);
	AUTO_MEM char *ops =
		mem_printf("[{'op':'replace','path':'/scheduleParams','value':%s}]", now);
	struct mock m;

	mock_begin_with(&m, NULL, &quick);
	flow = make_flow(&m, AHEAD);
	assert_int_equal(count_runs(&m, flow), 0);
	patch(&m, flow, ops);
	assert_int_equal(count_runs(&m, flow), 1);
	patch(&m, flow, "[{'op':'replace','path':'/name','value':'renamed'}]");
	assert_int_equal(count_runs(&m, flow), 1);
	mock_end(&m);
}

static void an_enable_makes_the_export_that_was_missed_and_no_other(void **state UNUSED)
{
	AUTO(mem_free) char *hourly = NULL;
	AUTO(mem_free) char *once = NULL;
	struct mock m;

	mock_begin_with(&m, NULL, &quick);
	hourly = make_flow(&m, NOW);
	once = mock_make_flow(&m, AIRPORTS, "JSON", "GZIP",
	                      "{'exportMode':'DAILY_FULL_EXPORT','interval':0,"
	                      "'timeUnit':'day','startTime':1767229200}");
	act(&m, hourly, "disable");
	act(&m, once, "disable");
	cJSON_Delete(mock_move(&m, "PT4H"));
	act(&m, hourly, "enable"); /* its next tick is at six */
	act(&m, once, "enable");
	assert_int_equal(count_runs(&m, hourly), 1);
	assert_int_equal(count_runs(&m, once), 1);
	act(&m, once, "disable");
	act(&m, once, "enable");
	assert_int_equal(count_runs(&m, once), 1);
	mock_end(&m);
}

static void a_flow_that_is_made_again_has_a_run_of_its_own(void **state UNUSED)
{
	struct mock m;

	mock_begin_with(&m, NULL, &quick);
	for (int i = 1; i <= 3; i++) {
		AUTO(mem_free) char *flow = make_flow(&m, NOW);
		AUTO(mem_free) char *path = mem_printf("/flows/%s", flow);
		struct mock_reply r;

		assert_int_equal(count_runs(&m, flow), 1);
		assert_int_equal(count_runs(&m, NULL), i);
		r = mock_ask(&m, "DELETE", path, NULL);
		assert_int_equal(r.status, 202);
		mock_reply_release(&r);
	}
	mock_end(&m);
}

/* ---------------------------------------------------------------- two clients */

#define EACH 20

struct client {
	struct mock *mock; /* whose url it asks */
	char *flows[EACH];
};

static void *make_many(void *ctx)
{
	struct client *c = ctx;
	struct mock own = { .url = c->mock->url, .client = fetch_new() };

	for (int i = 0; i < EACH; i++)
		c->flows[i] = make_flow(&own, i % 2 ? NOW : PAST);
	fetch_free(own.client);
	return NULL;
}

static void each_of_two_clients_gets_the_run_and_etag_of_its_own(void **state UNUSED)
{
	struct mock m;
	struct client clients[2] = { { .mock = &m }, { .mock = &m } };
	pthread_t threads[2];

	mock_begin_with(&m, NULL, &quick);
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, make_many,
		                                &clients[i]),
		                 0);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < 2 * EACH; i++) {
		AUTO(mem_free) char *flow = clients[i / EACH].flows[i % EACH];

		assert_int_equal(count_runs(&m, flow), 1);
		patch(&m, flow, "[{'op':'add','path':'/description','value':'d'}]");
	}
	assert_int_equal(count_runs(&m, NULL), 2 * EACH);
	mock_end(&m);
}

/* ---------------------------------------------------------------- far behind */

static void change_state(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	char *why = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	sqlite3_close(db);
}

/* As a clock that went by itself leaves it when it is stopped on its way. */
static void fall_behind(struct mock *m)
{
	AUTO(mem_free) char *path = mem_printf("%s/state.db", m->folder);

	flowmock_stop(m->instance);
	m->instance = NULL;
	change_state(path, "update flow set next_at = start_at, ticked_at = null");
	mock_restart(m, "state.db");
}

static void a_write_makes_no_run_of_a_flow_that_is_behind_but_its_own(void **state UNUSED)
{
	AUTO(mem_free) char *behind = NULL;
	AUTO(mem_free) char *flow = NULL;
	struct mock m;
	int64_t before;

	mock_begin_with(&m, "state.db", &quick);
	behind = make_flow(&m, OLD);
	fall_behind(&m);

	flow = make_flow(&m, NOW);
	assert_int_equal(count_runs(&m, flow), 1);
	assert_int_equal(count_runs(&m, behind), 1);

	patch(&m, behind, "[{'op':'replace','path':'/name','value':'renamed'}]");
	before = count_runs(&m, behind);
	assert_true(before > 1);
	assert_true(before < TICKS); /* one step: all of them take a second or two */

	cJSON_Delete(mock_move(&m, "PT1S"));
	assert_int_equal(count_runs(&m, behind), 1 + TICKS + 1);
	mock_end(&m);
}

static int64_t now_of(struct mock *m)
{
	struct mock_reply r = mock_ask(m, "GET", "/__admin/clock", NULL);
	int64_t now = 0;

	assert_true(json_int(r.body, "nowMs", &now));
	mock_reply_release(&r);
	return now;
}

static void a_goal_that_late_work_reaches_turns_no_clock_back(void **state UNUSED)
{
	AUTO(mem_free) char *flow = NULL;
	struct mock_reply r;
	struct mock m;
	int64_t now;

	mock_begin_with(&m, "state.db", &quick);
	flow = make_flow(&m, OLD);
	fall_behind(&m);
	now = now_of(&m);
	r = mock_ask(&m, "POST", "/__admin/clock",
	             JSON({"until":{"run":{"status":"success"}},"atMost":"P1D"}));
	assert_int_equal(r.status, 200);
	assert_true(cJSON_IsTrue(json_get(r.body, "reached")));
	mock_reply_release(&r);
	assert_int_equal(now_of(&m), now);
	mock_end(&m);
}

/* ---------------------------------------------------------------- it fails */

static void serve(struct mock *m, const char *path)
{
	const char *args[] = { "--state", path, "--files", "off", NULL };

	mock_serve(m, args);
}

static void a_write_stands_when_its_run_cant_be_made(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "state.db");
	AUTO(mem_free) char *flow = NULL;
	AUTO(mem_free) char *log = NULL;
	struct mock m;

	serve(&m, path);
	free(mock_stop(&m));
	mock_end(&m);
	change_state(path, "create trigger broken before insert on run begin"
	                   " select raise(abort, 'the disk hums'); end");
	serve(&m, path);
	flow = make_flow(&m, NOW);
	assert_int_equal(count_runs(&m, flow), 0);
	patch(&m, flow, "[{'op':'replace','path':'/name','value':'renamed'}]");
	log = mock_stop(&m);
	mock_end(&m);
	assert_non_null(strstr(log, "work.failed"));
	assert_non_null(strstr(log, flow));
	assert_non_null(strstr(log, "the disk hums"));

	change_state(path, "drop trigger broken");
	serve(&m, path);
	cJSON_Delete(mock_move(&m, "PT1S"));
	assert_int_equal(count_runs(&m, flow), 1);
	mock_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_start_in_the_past_has_one_run_and_no_replay),
		cmocka_unit_test(a_schedule_that_is_moved_to_now_runs_before_the_answer),
		cmocka_unit_test(an_enable_makes_the_export_that_was_missed_and_no_other),
		cmocka_unit_test(a_flow_that_is_made_again_has_a_run_of_its_own),
		cmocka_unit_test(each_of_two_clients_gets_the_run_and_etag_of_its_own),
		cmocka_unit_test(
			a_write_makes_no_run_of_a_flow_that_is_behind_but_its_own),
		cmocka_unit_test(a_goal_that_late_work_reaches_turns_no_clock_back),
		cmocka_unit_test_setup_teardown(a_write_stands_when_its_run_cant_be_made,
		                                scratch_open, scratch_close),
	};

	return cmocka_run_group_tests_name("first_runs", tests, NULL, NULL);
}
