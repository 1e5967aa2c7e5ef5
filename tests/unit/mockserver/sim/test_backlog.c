/*
 * test_backlog.c - mockserver/sim/backlog.c
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/sim/backlog.h"

#define START  INT64_C(1767225600000) /* 2026-01-01 */
#define SECOND INT64_C(1000000000)

static vtime at_start(void *ctx UNUSED)
{
	return START;
}

/* What is due and what time it is, in days after the start, at the machine's time. */
struct step {
	int64_t due_days, now_days, at_ms;
	const char *says; /* NULL: nothing */
};

static void expect_steps(const struct step *steps, size_t count)
{
	struct backlog backlog = { 0 };

	for (size_t i = 0; i < count; i++) {
		AUTO(mem_free) char *written = NULL;
		size_t size;
		struct logger log = { .to = open_memstream(&written, &size),
			              .level = LOG_INFO,
			              .now = at_start };

		backlog_log(&backlog, &log, START + steps[i].due_days * MS_PER_DAY,
		            START + steps[i].now_days * MS_PER_DAY,
		            steps[i].at_ms * SECOND / 1000);
		fclose(log.to);
		if (steps[i].says ? !strstr(written, steps[i].says) : size > 0)
			fail_msg("step %zu: %s", i, written);
	}
}

static void it_says_that_it_is_behind_how_far_it_is_and_that_it_is_there(
	void **state UNUSED)
{
	static const struct step steps[] = {
		{ 0, 90, 0,
		  "W clock.behind since=2026-01-01T00:00:00Z now=2026-04-01T00:00:00Z "
		  "note=\"what fell due meanwhile is done first\"" },
		{ 10, 90, 300, NULL },
		{ 30, 90, 999, NULL },
		{ 31, 90, 1000,
		  "I clock.catching_up at=2026-02-01T00:00:00Z "
		  "now=2026-04-01T00:00:00Z" },
		{ 60, 90, 1999, NULL },
		{ 89, 90, 2000, "I clock.catching_up at=2026-03-31T00:00:00Z" },
		{ 91, 90, 2100, "I clock.caught_up now=2026-04-01T00:00:00Z" },
		{ 91, 90, 9000, NULL },
	};

	expect_steps(steps, ARRAY_LEN(steps));
}

static void what_is_less_than_a_day_late_or_lies_ahead_is_not_worth_a_line(
	void **state UNUSED)
{
	static const struct step steps[] = {
		{ 5, 1, 0, NULL },
		{ 1, 1, 5000, NULL },
		{ 0, 1, 9000, "clock.behind" }, /* a whole day is */
	};

	expect_steps(steps, ARRAY_LEN(steps));
}

static void a_second_stop_is_a_second_story(void **state UNUSED)
{
	static const struct step steps[] = {
		{ 0, 2, 0, "clock.behind" },
		{ 3, 2, 10, "clock.caught_up" },
		{ 3, 9, 20, "clock.behind since=2026-01-04T00:00:00Z" },
		{ 4, 9, 1020, "clock.catching_up" },
	};

	expect_steps(steps, ARRAY_LEN(steps));
}

static void who_has_just_caught_up_is_behind_until_nothing_is_due(void **state UNUSED)
{
	static const struct step steps[] = {
		{ 0, 2, 0, "clock.behind" },
		{ 2, 2, 1000, "clock.catching_up" },
		{ 3, 2, 1010, "clock.caught_up" },
	};

	expect_steps(steps, ARRAY_LEN(steps));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			it_says_that_it_is_behind_how_far_it_is_and_that_it_is_there),
		cmocka_unit_test(
			what_is_less_than_a_day_late_or_lies_ahead_is_not_worth_a_line),
		cmocka_unit_test(a_second_stop_is_a_second_story),
		cmocka_unit_test(who_has_just_caught_up_is_behind_until_nothing_is_due),
	};

	return cmocka_run_group_tests_name("backlog", tests, NULL, NULL);
}
