/*
 * test_show.c - harness/show.c: a run for those who watch
 */
#include "tests/unit/unit.h"

#include "harness/show.h"
#include "lib/mem.h"
#include "tests/support/player.h"
#include "tests/support/scratch.h"
#include "tests/support/service.h"

/* What show_outcome() prints of a mock that answers so and exports to the folder. */
static char *outcome(void **state, const char *runs, bool files)
{
	AUTO_MEM char *health =
		mem_printf("{'status':'ok','empty':true%s%s%s}",
	                   files ? ",'exportRoot':'" : "",
	                   files ? (const char *)*state : "", files ? "'" : "");
	const struct scripted_row rows[] = {
		{ "GET /__admin/health ", 200, health },
		{ "GET /__admin/faults ", 200, "{}" },
		{ "GET " SERVICE_PATH "/runs?limit=100 ", 200, runs },
	};
	const struct target_options o = { .kind = TARGET_URL };
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	struct service s;
	struct err e = { 0 };

	assert_int_equal(service_open(&s, &o, rows, &e), 0);
	if (show_outcome(s.target, to, &e) < 0)
		fail_msg("%s", e.text);
	assert_int_equal(fclose(to), 0);
	service_end(&s);
	return text;
}

#define RUN                                                          \
	"{'id':'r','metrics':{'statusSummary':{'status':'success'}," \
	"'recordSummary':{'outputRecordCount':12},"                  \
	"'fileSummary':{'outputFileCount':3},'sizeSummary':{'outputBytes':99}}}"

static void each_run_is_a_line_of_numbers(void **state)
{
	AUTO_MEM char *text = outcome(state, "{'items':[" RUN ",{}]}", false);

	assert_string_equal(
		text,
		"\nrun                                   status            records       "
		" "
		"files        bytes\n"
		"r                                     success                12      "
		"      3           99\n"
		"-                                     -                       -      "
		"      -            -\n");
}

/* Each folder is named once, above what lies in it. */
static void the_exported_files_are_a_tree(void **state)
{
	AUTO_MEM char *text = NULL;
	const char *tree;

	scratch_write(state, "s3/b/x/1.json", "12345");
	scratch_write(state, "s3/b/x/2.json", "1");
	scratch_write(state, "s3/b/xy/3.json", "");
	scratch_write(state, "s3/c/x/4.json", "1234");
	text = outcome(state, "{'items':[]}", true);
	tree = strstr(text, "/\n");
	assert_string_equal(tree, "/\n"
	                          "  s3/\n"
	                          "    b/\n"
	                          "      x/\n"
	                          "        1.json  5 bytes\n"
	                          "        2.json  1 bytes\n"
	                          "      xy/\n"
	                          "        3.json  0 bytes\n"
	                          "    c/\n"
	                          "      x/\n"
	                          "        4.json  4 bytes\n"
	                          "4 files, 10 bytes\n");
}

static void a_folder_that_is_not_made_yet_has_no_tree(void **state)
{
	void *none = scratch_path(state, "none");
	AUTO_MEM char *text = outcome(&none, "{'items':[]}", true);

	assert_non_null(strstr(text, "/none/\n"));
	assert_null(strstr(text, "0 files"));
	free(none);
}

static void a_service_that_is_gone_is_unavailable(void **state)
{
	static const struct scripted_row rows[] = {
		{ "GET " SERVICE_PATH "/runs?limit=100 ", 0 }
	};
	struct service s;
	struct err e = { 0 };

	service_begin(&s, state, rows);
	assert_int_equal(show_outcome(s.target, stderr, &e), -1);
	assert_int_equal(e.code, ERR_UNAVAILABLE);
	service_end(&s);
}

/* Shows the step, and what was said before. */
struct shown {
	char *text;
	size_t size;
	FILE *to;
};

static void show(void *ctx, const struct play *p)
{
	struct shown *s = ctx;

	show_step(s->to, p);
}

static void a_step_is_a_line_without_secrets(void **state)
{
	struct player *s = *state;
	struct shown shown = { 0 };
	const struct watcher watcher = { .step = show, .ctx = &shown };
	const struct play_how how = { &s->interrupt, &watcher, false };
	AUTO_MEM char *path = scratch_path(&s->folder, "x.yaml");
	struct scenario scenario;
	struct result result;
	struct err e = { 0 };

	shown.to = open_memstream(&shown.text, &shown.size);
	scratch_write(&s->folder, "x.yaml",
	              "scenario: It holds\nsteps:\n- GET: /flows?client_secret=hidden\n"
	              "- { GET: /runs, expect: { status: 299 } }\n");
	if (scenario_load(path, NULL, &scenario, &e) < 0)
		fail_msg("%s", e.text);
	play_scenario(s->mock, &scenario, &how, &result);
	assert_int_equal(fclose(shown.to), 0);
	assert_null(strstr(shown.text, "hidden"));
	assert_int_equal(strncmp(shown.text, "  1. GET /flows?client_secret=", 30), 0);
	assert_non_null(strstr(shown.text, "\n  2. GET /runs -> 200  (does not fit)\n"));
	free(shown.text);
	result_release(&result);
	scenario_release(&scenario);
}

#define WITH_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(each_run_is_a_line_of_numbers),
		WITH_FOLDER(the_exported_files_are_a_tree),
		WITH_FOLDER(a_folder_that_is_not_made_yet_has_no_tree),
		WITH_FOLDER(a_service_that_is_gone_is_unavailable),
		cmocka_unit_test_setup_teardown(a_step_is_a_line_without_secrets,
		                                player_open, player_close),
	};

	return cmocka_run_group_tests_name("show", tests, NULL, NULL);
}
