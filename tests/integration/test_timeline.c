/*
 * test_timeline.c - flowmock timeline and GET /__admin/timeline, of flows that ran
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/mock.h"
#include "tests/support/program.h"
#include "tests/support/scratch.h"

#define DATASET "5ef3e3259ad2a1191ab7dd7d"
#define NONE    "5ef3e3259ad2a1191ab70000" /* no such dataset: its runs fail */
#define HOURS_3                                                     \
	"{'exportMode':'FIRST_FULL_THEN_INCREMENTAL','interval':3," \
	"'timeUnit':'hour','startTime':1767225600,'endTime':1767344400}"
#define HOURS_6                                                     \
	"{'exportMode':'FIRST_FULL_THEN_INCREMENTAL','interval':6," \
	"'timeUnit':'hour','startTime':1767232800}"

static struct mock mock;
static char *state_file;

static void act(const char *flow, const char *op)
{
	AUTO(mem_free) char *path = mem_printf("/flows/%s/action?op=%s", flow, op);
	struct mock_reply r = mock_ask(&mock, "POST", path, NULL);

	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
}

static void advance(const char *by)
{
	cJSON_Delete(mock_advance(&mock, by));
}

static void ask_for_a_run(const char *flow)
{
	AUTO(mem_free) char *body = mem_printf("{'flowId':'%s'}", flow);

	free(mock_make(&mock, "/runs", body));
}

/*
 * Eight hours of runs, nine without, then more, one of them on demand; a second flow
 * fails each time.
 */
static int setup(void **state UNUSED)
{
	AUTO(mem_free) char *first = NULL;
	AUTO(mem_free) char *second = NULL;

	mock_begin(&mock, "state.db");
	state_file = mem_printf("%s/state.db", mock.folder);
	first = mock_make_flow(&mock, DATASET, "JSON", "NONE", HOURS_3);
	second = mock_make_flow(&mock, NONE, "JSON", "NONE", HOURS_6);
	advance("PT8H");
	act(first, "disable");
	advance("PT9H");
	act(first, "enable");
	ask_for_a_run(first);
	advance("PT4H");
	return 0;
}

static int teardown(void **state UNUSED)
{
	free(state_file);
	mock_end(&mock);
	return 0;
}

static int run(const char *const *args, const char *locale, struct buf *out,
               struct buf *err)
{
	AUTO(mem_free) char *lc_all = mem_printf("LC_ALL=%s", locale);
	const char *const env[] = { lc_all, "COLUMNS=80", "FLOWMOCK_STATE=", NULL };
	struct program p;

	program_start(&p, "flowmock", args, env);
	return program_wait(&p, out, err);
}

static void a_history_is_drawn_as_it_was(void **state UNUSED)
{
	const char *const args[] = { "timeline", "--state", state_file, NULL };
	AUTO(buf_release) struct buf out = { 0 };
	AUTO(buf_release) struct buf err = { 0 };

	assert_int_equal(run(args, "C", &out, &err), 0);
	assert_string_equal(buf_str(&err), "");
	assert_string_equal(
		buf_str(&out),
		"2026-01-01T00:00:00Z to 2026-01-07T05:00:00Z, now 2026-01-01T21:00:00Z\n"
		"\n"
		"                      2026-01-01        2026-01-03         2026-01-05\n"
		"                      "
		"+-------v---------+------------------+------------------+-\n"
		"flow                  ***---a**...]\n"
		"  a0cf50cc-f00e-4d05-beb0-00f92da4bace; enabled, every 3h: 6 runs, 1 on "
		"demand,\n"
		"    3 gaps; next 2026-01-02T00:00:00Z; ends 2026-01-02T09:00:00Z\n"
		"flow                  X  X X X| . . .  . . .  . . .  . . .  . . .  . . "
		".  . . .\n"
		"  0c12e329-5326-4df4-a90f-bd41dd1f59b4; enabled, every 6h: 4 runs, 4 "
		"failed;\n"
		"    next 2026-01-02T02:00:00Z; ends 2026-07-01T02:00:00Z\n"
		"\n"
		". coming  * success  a on demand  - gap  X failed  ] end  | now\n");
}

static void the_program_and_the_server_draw_the_same(void **state UNUSED)
{
	static const struct {
		const char *query, *option, *type;
	} cases[] = {
		{ "format=text&width=100", "--width=100", "text/plain; charset=utf-8" },
		{ "format=svg", "--svg", "image/svg+xml" },
		{ "format=json", "--json", "application/json" },
	};

	for_each_row(i, cases) {
		const char *const args[] = { "timeline", "--state", state_file,
			                     cases[i].option, NULL };
		AUTO_MEM char *path = mem_printf("/__admin/timeline?%s", cases[i].query);
		struct mock_reply r = mock_ask(&mock, "GET", path, NULL);
		AUTO(buf_release) struct buf out = { 0 };
		AUTO(buf_release) struct buf err = { 0 };
		AUTO(cJSON_Delete) cJSON *tree = NULL;
		struct err e = { 0 };

		assert_int_equal(r.status, 200);
		assert_int_equal(run(args, "C.UTF-8", &out, &err), 0);
		if (r.body) {
			assert_int_equal(json_parse(out.data, out.size, &tree, &e), 0);
			assert_true(json_equal(tree, r.body));
		} else {
			assert_string_equal(buf_str(&out), r.text);
		}
		mock_reply_release(&r);
	}
}

static void looking_changes_no_file_and_no_clock(void **state UNUSED)
{
	const char *const args[] = { "timeline", "--state", state_file, NULL };
	void *folder = mock.folder;
	AUTO(mem_free) char *log = mem_printf("%s-wal", state_file);
	struct buf before[2] = { 0 }, after[2] = { 0 }, out = { 0 }, err = { 0 };
	size_t files = scratch_files(&folder);
	struct mock_reply r;

	scratch_read(state_file, &before[0]);
	scratch_read(log, &before[1]);
	assert_int_equal(run(args, "C", &out, &err), 0);
	assert_int_equal(scratch_files(&folder), files);
	scratch_read(state_file, &after[0]);
	scratch_read(log, &after[1]);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(before[i].size, after[i].size);
		assert_memory_equal(before[i].data, after[i].data, before[i].size);
		buf_release(&before[i]);
		buf_release(&after[i]);
	}
	r = mock_ask(&mock, "GET", "/__admin/clock", NULL);
	assert_string_equal(json_str(r.body, "now"), "2026-01-01T21:00:00Z");
	mock_reply_release(&r);
	buf_release(&out);
	buf_release(&err);
}

static void what_can_not_be_shown_is_refused_with_the_reason(void **state UNUSED)
{
	AUTO(mem_free) char *missing = mem_printf("%s/missing.db", mock.folder);
	AUTO(mem_free) char *text = mem_printf("%s/text.db", mock.folder);
	AUTO(mem_free) char *nowhere = mem_printf("%s/text.db/out", mock.folder);
	const struct {
		const char *args[5];
		int status;
		const char *words[2];
	} cases[] = {
		/* clang-format off */
		{ { NULL },                                      2, { "--state", "names the file" } },
		{ { "--state", missing },                        1, { missing, "No such file" } },
		{ { "--state", text },                           2, { text, "it is no database" } },
		{ { "--state", state_file, "--svg", "--json" },  2, { "--svg", "--json" } },
		{ { "--state", state_file, "--from", "monday" }, 2, { "--from", "monday" } },
		{ { "--state", state_file, "--now", "later" },   2, { "--now", "later" } },
		{ { "--state", state_file, "--width", "39" },    2, { "--width", "40" } },
		{ { "--state", state_file, "--from=2027-01-01T00:00:00Z", "--until=2026-01-01T00:00:00Z" },
		                                                 2, { "ends at 2026", "begins at 2027" } },
		{ { "--state", state_file, "--output", nowhere }, 2, { text, "Not a directory" } },
		{ { "--state", state_file, "more" },             2, { "'more'", "no option" } },
		/* clang-format on */
	};
	struct err e = { 0 };

	assert_int_equal(file_write(text, "a text", 6, &e), 0);
	for_each_row(i, cases) {
		const char *args[7] = { "timeline" };
		AUTO(buf_release) struct buf out = { 0 };
		AUTO(buf_release) struct buf err = { 0 };

		memcpy(args + 1, cases[i].args, sizeof(cases[i].args));
		assert_int_equal(run(args, "C", &out, &err), cases[i].status);
		assert_string_equal(buf_str(&out), "");
		for (size_t k = 0; k < 2; k++) {
			if (!strstr(buf_str(&err), cases[i].words[k]))
				fail_msg("%s: not in %s", cases[i].words[k],
				         buf_str(&err));
		}
	}
	assert_false(file_exists(missing));
}

static void an_output_is_written_whole(void **state UNUSED)
{
	AUTO(mem_free) char *path = mem_printf("%s/picture.svg", mock.folder);
	const char *const args[] = { "timeline", "--state", state_file, "--svg",
		                     "--output", path,      NULL };
	AUTO(buf_release) struct buf out = { 0 };
	AUTO(buf_release) struct buf err = { 0 };
	AUTO(buf_release) struct buf file = { 0 };
	struct mock_reply r;

	assert_int_equal(run(args, "C", &out, &err), 0);
	assert_string_equal(buf_str(&out), "");
	scratch_read(path, &file);
	r = mock_ask(&mock, "GET", "/__admin/timeline?format=svg", NULL);
	assert_string_equal(buf_str(&file), r.text);
	mock_reply_release(&r);
}

static void wrong_values_are_answered_with_what_is_allowed(void **state UNUSED)
{
	static const struct {
		const char *query, *words;
	} cases[] = {
		{ "format=png", "json, text or svg" },
		{ "width=39", "from 40 to 1000" },
		{ "width=wide", "from 40 to 1000" },
		{ "from=now", "2026-02-01T00:00:00Z" },
		{ "until=2026", "2026-02-01T00:00:00Z" },
		{ "from=2026-01-02T00:00:00Z&until=2026-01-02T00:00:00Z", "ends at" },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *path = mem_printf("/__admin/timeline?%s", cases[i].query);
		struct mock_reply r = mock_ask(&mock, "GET", path, NULL);

		assert_int_equal(r.status, 400);
		assert_non_null(strstr(json_str(r.body, "errorMessage"), cases[i].words));
		mock_reply_release(&r);
	}
}

#define TEST(name) cmocka_unit_test(name)

/* They only look: one history for all. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_history_is_drawn_as_it_was),
		TEST(the_program_and_the_server_draw_the_same),
		TEST(looking_changes_no_file_and_no_clock),
		TEST(what_can_not_be_shown_is_refused_with_the_reason),
		TEST(an_output_is_written_whole),
		TEST(wrong_values_are_answered_with_what_is_allowed),
	};

	return cmocka_run_group_tests_name("timeline", tests, setup, teardown);
}
