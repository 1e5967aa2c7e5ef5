/*
 * test_check.c - judging one document: budgets, lists of violations, texts of messages
 */
#include "tests/unit/unit.h"

#include "lib/jsonschema/check.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/judged.h"
#include "tests/support/quoted.h"

/* A check of no schema, which has so many steps. */
static struct check check_with(struct jsonschema *s, struct violations *out,
                               int64_t steps)
{
	return (struct check){ .s = s, .out = out, .steps = steps, .bytes = 1000 };
}

static void a_text_is_cut_after_sixty_bytes_between_characters(UNUSED void **state)
{
	AUTO(buf_release) struct buf out = { 0 };
	char text[CHECK_TEXT_MAX + 4], want[CHECK_TEXT_MAX + 4];

	for (size_t n = 0; n <= CHECK_TEXT_MAX; n++) {
		memset(text, 'x', n);
		text[n] = '\0';
		assert_string_equal(check_cut(text, &out), text);
	}
	/* A character of two bytes that would end at byte 61 is left out whole. */
	memset(text, 'x', CHECK_TEXT_MAX - 1);
	memcpy(text + CHECK_TEXT_MAX - 1, "\xc3\xa9", 3);
	memset(want, 'x', CHECK_TEXT_MAX - 1);
	memcpy(want + CHECK_TEXT_MAX - 1, "…", 4);
	assert_string_equal(check_cut(text, &out), want);
}

static void a_value_is_shown_as_json_or_by_its_type(UNUSED void **state)
{
	static const char *const rows[][2] = {
		/* clang-format off */
		{ "3.10", "3.10" },
		{ "1E+2", "1E+2" },
		{ JSON("a\"b\n"), JSON("a\"b\n") },
		{ "true", "true" },
		{ "null", "null" },
		{ JSON({"password":"x"}), "an object" },
		{ "[1]", "an array" },
	};
	/* clang-format on */
	AUTO(buf_release) struct buf out = { 0 };
	struct jsonschema s = { 0 };
	struct check c = check_with(&s, NULL, 10);

	for_each_row(i, rows) {
		AUTO(cJSON_Delete) cJSON *v = parsed(rows[i][0]);

		row_string_equal(i, check_value(v, &out), rows[i][1]);
		s.secrets = true;
		row_string_equal(i, check_is(&c, v, &out), "");
		s.secrets = false;
		assert_int_equal(strncmp(check_is(&c, v, &out), ", is ", 5), 0);
	}
}

static void the_last_step_gives_the_check_up_for_good(UNUSED void **state)
{
	AUTO(violations_release) struct violations all = { 0 };
	struct jsonschema s = { 0 };
	struct check c = check_with(&s, &all, 100);
	const struct place root = { .name = "" };

	assert_true(check_spend(&c, 99));
	assert_true(check_goes_on(&c, true));
	assert_true(check_goes_on(&c, false));
	assert_false(check_spend(&c, 1));
	assert_false(check_spend(&c, 0));
	assert_false(check_goes_on(&c, true));
	assert_false(check_fails(&c, &root, "type", "is not said any more"));
	assert_int_equal(all.count, 0);
}

static void a_check_that_only_answers_ends_at_the_first_broken_rule(UNUSED void **state)
{
	struct jsonschema s = { 0 };
	struct check c = check_with(&s, NULL, 100);

	assert_true(check_goes_on(&c, true));
	assert_false(check_goes_on(&c, false));
}

static void a_long_list_or_name_is_paid_for(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *object = json_new_object();
	AUTO_MEM char *name = mem_alloc(64001);
	struct jsonschema s = { 0 };
	struct check c = check_with(&s, NULL, 1000000);
	int64_t few, many;

	for (int i = 0; i < 1000; i++) {
		AUTO_MEM char *member = mem_printf("m%d", i);

		json_set(object, member, json_new_int(i));
	}
	assert_non_null(check_member(&c, object, "m0"));
	few = 1000000 - c.steps;
	assert_non_null(check_member(&c, object, "m999"));
	many = 1000000 - c.steps - few;
	assert_true(few <= 2);
	assert_in_range(many, 200, 2000);
	memset(name, 'x', 64000);
	assert_null(check_member(&c, object, name));
	assert_true(c.gave_up); /* a thousand names of that length would have been read */
}

static void violations_end_after_so_many_bytes_and_say_where(UNUSED void **state)
{
	AUTO(violations_release) struct violations all = { 0 };
	struct jsonschema s = { 0 };
	struct check c = check_with(&s, &all, 1000000);
	const struct place root = { .name = "/params" };
	const struct place list = { .up = &root, .name = "a/b" };
	char message[2001];

	for (size_t i = 0; i < 100; i++) {
		const struct place at = { .up = &list, .index = i };

		assert_false(check_fails(&c, &at, "type", "is number %zu", i));
	}
	assert_in_range(all.count, 20, 60); /* of a thousand bytes */
	assert_string_equal(all.all[0].pointer, "/params/a~1b/0");
	assert_string_equal(all.all[0].message, "is number 0");
	assert_string_equal(all.all[all.count - 1].keyword, "type");
	c.bytes = 1000;
	memset(message, 'm', 2000);
	message[2000] = '\0';
	(void)check_fails(&c, &root, "enum", "%s", message);
	assert_in_range(strlen(all.all[all.count - 1].message), 600, 640);
}

static void a_long_message_is_cut_between_characters(UNUSED void **state)
{
	for (int before = 0; before < 4; before++) {
		AUTO(violations_release) struct violations all = { 0 };
		AUTO(buf_release) struct buf text = { 0 };
		struct jsonschema s = { 0 };
		struct check c = check_with(&s, &all, 1000);
		const struct place root = { .name = "" };
		const char *said;

		for (int i = 0; i < before; i++)
			buf_add_char(&text, 'x');
		for (int i = 0; i < 300; i++)
			buf_add_str(&text, "…"); /* of three bytes */
		(void)check_fails(&c, &root, "enum", "%s", buf_str(&text));
		said = all.all[0].message;
		assert_in_range(strlen(said), 630, 640);
		assert_true(str_is_utf8(said, strlen(said)));
		assert_int_equal(strncmp(said, buf_str(&text), strlen(said)), 0);
	}
}

static void checks_of_one_list_share_their_steps(UNUSED void **state)
{
	AUTO_SCHEMA struct jsonschema *s = judged_schema("{`maxLength`:9}", 0);
	AUTO(cJSON_Delete) cJSON *doc = parsed("\"short\"");
	AUTO(violations_release) struct violations all = { 0 };
	int64_t each;

	assert_true(jsonschema_check(s, doc, "", &all));
	each = all.steps;
	assert_true(each > 0);
	assert_true(jsonschema_check(s, doc, "", &all));
	assert_int_equal(all.steps, 2 * each);
	assert_false(all.gave_up);
	all.steps = JSONSCHEMA_STEPS - 1;
	assert_false(jsonschema_check(s, doc, "/body", &all));
	assert_true(all.gave_up);
	assert_int_equal(all.count, 1);
	assert_string_equal(all.all[0].keyword, "steps");
	assert_string_equal(all.all[0].pointer, "/body");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_cut_after_sixty_bytes_between_characters),
		cmocka_unit_test(a_value_is_shown_as_json_or_by_its_type),
		cmocka_unit_test(the_last_step_gives_the_check_up_for_good),
		cmocka_unit_test(a_check_that_only_answers_ends_at_the_first_broken_rule),
		cmocka_unit_test(a_long_list_or_name_is_paid_for),
		cmocka_unit_test(violations_end_after_so_many_bytes_and_say_where),
		cmocka_unit_test(a_long_message_is_cut_between_characters),
		cmocka_unit_test(checks_of_one_list_share_their_steps),
	};

	return cmocka_run_group_tests_name("jsonschema/check", tests, NULL, NULL);
}
