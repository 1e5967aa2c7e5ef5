/*
 * test_argv.c - lib/argv.c and lib/argv_help.c
 */
#include "tests/unit/unit.h"

#include "lib/argv.h"

#define MAX_ARGS 8

static const char *const clocks[] = { "real", "virtual", "scaled", NULL };

/* clang-format off */
static const struct option table[] = {
	{ "host",    OPTION_TEXT,   "127.0.0.1", "TEST_ARGV_HOST",    "ADDRESS", "the address" },
	{ "port",    OPTION_INT,    "8085",      "TEST_ARGV_PORT",    "PORT",    "the port to listen on; 0 takes a free one", .min = 0, .max = 65535 },
	{ "seed",    OPTION_INT,    "1",         NULL,                "NUMBER",  "the seed", .min = INT64_MIN, .max = INT64_MAX },
	{ "clock",   OPTION_CHOICE, "real",      "TEST_ARGV_CLOCK",   NULL,      "which clock", .choices = clocks },
	{ "state",   OPTION_TEXT,   NULL,        NULL,                "FILE",    "where the state is kept, so that it is there again the next time" },
	{ "with",    OPTION_LIST,   NULL,        "TEST_ARGV_WITH",    "DIR,…",   "one more folder" },
	{ "keep",    OPTION_SWITCH, NULL,        "TEST_ARGV_KEEP",    NULL,      "leaves what was made" },
	{ "jobs",    OPTION_INT,    NULL,        NULL,                "NUMBER",  "at once", .max = 64, .letter = 'j' },
	{ "a-name-that-is-longer-than-the-column", OPTION_TEXT, NULL, NULL, "X", "long" },
	{ 0 },
};
/* clang-format on */

static int clear_environment(void **state UNUSED)
{
	for (const struct option *o = table; o->name; o++) {
		if (o->env)
			unsetenv(o->env);
	}
	return 0;
}

/* Parses arguments given as a NULL-ended list. */
static int parse(const char *const *list, struct args *out, struct err *e)
{
	char *argv[MAX_ARGS + 1] = { NULL };
	int argc = 0;

	for (; list[argc]; argc++) {
		assert_true(argc < MAX_ARGS);
		argv[argc] = (char *)(uintptr_t)list[argc];
	}
	return args_parse(table, argc, argv, out, e);
}

#define PARSE(out, e, ...) parse((const char *const[]){ __VA_ARGS__, NULL }, out, e)

static void falls_back_to_the_defaults(void **state UNUSED)
{
	struct args a;
	struct err e = { 0 };

	assert_int_equal(args_parse(table, 0, NULL, &a, &e), 0);
	assert_string_equal(args_text(&a, "host"), "127.0.0.1");
	assert_int_equal(args_int(&a, "port"), 8085);
	assert_string_equal(args_text(&a, "port"), "8085");
	assert_int_equal(args_choice(&a, "clock"), 0);
	assert_null(args_text(&a, "state"));
	assert_null(args_list(&a, "with")[0]);
	assert_false(args_switch(&a, "keep"));
	assert_false(args_given(&a, "port"));
	assert_int_equal(a.rest_count, 0);
	assert_null(a.rest[0]);
	args_release(&a);
	args_release(&a);
}

static void takes_a_value_behind_a_blank_or_an_equals_sign(void **state UNUSED)
{
	struct args a;
	struct err e = { 0 };

	assert_int_equal(PARSE(&a, &e, "--port=0", "--host", "::1", "--seed", "-5",
	                       "--clock=virtual", "--state=a=b", "--keep"),
	                 0);
	assert_int_equal(args_int(&a, "port"), 0);
	assert_string_equal(args_text(&a, "host"), "::1");
	assert_int_equal(args_int(&a, "seed"), -5);
	assert_int_equal(args_choice(&a, "clock"), 1);
	assert_string_equal(args_text(&a, "clock"), "virtual");
	assert_string_equal(args_text(&a, "state"), "a=b");
	assert_true(args_switch(&a, "keep"));
	assert_true(args_given(&a, "port"));
	args_release(&a);
}

static void a_letter_stands_for_an_options_name(void **state UNUSED)
{
	struct args a;
	struct err e = { 0 };

	assert_int_equal(PARSE(&a, &e, "-j", "4"), 0);
	assert_int_equal(args_int(&a, "jobs"), 4);
	args_release(&a);
	assert_int_equal(PARSE(&a, &e, "-j12", "rest"), 0);
	assert_int_equal(args_int(&a, "jobs"), 12);
	assert_string_equal(a.rest[0], "rest");
	args_release(&a);
}

static void lets_the_last_of_two_count_and_lists_collect(void **state UNUSED)
{
	struct args a;
	struct err e = { 0 };

	assert_int_equal(PARSE(&a, &e, "--port=1", "--with", "x", "--port=2", "--with=y",
	                       "--host="),
	                 0);
	assert_int_equal(args_int(&a, "port"), 2);
	assert_string_equal(args_list(&a, "with")[0], "x");
	assert_string_equal(args_list(&a, "with")[1], "y");
	assert_null(args_list(&a, "with")[2]);
	assert_string_equal(args_text(&a, "host"), "");
	args_release(&a);
}

static void keeps_the_rest_in_order(void **state UNUSED)
{
	struct args a;
	struct err e = { 0 };

	assert_int_equal(PARSE(&a, &e, "one", "--keep", "-", "--", "--port", "--help"),
	                 0);
	assert_int_equal(a.rest_count, 4);
	assert_string_equal(a.rest[0], "one");
	assert_string_equal(a.rest[1], "-");
	assert_string_equal(a.rest[2], "--port");
	assert_string_equal(a.rest[3], "--help");
	assert_null(a.rest[4]);
	assert_false(a.help);
	assert_true(args_switch(&a, "keep"));
	args_release(&a);
}

static void prefers_flag_to_environment_to_default(void **state UNUSED)
{
	struct args a;
	struct err e = { 0 };

	setenv("TEST_ARGV_PORT", "7", 1);
	setenv("TEST_ARGV_HOST", "", 1); /* counts as unset */
	setenv("TEST_ARGV_CLOCK", "scaled", 1);
	setenv("TEST_ARGV_WITH", "dir", 1);
	setenv("TEST_ARGV_KEEP", "yes", 1);
	assert_int_equal(PARSE(&a, &e, "--clock", "virtual"), 0);
	assert_int_equal(args_int(&a, "port"), 7);
	assert_true(args_given(&a, "port"));
	assert_string_equal(args_text(&a, "host"), "127.0.0.1");
	assert_false(args_given(&a, "host"));
	assert_int_equal(args_choice(&a, "clock"), 1);
	assert_string_equal(args_list(&a, "with")[0], "dir");
	assert_null(args_list(&a, "with")[1]);
	assert_true(args_switch(&a, "keep"));
	args_release(&a);
	setenv("TEST_ARGV_KEEP", "OFF", 1);
	assert_int_equal(PARSE(&a, &e, "--with=other"), 0);
	assert_false(args_switch(&a, "keep"));
	assert_true(args_given(&a, "keep"));
	assert_string_equal(args_list(&a, "with")[0], "other");
	assert_null(args_list(&a, "with")[1]);
	args_release(&a);
}

static void names_where_a_wrong_value_came_from(void **state UNUSED)
{
	static const struct {
		const char *flag, *env, *value, *text;
	} cases[] = {
		{ "--port=99999", NULL, NULL,
		  "--port: '99999' is not a number from 0 to 65535" },
		{ "--port=-1", NULL, NULL,
		  "--port: '-1' is not a number from 0 to 65535" },
		{ "--port=", NULL, NULL, "--port: '' is not a number from 0 to 65535" },
		{ "--port=80x", NULL, NULL,
		  "--port: '80x' is not a number from 0 to 65535" },
		{ "--port", NULL, NULL, "--port: a value is missing: PORT" },
		{ "--clock", NULL, NULL, "--clock: a value is missing: VALUE" },
		{ "--clock=fast", NULL, NULL,
		  "--clock: 'fast' is not one of real, virtual, scaled" },
		{ "--keep=1", NULL, NULL, "--keep takes no value" },
		{ "--prot=1", NULL, NULL, "unknown option --prot; did you mean --port?" },
		{ "--hst", NULL, NULL, "unknown option --hst; did you mean --host?" },
		{ "--hel", NULL, NULL, "unknown option --hel; did you mean --help?" },
		{ "--colour=red", NULL, NULL, "unknown option --colour" },
		{ "-p", NULL, NULL, "unknown option -p" },
		{ "-j", NULL, NULL, "--jobs: a value is missing: NUMBER" },
		{ "-jx", NULL, NULL, "--jobs: 'x' is not a number from 0 to 64" },
		{ "--=1", NULL, NULL, "unknown option --" },
		{ "--a-name-that-is-longer-than-any-other-there-is", NULL, NULL,
		  "unknown option --a-name-that-is-longer-than-any-other-there-is" },
		{ "--keep", "TEST_ARGV_PORT", "x",
		  "TEST_ARGV_PORT: 'x' is not a number from 0 to 65535" },
		{ "--keep", "TEST_ARGV_CLOCK", "Real",
		  "TEST_ARGV_CLOCK: 'Real' is not one of real, virtual, scaled" },
		{ "--port=1", "TEST_ARGV_KEEP", "maybe",
		  "TEST_ARGV_KEEP: 'maybe' is neither 1 nor 0" },
	};

	for_each_row(i, cases) {
		struct err e = { 0 };
		struct args a;

		(void)clear_environment(NULL);
		if (cases[i].env)
			setenv(cases[i].env, cases[i].value, 1);
		assert_int_equal(PARSE(&a, &e, "first", cases[i].flag), -1);
		assert_int_equal(e.code, ERR_INVALID);
		assert_string_equal(e.text, cases[i].text);
		assert_null(a.values);
	}
}

static void checks_nothing_when_help_or_version_is_asked_for(void **state UNUSED)
{
	struct args a;
	struct err e = { 0 };

	assert_int_equal(PARSE(&a, &e, "--prot", "--port=x", "--help"), 0);
	assert_true(a.help);
	args_release(&a);
	assert_int_equal(PARSE(&a, &e, "--prot", "--version"), 0);
	assert_true(a.version && !a.help);
	args_release(&a);
}

static void knows_where_a_value_came_from(void **state UNUSED)
{
	struct args a;
	struct err e = { 0 };

	setenv("TEST_ARGV_HOST", "there", 1);
	assert_int_equal(PARSE(&a, &e, "--seed", "7"), 0);
	assert_string_equal(args_origin(&a, "host"), "TEST_ARGV_HOST");
	assert_string_equal(args_origin(&a, "seed"), "--seed");
	assert_string_equal(args_origin(&a, "port"), "--port");
	args_release(&a);
}

static void lists_options_defaults_and_variables_in_columns(void **state UNUSED)
{
	static const char expected[] =
		"  --host ADDRESS               the address (default 127.0.0.1, "
		"TEST_ARGV_HOST)\n"
		"  --port PORT                  the port to listen on; 0 takes a free "
		"one\n"
		"                               (default 8085, TEST_ARGV_PORT)\n"
		"  --seed NUMBER                the seed (default 1)\n"
		"  --clock real|virtual|scaled  which clock (default real, "
		"TEST_ARGV_CLOCK)\n"
		"  --state FILE                 where the state is kept, so that it is "
		"there again the next time\n"
		"  --with DIR,…                 one more folder (TEST_ARGV_WITH)\n"
		"  --keep                       leaves what was made (TEST_ARGV_KEEP)\n"
		"  -j, --jobs NUMBER            at once\n"
		"  --a-name-that-is-longer-than-the-column X\n"
		"                               long\n"
		"  --help                       shows this and ends\n"
		"  --version                    shows the version and ends\n";
	AUTO(buf_release) struct buf b = { 0 };

	args_help(table, &b);
	assert_string_equal(buf_str(&b), expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, clear_environment, clear_environment)
		TEST(falls_back_to_the_defaults),
		TEST(a_letter_stands_for_an_options_name),
		TEST(takes_a_value_behind_a_blank_or_an_equals_sign),
		TEST(lets_the_last_of_two_count_and_lists_collect),
		TEST(keeps_the_rest_in_order),
		TEST(prefers_flag_to_environment_to_default),
		TEST(names_where_a_wrong_value_came_from),
		TEST(checks_nothing_when_help_or_version_is_asked_for),
		TEST(knows_where_a_value_came_from),
		TEST(lists_options_defaults_and_variables_in_columns),
#undef TEST
	};

	return cmocka_run_group_tests_name("argv", tests, NULL, NULL);
}
