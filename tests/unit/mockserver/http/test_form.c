/*
 * test_form.c - mockserver/http/form.c
 */
#include "tests/unit/unit.h"

#include "mockserver/http/form.h"

#define MULTIPART "multipart/form-data; boundary=xyz"
#define PART(name, value)                                                               \
	"--xyz\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r" \
	"\n"
#define END "--xyz--\r\n"

static void finds_fields_of_both_sorts(void **state UNUSED)
{
	static const struct {
		const char *type, *body, *name, *value;
	} cases[] = {
		/* clang-format off */
		{ NULL, "a=1&b=2", "b", "2" },
		{ "application/x-www-form-urlencoded", "a=x%20y+z", "a", "x y z" },
		{ "Application/X-WWW-Form-Urlencoded; charset=utf-8", "a=1", "a", "1" },
		{ "application/x-www-form-urlencoded", "a=&a=2", "a", "2" },
		{ "application/x-www-form-urlencoded", "a=%00", "a", NULL },
		{ "application/x-www-form-urlencoded", "", "a", NULL },
		{ MULTIPART, PART("a", "1") PART("b", "2") END, "a", "1" },
		{ MULTIPART, PART("a", "1") PART("b", "2") END, "b", "2" },
		{ MULTIPART, PART("a", "line\r\nline") END, "a", "line\r\nline" },
		{ MULTIPART, PART("a", "-") PART("a", "2") END, "a", "-" },
		{ MULTIPART, PART("a", "--xyz") END, "a", "--xyz" },
		{ MULTIPART, PART("a", "") END, "a", NULL },
		{ MULTIPART, PART("a", "\xff") END, "a", NULL },
		{ MULTIPART, END, "a", NULL },
		{ "multipart/form-data; boundary=\"xyz\"", PART("a", "1") END, "a", "1" },
		{ "Multipart/Form-Data;charset=utf-8; Boundary = xyz", PART("a", "1") END, "a", "1" },
		{ MULTIPART, "--xyz\r\ncontent-type: text/plain\r\ncontent-disposition:form-data;name=a\r\n\r\n1\r\n" END, "a", "1" },
		{ MULTIPART, "--xyz\r\nContent-Type: text/plain\r\n\r\n1\r\n" PART("a", "2") END, "a", "2" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		struct arena arena = { 0 };
		struct form form;

		assert_true(
			form_read(&arena, cases[i].type, str_of(cases[i].body), &form));
		if (cases[i].value)
			assert_string_equal(form_field(&form, cases[i].name),
			                    cases[i].value);
		else
			assert_null(form_field(&form, cases[i].name));
		arena_release(&arena);
	}
}

static void refuses_what_is_no_whole_form(void **state UNUSED)
{
	static const struct {
		const char *type, *body;
	} cases[] = {
		/* clang-format off */
		{ "application/json", "{}" },
		{ "multipart/form-data", PART("a", "1") END },
		{ "multipart/form-data; boundary=", PART("a", "1") END },
		{ "multipart/form-data; boundary=other", PART("a", "1") END },
		{ "multipart/form-data; boundary="
		  "12345678901234567890123456789012345678901234567890123456789012345678901", "" },
		{ MULTIPART, "" },
		{ MULTIPART, "--xyz" },
		{ MULTIPART, PART("a", "1") },
		{ MULTIPART, "--xyz\r\nno end of the head" },
		{ MULTIPART, "--xyz\nContent-Disposition: form-data; name=\"a\"\n\n1\n--xyz--\n" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		struct arena arena = { 0 };
		struct form form;

		assert_false(
			form_read(&arena, cases[i].type, str_of(cases[i].body), &form));
		arena_release(&arena);
	}
}

static void more_parts_than_it_takes_are_refused(void **state UNUSED)
{
	struct arena arena = { 0 };
	struct buf body = { 0 };
	struct form form;

	for (int i = 0; i < FORM_FIELDS_MAX; i++)
		buf_add_str(&body, PART("a", "1"));
	buf_add_str(&body, END);
	assert_true(form_read(&arena, MULTIPART, str_of(body.data), &form));
	assert_int_equal(form.count, FORM_FIELDS_MAX);
	body.size -= strlen(END);
	buf_add_str(&body, PART("a", "1") END);
	assert_false(form_read(&arena, MULTIPART, str_of(body.data), &form));
	buf_release(&body);
	arena_release(&arena);
}

static void more_pairs_than_it_takes_are_refused(void **state UNUSED)
{
	struct arena arena = { 0 };
	struct buf body = { 0 };
	struct form form;

	for (int i = 0; i < FORM_FIELDS_MAX - 1; i++)
		buf_add_str(&body, "a=1&");
	buf_add_str(&body, "b=2");
	assert_true(form_read(&arena, NULL, str_of(body.data), &form));
	assert_string_equal(form_field(&form, "b"), "2");
	buf_add_str(&body, "&");
	assert_false(form_read(&arena, NULL, str_of(body.data), &form));
	assert_null(form_field(&form, "b"));
	buf_release(&body);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_fields_of_both_sorts),
		cmocka_unit_test(refuses_what_is_no_whole_form),
		cmocka_unit_test(more_parts_than_it_takes_are_refused),
		cmocka_unit_test(more_pairs_than_it_takes_are_refused),
	};

	return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
