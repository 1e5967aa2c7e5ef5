/*
 * test_catching_up.c - a clock of the machine's that finds a year of work: what it logs
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/instance.h"
#include "tests/support/mock.h"
#include "tests/support/scratch.h"

#define FLOWS     20 /* with eight runs a day since 2026-01-01: more than one step does */
#define DATASET   "65b1f00d0a1c4e2b9d7e3f03"
#define SECOND_NS INT64_C(1000000000)

static void make_flows(const char *db)
{
	const char *const args[] = { "--state", db, NULL };
	struct mock m;

	mock_serve(&m, args);
	for (int i = 0; i < FLOWS; i++)
		free(mock_make_flow(&m, DATASET, "JSON", "NONE",
		                    "{'interval':3,'timeUnit':'hour',"
		                    "'startTime':1767225600,'endTime':4000000000}"));
	free(mock_stop(&m));
	mock_end(&m);
}

static void open_late(struct instance *in, const char *db, const char *exports, FILE *log)
{
	const struct instance_options o = {
		.host = "127.0.0.1",
		.world = { .state = db,
		           .export_root = exports,
		           .seed = 1,
		           .workers = 1,
		           .files = FILES_OFF,
		           .clock = { .mode = CLOCK_IS_REAL },
		           .log = { .to = log, .level = LOG_INFO } },
	};
	struct err e = { 0 };

	*in = (struct instance){ 0 };
	if (instance_open(in, &o, &e) < 0)
		fail_msg("%s", e.text);
}

static bool somebody_waits(const void *ctx UNUSED)
{
	return true;
}

/* The time behind `word` in the first line that has it; the text goes on behind it. */
static vtime time_behind(const char **text, const char *word)
{
	const char *at = strstr(*text, word);
	char time[VTIME_TEXT];
	struct err e = { 0 };
	vtime out = 0;

	if (!at)
		fail_msg("no more '%s'", word);
	at += strlen(word);
	snprintf(time, sizeof(time), "%.*s", (int)strcspn(at, " \n"), at);
	assert_int_equal(vtime_parse(time, &out, &e), 0);
	*text = at;
	return out;
}

/*
 * A turn; what was due next before it.  The second until the next line has gone by
 * because the test says so: nothing waits.
 */
static vtime turn(struct instance *in)
{
	struct err e = { 0 };
	vtime due = 0;

	assert_int_equal(due_at(&in->app.world.store, 0, &due, &e), 0);
	server_turn(in->server);
	in->backlog.said_ns -= SECOND_NS;
	return due;
}

static void it_says_once_a_second_how_far_it_is(void **state)
{
	AUTO_MEM char *db = scratch_path(state, "state.db");
	AUTO_MEM char *exports = scratch_path(state, "exports");
	AUTO_MEM char *log = NULL;
	size_t size;
	FILE *to = open_memstream(&log, &size);
	struct instance in;
	const char *at;
	vtime due, since, first, second;

	make_flows(db);
	open_late(&in, db, exports, to);
	in.app.world.audience.waits = somebody_waits; /* a step is some milliseconds */
	(void)turn(&in);
	due = turn(&in);
	while (turn(&in) == due)
		continue; /* on a slow machine a turn does one tick, of one flow */
	instance_close(&in);
	fclose(to);
	at = log;
	since = time_behind(&at, " clock.behind since=");
	first = time_behind(&at, " clock.catching_up at=");
	do
		second = time_behind(&at, " clock.catching_up at=");
	while (second == first);
	assert_true(since <= first);
	assert_true(first < second);
	assert_null(strstr(at, "clock.caught_up"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_says_once_a_second_how_far_it_is,
		                                scratch_open, scratch_close),
	};

	return cmocka_run_group_tests_name("catching_up", tests, NULL, NULL);
}
