/*
 * test_session.c - harness/session.c, as flowcheck run uses it
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"
#include "tests/unit/harness/played.h"

#define FILES 4
#define WORDS (PLAYED_WORDS - FILES)

static const char passes[] = "scenario: Good\nsteps: [ { GET: /flows } ]\n";
static const char fails[] = "scenario: Wrong\nsteps: [ { GET: /flows/x } ]\n";
static const char broken[] = "scenario: Broken\nsteps: [ { GTE: /flows } ]\n";
/* Nobody asks a fault that must have struck: whether it would is not known. */
static const char untold[] =
	"scenario: Untold\n"
	"faults: [ { fault: f, on: FLOW_GET, do: { status: 503 } } ]\n"
	"steps: [ { GET: /flows } ]\n";
static const char unclean[] = "scenario: Unclean\nsteps: [ { GET: /flows } ]\n"
			      "cleanup: [ { DELETE: /flows/x } ]\n";

/* Runs the texts, as files 1.yaml, 2.yaml …, with the options. */
static int run_texts(void **state, const char *const *texts, const char *const *options,
                     struct buf *said)
{
	const char *words[PLAYED_WORDS + 1] = { 0 };
	char *paths[FILES] = { 0 };
	size_t n = 0;
	int status;

	for (size_t i = 0; i < FILES && texts[i]; i++) {
		char name[] = "1.yaml";

		name[0] = (char)('1' + i);
		scratch_write(state, name, texts[i]);
		words[n++] = paths[i] = scratch_path(state, name);
	}
	for (; options && *options; options++)
		words[n++] = *options;
	status = played(&command_run, words, said);
	for (size_t i = 0; i < FILES; i++)
		free(paths[i]);
	return status;
}

static void the_worst_that_happened_is_the_exit_status(void **state)
{
	static const struct {
		const char *texts[FILES], *options[WORDS];
		int status;
		const char *says;
	} cases[] = {
		/* clang-format off */
		{ { passes }, { 0 }, EXIT_PASSED, "1 passed, 0 failed, 0 skipped" },
		{ { passes, fails }, { 0 }, EXIT_FAILED, "1 passed, 1 failed, 0 skipped" },
		{ { passes, untold }, { 0 }, EXIT_FAILED, "CAN'T TELL Untold" },
		{ { passes, unclean }, { 0 }, EXIT_FAILED, "1 passed, 1 failed" },
		{ { passes, fails, broken }, { "--keep-going" }, EXIT_BAD_INPUT, "1 passed, 2 failed" },
		{ { passes }, { "--only", "2.yaml" }, EXIT_NOTHING_RAN, "no scenario fits --only and --tag" },
		{ { passes, fails }, { "--target", "http://127.0.0.1:1" }, EXIT_UNREACHABLE, "127.0.0.1:1" },
		/* clang-format on */
	};
	static const char *const jobs[] = { "1", "2" };

	for_each_row(i, cases) {
		for_each_row(j, jobs) {
			const char *options[WORDS + 2] = { "-j", jobs[j] };
			AUTO(buf_release) struct buf said = { 0 };
			bool elsewhere = cases[i].options[0] &&
			                 strcmp(cases[i].options[0], "--target") == 0;
			int status;

			if (elsewhere && j)
				continue; /* one at a time is asked there */
			for (size_t k = 0; k < WORDS && cases[i].options[k]; k++)
				options[2 + k] = cases[i].options[k];
			status = run_texts(state, cases[i].texts, options, &said);
			if (status != cases[i].status ||
			    !strstr(buf_str(&said), cases[i].says))
				fail_msg("row %zu, -j %s: %d, '%s'", i, jobs[j], status,
				         buf_str(&said));
		}
	}
}

static void with_fail_fast_the_first_that_did_not_pass_ends_the_run(void **state)
{
	static const char *const texts[FILES] = { passes, fails, passes };
	static const char *const options[] = { "-j", "1", "--fail-fast", NULL };
	AUTO(buf_release) struct buf said = { 0 };

	assert_int_equal(run_texts(state, texts, options, &said), EXIT_FAILED);
	assert_non_null(strstr(buf_str(&said), "1 passed, 1 failed, 0 skipped"));
}

static void what_did_not_pass_is_listed_again_where_more_than_one_ran(void **state)
{
	static const char *const two[FILES] = { fails, passes }, *const one[FILES] = {
		fails
	};
	AUTO(buf_release) struct buf of_two = { 0 };
	AUTO(buf_release) struct buf of_one = { 0 };

	run_texts(state, two, NULL, &of_two);
	run_texts(state, one, NULL, &of_one);
	assert_non_null(strstr(buf_str(&of_two), "\nnot passed:\n"));
	assert_null(strstr(buf_str(&of_one), "not passed:"));
}

static void what_was_exported_goes_unless_it_is_kept(void **state)
{
	static const char *const texts[FILES] = { passes };
	static const char *const kept[] = { "--keep", NULL };
	AUTO(buf_release) struct buf gone = { 0 };
	AUTO(buf_release) struct buf said = { 0 };
	struct err e = { 0 };
	char *folder, *end;

	assert_int_equal(run_texts(state, texts, NULL, &gone), EXIT_PASSED);
	assert_null(strstr(buf_str(&gone), "kept:"));
	assert_int_equal(run_texts(state, texts, kept, &said), EXIT_PASSED);
	folder = strstr(said.data, "kept: ");
	assert_non_null(folder);
	folder += strlen("kept: ");
	end = strchr(folder, '\n');
	assert_non_null(end);
	*end = '\0';
	assert_true(file_is_dir(folder));
	assert_int_equal(file_remove_tree(folder, &e), 0);
}

static void the_coverage_names_the_operations_that_were_called(void **state)
{
	static const char *const texts[FILES] = { passes };
	AUTO(mem_free) char *path = scratch_path(state, "called");
	const char *const options[] = { "--coverage", path, NULL };
	AUTO(buf_release) struct buf said = { 0 };
	AUTO(buf_release) struct buf called = { 0 };

	assert_int_equal(run_texts(state, texts, options, &said), EXIT_PASSED);
	scratch_read(path, &called);
	assert_non_null(strstr(buf_str(&called), "shown     D14 F17  GET "));
	assert_non_null(strstr(buf_str(&called), "NOT SHOWN D15 F18  POST "));
}

#define UNFINISHED \
	JSON({"flowcheck":"0","run":"0123456789","expires":"2026-01-01T00:00:00Z", \
	      "target":"t","org":"o","sandbox":"s"}) "\n"

/* In each form: nobody takes a misused option for a fault of flowcheck. */
static void a_target_that_is_refused_is_reported_as_refused(void **state)
{
	static const char *const texts[FILES] = { passes };
	static const struct {
		const char *form, *says;
	} forms[] = {
		{ "junit", "type=\"refused\"" },
		{ "tap", "# refused\n" },
		{ "json", JSON("verdict":"refused") }, { "html", ">refused<" },
		  { "github", "::error " },
		};
	AUTO(mem_free) char *ledger = scratch_path(state, "ledger");
	AUTO(mem_free) char *path = scratch_path(state, "report");

	setenv("FLOWCHECK_ACCESS_TOKEN", "t", 1);
	setenv("FLOWCHECK_API_KEY", "k", 1);
	setenv("FLOWCHECK_ORG_ID", "o@AdobeOrg", 1);
	setenv("FLOWCHECK_API_URL", "http://127.0.0.1:1", 1);
	scratch_write(state, "ledger", UNFINISHED);
	for_each_row(i, forms) {
		AUTO(mem_free) char *report = mem_printf("%s=%s", forms[i].form, path);
		const char *const options[] = { "--target",  "real",     "--allow-writes",
			                        "--sandbox", "dev",      "--ledger",
			                        ledger,      "--report", report,
			                        NULL };
		AUTO(buf_release) struct buf said = { 0 };
		AUTO(buf_release) struct buf written = { 0 };

		row_int_equal(i, run_texts(state, texts, options, &said), EXIT_USAGE);
		scratch_read(path, &written);
		if (!strstr(buf_str(&written), forms[i].says) ||
		    !strstr(buf_str(&written), "holds a run that is not finished"))
			fail_msg("row %zu: '%s'", i, buf_str(&written));
	}
	unsetenv("FLOWCHECK_ACCESS_TOKEN");
	unsetenv("FLOWCHECK_API_KEY");
	unsetenv("FLOWCHECK_ORG_ID");
	unsetenv("FLOWCHECK_API_URL");
}

/* An older report must not stand for it; a scenario is not replaced by a report. */
static void scenarios_that_can_not_be_read_are_reported(void **state)
{
	static const char *const texts[FILES] = { passes, broken };
	AUTO(mem_free) char *path = scratch_path(state, "old");
	AUTO(mem_free) char *first = scratch_path(state, "1.yaml");
	AUTO(mem_free) char *report = mem_printf("junit=%s", path);
	AUTO(mem_free) char *over = mem_printf("tap=%s", first);
	const char *const options[] = { "--report", report, NULL };
	const char *const hostile[] = { "--report", over, NULL };
	AUTO(buf_release) struct buf said = { 0 };
	AUTO(buf_release) struct buf written = { 0 };
	AUTO(buf_release) struct buf kept = { 0 };

	scratch_write(state, "old", "of an older run");
	assert_int_equal(run_texts(state, texts, options, &said), EXIT_BAD_INPUT);
	scratch_read(path, &written);
	assert_non_null(strstr(buf_str(&written), "type=\"bad scenario\""));
	assert_non_null(strstr(buf_str(&written), "2.yaml:2:"));
	assert_int_equal(run_texts(state, texts, hostile, &said), EXIT_BAD_INPUT);
	scratch_read(first, &kept);
	assert_string_equal(buf_str(&kept), passes);
}

/* Those that can be read are listed, and that there are others is no secret. */
static void a_list_of_some_says_that_there_are_others(void **state)
{
	static const char *const texts[FILES] = { passes, broken };
	static const char *const options[] = { "--list", "--keep-going", NULL };
	AUTO(buf_release) struct buf said = { 0 };

	assert_int_equal(run_texts(state, texts, options, &said), EXIT_BAD_INPUT);
	assert_non_null(strstr(buf_str(&said), "1.yaml:1: Good\n"));
	assert_non_null(strstr(buf_str(&said), "2.yaml:2:"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_worst_that_happened_is_the_exit_status, scratch_open,
			scratch_close),
		cmocka_unit_test_setup_teardown(
			with_fail_fast_the_first_that_did_not_pass_ends_the_run,
			scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(
			what_did_not_pass_is_listed_again_where_more_than_one_ran,
			scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(what_was_exported_goes_unless_it_is_kept,
		                                scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(
			the_coverage_names_the_operations_that_were_called, scratch_open,
			scratch_close),
		cmocka_unit_test_setup_teardown(
			a_target_that_is_refused_is_reported_as_refused, scratch_open,
			scratch_close),
		cmocka_unit_test_setup_teardown(
			scenarios_that_can_not_be_read_are_reported, scratch_open,
			scratch_close),
		cmocka_unit_test_setup_teardown(a_list_of_some_says_that_there_are_others,
		                                scratch_open, scratch_close),
	};

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
