/*
 * test_digits.c - lib/digits.h, compared with printf
 */
#include "tests/unit/unit.h"

#include <inttypes.h>

#include "lib/digits.h"
#include "lib/hash.h"

static void is_as_printf_writes_it(uint64_t v)
{
	char ours[DIGITS_MOST + 1], theirs[DIGITS_MOST + 1];
	int n = snprintf(theirs, sizeof(theirs), "%" PRIu64, v);

	assert_int_equal(digits_count(v), n);
	*digits_put(ours, v) = '\0';
	assert_string_equal(ours, theirs);
}

static void numbers_next_to_powers_of_two_and_ten_are_as_printf_writes_them(
	void **state UNUSED)
{
	uint64_t ten = 1;

	for (int bit = 0; bit < 64; bit++) {
		is_as_printf_writes_it((UINT64_C(1) << bit) - 1);
		is_as_printf_writes_it(UINT64_C(1) << bit);
		is_as_printf_writes_it((UINT64_C(1) << bit) + 1);
	}
	for (int i = 0; i < DIGITS_MOST; i++, ten *= 10) {
		is_as_printf_writes_it(ten - 1);
		is_as_printf_writes_it(ten);
		is_as_printf_writes_it(ten + 1);
	}
	is_as_printf_writes_it(UINT64_MAX);
}

static void random_numbers_of_each_size_are_as_printf_writes_them(void **state UNUSED)
{
	for (uint64_t i = 0; i < 100000; i++)
		is_as_printf_writes_it(hash_with(7, i) >> (i % 64));
}

static const struct {
	uint64_t v;
	int n;
	const char *text;
} wide[] = {
	{ 7, 1, "7" },
	{ 7, 2, "07" },
	{ 7, 3, "007" },
	{ 1234, 3, "234" },
	{ 1234, 2, "34" },
	{ 1234, 0, "" },
	{ 0, 20, "00000000000000000000" },
};

static void a_fixed_width_pads_with_zeros_and_keeps_the_last_digits(void **state UNUSED)
{
	for_each_row(i, wide) {
		char text[DIGITS_MOST + 1];

		*digits_put_wide(text, wide[i].v, wide[i].n) = '\0';
		assert_string_equal(text, wide[i].text);
	}
}

static void a_sign_stands_before_what_is_negative(void **state UNUSED)
{
	static const int64_t values[] = { 0, 7, -7, INT64_MAX, INT64_MIN };

	for_each_row(i, values) {
		char ours[DIGITS_MOST + 1], theirs[DIGITS_MOST + 1];

		snprintf(theirs, sizeof(theirs), "%" PRId64, values[i]);
		*digits_put_signed(ours, values[i]) = '\0';
		assert_string_equal(ours, theirs);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			numbers_next_to_powers_of_two_and_ten_are_as_printf_writes_them),
		cmocka_unit_test(random_numbers_of_each_size_are_as_printf_writes_them),
		cmocka_unit_test(a_fixed_width_pads_with_zeros_and_keeps_the_last_digits),
		cmocka_unit_test(a_sign_stands_before_what_is_negative),
	};

	return cmocka_run_group_tests_name("digits", tests, NULL, NULL);
}
