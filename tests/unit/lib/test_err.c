/*
 * test_err.c - lib/err.c
 */
#include "tests/unit/unit.h"

#include "lib/err.h"
#include "lib/str.h"

static void setting_answers_minus_one_and_says_where(void **state UNUSED)
{
	struct err e = { 0 };
	int line;

	line = __LINE__ + 1;
	assert_int_equal(err_set(&e, ERR_NOT_FOUND, "no flow '%s'", "f1"), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_string_equal(e.text, "no flow 'f1'");
	assert_int_equal(e.line, line);
	assert_true(str_ends(e.file, "test_err.c"));
}

static void the_first_error_wins(void **state UNUSED)
{
	struct err e = { 0 };

	assert_int_equal(err_set(&e, ERR_IO, "the disk is full"), -1);
	assert_int_equal(err_set(&e, ERR_INVALID, "something else"), -1);
	assert_int_equal(e.code, ERR_IO);
	assert_string_equal(e.text, "the disk is full");
}

static void an_error_passed_on_keeps_where_it_was_set(void **state UNUSED)
{
	struct err why = { 0 }, e = { 0 }, other = { 0 };

	(void)err_set(&why, ERR_STALE, "the row is %s", "past version 3");
	assert_int_equal(err_pass(&e, &why), -1);
	assert_int_equal(e.code, ERR_STALE);
	assert_int_equal(e.line, why.line);
	assert_ptr_equal(e.file, why.file);
	assert_string_equal(e.text, "the row is past version 3");
	(void)err_set(&other, ERR_IO, "the disk is full");
	assert_int_equal(err_pass(&e, &other), -1);
	assert_int_equal(e.code, ERR_STALE);
}

/* Errors become replies, and a reply with half a character is no JSON. */
static void a_long_text_is_cut_between_characters(void **state UNUSED)
{
	for (int shift = 0; shift < 4; shift++) {
		struct err e = { 0 };
		char text[1024];
		size_t n;

		memset(text, 'x', (size_t)shift);
		for (n = (size_t)shift; n + 5 < sizeof(text); n += 4)
			memcpy(text + n, "\xf0\x9f\x98\x80", 4);
		text[n] = '\0';
		(void)err_set(&e, ERR_INVALID, "%s", text);
		assert_true(str_is_utf8(e.text, strlen(e.text)));
		assert_in_range(strlen(e.text), sizeof(e.text) - 4, sizeof(e.text) - 1);
	}
}

static void every_code_has_its_name(void **state UNUSED)
{
	assert_string_equal(err_name(ERR_NONE), "NONE");
	assert_string_equal(err_name(ERR_NOT_FOUND), "NOT_FOUND");
	assert_string_equal(err_name(ERR_IO), "IO");
	for (int code = ERR_NONE; code < ERR_COUNT; code++)
		row_int_equal(code, err_name(code) != NULL, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(setting_answers_minus_one_and_says_where),
		cmocka_unit_test(the_first_error_wins),
		cmocka_unit_test(an_error_passed_on_keeps_where_it_was_set),
		cmocka_unit_test(a_long_text_is_cut_between_characters),
		cmocka_unit_test(every_code_has_its_name),
	};

	return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
