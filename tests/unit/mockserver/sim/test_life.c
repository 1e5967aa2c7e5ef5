/*
 * test_life.c - how long a run lives
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "mockserver/sim/life.h"

static void lives_are_parsed_and_formatted_again(void **state UNUSED)
{
	static const struct {
		const char *text, *formatted;
	} rows[] = {
		{ "immediate", "immediate" },
		{ "after:5m", "after:5m" },
		{ "after:PT5M..1h", "after:5m..1h" },
		{ "after:0s..0s", "after:0s" },
		{ "after:2d", "after:2d" },
		{ "after:366d", "after:366d" },
		{ "after:1500ms..90s", "after:1500ms..90s" },
		{ "after:7ms", "after:7ms" },
		{ "polls:1", "polls:1" },
		{ "polls:3", "polls:3" },
		{ "polls:1000000", "polls:1000000" },
	};

	for_each_row(i, rows) {
		struct life life, again;
		char text[LIFE_TEXT];
		struct err e = { 0 };

		assert_int_equal(life_parse(rows[i].text, &life, &e), 0);
		assert_string_equal(life_text(&life, text), rows[i].formatted);
		assert_int_equal(life_parse(text, &again, &e), 0);
		assert_memory_equal(&life, &again, sizeof(life));
	}
}

static void what_is_no_life_is_refused_with_what_is(void **state UNUSED)
{
	static const char *const rows[] = {
		"",           "soon",         "after",         "after:",     "after:5",
		"after:5m..", "after:1h..5m", "after:P1M",     "after:400d", "polls:",
		"polls:0",    "polls:-1",     "polls:1000001", "immediate ", "after:-5m",
	};

	for_each_row(i, rows) {
		struct life life;
		struct err e = { 0 };

		assert_int_equal(life_parse(rows[i], &life, &e), -1);
		assert_int_equal(e.code, ERR_INVALID);
		assert_non_null(strstr(e.text, "immediate, after:MIN[..MAX] or polls:N"));
	}
}

static void a_long_text_leaves_room_for_what_is_a_life(void **state UNUSED)
{
	char text[1000] = "polls:";
	struct life life;
	struct err e = { 0 };

	memset(text + strlen(text), '7', sizeof(text) - strlen(text) - 1);
	assert_int_equal(life_parse(text, &life, &e), -1);
	assert_non_null(strstr(e.text, "or polls:N; polls are 1 to 1000000"));
}

static void lengths_lie_between_their_bounds_and_reach_both(void **state UNUSED)
{
	const struct life life = { LIFE_AFTER, 10, 13, 0 };
	unsigned seen = 0;

	for (uint64_t i = 0; i < 200; i++) {
		int64_t ms = life_length_ms(&life, hash_with(1, i));

		assert_in_range(ms, 10, 13);
		seen |= 1U << (ms - 10);
		assert_int_equal(ms, life_length_ms(&life, hash_with(1, i)));
	}
	assert_int_equal(seen, 0xf);
}

static void a_run_waits_for_the_first_tenth(void **state UNUSED)
{
	assert_int_equal(life_wait_ms(3600000), 360000);
	assert_int_equal(life_wait_ms(9), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lives_are_parsed_and_formatted_again),
		cmocka_unit_test(what_is_no_life_is_refused_with_what_is),
		cmocka_unit_test(a_long_text_leaves_room_for_what_is_a_life),
		cmocka_unit_test(lengths_lie_between_their_bounds_and_reach_both),
		cmocka_unit_test(a_run_waits_for_the_first_tenth),
	};

	return cmocka_run_group_tests_name("life", tests, NULL, NULL);
}
