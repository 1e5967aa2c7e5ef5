/*
 * test_words.c - what the pictures of a timeline say in words
 */
#include "tests/unit/unit.h"

#include "mockserver/timeline/words.h"
#include "tests/support/seeded.h"
#include "tests/support/timelines.h"

#define ZERO INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

static void a_length_is_said_in_its_units(UNUSED void **state)
{
	static const struct {
		int64_t ms;
		const char *said;
	} rows[] = {
		{ 0, "0s" },
		{ 1, "1ms" },
		{ 999, "999ms" },
		{ MS_PER_SECOND, "1s" },
		{ 3 * MS_PER_HOUR, "3h" },
		{ MS_PER_DAY + 12 * MS_PER_HOUR, "1d 12h" },
		{ 7 * MS_PER_DAY + 3 * MS_PER_HOUR + 25 * MS_PER_MINUTE, "7d 3h 25m" },
		{ 400 * MS_PER_DAY + 1, "400d 1ms" },
		{ MS_PER_DAY - 1, "23h 59m 59s 999ms" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf_release) struct buf out = { 0 };

		words_length(rows[i].ms, &out);
		row_string_equal(i, buf_str(&out), rows[i].said);
	}
}

static void a_flow_is_said_with_what_is_worth_saying(UNUSED void **state)
{
	struct timelines all;
	struct timeline_flow *f;
	AUTO(buf_release) struct buf out = { 0 };

	timelines_begin(&all);
	f = timelines_add(&all, "F", "sssfFgGpdqr");
	words_flow(f, &out);
	assert_string_equal(
		buf_str(&out),
		"enabled, every 3h: 10 runs, 3 failed, 1 partial, 1 in progress, "
		"1 queued, 1 on demand, 3 gaps; next 2026-01-01T15:00:00Z");
	f = timelines_add(&all, "G", "sg");
	f->step_ms = 0;
	f->end_at = ZERO; /* of once, no end is said */
	f->next_at = VTIME_NEVER;
	f->shares_name = true;
	buf_clear(&out);
	words_flow(f, &out);
	assert_string_equal(buf_str(&out), "id-2; enabled, once: 1 run, 1 gap");
	f = timelines_add(&all, "H", "");
	f->start_at = f->next_at = VTIME_NEVER;
	f->end_at = ZERO;
	buf_clear(&out);
	words_flow(f, &out);
	assert_string_equal(buf_str(&out), "enabled, no schedule: 0 runs");
}

static void a_cell_says_the_gravest_first_and_when(UNUSED void **state)
{
	struct timelines all;
	AUTO(buf_release) struct buf out = { 0 };
	struct timeline_cell cell = { .first_at = ZERO, .last_at = ZERO };

	timelines_begin(&all);
	cell.counts[MARK_SUCCESS] = 6;
	cell.counts[MARK_FAILED] = 2;
	words_cell(&cell, &out);
	assert_string_equal(buf_str(&out), "2 failed, 6 success; 2026-01-01T00:00:00Z");
	cell.last_at += MS_PER_HOUR;
	cell.counts[MARK_FAILED] = 0;
	buf_clear(&out);
	words_cell(&cell, &out);
	assert_string_equal(buf_str(&out),
	                    "6 success; 2026-01-01T00:00:00Z to 2026-01-01T01:00:00Z");
}

static void labels_are_whole_steps_with_room_between_them(UNUSED void **state)
{
	for (size_t round = 0; round < 2000; round++) {
		struct seeded d = seeded_begin(round);
		int64_t span =
			seeded_between(&d, 1, INT64_C(1) << seeded_between(&d, 10, 47));
		size_t cells = (size_t)seeded_between(&d, 10, 300);
		int64_t step = timeline_axis_step(span, cells);
		vtime from = seeded_between(&d, -ZERO, ZERO);
		vtime first = timeline_axis_first(from, step);
		int64_t room = step < MS_PER_DAY ? 7 : 12; /* cells of a label */

		if (first < from || first >= from + step || first % step != 0)
			fail_msg("TEST_SEED=%llu: from %lld by %lld: %lld",
			         (unsigned long long)d.seed, (long long)from,
			         (long long)step, (long long)first);
		if (step < span * room / (int64_t)cells)
			fail_msg("TEST_SEED=%llu: %lld ms in %zu cells by %lld",
			         (unsigned long long)d.seed, (long long)span, cells,
			         (long long)step);
	}
}

static void a_label_says_what_changes_from_step_to_step(UNUSED void **state)
{
	static const struct {
		vtime at;
		int64_t step;
		const char *label;
	} rows[] = {
		{ ZERO, MS_PER_DAY, "2026-01-01" },
		{ ZERO, 7 * MS_PER_DAY, "2026-01-01" },
		{ ZERO, MS_PER_HOUR, "01-01" },
		{ ZERO + 3 * MS_PER_HOUR, MS_PER_HOUR, "03:00" },
		{ ZERO + 3 * MS_PER_HOUR + 5 * MS_PER_MINUTE, 5 * MS_PER_MINUTE,
		  "03:05" },
		{ ZERO + 65 * MS_PER_SECOND, 5 * MS_PER_SECOND, "01:05" },
		{ ZERO, MS_PER_SECOND, "00:00" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[AXIS_TEXT];

		row_string_equal(i, timeline_axis_label(rows[i].at, rows[i].step, text),
		                 rows[i].label);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_length_is_said_in_its_units),
		cmocka_unit_test(a_flow_is_said_with_what_is_worth_saying),
		cmocka_unit_test(a_cell_says_the_gravest_first_and_when),
		cmocka_unit_test(labels_are_whole_steps_with_room_between_them),
		cmocka_unit_test(a_label_says_what_changes_from_step_to_step),
	};

	return cmocka_run_group_tests_name("timeline/words", tests, NULL, NULL);
}
