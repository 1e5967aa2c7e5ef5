/*
 * test_cmd_cleanup.c - harness/cmd_cleanup.c: what runs that were killed have left
 */
#include "tests/unit/unit.h"

#include "harness/target/ledger.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/scratch.h"
#include "tests/support/scripted.h"
#include "tests/unit/harness/played.h"

#define SERVICE "/data/foundation/flowservice"

/* Ledgers lie in the test's folder; who asks is the organisation of their runs. */
static int setup(void **state)
{
	scratch_open(state);
	setenv("XDG_STATE_HOME", *state, 1);
	setenv("FLOWCHECK_ORG_ID", "o@AdobeOrg", 1);
	setenv("FLOWCHECK_ACCESS_TOKEN", "t", 1);
	setenv("FLOWCHECK_API_KEY", "k", 1);
	return 0;
}

struct made {
	const char *run, *target, *org;
	vtime expires;
	const char *flow; /* id of one that is there; NULL: none is */
	bool finished;
	bool open, unnamed; /* and one more flow, called "B" or nothing, unanswered */
};

/* Writes the ledger of a run that was killed, at flowcheck/RUN.jsonl. */
static char *write_ledger(void **state, const struct made *m)
{
	AUTO_MEM char *name = mem_printf("flowcheck/%s.jsonl", m->run);
	char *path = scratch_path(state, name);
	struct ledger_head head = {
		.target = m->target,
		.org = m->org ? m->org : "o@AdobeOrg",
		.sandbox = "dev",
	};
	AUTO(ledger_close) struct ledger l = { .fd = -1 };
	struct err e = { 0 };
	size_t index;

	scratch_write(state, "flowcheck/x", "no ledger\n");
	mark_of(m->run, m->expires, &head.mark);
	assert_int_equal(ledger_new(path, &head, &l, &e), 0);
	if (m->flow) {
		assert_int_equal(ledger_begin(&l, &resources[0], "A", &index, &e), 0);
		assert_int_equal(ledger_note(&l, index, CREATION_MADE, m->flow, &e), 0);
	}
	if (m->open)
		assert_int_equal(ledger_begin(&l, &resources[0], m->unnamed ? NULL : "B",
		                              &index, &e),
		                 0);
	if (m->finished)
		assert_int_equal(ledger_finish(&l, &e), 0);
	return path;
}

static bool is_finished(const char *path)
{
	AUTO(ledger_close) struct ledger l = { .fd = -1 };
	struct err e = { 0 };

	assert_int_equal(ledger_open(path, LEDGER_LOOK, &l, &e), 0);
	return l.finished;
}

/* Runs `flowcheck cleanup` with the word; it must end so and say that. */
static void clean(const char *word, int status, const char *says, const char * not )
{
	const char *const words[] = { word, NULL };
	AUTO(buf_release) struct buf said = { 0 };
	int ended = played(&command_cleanup, words, &said);

	if (ended != status || !strstr(buf_str(&said), says) ||
	    (not &&strstr(buf_str(&said), not )))
		fail_msg("%d: '%s'", ended, buf_str(&said));
}

static void without_ledgers_nothing_is_left(void **state UNUSED)
{
	clean("--resume", 0, "nothing is left of any run\n", NULL);
	clean("--list", 0, "", "nothing is left");
}

static void what_a_killed_run_has_made_is_removed(void **state)
{
	static const struct scripted_row rows[] = { { "DELETE " SERVICE "/flows/f ",
		                                      204 } };
	struct scripted service;
	AUTO_MEM char *path = NULL;

	scripted_begin(&service, rows);
	path = write_ledger(state, &(struct made){ "0123456789", service.url, NULL, 60000,
	                                           "f", false });
	clean("--list", 0, "run 0123456789, http://", "nothing is left");
	assert_int_equal(scripted_asked(&service), 0);
	clean("--resume", 0, "run 0123456789: 1 deleted, 0 left\n", "nothing is left");
	assert_true(is_finished(path));
	/* Once more there is nothing to do. */
	clean("--resume", 0, "nothing is left of any run\n", NULL);
	scripted_end(&service);
}

static void what_can_not_be_removed_is_tried_again_next_time(void **state)
{
	static const struct scripted_row rows[] = {
		{ "DELETE " SERVICE "/flows/f ", 409, "busy" },
		{ "GET " SERVICE "/flows/f ", 200, "{}" },
		{ "DELETE " SERVICE "/flows/f ", 204 },
	};
	struct scripted service;
	AUTO_MEM char *path = NULL;

	scripted_begin(&service, rows);
	path = write_ledger(state, &(struct made){ "0123456789", service.url, NULL, 60000,
	                                           "f", false });
	clean("--resume", EXIT_FAILED, "DELETE /flows/f answered 409: busy",
	      "nothing is left");
	assert_false(is_finished(path));
	clean("--resume", 0, "1 deleted, 0 left", NULL);
	scripted_end(&service);
}

/* Only the organisation that made it removes it. */
static void what_another_organisation_has_made_is_left_alone(void **state)
{
	AUTO_MEM char *path =
		write_ledger(state,
	                     &(struct made){ "0123456789", "http://127.0.0.1:1",
	                                     "other@AdobeOrg", 60000, "f", false });

	clean("--resume", EXIT_USAGE, "it was made as other@AdobeOrg", "nothing is left");
	assert_false(is_finished(path));
}

/* Whose file it is nobody knows: no token goes where it says. */
static void what_lies_on_a_service_of_others_is_left_alone(void **state)
{
	static const char *const rows[] = { "https://evil.example",
		                            "https://platform.adobe.io.evil.example",
		                            "http://127.evil.example",
		                            "http://127.0.0.1:1@evil.example" };

	for_each_row(i, rows) {
		AUTO_MEM char *path =
			write_ledger(state, &(struct made){ "0123456789", rows[i], NULL,
		                                            60000, "f", false });
		AUTO_MEM char *says = mem_printf("it was made on %s, and the credentials "
		                                 "are for https://platform.adobe.io, as",
		                                 rows[i]);

		clean("--resume", EXIT_USAGE, says, "nothing is left");
		assert_false(is_finished(path));
		assert_int_equal(unlink(path), 0);
	}
}

static void a_service_is_known_by_the_address_that_the_user_gives(void **state)
{
	AUTO_MEM char *path =
		write_ledger(state, &(struct made){ "0123456789", "https://none.invalid",
	                                            NULL, 60000, "f", false });

	setenv("FLOWCHECK_API_URL", "https://none.invalid//", 1);
	clean("--resume", EXIT_UNREACHABLE, "none.invalid", "credentials are for");
	setenv("FLOWCHECK_API_URL", "https://none.invalid.example", 1);
	clean("--resume", EXIT_USAGE, "are for https://none.invalid.example, as", "gone");
	unsetenv("FLOWCHECK_API_URL");
	assert_false(is_finished(path));
}

static void a_service_that_is_gone_is_unreachable(void **state)
{
	AUTO_MEM char *path =
		write_ledger(state, &(struct made){ "0123456789", "http://127.0.0.1:1",
	                                            NULL, 60000, "f", false });

	clean("--resume", EXIT_UNREACHABLE, "127.0.0.1", "nothing is left");
	assert_false(is_finished(path));
}

static void a_run_that_made_nothing_is_finished_without_asking(void **state)
{
	AUTO_MEM char *path =
		write_ledger(state, &(struct made){ "0123456789", "http://127.0.0.1:1",
	                                            NULL, 60000, NULL, false });

	clean("--resume", 0, "nothing is left of any run\n", NULL);
	assert_true(is_finished(path));
}

/* It cleans up by itself in the end: until then something is left. */
static void a_run_that_goes_on_is_left_alone(void **state)
{
	AUTO_MEM char *path =
		write_ledger(state, &(struct made){ "0123456789", "http://127.0.0.1:1",
	                                            NULL, 60000, "f", false });
	AUTO(ledger_close) struct ledger mine = { .fd = -1 };
	struct err e = { 0 };

	assert_int_equal(ledger_open(path, LEDGER_GO_ON, &mine, &e), 0);
	clean("--resume", EXIT_FAILED, "its run goes on; left alone", "nothing is left");
}

/* A job that reads 0 as "nothing is left" must not read it before that is so. */
static void what_may_appear_yet_is_no_success(void **state)
{
	static const struct scripted_row rows[] = {
		{ "GET " SERVICE "/flows?property=", 200, "{'items':[]}" },
		{ "GET " SERVICE "/flows?limit=", 200, "{'items':[]}" },
		{ "DELETE " SERVICE "/flows/f ", 204 },
	};
	struct scripted service;
	AUTO_MEM char *path = NULL;

	scripted_begin(&service, rows);
	path = write_ledger(state, &(struct made){ "0123456789", service.url, NULL, 60000,
	                                           "f", .open = true });
	clean("--list", 0, "1 there, 1 that may be", NULL);
	clean("--resume", EXIT_FAILED, "1 deleted, 0 left, 1 that may appear yet\n",
	      "nothing is left");
	assert_false(is_finished(path));
	scripted_end(&service);
}

/* Whether it is there nobody can tell, today or tomorrow: it is said once. */
static void what_has_no_name_to_be_found_by_is_no_success(void **state)
{
	static const struct scripted_row rows[] = { { "DELETE " SERVICE "/flows/f ",
		                                      204 } };
	struct scripted service;
	AUTO_MEM char *path = NULL;

	scripted_begin(&service, rows);
	path = write_ledger(state, &(struct made){ "0123456789", service.url, NULL, 60000,
	                                           "f", .open = true, .unnamed = true });
	clean("--resume", EXIT_FAILED,
	      "1 creation without a name, whose answer was lost, may be there",
	      "nothing is left");
	assert_true(is_finished(path));
	clean("--resume", 0, "nothing is left of any run\n", NULL);
	scripted_end(&service);
}

/* --expired leaves what has not, and forgets ledgers that are finished. */
static void only_what_has_expired_is_removed(void **state)
{
	static const struct scripted_row rows[] = { { "DELETE " SERVICE "/flows/f ",
		                                      204 } };
	const vtime later = vtime_wall_now() + MS_PER_DAY;
	struct scripted service;
	AUTO_MEM char *old = NULL;
	AUTO_MEM char *young = NULL;
	AUTO_MEM char *done = NULL;

	scripted_begin(&service, rows);
	old = write_ledger(state, &(struct made){ "0000000001", service.url, NULL, 60000,
	                                          "f", false });
	young = write_ledger(state, &(struct made){ "0000000002", service.url, NULL,
	                                            later, "g", false });
	done = write_ledger(state, &(struct made){ "0000000003", service.url, NULL, 60000,
	                                           NULL, true });
	clean("--expired", 0, "run 0000000001: 1 deleted", "0000000002");
	assert_true(is_finished(old));
	assert_false(is_finished(young));
	assert_false(file_exists(done));
	/* What has not expired is still there. */
	clean("--expired", 0, "nothing has expired\n", "nothing is left");
	scripted_end(&service);
}

static void what_can_not_be_meant_is_refused(void **state)
{
	AUTO_MEM char *none = scratch_path(state, "none");
	AUTO_MEM char *word = mem_printf("--ledger=%s", none);
	const char *const both[] = { "--resume", "--list", NULL };
	AUTO(buf_release) struct buf said = { 0 };

	assert_int_equal(played(&command_cleanup, both, &said), EXIT_USAGE);
	assert_non_null(strstr(buf_str(&said), "one of --resume, --expired and --list"));
	clean(word, EXIT_BAD_INPUT, none, "nothing is left");
	scratch_write(state, "flowcheck/bad.jsonl", "{}\n");
	clean("--resume", EXIT_BAD_INPUT, "bad.jsonl:1: ", "nothing is left");
	/* One that was killed before it had begun has made nothing. */
	scratch_write(state, "flowcheck/bad.jsonl", "");
	clean("--resume", 0, "nothing is left of any run\n", NULL);
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, setup, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(without_ledgers_nothing_is_left),
		WITH_FOLDER(what_a_killed_run_has_made_is_removed),
		WITH_FOLDER(what_can_not_be_removed_is_tried_again_next_time),
		WITH_FOLDER(what_another_organisation_has_made_is_left_alone),
		WITH_FOLDER(what_lies_on_a_service_of_others_is_left_alone),
		WITH_FOLDER(a_service_is_known_by_the_address_that_the_user_gives),
		WITH_FOLDER(a_service_that_is_gone_is_unreachable),
		WITH_FOLDER(a_run_that_made_nothing_is_finished_without_asking),
		WITH_FOLDER(a_run_that_goes_on_is_left_alone),
		WITH_FOLDER(what_may_appear_yet_is_no_success),
		WITH_FOLDER(what_has_no_name_to_be_found_by_is_no_success),
		WITH_FOLDER(only_what_has_expired_is_removed),
		WITH_FOLDER(what_can_not_be_meant_is_refused),
	};

	return cmocka_run_group_tests_name("cmd_cleanup", tests, NULL, NULL);
}
