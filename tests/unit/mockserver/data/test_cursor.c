/*
 * test_cursor.c - mockserver/data/cursor.c
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "mockserver/data/cursor.h"

static void a_pointer_grows_and_shrinks_with_the_reader(void **state UNUSED)
{
	AUTO(cursor_release) struct cursor at = { .file = "f" };
	size_t outer = cursor_enter(&at, "a/b~c");
	size_t inner = cursor_enter_at(&at, 12);

	assert_string_equal(buf_str(&at.pointer), "/a~1b~0c/12");
	cursor_leave(&at, inner);
	assert_string_equal(buf_str(&at.pointer), "/a~1b~0c");
	cursor_leave(&at, outer);
	assert_string_equal(buf_str(&at.pointer), "");
}

static void an_error_says_what_is_known_of_where(void **state UNUSED)
{
	AUTO(cursor_release) struct cursor at = { .file = "d/x.json" };
	struct err root = { 0 }, inside = { 0 }, line = { 0 };

	assert_int_equal(cursor_fail(&at, &root, "is %d", 7), -1);
	assert_string_equal(root.text, "d/x.json: is 7");
	assert_int_equal(root.code, ERR_INVALID);
	(void)cursor_enter(&at, "id");
	(void)cursor_fail(&at, &inside, "is short");
	assert_string_equal(inside.text, "d/x.json: /id: is short");
	at.line = 3;
	(void)cursor_fail(&at, &line, "is short");
	assert_string_equal(line.text, "d/x.json:3: /id: is short");
}

/* The line is that of the value that the pointer leads to. */
static void an_error_in_a_text_is_placed_by_its_pointer(void **state UNUSED)
{
	static const char text[] = "{" JSON("a":1,) "\n" JSON("b":) "[2,\n3]}";
	AUTO(cursor_release) struct cursor at = { .file = "x.json" };
	struct err root = { 0 }, inside = { 0 }, left = { 0 };
	size_t outer, inner;

	at.text = (struct str){ text, sizeof(text) - 1 };
	(void)cursor_fail(&at, &root, "is short");
	assert_string_equal(root.text, "x.json:1: is short");
	outer = cursor_enter(&at, "b");
	inner = cursor_enter_at(&at, 1);
	(void)cursor_fail(&at, &inside, "is short");
	assert_string_equal(inside.text, "x.json:3: /b/1: is short");
	cursor_leave(&at, inner);
	cursor_leave(&at, outer);
	(void)cursor_fail(&at, &left, "is short");
	assert_string_equal(left.text, "x.json:1: is short");
}

static void bad_json_is_placed_by_line_and_column(void **state UNUSED)
{
	static const char text[] = "{\n  " JSON("a": nul) "\n}";
	AUTO(cursor_release) struct cursor at = { .file = "x.json" };
	struct err whole = { 0 }, line = { 0 };
	cJSON *out = NULL;

	assert_int_equal(cursor_parse(&at, text, strlen(text), &out, &whole), -1);
	assert_memory_equal(whole.text, "x.json:2:", strlen("x.json:2:"));
	assert_null(strstr(whole.text, "column"));
	/* of a file of lines the text is one: its own number counts */
	at.line = 40;
	assert_int_equal(cursor_parse(&at, JSON({"a":1,}), 8, &out, &line), -1);
	assert_memory_equal(line.text, "x.json:40:8: ", strlen("x.json:40:8: "));
}

static void good_json_is_handed_over(void **state UNUSED)
{
	AUTO(cursor_release) struct cursor at = { .file = "x.json" };
	AUTO(cJSON_Delete) cJSON *out = NULL;
	struct err e = { 0 };

	assert_int_equal(cursor_parse(&at, "[1]", 3, &out, &e), 0);
	assert_int_equal(cJSON_GetArraySize(out), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pointer_grows_and_shrinks_with_the_reader),
		cmocka_unit_test(an_error_says_what_is_known_of_where),
		cmocka_unit_test(an_error_in_a_text_is_placed_by_its_pointer),
		cmocka_unit_test(bad_json_is_placed_by_line_and_column),
		cmocka_unit_test(good_json_is_handed_over),
	};

	return cmocka_run_group_tests_name("cursor", tests, NULL, NULL);
}
