/*
 * test_options.c - mockserver/options.c, and how flowmock.c uses it
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "mockserver/flowmock.h"
#include "mockserver/options.h"
#include "mockserver/world/settings.h"

#define VALUES 2

/* Values of each option that are taken, and that are refused; a row for each option. */
static const struct {
	const char *option;
	const char *takes[VALUES]; /* two values that differ from the default */
	const char *refuses;       /* NULL: any text will do */
	const char *says;          /* behind the origin's name */
} cases[] = {
	/* clang-format off */
	{ "host",        { "localhost", "::1" },      "nowhere",  ": 'nowhere'" },
	{ "port",        { "0", "65535" },            "70000",    ": '70000' is not a number from 0 to 65535" },
	{ "port",        { "1", "2" },                "-1",       ": '-1' is not a number from 0 to 65535" },
	{ "port-file",   { "a", "b" } },
	{ "state",       { "a", "b" } },
	{ "export-root", { "a", "b" } },
	{ "datasets",    { "a", "b" } },
	{ "seed",        { "0", "9223372036854775807" }, "-1",    ": '-1' is not a number from 0 to 9223372036854775807" },
	{ "clock",       { "virtual", "scaled:60" },  "wall",     ": 'wall'" },
	{ "now",         { "2026-02-01T00:00:00Z", "now" }, "today", ": 'today'" },
	{ "run-life",    { "polls:3", "after:5m" },   "long",     ": 'long'" },
	{ "auth",        { "strict", "lenient" },     "9",        ": '9' is not one of lenient, strict" },
	{ "client",      { "a:b:c", "d:e:f" },        "a",        ": client 'a': expected" },
	{ "clients",     { "a", "b" } },
	{ "sandboxes",   { "prod", "dev" } },
	{ "adhoc-delay", { "5m", "PT1H" },            "P1M",      ": months have no fixed length" },
	{ "dlz",         { "aws", "azure" },          "gcp",      ": 'gcp' is not one of azure, aws" },
	{ "contract",    { "strict", "lenient" },     "loose",    ": 'loose' is not one of lenient, strict" },
	{ "choose",      { "A23=refuse", "B38=refuse" }, "A23=mask", ": A23 (missing-sandbox) can be default or refuse, not 'mask'" },
	{ "limits",      { "documented", "off" },     "all",      ": 'all' is not one of off, documented" },
	{ "files",       { "off", "on" },             "no",       ": 'no' is not one of on, off" },
	{ "partitions",  { "4", "512" },              "5130",     ": not auto, nor a number from 1 to 512" },
	{ "gzip",        { "single", "members" },     "zip",      ": 'zip' is not one of members, single" },
	{ "export-time", { "second", "minute" },      "hour",     ": 'hour' is not one of minute, second" },
	{ "workers",     { "1", "64" },               "65",       ": '65' is not a number from 0 to 64" },
	{ "admin",       { "off", "on" },             "no",       ": 'no' is not one of on, off" },
	{ "faults",      { "a", "b" } },
	{ "log-format",  { "json", "text" },          "xml",      ": 'xml' is not one of text, json" },
	{ "log-level",   { "debug", "error" },        "all",      ": 'all' is not one of error, warn, info, debug" },
	/* clang-format on */
};

static const struct option *row_of(const char *name)
{
	const struct option *o = instance_option_rows;

	while (o->name && strcmp(o->name, name) != 0)
		o++;
	assert_non_null(o->name);
	return o;
}

/* Reads --NAME=VALUE (NULL: no flag) and goes on to *out, until the next call. */
static int read_flag(const char *name, const char *value, struct args *args,
                     struct instance_options *out, struct err *e)
{
	static char flag[200], clock_flag[] = "--clock=virtual"; /* args borrow them */
	char *argv[] = { flag, clock_flag, NULL };
	bool clock = value && !strcmp(name, "now"); /* goes with such a clock only */

	snprintf(flag, sizeof(flag), "--%s=%s", name, value ? value : "");
	if (args_parse(instance_option_rows, (value != NULL) + clock, argv, args, e) < 0)
		return -1;
	if (options_read(args, out, e) == 0)
		return 0;
	args_release(args);
	return -1;
}

/* The member as bytes, to see whether it changed. */
static bool differs(const struct option *o, const struct instance_options *a,
                    const struct instance_options *b)
{
	return memcmp((const char *)a + o->at, (const char *)b + o->at, o->size) != 0;
}

static void every_option_has_a_case_and_all_that_its_help_needs(void **state UNUSED)
{
	for (const struct option *o = instance_option_rows; o->name; o++) {
		size_t i = 0;

		while (i < ARRAY_LEN(cases) && strcmp(cases[i].option, o->name) != 0)
			i++;
		if (i == ARRAY_LEN(cases))
			fail_msg("no case for --%s", o->name);
		if (!o->env || !o->value || !o->help || !o->size)
			fail_msg("--%s lacks a variable, help or its member", o->name);
	}
}

static void a_flag_beats_its_variable_and_both_reach_the_member(void **state UNUSED)
{
	for_each_row(i, cases) {
		const struct option *o = row_of(cases[i].option);
		struct instance_options plain, by_env, by_flag;
		struct args none, env, flag;
		struct err e = { 0 };

		assert_int_equal(read_flag(o->name, NULL, &none, &plain, &e), 0);
		setenv("FLOWMOCK_CLOCK", "virtual", 1);
		setenv(o->env, cases[i].takes[0], 1);
		if (read_flag(o->name, NULL, &env, &by_env, &e) < 0 ||
		    read_flag(o->name, cases[i].takes[1], &flag, &by_flag, &e) < 0)
			fail_msg("--%s: %s", o->name, e.text);
		unsetenv(o->env);
		unsetenv("FLOWMOCK_CLOCK");
		if (!differs(o, &plain, &by_env) || !differs(o, &by_env, &by_flag))
			fail_msg("--%s does not reach its member", o->name);
		assert_string_equal(args_origin(&env, o->name), o->env);
		assert_int_equal(args_source(&flag, o->name), FROM_FLAG);
		args_release(&none);
		args_release(&env);
		args_release(&flag);
	}
}

/* Does flag and variable refuse it, each by its name? */
static void expect_refused(const struct option *o, const char *value, const char *says)
{
	struct instance_options out;
	struct args args;
	char flag[60], variable[80], library[60];
	struct err by_flag = { 0 }, by_env = { 0 }, by_name = { 0 };

	assert_int_equal(read_flag(o->name, value, &args, &out, &by_flag), -1);
	setenv(o->env, value, 1);
	assert_int_equal(read_flag(o->name, NULL, &args, &out, &by_env), -1);
	unsetenv(o->env);
	args_begin(instance_option_rows, &args);
	if (args_set(&args, o->name, "member", value, &by_name) == 0 &&
	    args_end(&args, &by_name) == 0)
		assert_int_equal(options_read(&args, &out, &by_name), -1);
	args_release(&args);
	snprintf(flag, sizeof(flag), "--%s%s", o->name, says);
	snprintf(variable, sizeof(variable), "%s%s", o->env, says);
	snprintf(library, sizeof(library), "member%s", says);
	if (strncmp(by_flag.text, flag, strlen(flag)) != 0 ||
	    strncmp(by_env.text, variable, strlen(variable)) != 0 ||
	    strncmp(by_name.text, library, strlen(library)) != 0)
		fail_msg("%s\n%s\n%s", by_flag.text, by_env.text, by_name.text);
}

static void what_is_out_of_range_is_refused_by_the_name_it_came_by(void **state UNUSED)
{
	for_each_row(i, cases) {
		if (cases[i].refuses)
			expect_refused(row_of(cases[i].option), cases[i].refuses,
			               cases[i].says);
	}
}

/* ---------------------------------------------------------------- the library */

static void the_library_refuses_what_serve_refuses_in_the_same_words(void **state UNUSED)
{
	static const char *const bad_choice[] = { "A23=mask", NULL };
	static const char *const unknown[] = { "prot=1", NULL };
	static const char *const bare[] = { "files", NULL };
	static const char *const port_file[] = { "port-file=p", NULL };
	static const struct {
		struct flowmock_options o;
		const char *says;
	} wrong[] = {
		/* clang-format off */
		{ { .port = 70000 },                "port: '70000' is not a number from 0 to 65535" },
		{ { .port = -1 },                   "port: '-1' is not a number from 0 to 65535" },
		{ { .partitions = 5130 },           "partitions: not auto, nor a number from 1 to 512" },
		{ { .workers = 65 },                "workers: '65' is not a number from 0 to 64" },
		{ { .workers = (unsigned)-1 },      "workers: '4294967295' is not a number from 0 to 64" },
		{ { .auth = (enum flowmock_auth)9 }, "auth: '9' is not one of lenient, strict" },
		{ { .contract = (enum flowmock_contract)-1 }, "contract: '-1' is not one of lenient, strict" },
		{ { .dlz = (enum flowmock_dlz)2 },  "dlz: '2' is not one of azure, aws" },
		{ { .clock = (enum flowmock_clock)3 }, "clock: " },
		{ { .clock_factor = -1 },           "clock_factor is 1 to 1000000" },
		{ { .seed = UINT64_MAX },           "seed: '18446744073709551615' is not a number from 0 to " },
		{ { .adhoc_delay_ms = -1 },         "adhoc_delay_ms: '-1ms' is not a length of time: it is negative" },
		{ { .now_ms = INT64_MAX },          "now_ms: '9223372036854775807'" },
		{ { .now_ms = 1, .clock = FLOWMOCK_REAL }, "now_ms goes with " },
		{ { .host = "nowhere" },            "host: 'nowhere'" },
		{ { .run_life = "long" },           "run_life: 'long'" },
		{ { .choose = bad_choice },         "choose: A23 (missing-sandbox) can be default or refuse" },
		{ { .others = unknown },            "unknown option prot; did you mean --port?" },
		{ { .others = bare },               "others: 'files' is not NAME=VALUE" },
		{ { .others = port_file },          "port-file is for flowmock serve" },
		/* clang-format on */
	};

	for_each_row(i, wrong) {
		struct flowmock *m = NULL;
		char why[FLOWMOCK_WHY];

		assert_int_equal(flowmock_start(&wrong[i].o, &m, why), -1);
		assert_null(m);
		if (strncmp(why, wrong[i].says, strlen(wrong[i].says)) != 0)
			fail_msg("%s, not %s", why, wrong[i].says);
	}
}

static void no_options_are_an_error_of_the_library(void **state UNUSED)
{
	struct flowmock *m;
	char why[FLOWMOCK_WHY];

	assert_int_equal(flowmock_start(NULL, &m, why), -1);
	assert_string_equal(why, "flowmock_start() needs options");
}

/* ---------------------------------------------------------------- showing */

/* A variable that is empty counts as unset; a flag does not. */
static void a_flag_that_is_empty_is_no_path_and_no_client(void **state UNUSED)
{
	static const struct {
		const char *option, *says;
	} rows[] = {
		{ "export-root", "--export-root: the path is empty" },
		{ "state", "--state: the path is empty" },
		{ "client", "--client: it names no client" },
	};

	for_each_row(i, rows) {
		struct args args = { 0 };
		struct instance_options out;
		struct err e = { 0 };

		row_int_equal(i, read_flag(rows[i].option, "", &args, &out, &e), -1);
		if (!strstr(e.text, rows[i].says))
			fail_msg("%s: %s", rows[i].option, e.text);
	}
}

static void a_client_is_shown_without_its_secret(void **state UNUSED)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct instance_options out;
	struct args args;
	struct err e = { 0 };
	cJSON *shown;

	assert_int_equal(read_flag("client", "a:hush:A@O:PT1H b:hush:B@O", &args, &out,
	                           &e),
	                 0);
	shown = options_show(&args);
	json_print(shown, &text);
	assert_null(strstr(buf_str(&text), "hush"));
	assert_non_null(strstr(buf_str(&text), JSON(["a:****:A@O:PT1H b:****:B@O"])));
	cJSON_Delete(shown);
	args_release(&args);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_option_has_a_case_and_all_that_its_help_needs),
		cmocka_unit_test(a_flag_beats_its_variable_and_both_reach_the_member),
		cmocka_unit_test(what_is_out_of_range_is_refused_by_the_name_it_came_by),
		cmocka_unit_test(
			the_library_refuses_what_serve_refuses_in_the_same_words),
		cmocka_unit_test(no_options_are_an_error_of_the_library),
		cmocka_unit_test(a_client_is_shown_without_its_secret),
		cmocka_unit_test(a_flag_that_is_empty_is_no_path_and_no_client),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
