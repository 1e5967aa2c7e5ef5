/*
 * test_pool.c - harness/run/pool.c
 */
#include "tests/unit/unit.h"

#include "harness/run/pool.h"
#include "lib/buf.h"
#include "lib/mem.h"
#include "lib/processor.h"
#include "lib/str.h"
#include "tests/support/scratch.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#define COUNT       40
#define PATIENCE_MS 60000 /* for what comes at once */

/* What the scenarios do, by their line. */
enum { PASSES, FAILS, DIES, LONG_STORY, COUNTS_PROCESSORS };

struct seen {
	struct buf lines;
	size_t until; /* done() answers false at so many; 0: never */
	size_t count;
	bool begins; /* begin() succeeds */
};

static int begin(void *ctx, struct err *e)
{
	const struct seen *t = ctx;

	return t->begins ? 0 : err_set(e, ERR_UNAVAILABLE, "nobody answers");
}

static char *long_story(void)
{
	char *text = mem_alloc((4u << 20) + 1);

	memset(text, 'x', 4u << 20);
	return text;
}

static void play(void *ctx UNUSED, const struct scenario *s, struct result *out)
{
	*out = (struct result){ .took_ns = 7, .steps = 3 };
	switch (s->line) {
	case FAILS:
		out->verdict = VERDICT_FAILED;
		out->message = mem_printf("%s did not fit", s->sentence);
		return;
	case DIES:
		raise(SIGKILL);
		return;
	case LONG_STORY:
		out->message = long_story();
		return;
	case COUNTS_PROCESSORS:
		out->message = mem_printf("%u", processor_count());
		return;
	}
}

static void end(void *ctx UNUSED)
{
}

static bool done(void *ctx, const struct result *r)
{
	struct seen *t = ctx;

	buf_printf(&t->lines, "%s %s %s\n", r->sentence, verdict_name(r->verdict),
	           r->message ? (strlen(r->message) > 200 ? "long" : r->message) : "-");
	assert_int_equal(r->took_ns, r->verdict == VERDICT_INTERNAL ? 0 : 7);
	return ++t->count != t->until;
}

struct fake {
	struct suite suite;
	struct scenario all[COUNT];
	char names[COUNT][8];
};

static void fake_suite(struct fake *f)
{
	*f = (struct fake){ .suite = { f->all, COUNT } };
	for (size_t i = 0; i < COUNT; i++) {
		snprintf(f->names[i], sizeof(f->names[i]), "s%zu", i);
		f->all[i] =
			(struct scenario){ .file = f->names[i], .sentence = f->names[i] };
	}
}

static int run(struct fake *f, unsigned workers, struct seen *t, struct err *e)
{
	struct interrupt interrupt;
	const struct pool pool = {
		.suite = &f->suite,
		.workers = workers,
		.interrupt = &interrupt,
		.begin = begin,
		.play = play,
		.end = end,
		.done = done,
		.ctx = t,
	};

	interrupt_init(&interrupt, 0);
	return pool_run(&pool, e);
}

/* With fewer, another program that has as many would leave the same ones idle. */
static void workers_keep_to_a_processor_each_if_all_have_one(void **state UNUSED)
{
	unsigned all = processor_count();
	const struct {
		unsigned workers, processors; /* of which each may run on so many */
	} rows[] = { { all, 1 }, { all + 1, 1 }, { all > 1 ? all - 1 : 1, all } };

	for_each_row(i, rows) {
		AUTO_MEM char *line = mem_printf("s0 passed %u\n", rows[i].processors);
		struct seen t = { .begins = true };
		struct err e = { 0 };
		struct fake f;

		fake_suite(&f);
		for (size_t k = 0; k < COUNT; k++)
			f.all[k].line = COUNTS_PROCESSORS;
		row_int_equal(i, run(&f, rows[i].workers, &t, &e), 0);
		row_int_equal(i, str_starts(buf_str(&t.lines), line), 1);
		buf_release(&t.lines);
	}
}

static void results_come_in_the_suites_order_for_any_number_of_workers(
	void **state UNUSED)
{
	struct buf first = { 0 };

	for (unsigned workers = 1; workers <= 8; workers++) {
		struct seen t = { .begins = true };
		struct err e = { 0 };
		struct fake f;

		fake_suite(&f);
		f.all[3].line = FAILS;
		f.all[17].line = LONG_STORY;
		assert_int_equal(run(&f, workers, &t, &e), 0);
		assert_int_equal(t.count, COUNT);
		if (workers == 1)
			buf_add(&first, t.lines.data, t.lines.size);
		assert_string_equal(buf_str(&t.lines), buf_str(&first));
		buf_release(&t.lines);
	}
	assert_non_null(strstr(buf_str(&first), "s3 failed s3 did not fit\n"));
	assert_non_null(strstr(buf_str(&first), "s17 passed long\n"));
	buf_release(&first);
}

static void a_worker_that_dies_fails_its_scenario_and_no_other(void **state UNUSED)
{
	struct seen t = { .begins = true };
	struct err e = { 0 };
	struct fake f;

	fake_suite(&f);
	for (size_t i = 0; i < COUNT; i += 5)
		f.all[i].line = DIES;
	assert_int_equal(run(&f, 3, &t, &e), 0);
	assert_int_equal(t.count, COUNT);
	for (size_t i = 0; i < COUNT; i++) {
		const char *came = i % 5 ? "passed -"
		                         : "internal error the process that played it "
		                           "died: Killed";
		AUTO(mem_free) char *line = mem_printf("%s %s\n", f.names[i], came);

		assert_non_null(strstr(buf_str(&t.lines), line));
	}
	buf_release(&t.lines);
}

static void what_no_worker_can_open_is_an_error(void **state UNUSED)
{
	struct seen t = { .begins = false };
	struct err e = { 0 };
	struct fake f;

	fake_suite(&f);
	assert_int_equal(run(&f, 2, &t, &e), -1);
	assert_int_equal(e.code, ERR_UNAVAILABLE);
	assert_string_equal(e.text, "nobody answers");
	assert_int_equal(t.count, 0);
}

static void a_run_can_be_ended_at_a_result(void **state UNUSED)
{
	struct seen t = { .begins = true, .until = 5 };
	struct err e = { 0 };
	struct fake f;

	fake_suite(&f);
	assert_int_equal(run(&f, 4, &t, &e), 0);
	assert_string_equal(buf_str(&t.lines), "s0 passed -\ns1 passed -\ns2 passed -\n"
	                                       "s3 passed -\ns4 passed -\n");
	buf_release(&t.lines);
}

/* ---------------------------------------------------------------- those that wait */

static void play_by_its_number(void *ctx UNUSED, const struct scenario *s UNUSED,
                               struct result *out)
{
	*out = (struct result){ .took_ns = 7, .message = mem_printf("%d", getpid()) };
}

/* Which process played which. */
struct players {
	char of[COUNT][16];
	size_t count;
};

static bool note_player(void *ctx, const struct result *r)
{
	struct players *p = ctx;

	snprintf(p->of[p->count++], sizeof(p->of[0]), "%s", r->message);
	return true;
}

static int begin_well(void *ctx UNUSED, struct err *e UNUSED)
{
	return 0;
}

/* Whether a process played scenarios of both kinds. */
static bool any_mixed(const struct players *p, const struct fake *f)
{
	for (size_t i = 0; i < COUNT; i++) {
		for (size_t j = 0; j < i; j++) {
			if (f->all[i].waits != f->all[j].waits &&
			    !strcmp(p->of[i], p->of[j]))
				return true;
		}
	}
	return false;
}

static void scenarios_that_wait_have_workers_of_their_own(void **state UNUSED)
{
	for (unsigned workers = 1; workers <= 3; workers++) {
		struct players players = { .count = 0 };
		struct interrupt interrupt;
		struct err e = { 0 };
		struct fake f;
		const struct pool pool = {
			.suite = &f.suite,
			.workers = workers,
			.interrupt = &interrupt,
			.begin = begin_well,
			.play = play_by_its_number,
			.end = end,
			.done = note_player,
			.ctx = &players,
		};

		fake_suite(&f);
		for (size_t i = 3; i < COUNT; i += 7)
			f.all[i].waits = true;
		interrupt_init(&interrupt, 0);
		assert_int_equal(pool_run(&pool, &e), 0);
		assert_int_equal(players.count, COUNT);
		row_int_equal(workers, any_mixed(&players, &f), workers == 1);
	}
}

/* Two scenarios that meet: each passes when the other is being played, too. */
struct meeting {
	int from[2][2]; /* a pipe to each */
	size_t met;
};

static void play_and_meet(void *ctx, const struct scenario *s, struct result *out)
{
	const struct meeting *m = ctx;
	struct pollfd other = { .events = POLLIN };

	*out = (struct result){ .took_ns = 7 };
	if (!s->waits)
		return;
	other.fd = m->from[s->line][0];
	if (write(m->from[1 - s->line][1], "!", 1) != 1 ||
	    poll(&other, 1, PATIENCE_MS) != 1)
		out->verdict = VERDICT_FAILED;
}

static bool count_met(void *ctx, const struct result *r)
{
	struct meeting *m = ctx;

	m->met += r->verdict == VERDICT_PASSED;
	return true;
}

static void two_workers_have_two_scenarios_wait_at_a_time(void **state UNUSED)
{
	struct meeting meeting = { .met = 0 };
	struct interrupt interrupt;
	struct err e = { 0 };
	struct fake f;
	const struct pool pool = {
		.suite = &f.suite,
		.workers = 2,
		.interrupt = &interrupt,
		.begin = begin_well,
		.play = play_and_meet,
		.end = end,
		.done = count_met,
		.ctx = &meeting,
	};

	fake_suite(&f);
	for (int i = 0; i < 2; i++) {
		f.all[i].waits = true;
		f.all[i].line = (unsigned)i;
		assert_int_equal(pipe(meeting.from[i]), 0);
	}
	interrupt_init(&interrupt, 0);
	assert_int_equal(pool_run(&pool, &e), 0);
	assert_int_equal(meeting.met, COUNT);
	for (int i = 0; i < 2; i++) {
		close(meeting.from[i][0]);
		close(meeting.from[i][1]);
	}
}

struct survivors {
	char *path; /* there once a worker has died */
	size_t passed;
};

/* The first to begin, which may be the one for those that wait, dies. */
static int begin_but_the_first(void *ctx, struct err *e UNUSED)
{
	const struct survivors *s = ctx;
	FILE *f = fopen(s->path, "wx");

	if (f)
		raise(SIGKILL);
	return 0;
}

static bool count_passed(void *ctx, const struct result *r)
{
	struct survivors *s = ctx;

	s->passed += r->verdict == VERDICT_PASSED;
	return true;
}

static void what_a_dead_worker_would_have_played_is_played(void **state)
{
	AUTO_MEM char *path = scratch_path(state, "first");
	struct survivors survivors = { .path = path };
	struct interrupt interrupt;
	struct err e = { 0 };
	struct fake f;
	const struct pool pool = {
		.suite = &f.suite,
		.workers = 2,
		.interrupt = &interrupt,
		.begin = begin_but_the_first,
		.play = play,
		.end = end,
		.done = count_passed,
		.ctx = &survivors,
	};

	fake_suite(&f);
	for (size_t i = 0; i < COUNT; i += 2)
		f.all[i].waits = true;
	interrupt_init(&interrupt, 0);
	assert_int_equal(pool_run(&pool, &e), 0);
	assert_int_equal(survivors.passed, COUNT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(workers_keep_to_a_processor_each_if_all_have_one),
		cmocka_unit_test(
			results_come_in_the_suites_order_for_any_number_of_workers),
		cmocka_unit_test(a_worker_that_dies_fails_its_scenario_and_no_other),
		cmocka_unit_test(what_no_worker_can_open_is_an_error),
		cmocka_unit_test(a_run_can_be_ended_at_a_result),
		cmocka_unit_test(scenarios_that_wait_have_workers_of_their_own),
		cmocka_unit_test(two_workers_have_two_scenarios_wait_at_a_time),
		cmocka_unit_test_setup_teardown(
			what_a_dead_worker_would_have_played_is_played, scratch_open,
			scratch_close),
	};

	return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
