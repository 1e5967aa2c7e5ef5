/*
 * test_run_args.c - harness/run_args.c: the options of `flowcheck run`
 */
#include "tests/unit/unit.h"

#include "harness/run_args.h"

#define WORDS 8

static void parse(const char *const words[WORDS], struct args *out)
{
	char *argv[WORDS];
	int argc = 0;
	struct err e = { 0 };

	for (; argc < WORDS && words[argc]; argc++)
		argv[argc] = (char *)(uintptr_t)words[argc];
	if (args_parse(run_options, argc, argv, out, &e) < 0)
		fail_msg("%s", e.text);
}

static void without_options_it_is_the_embedded_mock(void **state UNUSED)
{
	static const char *const words[WORDS] = { NULL };
	AUTO(args_release) struct args args = { 0 };
	struct target_options o;
	struct err e = { 0 };
	int64_t timeout = 1;

	parse(words, &args);
	assert_int_equal(run_args_target(&args, &o, &e), 0);
	assert_int_equal(o.kind, TARGET_MOCK);
	assert_int_equal(o.reset, RESET_IF_EMPTY);
	assert_int_equal(o.seed, 1);
	assert_int_equal(o.now, INT64_C(1767225600000));
	assert_false(o.strict || o.keep || o.plan || o.allow_writes);
	assert_null(o.export_root);
	assert_null(o.state);
	assert_int_equal(o.max_requests + o.apart_ms, 0);
	assert_int_equal(run_args_timeout(&args, &timeout, &e), 0);
	assert_int_equal(timeout, 0);
	identity_release(&o.who);
}

static void each_option_goes_where_it_is_meant(void **state UNUSED)
{
	static const char *const mock[WORDS] = {
		"--seed=7",     "--contract=strict",
		"--keep",       "--state=s",
		"--datasets=d", "--export-root=x",
		"--plan",       "--now=1970-01-01T00:00:01Z"
	};
	static const char *const url[WORDS] = { "--target=http://h:1", "--no-reset",
		                                "--rate=2", "--max-requests=9" };
	AUTO(args_release) struct args args = { 0 }, elsewhere = { 0 };
	struct target_options o;
	struct err e = { 0 };

	parse(mock, &args);
	assert_int_equal(run_args_target(&args, &o, &e), 0);
	assert_int_equal(o.seed, 7);
	assert_true(o.strict && o.keep && o.plan);
	assert_string_equal(o.state, "s");
	assert_string_equal(o.datasets[0], "d");
	assert_string_equal(o.export_root, "x");
	assert_int_equal(o.now, 1000);
	identity_release(&o.who);
	parse(url, &elsewhere);
	assert_int_equal(run_args_target(&elsewhere, &o, &e), 0);
	assert_int_equal(o.kind, TARGET_URL);
	assert_string_equal(o.url, "http://h:1");
	assert_int_equal(o.reset, RESET_NEVER);
	assert_int_equal(o.apart_ms, 500);
	assert_int_equal(o.max_requests, 9);
	identity_release(&o.who);
}

/* One that is given for another target must not be lost. */
static void an_option_of_another_target_is_refused(void **state UNUSED)
{
	static const struct {
		const char *words[WORDS], *says;
	} cases[] = {
		/* clang-format off */
		{ { "--reset" }, "--reset goes with a mock at a URL only" },
		{ { "--no-reset" }, "--no-reset goes with a mock at a URL only" },
		{ { "--ledger=l" }, "--ledger goes with a URL or real only" },
		{ { "--expires=P2D" }, "--expires goes with a URL or real only" },
		{ { "--rate=1" }, "--rate goes with a URL or real only" },
		{ { "--max-requests=1" }, "--max-requests goes with a URL or real only" },
		{ { "--allow-production" }, "--allow-production goes with a URL or real only" },
		{ { "--allow-writes", "--sandbox=dev" }, "--allow-writes goes with a URL or real only" },
		{ { "--target=http://h:1", "--state=s" }, "--state goes with the embedded mock only" },
		{ { "--target=http://h:1", "--now=2026-01-01T00:00:00Z" }, "--now goes with the embedded mock only" },
		{ { "--target=http://h:1", "--seed=1" }, "--seed goes with the embedded mock only" },
		{ { "--target=http://h:1", "--contract=lenient" }, "--contract goes with the embedded mock only" },
		{ { "--target=http://h:1", "--export-root=x" }, "--export-root goes with the embedded mock only" },
		{ { "--target=http://h:1", "--datasets=x" }, "--datasets goes with the embedded mock only" },
		{ { "--target=http://h:1", "--reset", "--no-reset" }, "--reset or --no-reset, not both" },
		{ { "--now=noon" }, "--now: 'noon' is not an RFC 3339 time" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(args_release) struct args args = { 0 };
		struct target_options o;
		struct err e = { 0 };

		parse(cases[i].words, &args);
		assert_int_equal(run_args_target(&args, &o, &e), -1);
		assert_int_equal(e.code, ERR_INVALID);
		if (!strstr(e.text, cases[i].says))
			fail_msg("'%s'", e.text);
	}
}

static void a_time_out_is_a_length_of_time_of_its_own(void **state UNUSED)
{
	static const struct {
		const char *word;
		int64_t ms; /* -1: refused */
	} cases[] = {
		{ "--timeout=PT5M", 300000 },  { "--timeout=300ms", 300 },
		{ "--timeout=P1D", 86400000 }, { "--timeout=P1M", -1 },
		{ "--timeout=0s", -1 },        { "--timeout=soon", -1 },
	};

	for_each_row(i, cases) {
		const char *const words[WORDS] = { cases[i].word };
		AUTO(args_release) struct args args = { 0 };
		int64_t ms = -1;
		struct err e = { 0 };

		parse(words, &args);
		assert_int_equal(run_args_timeout(&args, &ms, &e),
		                 cases[i].ms < 0 ? -1 : 0);
		if (cases[i].ms >= 0)
			assert_int_equal(ms, cases[i].ms);
		else
			assert_non_null(strstr(e.text, "--timeout: "));
	}
}

static void what_is_made_expires_from_now_on(void **state UNUSED)
{
	static const struct {
		const char *word;
		int64_t ms; /* from now; -1: refused */
	} cases[] = {
		{ NULL, MS_PER_DAY },
		{ "--expires=PT2H", 7200000 },
		{ "--expires=never", -1 },
	};

	for_each_row(i, cases) {
		const char *const words[WORDS] = { cases[i].word };
		AUTO(args_release) struct args args = { 0 };
		vtime at = 0, before = vtime_wall_now();
		struct err e = { 0 };

		parse(words, &args);
		assert_int_equal(run_args_expires(&args, &at, &e),
		                 cases[i].ms < 0 ? -1 : 0);
		if (cases[i].ms >= 0)
			assert_in_range(at - cases[i].ms, before, vtime_wall_now());
		else
			assert_non_null(strstr(e.text, "--expires: "));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_options_it_is_the_embedded_mock),
		cmocka_unit_test(each_option_goes_where_it_is_meant),
		cmocka_unit_test(an_option_of_another_target_is_refused),
		cmocka_unit_test(a_time_out_is_a_length_of_time_of_its_own),
		cmocka_unit_test(what_is_made_expires_from_now_on),
	};

	return cmocka_run_group_tests_name("run_args", tests, NULL, NULL);
}
