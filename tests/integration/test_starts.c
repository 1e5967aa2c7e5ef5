/*
 * test_starts.c - what a start of the program flowmock refuses, and what it says
 */
#include "tests/unit/unit.h"

#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "lib/vtime.h"
#include "tests/support/mock.h"
#include "tests/support/program.h"
#include "tests/support/scratch.h"

struct ended {
	int status;
	struct buf out, err;
};

static void ended_release(struct ended *x)
{
	buf_release(&x->out);
	buf_release(&x->err);
}
AUTO_DEFINE_STRUCT(struct ended, ended_release);

static void end(struct program *p)
{
	AUTO(ended_release) struct ended x = { 0 };

	kill(p->pid, SIGTERM);
	assert_int_equal(program_wait(p, &x.out, &x.err), 0);
}

static void run(const char *const *args, struct ended *x)
{
	struct program p;

	program_start(&p, "flowmock", args, NULL);
	x->status = program_wait(&p, &x->out, &x->err);
}

/* Two mocks of one seed give their files the same names. */
static void an_export_root_belongs_to_one_mock_at_a_time(void **state)
{
	AUTO(mem_free) char *root = scratch_path(state, "exports");
	const char *const args[] = {
		"serve", "--port", "0", "--export-root", root, NULL
	};
	const char *const off[] = { "serve", "--port",  "0",   "--export-root",
		                    root,    "--files", "off", NULL };
	AUTO(ended_release) struct ended second = { 0 };
	struct program first, third;

	program_start(&first, "flowmock", args, NULL);
	assert_true(str_starts(program_first_line(&first), "listening"));
	run(args, &second);
	assert_int_equal(second.status, 1);
	assert_non_null(strstr(buf_str(&second.err),
	                       "exports is used by another flowmock; choose another with "
	                       "--export-root, or --files off"));
	program_start(&third, "flowmock", off, NULL);
	assert_true(str_starts(program_first_line(&third), "listening"));
	end(&third);
	kill(first.pid, SIGKILL); /* the lock ends with it */
	assert_int_equal(program_wait(&first, &second.out, &second.err), 128 + SIGKILL);
	program_start(&third, "flowmock", args, NULL);
	assert_true(str_starts(program_first_line(&third), "listening"));
	end(&third);
	assert_int_equal(scratch_files(state), 0); /* nor is a file left */
}

static void a_state_belongs_to_one_mock_at_a_time(void **state)
{
	AUTO(mem_free) char *root = scratch_path(state, "one");
	AUTO(mem_free) char *other = scratch_path(state, "other");
	AUTO(mem_free) char *db = scratch_path(state, "state.db");
	const char *const args[] = { "serve", "--port",        "0",  "--state",
		                     db,      "--export-root", root, NULL };
	const char *const again[] = { "serve", "--port",        "0",   "--state",
		                      db,      "--export-root", other, NULL };
	AUTO(ended_release) struct ended second = { 0 };
	struct program first;

	program_start(&first, "flowmock", args, NULL);
	assert_true(str_starts(program_first_line(&first), "listening"));
	run(again, &second);
	assert_int_equal(second.status, 1);
	assert_non_null(strstr(buf_str(&second.err),
	                       "state.db: another flowmock has it open; end that one, or "
	                       "name another file with --state"));
	end(&first);
}

static void expect_refused(const char *const *args, const char *says)
{
	AUTO(ended_release) struct ended x = { 0 };

	run(args, &x);
	if (x.status != 1 || !strstr(buf_str(&x.err), says))
		fail_msg("%s: %d %s", says, x.status, buf_str(&x.err));
}

static void what_is_in_use_or_not_there_is_named_with_a_way_out(void **state)
{
	AUTO(mem_free) char *root = scratch_path(state, "exports");
	AUTO(mem_free) char *other = scratch_path(state, "others");
	AUTO(mem_free) char *db = scratch_path(state, "none/state.db");
	const char *const args[] = {
		"serve", "--port", "0", "--export-root", root, NULL
	};
	const char *const lost[] = { "serve", "--port",        "0",   "--state",
		                     db,      "--export-root", other, NULL };
	struct program first;
	char port[8];
	const char *const taken[] = { "serve",         "--port", port,
		                      "--export-root", other,    NULL };

	program_start(&first, "flowmock", args, NULL);
	snprintf(port, sizeof(port), "%s", strrchr(program_first_line(&first), ':') + 1);
	port[strcspn(port, "\n")] = '\0';
	expect_refused(taken, "Address already in use; end what listens there, or choose "
	                      "another with --port (0: a free one)");
	end(&first);
	expect_refused(lost,
	               "none/state.db: unable to open database file; --state names a "
	               "file in a folder that is there and may be written");
}

/*
 * What is started from now on by root may write where root may, and no more.  Another
 * user might not reach the programs: root's home is its own.
 */
static void drop_rights(void)
{
	if (geteuid() == 0 && prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0))
		fail_msg("the rights of root cannot be dropped");
}

static void a_root_that_cannot_be_written_is_refused(void **state)
{
	AUTO(mem_free) char *root = scratch_path(state, "exports");
	const char *const args[] = {
		"serve", "--port", "0", "--export-root", root, NULL
	};
	AUTO(ended_release) struct ended x = { 0 };
	struct err e = { 0 };

	assert_int_equal(file_make_dirs(root, &e), 0);
	assert_int_equal(chmod(root, 0555), 0);
	drop_rights();
	run(args, &x);
	assert_int_equal(chmod(root, 0755), 0);
	assert_int_equal(x.status, 1);
	assert_string_equal(buf_str(&x.out), "");
	assert_non_null(strstr(buf_str(&x.err),
	                       "exports cannot be written to: Permission denied; choose "
	                       "another with --export-root, or --files off"));
}

static void a_list_of_sandboxes_has_a_name_between_any_two_commas(void **state UNUSED)
{
	static const char *const lists[] = {
		",,", ",", "prod,", "", "prod,,dev", "a, b"
	};

	for_each_row(i, lists) {
		const char *const args[] = { "serve", "--sandboxes", lists[i], NULL };
		AUTO(ended_release) struct ended x = { 0 };

		run(args, &x);
		if (x.status != 2 || !strstr(buf_str(&x.err), "--sandboxes: "))
			fail_msg("'%s': %d %s", lists[i], x.status, buf_str(&x.err));
	}
}

static void the_greeting_shows_a_request_that_is_answered(void **state)
{
	AUTO(mem_free) char *root = scratch_path(state, "exports");
	const struct {
		const char *more[4];
		const char *says, *keeps;
	} cases[] = {
		{ { NULL }, "try: curl -H 'Authorization: Bearer any'", NULL },
		{ { "--auth", "strict" },
		  "-d client_id=flowmock -d client_secret=flowmock-secret ",
		  NULL },
		{ { "--auth", "strict" },
		  "-H 'x-gw-ims-org-id: FLOWMOCK@AdobeOrg'",
		  NULL },
		{ { "--auth", "strict", "--client", "me:hush:O@AdobeOrg" },
		  "-d client_id=me -d client_secret=SECRET ",
		  "hush" },
	};

	for_each_row(i, cases) {
		const char *args[10] = { "serve", "--port", "0", "--export-root", root };
		AUTO(ended_release) struct ended x = { 0 };
		struct program p;

		for (size_t k = 0; k < 4 && cases[i].more[k]; k++)
			args[5 + k] = cases[i].more[k];
		program_start(&p, "flowmock", args, NULL);
		(void)program_first_line(&p);
		kill(p.pid, SIGTERM);
		assert_int_equal(program_wait(&p, &x.out, &x.err), 0);
		if (!strstr(buf_str(&x.out), cases[i].says) ||
		    (cases[i].keeps && strstr(buf_str(&x.out), cases[i].keeps)))
			fail_msg("row %zu: %s", i, buf_str(&x.out));
	}
}

/* What it says on stderr with that variable, and ends. */
static void expect_variable(const char *root, const char *variable, const char *says)
{
	const char *const args[] = {
		"serve", "--port", "0", "--export-root", root, NULL
	};
	const char *const env[] = { variable, NULL };
	AUTO(ended_release) struct ended x = { 0 };
	struct program p;

	program_start(&p, "flowmock", args, env);
	assert_true(str_starts(program_first_line(&p), "listening"));
	kill(p.pid, SIGTERM);
	assert_int_equal(program_wait(&p, &x.out, &x.err), 0);
	if (says ? !strstr(buf_str(&x.err), says)
	         : strstr(buf_str(&x.err), "in the environment") != NULL)
		fail_msg("%s: %s", variable, buf_str(&x.err));
}

static void a_variable_with_our_prefix_that_nobody_reads_is_named(void **state)
{
	AUTO(mem_free) char *root = scratch_path(state, "exports");

	expect_variable(root, "FLOWMOCK_CLOK=virtual",
	                "flowmock: FLOWMOCK_CLOK in the environment is unknown; did you "
	                "mean FLOWMOCK_CLOCK?");
	expect_variable(root, "FLOWMOCK_QQQQQQ=1",
	                "flowmock: FLOWMOCK_QQQQQQ in the environment is unknown\n");
	expect_variable(root, "FLOWMOCK_URL=http://127.0.0.1:1", NULL);
	expect_variable(root, "FLOWMOCKER=1", NULL);
}

/* The time in the line "the clock is …; it is …". */
static vtime greeted_at(const char *out)
{
	const char *at = strstr(out, "; it is ");
	char text[VTIME_TEXT];
	struct err e = { 0 };
	vtime when = 0;

	assert_non_null(at);
	at += strlen("; it is ");
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(at, "\n"), at);
	assert_int_equal(vtime_parse(text, &when, &e), 0);
	return when;
}

static void now_is_the_machines_time_as_the_mock_starts(void **state)
{
	static const char *const clocks[] = { "virtual", "scaled:1" };
	AUTO(mem_free) char *root = scratch_path(state, "exports");

	for_each_row(i, clocks) {
		const char *const args[] = {
			"serve",   "--port",  "0",     "--export-root", root,
			"--clock", clocks[i], "--now", "now",           NULL
		};
		AUTO(ended_release) struct ended x = { 0 };
		struct program p;
		const vtime before = vtime_wall_now();

		program_start(&p, "flowmock", args, NULL);
		(void)program_first_line(&p);
		kill(p.pid, SIGTERM);
		assert_int_equal(program_wait(&p, &x.out, &x.err), 0);
		assert_in_range(greeted_at(buf_str(&x.out)), before, vtime_wall_now());
	}
}

/* ---------------------------------------------------------------- far behind */

#define DAYS 60 /* of the flow: what is logged fits into a pipe that nobody reads */

/* --now is of the state's first start; a real clock has none. */
static void begin(struct mock *m, const char *db, const char *clock, const char *now)
{
	const char *const args[] = { "--state",
		                     db,
		                     "--clock",
		                     clock,
		                     "--log-level",
		                     "info",
		                     now ? "--now" : NULL,
		                     now,
		                     NULL };

	mock_serve(m, args);
}

static int64_t count_runs(struct mock *m)
{
	struct mock_reply r = mock_ask(m, "GET", "/runs?count=true", NULL);
	int64_t count = -1;

	assert_true(json_int(r.body, "count", &count));
	mock_reply_release(&r);
	return count;
}

static void a_start_that_has_years_to_catch_up_on_says_so(void **state)
{
	AUTO(mem_free) char *db = scratch_path(state, "state.db");
	AUTO(mem_free) char *log = NULL;
	struct mock m;

	begin(&m, db, "virtual", "2020-01-01T00:00:00Z");
	free(mock_make_flow(&m, "65b1f00d0a1c4e2b9d7e3f03", "JSON", "NONE",
	                    "{'interval':1,'timeUnit':'day','startTime':1577836800,"
	                    "'endTime':1583020800}"));
	assert_int_equal(count_runs(&m), 1);
	free(mock_stop(&m));
	mock_end(&m);
	begin(&m, db, "real", NULL);
	while (count_runs(&m) < DAYS)
		continue;
	log = mock_stop(&m);
	mock_end(&m);
	assert_non_null(strstr(log, "clock.behind since=2020-01-02T00:00:00Z"));
	assert_non_null(strstr(log, "note=\"what fell due meanwhile is done first\""));
	assert_non_null(strstr(log, "clock.caught_up"));
}

#define STARTS(name) cmocka_unit_test_setup_teardown(name, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STARTS(an_export_root_belongs_to_one_mock_at_a_time),
		STARTS(a_state_belongs_to_one_mock_at_a_time),
		STARTS(what_is_in_use_or_not_there_is_named_with_a_way_out),
		STARTS(a_root_that_cannot_be_written_is_refused),
		STARTS(a_list_of_sandboxes_has_a_name_between_any_two_commas),
		STARTS(the_greeting_shows_a_request_that_is_answered),
		STARTS(a_variable_with_our_prefix_that_nobody_reads_is_named),
		STARTS(now_is_the_machines_time_as_the_mock_starts),
		STARTS(a_start_that_has_years_to_catch_up_on_says_so),
	};

	return cmocka_run_group_tests_name("starts", tests, NULL, NULL);
}
