/*
 * test_log.c - lib/log/log.c
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/json/json.h"
#include "lib/log/log.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

#define SEED   20260104
#define ROUNDS 3000
#define TIME   "2026-01-01T00:15:00.000Z"
#define HEAD   "{'time':'" TIME "','level':'info','event':'x.y',"

struct fixture {
	char *written;
	size_t size;
	struct logger text, json;
};

static vtime quarter_past(void *ctx UNUSED)
{
	return INT64_C(1767225600000) + 15 * MS_PER_MINUTE;
}

static int open_memory(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));

	f->text = (struct logger){ .to = open_memstream(&f->written, &f->size),
		                   .level = LOG_INFO,
		                   .now = quarter_past };
	f->json = f->text;
	f->json.format = LOG_JSON;
	*state = f;
	return 0;
}

static int close_memory(void **state)
{
	struct fixture *f = *state;

	fclose(f->text.to);
	free(f->written);
	free(f);
	return 0;
}

/* What has been written since the last call. */
static const char *written(struct fixture *f)
{
	fflush(f->text.to);
	f->written[f->size] = '\0';
	rewind(f->text.to);
	return f->written;
}

#define assert_logs(f, line, ...)                                         \
	do {                                                              \
		log_event(&(f)->text, LOG_INFO, "x.y", __VA_ARGS__);      \
		assert_string_equal(written(f), TIME " I x.y" line "\n"); \
	} while (0)

#define assert_logs_json(f, members, ...)                            \
	do {                                                         \
		log_event(&(f)->json, LOG_INFO, "x.y", __VA_ARGS__); \
		assert_quoted_equal(written(f), HEAD members "}\n"); \
	} while (0)

static void writes_time_level_event_and_pairs(void **state)
{
	struct fixture *f = *state;

	log_event(&f->text, LOG_INFO, "run.done", F_STR("id", "r1"), F_INT("rows", 3));
	assert_string_equal(written(f), TIME " I run.done id=r1 rows=3\n");
	log_event(&f->text, LOG_ERROR, "disk.failed");
	assert_string_equal(written(f), TIME " E disk.failed\n");
	log_event(&f->json, LOG_WARN, "disk.failed");
	assert_quoted_equal(written(f), "{'time':'" TIME "','level':'warn',"
	                                "'event':'disk.failed'}\n");
}

static void writes_every_type_in_its_own_size(void **state)
{
	const char *volatile nothing = NULL; /* volatile, or the compiler sees it */
	struct fixture *f = *state;

	assert_logs(f, " a=-9223372036854775808 b=9223372036854775807",
	            F_INT("a", INT64_MIN), F_INT("b", INT64_MAX));
	assert_logs(f, " at=file.c:12 full=100%", F_PLACE("at", "file.c", 12),
	            F_STR("full", "100%"));
	assert_logs(f, " a=(null)", F_STR("a", nothing));
}

static void keeps_numbers_numbers_in_json(void **state)
{
	struct fixture *f = *state;

	assert_logs_json(f, "'id':'r1','rows':3", F_STR("id", "r1"), F_INT("rows", 3));
	assert_logs_json(f, "'at':'file.c:12'", F_PLACE("at", "file.c", 12));
	assert_logs_json(f, "'n':'3'", F_STR("n", "3"));
}

static void keeps_a_line_one_line_and_a_terminal_sane(void **state)
{
	static const struct {
		const char *value, *text, *json;
	} cases[] = {
		{ "plain", "plain", "\"plain\"" },
		{ "/runs?limit:5", "/runs?limit:5", "\"/runs?limit:5\"" },
		{ "a b", "\"a b\"", "\"a b\"" },
		{ "", "\"\"", "\"\"" },
		{ "a=b", "\"a=b\"", "\"a=b\"" },
		{ "say \"no\"", "\"say \\\"no\\\"\"", "\"say \\\"no\\\"\"" },
		{ "a\\b", "\"a\\\\b\"", "\"a\\\\b\"" },
		{ "a\nb\r", "\"a\\nb\\r\"", "\"a\\nb\\r\"" },
		{ "\x1b[31mred", "\"\\x1b[31mred\"", "\"\\u001b[31mred\"" },
		{ "\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9", "\"\xc3\xa9t\xc3\xa9\"" },
		{ "\xff\xfe", "\"\\xff\\xfe\"", "\"\\\\xff\\\\xfe\"" },
		{ "\xc2\x9b", "\"\\xc2\\x9b\"", "\"\xc2\x9b\"" },
		{ "\xc2\xa0", "\xc2\xa0", "\"\xc2\xa0\"" },
	};
	struct fixture *f = *state;

	for_each_row(i, cases) {
		AUTO(mem_free) char *text = NULL, *json = NULL;

		text = mem_printf(TIME " I x.y a=%s b=2\n", cases[i].text);
		json = mem_printf(HEAD "'a':%s,'b':2}\n", cases[i].json);
		log_event(&f->text, LOG_INFO, "x.y", F_STR("a", cases[i].value),
		          F_INT("b", 2));
		assert_string_equal(written(f), text);
		log_event(&f->json, LOG_INFO, "x.y", F_STR("a", cases[i].value),
		          F_INT("b", 2));
		assert_quoted_equal(written(f), json);
	}
}

static void is_silent_above_its_level_and_without_a_file(void **state)
{
	struct fixture *f = *state;
	struct logger none = { .level = LOG_DEBUG };

	log_event(&f->text, LOG_DEBUG, "x.y", F_INT("a", 1));
	log_event(&none, LOG_ERROR, "x.y", F_INT("a", 1));
	fflush(f->text.to);
	assert_int_equal(f->size, 0);
	f->text.level = LOG_DEBUG;
	log_event(&f->text, LOG_DEBUG, "x.y");
	assert_string_equal(written(f), TIME " D x.y\n");
}

static void takes_the_time_of_the_machine_for_want_of_another(void **state)
{
	struct fixture *f = *state;

	f->text.now = NULL;
	log_event(&f->text, LOG_INFO, "x.y");
	assert_string_equal(written(f) + VTIME_TEXT - 8, " I x.y\n");
}

/* Whatever the bytes, a line has one line break, no controls, and JSON parses. */
static void survives_any_bytes(void **state)
{
	struct fixture *f = *state;

	print_message("seed %d\n", SEED);
	for (uint64_t i = 0; i < ROUNDS; i++) {
		AUTO(cJSON_Delete) cJSON *root = NULL;
		uint64_t h = hash_with(SEED, i);
		char value[16] = { 0 };
		struct err e = { 0 };
		const char *line;

		for (uint64_t j = 0; j < hash_below(h, sizeof(value)); j++)
			value[j] = (char)hash_below(hash_with(h, j), 256);
		log_event(&f->text, LOG_INFO, "x.y", F_STR("a", value));
		line = written(f);
		assert_int_equal(strcspn(line, "\n"), strlen(line) - 1);
		for (const char *at = line; at[1]; at++)
			assert_false((unsigned char)*at < 0x20 || *at == 0x7f);
		log_event(&f->json, LOG_INFO, "x.y", F_STR("a", value));
		line = written(f);
		if (json_parse(line, strlen(line), &root, &e) < 0)
			fail_msg("%s in %s", e.text, line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_memory, close_memory)
		TEST(writes_time_level_event_and_pairs),
		TEST(writes_every_type_in_its_own_size),
		TEST(keeps_numbers_numbers_in_json),
		TEST(keeps_a_line_one_line_and_a_terminal_sane),
		TEST(is_silent_above_its_level_and_without_a_file),
		TEST(takes_the_time_of_the_machine_for_want_of_another),
		TEST(survives_any_bytes),
#undef TEST
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
