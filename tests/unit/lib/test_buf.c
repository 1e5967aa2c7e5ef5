/*
 * test_buf.c - lib/buf.c
 */
#include "tests/unit/unit.h"

#include "lib/buf.h"
#include "lib/hash.h"
#include "lib/mem.h"

static void an_empty_buffer_is_an_empty_text(void **state UNUSED)
{
	struct buf b = { 0 };
	char *taken;

	assert_string_equal(buf_str(&b), "");
	taken = buf_take(&b);
	assert_string_equal(taken, "");
	free(taken);
	buf_release(&b);
}

static void adding_nothing_still_ends_in_a_nul(void **state UNUSED)
{
	AUTO(buf_release) struct buf b = { 0 };

	buf_add(&b, NULL, 0);
	assert_non_null(b.data);
	assert_int_equal(b.data[0], 0);
	assert_int_equal(b.size, 0);
}

static void texts_characters_and_numbers_follow_each_other(void **state UNUSED)
{
	AUTO(buf_release) struct buf b = { 0 };

	buf_add_str(&b, "rows");
	buf_add_char(&b, '=');
	buf_add_int(&b, -42);
	buf_printf(&b, " %s %03d", "page", 7);
	buf_add(&b, "\0x", 2);
	assert_memory_equal(b.data, "rows=-42 page 007\0x", 20);
	assert_int_equal(b.size, 19);
}

static void numbers_are_what_printf_says(void **state UNUSED)
{
	static const int64_t cases[] = { 0,  1,   -1,        9,         10,      99,
		                         -9, -10, INT64_MAX, INT64_MIN, 1234567, -1000 };

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf b = { 0 };
		char expected[32];

		snprintf(expected, sizeof(expected), "%lld", (long long)cases[i]);
		buf_add_int(&b, cases[i]);
		assert_string_equal(buf_str(&b), expected);
	}
}

static void a_formatted_text_has_any_length(void **state UNUSED)
{
	AUTO(buf_release) struct buf b = { 0 };

	buf_printf(&b, "%*s|", 5000, "x");
	assert_int_equal(b.size, 5001);
	assert_int_equal(strlen(b.data), 5001);
	assert_string_equal(b.data + 4999, "x|");
}

static void what_does_not_fit_below_the_cap_is_dropped_whole(void **state UNUSED)
{
	AUTO(buf_release) struct buf b = { .cap = 8 };

	buf_add_str(&b, "1234");
	buf_add_str(&b, "5678");
	assert_false(b.overflow);
	assert_null(buf_reserve(&b, 1));
	assert_true(b.overflow);
	assert_string_equal(buf_str(&b), "12345678");
}

static void nothing_follows_what_was_dropped(void **state UNUSED)
{
	AUTO(buf_release) struct buf b = { .cap = 4 };

	buf_add_str(&b, "123");
	buf_printf(&b, "%s", "45");
	buf_add_char(&b, '4');
	buf_add_int(&b, 4);
	assert_string_equal(buf_str(&b), "123");
	assert_true(b.overflow);
}

static void clearing_keeps_memory_and_cap_and_forgets_the_overflow(void **state UNUSED)
{
	AUTO(buf_release) struct buf b = { .cap = 4 };
	size_t room;

	buf_add_str(&b, "12345");
	buf_add_str(&b, "1");
	assert_string_equal(buf_str(&b), "");
	buf_clear(&b);
	buf_add_str(&b, "1234");
	room = b.room;
	buf_clear(&b);
	assert_string_equal(buf_str(&b), "");
	assert_int_equal(b.room, room);
	buf_add_str(&b, "12345");
	assert_true(b.overflow);
}

static void a_released_buffer_starts_again_under_its_cap(void **state UNUSED)
{
	struct buf b = { .cap = 4 };

	buf_add_str(&b, "12345");
	buf_release(&b);
	assert_null(b.data);
	assert_false(b.overflow);
	assert_int_equal(b.cap, 4);
	buf_add_str(&b, "1234");
	assert_string_equal(buf_str(&b), "1234");
	buf_release(&b);
}

static void what_is_taken_outlives_the_buffer(void **state UNUSED)
{
	struct buf b = { 0 };
	char *taken;

	buf_add_str(&b, "kept");
	taken = buf_take(&b);
	assert_string_equal(taken, "kept");
	assert_string_equal(buf_str(&b), "");
	buf_add_str(&b, "other");
	assert_string_equal(taken, "kept");
	free(taken);
	buf_release(&b);
}

static void reserved_room_can_be_filled_by_hand(void **state UNUSED)
{
	AUTO(buf_release) struct buf b = { 0 };
	char *at;

	buf_add_str(&b, "a");
	at = buf_reserve(&b, 1000);
	assert_non_null(at);
	memset(at, 'b', 1000);
	b.size += 1000;
	buf_add_char(&b, 'c');
	assert_int_equal(b.size, 1002);
	assert_string_equal(b.data + 999, "bbc");
}

/* The buffer against a plain array, over additions of random sizes. */
static void many_additions_are_their_concatenation(void **state UNUSED)
{
	const uint64_t seed = 1;
	AUTO(buf_release) struct buf b = { 0 };
	AUTO(mem_free) char *expected = mem_alloc(1 << 20);
	size_t size = 0;

	for (uint64_t i = 0; i < 2000; i++) {
		size_t n = hash_below(hash_with(seed, i), 300);
		AUTO(mem_free) char *piece = mem_alloc(n + 1);

		hash_hex(i, n, piece);
		memcpy(expected + size, piece, n);
		size += n;
		buf_add(&b, piece, n);
		assert_int_equal(b.data[b.size], 0);
	}
	assert_int_equal(b.size, size);
	assert_memory_equal(b.data, expected, size);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_buffer_is_an_empty_text),
		cmocka_unit_test(adding_nothing_still_ends_in_a_nul),
		cmocka_unit_test(texts_characters_and_numbers_follow_each_other),
		cmocka_unit_test(numbers_are_what_printf_says),
		cmocka_unit_test(a_formatted_text_has_any_length),
		cmocka_unit_test(what_does_not_fit_below_the_cap_is_dropped_whole),
		cmocka_unit_test(nothing_follows_what_was_dropped),
		cmocka_unit_test(clearing_keeps_memory_and_cap_and_forgets_the_overflow),
		cmocka_unit_test(a_released_buffer_starts_again_under_its_cap),
		cmocka_unit_test(what_is_taken_outlives_the_buffer),
		cmocka_unit_test(reserved_room_can_be_filled_by_hand),
		cmocka_unit_test(many_additions_are_their_concatenation),
	};

	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
