/*
 * test_target_args.c - harness/target_args.c: what is tested, as whom, and what is
 * allowed
 */
#include "tests/unit/unit.h"

#include "harness/command.h"
#include "harness/target_args.h"

#define WORDS 6

static const struct option options[] = {
	TARGET_ROW("mock"),
	PROFILE_ROW,
	SANDBOX_ROW,
	RATE_ROW,
	{ "allow-writes", OPTION_SWITCH, .help = "" },
	{ "allow-production", OPTION_SWITCH, .help = "" },
	{ "max-requests", OPTION_INT, "0", .help = "", .min = 0, .max = INT64_MAX },
	{ 0 },
};

static int setup(void **state UNUSED)
{
	static const char *const names[] = {
		"FLOWCHECK_ACCESS_TOKEN",
		"FLOWCHECK_API_KEY",
		"FLOWCHECK_ORG_ID",
		"FLOWCHECK_SANDBOX",
		"FLOWCHECK_CLIENT_ID",
		"FLOWCHECK_CLIENT_SECRET",
		"FLOWCHECK_CLIENT_SECRET_FILE",
	};

	for_each_row(i, names)
		unsetenv(names[i]);
	return 0;
}

static void parse(const char *const words[WORDS], struct args *out)
{
	char *argv[WORDS];
	int argc = 0;
	struct err e = { 0 };

	for (; argc < WORDS && words[argc]; argc++)
		argv[argc] = (char *)(uintptr_t)words[argc];
	if (args_parse(options, argc, argv, out, &e) < 0)
		fail_msg("%s", e.text);
}

static void what_can_not_be_meant_is_refused(void **state UNUSED)
{
	static const struct {
		const char *words[WORDS], *says;
	} cases[] = {
		/* clang-format off */
		{ { "--target=there" }, "--target: 'there' is neither mock nor real nor a URL" },
		{ { "--target=ftp://h" }, "--target: 'ftp://h' is neither mock nor real nor a URL" },
		{ { "--target=" }, "--target: '' is neither mock nor real nor a URL" },
		{ { "--sandbox=" }, "--sandbox: '' is no sandbox's name" },
		{ { "--sandbox=a b" }, "--sandbox: 'a b' is no sandbox's name" },
		{ { "--sandbox=dev_1" }, "--sandbox: 'dev_1' is no sandbox's name" },
		{ { "--allow-writes" }, "--allow-writes goes with --sandbox NAME" },
		{ { "--allow-writes", "--sandbox=prod" }, "--sandbox prod: writing there needs --allow-production" },
		{ { "--allow-writes", "--sandbox=PROD" }, "--sandbox PROD: writing there needs --allow-production" },
		{ { "--rate=0" }, "--rate: '0' is not a number from 0.001 to 1000" },
		{ { "--rate=1001" }, "--rate: '1001' is not a number from 0.001 to 1000" },
		{ { "--rate=nan" }, "--rate: 'nan' is not a number from 0.001 to 1000" },
		{ { "--rate=2/s" }, "--rate: '2/s' is not a number from 0.001 to 1000" },
		{ { "--target=real" }, "--target real: as whom?" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(args_release) struct args args = { 0 };
		struct target_options o;
		struct err e = { 0 };

		parse(cases[i].words, &args);
		assert_int_equal(target_args_read(&args, &o, &e), -1);
		assert_int_equal(e.code, ERR_INVALID);
		if (!strstr(e.text, cases[i].says))
			fail_msg("'%s'", e.text);
	}
}

static void what_is_given_is_read(void **state UNUSED)
{
	static const struct {
		const char *words[WORDS];
		enum target_kind kind;
		const char *sandbox;
		bool writes;
		int64_t apart_ms, most;
	} cases[] = {
		{ { NULL }, TARGET_MOCK, NULL, false, 0, 0 },
		{ { "--target=https://h", "--sandbox=Dev-2" },
		  TARGET_URL,
		  "Dev-2",
		  false,
		  0,
		  0 },
		{ { "--allow-writes", "--sandbox=dev" }, TARGET_MOCK, "dev", true, 0, 0 },
		{ { "--allow-writes", "--sandbox=prod", "--allow-production" },
		  TARGET_MOCK,
		  "prod",
		  true,
		  0,
		  0 },
		{ { "--sandbox=prod" }, TARGET_MOCK, "prod", false, 0, 0 },
		{ { "--rate=4", "--max-requests=5" }, TARGET_MOCK, NULL, false, 250, 5 },
		{ { "--rate=0.001" }, TARGET_MOCK, NULL, false, 1000000, 0 },
		{ { "--rate=1000" }, TARGET_MOCK, NULL, false, 1, 0 },
	};

	for_each_row(i, cases) {
		AUTO(args_release) struct args args = { 0 };
		struct target_options o;
		struct err e = { 0 };

		parse(cases[i].words, &args);
		if (target_args_read(&args, &o, &e) < 0)
			fail_msg("%s", e.text);
		assert_int_equal(o.kind, cases[i].kind);
		assert_string_equal(o.sandbox ? o.sandbox : "-",
		                    cases[i].sandbox ? cases[i].sandbox : "-");
		assert_int_equal(o.allow_writes, cases[i].writes);
		assert_int_equal(o.apart_ms, cases[i].apart_ms);
		assert_int_equal(o.max_requests, cases[i].most);
		identity_release(&o.who);
	}
}

/* The defaults are for a lenient mock: the real service knows nobody of that name. */
static void the_real_service_wants_to_know_who_asks(void **state)
{
	static const struct {
		const char *token, *key, *org, *client;
		const char *says; /* NULL: it is enough */
	} cases[] = {
		{ "t", NULL, "o@AdobeOrg", NULL, "FLOWCHECK_API_KEY is not set" },
		{ NULL, "k", "o@AdobeOrg", NULL, "as whom?" },
		{ "t", "k", NULL, NULL, "FLOWCHECK_ORG_ID is not set" },
		{ "t", "k", "o@AdobeOrg", NULL, NULL },
		{ NULL, NULL, "o@AdobeOrg", "me", NULL },
		{ NULL, NULL, NULL, "me", "FLOWCHECK_ORG_ID is not set" },
	};
	static const char *const words[WORDS] = { "--target=real" };

	for_each_row(i, cases) {
		AUTO(args_release) struct args args = { 0 };
		struct target_options o;
		struct err e = { 0 };

		setup(state);
		setenv("FLOWCHECK_ACCESS_TOKEN", cases[i].token ? cases[i].token : "", 1);
		setenv("FLOWCHECK_API_KEY", cases[i].key ? cases[i].key : "", 1);
		setenv("FLOWCHECK_ORG_ID", cases[i].org ? cases[i].org : "", 1);
		setenv("FLOWCHECK_CLIENT_ID", cases[i].client ? cases[i].client : "", 1);
		setenv("FLOWCHECK_CLIENT_SECRET", cases[i].client ? "hush" : "", 1);
		parse(words, &args);
		if (target_args_read(&args, &o, &e) == 0) {
			assert_null(cases[i].says);
			identity_release(&o.who);
		} else if (!cases[i].says || !strstr(e.text, cases[i].says)) {
			fail_msg("'%s'", e.text);
		}
	}
}

static void an_identity_alone_has_no_target(void **state UNUSED)
{
	static const struct option rows[] = { PROFILE_ROW, RATE_ROW, { 0 } };
	char rate[] = "--rate=2";
	char *argv[] = { rate };
	AUTO(args_release) struct args args = { 0 };
	struct target_options o;
	struct err e = { 0 };

	assert_int_equal(args_parse(rows, 1, argv, &args, &e), 0);
	assert_int_equal(target_args_identity(&args, &o, &e), 0);
	assert_int_equal(o.apart_ms, 500);
	assert_string_equal(o.who.org, "FLOWCHECK@AdobeOrg");
	identity_release(&o.who);
}

static void an_error_has_its_exit_code(void **state UNUSED)
{
	static const struct {
		enum err_code code;
		int exit_code;
	} cases[] = {
		{ ERR_UNAVAILABLE, EXIT_UNREACHABLE },
		{ ERR_FORBIDDEN, EXIT_USAGE },
		{ ERR_EXISTS, EXIT_USAGE },
		{ ERR_INVALID, EXIT_BAD_INPUT },
		{ ERR_NOT_FOUND, EXIT_BAD_INPUT },
		{ ERR_IO, EXIT_INTERNAL },
		{ ERR_STALE, EXIT_INTERNAL },
	};

	for_each_row(i, cases) {
		const struct err e = { .code = cases[i].code };

		assert_int_equal(target_args_exit_code(&e), cases[i].exit_code);
	}
}

#define CLEAR(test) cmocka_unit_test_setup_teardown(test, setup, NULL)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CLEAR(what_can_not_be_meant_is_refused),
		CLEAR(what_is_given_is_read),
		CLEAR(the_real_service_wants_to_know_who_asks),
		CLEAR(an_identity_alone_has_no_target),
		CLEAR(an_error_has_its_exit_code),
	};

	return cmocka_run_group_tests_name("target_args", tests, NULL, NULL);
}
