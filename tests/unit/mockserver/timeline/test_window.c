/*
 * test_window.c - the time that a picture shows, where nobody says which
 */
#include "tests/unit/unit.h"

#include "mockserver/timeline/window.h"
#include "tests/support/seeded.h"
#include "tests/support/timelines.h"

#define ZERO INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */
#define HOUR MS_PER_HOUR
#define DAY  MS_PER_DAY

static const struct timeline_view anything = { .now = VTIME_NEVER,
	                                       .from_at = VTIME_NEVER,
	                                       .until_at = VTIME_NEVER };

static void assert_window(const struct timeline *t, const char *from, const char *until)
{
	char a[VTIME_TEXT], b[VTIME_TEXT];

	assert_string_equal(vtime_format(t->from_at, a), from);
	assert_string_equal(vtime_format(t->until_at, b), until);
}

/* A flow every three hours since ZERO, for ever; now is 30 days later. */
static struct timeline_flow *begin(struct timelines *all)
{
	struct timeline_flow *f;

	timelines_begin(all);
	f = timelines_add(all, "f", "");
	f->first_at = f->newest_at = VTIME_NEVER;
	all->t.now = ZERO + 30 * DAY;
	f->next_at = all->t.now + HOUR;
	return f;
}

static void twenty_steps_of_the_slowest_flow_lie_on_either_side_of_now(
	UNUSED void **state)
{
	struct timelines all;
	struct err e = { 0 };

	begin(&all);
	assert_int_equal(timeline_window(&all.t, &anything, &e), 0);
	/* 60 hours before 2026-01-31, and 60 after it and a bit, in whole hours */
	assert_window(&all.t, "2026-01-28T12:00:00Z", "2026-02-02T19:00:00Z");
	timelines_add(&all, "daily", "")->step_ms = DAY;
	all.flows[1].first_at = all.flows[1].newest_at = VTIME_NEVER;
	assert_int_equal(timeline_window(&all.t, &anything, &e), 0);
	assert_window(&all.t, "2026-01-11T00:00:00Z", "2026-02-23T00:00:00Z");
}

static void where_nothing_is_the_window_ends(UNUSED void **state)
{
	struct timelines all;
	struct timeline_flow *f = begin(&all);
	struct err e = { 0 };

	/* It begins with the first tick, and ends with the schedule. */
	all.t.now = ZERO + 5 * HOUR;
	f->next_at = ZERO + 6 * HOUR;
	f->end_at = ZERO + 9 * HOUR;
	assert_int_equal(timeline_window(&all.t, &anything, &e), 0);
	assert_window(&all.t, "2026-01-01T00:00:00Z", "2026-01-01T09:28:00Z");
	/* A run that was before the schedule is shown, too. */
	f->first_at = f->newest_at = ZERO - 2 * HOUR;
	assert_int_equal(timeline_window(&all.t, &anything, &e), 0);
	assert_int_equal(all.t.from_at, ZERO - 2 * HOUR);
}

static void long_after_the_last_that_happened_that_is_shown(UNUSED void **state)
{
	struct timelines all;
	struct timeline_flow *f = begin(&all);
	struct err e = { 0 };

	all.t.now = ZERO + 1000 * DAY;
	f->next_at = VTIME_NEVER;
	f->end_at = ZERO + DAY;
	f->first_at = ZERO;
	f->newest_at = ZERO + 21 * HOUR;
	assert_int_equal(timeline_window(&all.t, &anything, &e), 0);
	assert_window(&all.t, "2026-01-01T00:00:00Z", "2026-01-02T02:00:00Z");
	/* Less than twenty steps ago, it is seen together with now. */
	all.t.now = ZERO + 3 * DAY;
	assert_int_equal(timeline_window(&all.t, &anything, &e), 0);
	assert_true(all.t.from_at < all.t.now && all.t.until_at > all.t.now);
}

static void without_flows_it_is_a_minute_of_now(UNUSED void **state)
{
	struct timelines all;
	struct err e = { 0 };

	timelines_begin(&all);
	assert_int_equal(timeline_window(&all.t, &anything, &e), 0);
	assert_window(&all.t, "2026-01-01T12:30:00Z", "2026-01-01T12:31:00Z");
	all.t.now = -1; /* before 1970 minutes are whole as well */
	assert_int_equal(timeline_window(&all.t, &anything, &e), 0);
	assert_window(&all.t, "1969-12-31T23:59:00Z", "1970-01-01T00:00:00Z");
}

static void what_the_view_names_stays_and_must_be_a_window(UNUSED void **state)
{
	static const struct {
		vtime from_at, until_at;
		const char *why;
	} rows[] = {
		{ ZERO, ZERO + 1, NULL },
		{ ZERO, VTIME_NEVER, NULL },
		{ VTIME_NEVER, ZERO, NULL },
		{ ZERO + 3000 * DAY, VTIME_NEVER, NULL },
		{ VTIME_NEVER, VTIME_MIN + 1, NULL },
		{ VTIME_MAX - 1, VTIME_NEVER, NULL },
		{ ZERO, ZERO,
		  "the window ends at 2026-01-01T00:00:00Z and begins at "
		  "2026-01-01T00:00:00Z" },
		{ ZERO + 1000, ZERO,
		  "the window ends at 2026-01-01T00:00:00Z and begins at "
		  "2026-01-01T00:00:01Z" },
	};

	for_each_row(i, rows) {
		const struct timeline_view view = { VTIME_NEVER, rows[i].from_at,
			                            rows[i].until_at, 1 };
		struct timelines all;
		struct err e = { 0 };

		begin(&all);
		row_int_equal(i, timeline_window(&all.t, &view, &e),
		              rows[i].why ? -1 : 0);
		if (rows[i].why) {
			row_int_equal(i, e.code, ERR_INVALID);
			row_string_equal(i, e.text, rows[i].why);
			continue;
		}
		assert_true(all.t.from_at < all.t.until_at);
		if (view.from_at != VTIME_NEVER)
			row_int_equal(i, all.t.from_at, view.from_at);
		if (view.until_at != VTIME_NEVER)
			row_int_equal(i, all.t.until_at, view.until_at);
	}
}

static vtime draw_time(struct seeded *d, vtime now)
{
	return now +
	       seeded_between(d, -1, 1) *
	               seeded_between(d, 0, INT64_C(1) << seeded_between(d, 10, 44));
}

/* Has no schedule ended yet? */
static bool all_open(const struct timeline *t)
{
	for (size_t i = 0; i < t->flow_count; i++) {
		if (t->flows[i].start_at != VTIME_NEVER && t->flows[i].end_at <= t->now)
			return false;
	}
	return true;
}

static void any_flows_have_a_window_with_now_or_the_last_that_happened(
	UNUSED void **state)
{
	for (size_t round = 0; round < 3000; round++) {
		struct seeded d = seeded_begin(round);
		struct timelines all;
		struct err e = { 0 };
		bool shown = false;

		timelines_begin(&all);
		for (size_t n = seeded_below(&d, TIMELINES_FLOWS + 1); n; n--) {
			struct timeline_flow *f = timelines_add(&all, "f", "");

			f->start_at = seeded_once_in(&d, 4) ? VTIME_NEVER
			                                    : draw_time(&d, all.t.now);
			f->step_ms = seeded_once_in(&d, 3)
			                     ? 0
			                     : seeded_between(&d, 1, 90 * DAY);
			f->end_at = seeded_once_in(&d, 3) ? VTIME_NEVER
			                                  : draw_time(&d, all.t.now);
			f->next_at = seeded_once_in(&d, 3)
			                     ? VTIME_NEVER
			                     : all.t.now + seeded_between(&d, 0, DAY);
			f->newest_at =
				seeded_once_in(&d, 2)
					? VTIME_NEVER
					: all.t.now - seeded_between(&d, 0, 900 * DAY);
			f->first_at = f->newest_at;
			shown = shown || (f->newest_at != VTIME_NEVER);
		}
		if (timeline_window(&all.t, &anything, &e) < 0 ||
		    all.t.from_at >= all.t.until_at || all.t.from_at < VTIME_MIN ||
		    all.t.until_at > VTIME_MAX)
			fail_msg("TEST_SEED=%llu: %lld to %lld",
			         (unsigned long long)d.seed, (long long)all.t.from_at,
			         (long long)all.t.until_at);
		/* Where no run was long ago, now is in it. */
		if (!shown && all_open(&all.t) &&
		    (all.t.now < all.t.from_at || all.t.now > all.t.until_at))
			fail_msg("TEST_SEED=%llu: now is not shown",
			         (unsigned long long)d.seed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			twenty_steps_of_the_slowest_flow_lie_on_either_side_of_now),
		cmocka_unit_test(where_nothing_is_the_window_ends),
		cmocka_unit_test(long_after_the_last_that_happened_that_is_shown),
		cmocka_unit_test(without_flows_it_is_a_minute_of_now),
		cmocka_unit_test(what_the_view_names_stays_and_must_be_a_window),
		cmocka_unit_test(
			any_flows_have_a_window_with_now_or_the_last_that_happened),
	};

	return cmocka_run_group_tests_name("timeline/window", tests, NULL, NULL);
}
