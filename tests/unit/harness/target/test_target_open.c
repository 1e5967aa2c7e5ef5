/*
 * test_target_open.c - harness/target/target_open.c: what a target is and what it can do
 *
 * Targets elsewhere answer from a script; the embedded mock is the real one.
 */
#include "tests/unit/unit.h"

#include "harness/target/target.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/scratch.h"
#include "tests/support/service.h"

#define HEALTH "GET /__admin/health "
#define FAULTS "GET /__admin/faults "
#define ME                                    \
	{                                     \
		"t", "k", "o@AdobeOrg", "dev" \
	}

/* ---------------------------------------------------------------- the embedded mock */

static struct target *open_mock(const struct target_options *options)
{
	struct target *t = NULL;
	struct err e = { 0 };

	if (target_open(options, &t, &e) < 0)
		fail_msg("%s", e.text);
	return t;
}

static void the_embedded_mock_can_do_all(void **state UNUSED)
{
	const struct target_options options = { .seed = 7, .now = 1000, .who = ME };
	AUTO(target_close) struct target *t = open_mock(&options);
	struct err e = { 0 };
	uint64_t seed = 0;
	vtime now = 0;

	for (int c = 0; c < CAPABILITY_COUNT; c++)
		row_int_equal(c, target_lacks(t, (enum capability)c) == NULL, 1);
	assert_true(str_starts(target_name(t), "the embedded mock, flowmock "));
	assert_true(str_starts(target_url(t), "http://127.0.0.1:"));
	assert_true(str_starts(target_service(t), target_url(t)));
	assert_true(str_ends(target_service(t), TARGET_SERVICE));
	assert_true(target_seed(t, &seed));
	assert_int_equal(seed, 7);
	assert_int_equal(target_now(t, &now, &e), 0);
	assert_int_equal(now, 1000);
	assert_null(target_ledger(t));
	assert_null(target_preview(t));
	assert_string_equal(target_identity(t)->org, "o@AdobeOrg");
}

static void its_exports_are_gone_with_it_unless_they_are_kept(void **state UNUSED)
{
	for (int keep = 0; keep < 2; keep++) {
		const struct target_options options = { .keep = keep, .who = ME };
		struct target *t = open_mock(&options);
		AUTO_MEM char *exports = mem_strdup(target_exports(t));
		struct err e = { 0 };

		assert_true(file_is_dir(exports));
		target_close(t);
		row_int_equal(keep, file_is_dir(exports), keep);
		if (keep)
			assert_int_equal(file_remove_tree(exports, &e), 0);
	}
}

static void an_export_root_of_ones_own_is_made_and_left(void **state)
{
	AUTO_MEM char *root = scratch_path(state, "a/b");
	const struct target_options options = { .export_root = root, .who = ME };
	struct target *t = open_mock(&options);

	assert_string_equal(target_exports(t), root);
	assert_true(file_is_dir(root));
	target_close(t);
	assert_true(file_is_dir(root));
}

static void a_mock_that_does_not_start_says_why(void **state)
{
	AUTO_MEM char *none = scratch_path(state, "none");
	const char *const datasets[] = { none, NULL };
	const struct target_options options = { .datasets = datasets, .who = ME };
	struct target *t = NULL;
	struct err e = { 0 };

	assert_int_equal(target_open(&options, &t, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_true(str_starts(e.text, "the embedded mock does not start: "));
	assert_non_null(strstr(e.text, none));
	assert_null(t);
	target_close(NULL);
}

/* ---------------------------------------------------------------- mocks elsewhere */

/* Opens what answers so at /__admin/health and /__admin/faults. */
static int open_url(struct service *s, const char *health, int faults,
                    enum reset_rule reset, struct err *e)
{
	const struct scripted_row rows[] = {
		{ HEALTH, 200, health },
		{ FAULTS, faults, "{}" },
	};
	const struct target_options o = { .kind = TARGET_URL, .reset = reset };

	return service_open(s, &o, rows, e);
}

/* What is missing is named with its reason; NULL: it is there. */
static void a_mock_elsewhere_says_what_it_can_do(void **state UNUSED)
{
	static const struct {
		const char *health;
		int faults;
		enum capability c;
		const char *lacks;
	} cases[] = {
		/* clang-format off */
		{ "{'status':'ok','empty':true,'clock':'virtual'}", 200, CAN_TIME_TRAVEL, NULL },
		{ "{'status':'ok','empty':true,'clock':'real'}", 200, CAN_TIME_TRAVEL, "the target's clock does not move on request" },
		{ "{'status':'ok','empty':true}", 200, CAN_TIME_TRAVEL, "the target's clock does not move on request" },
		{ "{'status':'ok','empty':true}", 200, CAN_FAULTS, NULL },
		{ "{'status':'ok','empty':true}", 404, CAN_FAULTS, "the target knows no faults" },
		{ "{'status':'ok','empty':true}", 200, CAN_ANY_CLIENT, NULL },
		{ "{'status':'ok','empty':true,'auth':'lenient'}", 200, CAN_ANY_CLIENT, NULL },
		{ "{'status':'ok','empty':true,'auth':'strict'}", 200, CAN_ANY_CLIENT, "the target lets in its own clients only" },
		{ "{'status':'ok','empty':true}", 200, CAN_FILES, "the target does not say where it exports to" },
		{ "{'status':'ok','empty':true,'exportRoot':'/no/such'}", 200, CAN_FILES, "the target's export root is not on this machine" },
		{ "{'status':'ok','empty':true,'exportRoot':'relative'}", 200, CAN_FILES, "the target's export root is not on this machine" },
		{ "{'status':'ok','empty':true,'exportRoot':'/made-later'}", 200, CAN_FILES, "the target's export root is not on this machine" },
		{ "{'status':'ok','empty':true,'exportRoot':'/tmp'}", 200, CAN_FILES, NULL },
		{ "{'status':'ok','empty':true,'exportRoot':'/tmp/made-later'}", 200, CAN_FILES, NULL },
		{ "{'status':'ok','empty':true,'exportRoot':'/dev/null'}", 200, CAN_FILES, "the target's export root is not on this machine" },
		{ "{'status':'ok','empty':true}", 200, CAN_WRITE, NULL },
		{ "{'status':'ok','empty':true}", 200, CAN_RESET, NULL },
		{ "{'status':'ok','empty':true}", 200, CAN_ADMIN, NULL },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		const char *why;
		struct service s;
		struct err e = { 0 };

		if (open_url(&s, cases[i].health, cases[i].faults, RESET_IF_EMPTY, &e) <
		    0)
			fail_msg("%s", e.text);
		why = target_lacks(s.target, cases[i].c);
		assert_string_equal(why ? why : "", cases[i].lacks ? cases[i].lacks : "");
		service_end(&s);
	}
}

static void a_mock_elsewhere_is_called_by_its_url_and_version(void **state UNUSED)
{
	static const struct {
		const char *health, *name;
	} cases[] = {
		{ "{'status':'ok','empty':true,'version':'9.9'}", ", flowmock 9.9" },
		{ "{'status':'ok','empty':true}", ", flowmock of unknown version" },
	};

	for_each_row(i, cases) {
		uint64_t seed;
		struct service s;
		struct err e = { 0 };

		assert_int_equal(open_url(&s, cases[i].health, 200, 0, &e), 0);
		assert_true(str_starts(target_name(s.target), s.script.url));
		assert_true(str_ends(target_name(s.target), cases[i].name));
		assert_false(target_seed(s.target, &seed));
		service_end(&s);
	}
}

static void its_clock_may_run_faster(void **state UNUSED)
{
	static const struct {
		const char *clock;
		int64_t ms, real_ms;
	} cases[] = {
		{ "real", 1500, 1500 },    { "scaled:60", 60000, 1000 },
		{ "scaled:60", 1, 1 },     { "scaled:60", 61, 2 },
		{ "scaled:60", 0, 0 },     { "scaled:x", 1500, 1500 },
		{ "virtual", 1500, 1500 },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *health =
			mem_printf("{'status':'ok','empty':true,'clock':'%s'}",
		                   cases[i].clock);
		struct service s;
		struct err e = { 0 };

		assert_int_equal(open_url(&s, health, 200, 0, &e), 0);
		assert_int_equal(target_real_ms(s.target, cases[i].ms), cases[i].real_ms);
		service_end(&s);
	}
}

/* Nobody's work is emptied unless they say so. */
static void one_that_is_not_empty_is_reset_by_hand_only(void **state UNUSED)
{
	static const struct {
		bool empty;
		enum reset_rule rule;
		bool opens, resets;
	} cases[] = {
		{ true, RESET_IF_EMPTY, true, true },
		{ false, RESET_IF_EMPTY, false, false },
		{ true, RESET_ALWAYS, true, true },
		{ false, RESET_ALWAYS, true, true },
		{ true, RESET_NEVER, true, false },
		{ false, RESET_NEVER, true, false },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *health = mem_printf("{'status':'ok','empty':%s}",
		                                   cases[i].empty ? "true" : "false");
		struct service s;
		struct err e = { 0 };

		assert_int_equal(open_url(&s, health, 200, cases[i].rule, &e) == 0,
		                 cases[i].opens);
		if (cases[i].opens) {
			assert_int_equal(target_lacks(s.target, CAN_RESET) == NULL,
			                 cases[i].resets);
			assert_null(target_lacks(s.target, CAN_WRITE));
		} else {
			assert_int_equal(e.code, ERR_FORBIDDEN);
			assert_non_null(strstr(e.text, "--reset empties it"));
			assert_non_null(strstr(e.text, "--no-reset leaves"));
		}
		service_end(&s);
	}
}

static void in_one_that_is_not_reset_nothing_of_others_is_deleted(void **state UNUSED)
{
	AUTO(call_release) struct call c = { 0 };
	struct service s;
	struct err e = { 0 };

	assert_int_equal(open_url(&s, "{'status':'ok'}", 200, RESET_NEVER, &e), 0);
	target_call(s.target, "DELETE", "/flows/1", &c);
	assert_int_equal(target_send(s.target, &c, &e), -1);
	assert_int_equal(e.code, ERR_FORBIDDEN);
	service_end(&s);
}

/* It is guarded as the real service is: read only unless it was allowed. */
static void what_has_no_admin_paths_is_no_mock(void **state UNUSED)
{
	static const struct scripted_row answers[] = {
		{ HEALTH, 404, "{}" },
		{ HEALTH, 200, "<html>" },
		{ HEALTH, 200, "{'health':'good'}" },
		{ HEALTH, 200, "{'status':'healthy','version':'3.9'}" },
		{ HEALTH, 403, "{'status':'ok'}" },
	};

	for_each_row(i, answers) {
		const struct target_options o = { .kind = TARGET_URL };
		struct service s;
		struct err e = { 0 };

		assert_int_equal(service_open_rows(&s, &o, &answers[i], 1, &e), 0);
		for (int c = 0; c < CAPABILITY_COUNT; c++)
			row_int_equal(c,
			              target_lacks(s.target, (enum capability)c) != NULL,
			              true);
		assert_string_equal(target_lacks(s.target, CAN_FILES),
		                    "the target has no /__admin/ paths");
		assert_string_equal(target_name(s.target), s.script.url);
		service_end(&s);
	}
}

static void slashes_at_the_end_of_a_url_do_not_count(void **state UNUSED)
{
	const struct target_options options = {
		.kind = TARGET_URL, .url = "http://h:1///", .plan = true, .who = ME
	};
	AUTO(target_close) struct target *t = open_mock(&options);

	assert_string_equal(target_url(t), "http://h:1");
	assert_string_equal(target_service(t), "http://h:1" TARGET_SERVICE);
}

static void a_client_gets_its_token_from_the_target(void **state UNUSED)
{
	static const struct scripted_row rows[] = {
		{ HEALTH, 200, "{'status':'ok','empty':true}" },
		{ FAULTS, 200, "{}" },
		{ "POST /ims/token/v3 ", 200,
		  "{'access_token':'issued','expires_in':60}" },
	};
	const struct target_options o = {
		.kind = TARGET_URL,
		.who = { "t", "k", "o", "dev", .client_id = "me", .client_secret = "hush",
		         .scopes = "all" }
	};
	struct service s;
	struct err e = { 0 };

	assert_int_equal(service_open(&s, &o, rows, &e), 0);
	assert_string_equal(target_identity(s.target)->token, "issued");
	service_end(&s);
}

static void a_target_where_nobody_answers_can_not_be_opened(void **state UNUSED)
{
	static const struct scripted_row rows[] = { { HEALTH, 0 } };
	const struct target_options o = { .kind = TARGET_URL };
	struct service s;
	struct err e = { 0 };

	assert_int_equal(service_open(&s, &o, rows, &e), -1);
	assert_int_equal(e.code, ERR_UNAVAILABLE);
	assert_null(s.target);
	service_end(&s);
}

/* ---------------------------------------------------------------- the real service */

static void the_real_service_is_not_asked_what_it_is(void **state UNUSED)
{
	static const struct scripted_row none[1];
	static const struct {
		bool writes;
		const char *sandbox;
		bool may_write;
	} cases[] = {
		{ false, NULL, false },
		{ true, NULL, false },
		{ false, "dev", false },
		{ true, "dev", true },
	};

	for_each_row(i, cases) {
		const struct target_options o = { .kind = TARGET_REAL,
			                          .allow_writes = cases[i].writes,
			                          .sandbox = cases[i].sandbox };
		struct service s;
		struct err e = { 0 };

		assert_int_equal(service_open_rows(&s, &o, none, 0, &e), 0);
		assert_int_equal(target_lacks(s.target, CAN_WRITE) == NULL,
		                 cases[i].may_write);
		assert_string_equal(target_lacks(s.target, CAN_RESET),
		                    "the target is not a mock");
		assert_true(str_starts(target_name(s.target), "the service at http://"));
		service_end(&s);
	}
}

static void the_sandbox_of_the_command_line_goes_before_the_identitys(void **state UNUSED)
{
	static const struct scripted_row none[1];
	const struct target_options o = { .kind = TARGET_REAL, .sandbox = "other" };
	struct service s;
	struct err e = { 0 };

	assert_int_equal(service_open_rows(&s, &o, none, 0, &e), 0);
	assert_string_equal(target_identity(s.target)->sandbox, "other");
	service_end(&s);
}

/* A plan asks nobody, and its identity gets no token. */
static void a_plan_sends_nothing(void **state UNUSED)
{
	const struct target_options real = { .kind = TARGET_REAL,
		                             .plan = true,
		                             .who = { "t", "k", "o", "dev",
		                                      .client_id = "me",
		                                      .client_secret = "hush" } };
	AUTO(target_close) struct target *t = open_mock(&real);

	assert_string_equal(target_url(t), TARGET_API_URL);
	assert_non_null(target_preview(t));
	assert_string_equal(target_identity(t)->token, "t");
}

/* ---------------------------------------------------------------- ledgers */

static void a_ledger_is_begun_where_things_are_made_and_stay(void **state)
{
	static const struct {
		struct target_options options;
		bool begun;
	} cases[] = {
		{ { .kind = TARGET_MOCK, .who = ME }, false },
		{ { .kind = TARGET_REAL, .who = ME, .plan = true }, false },
		{ { .kind = TARGET_REAL,
		    .who = { "t", "k", "o", "dev", .api_url = "http://h" } },
		  false },
		{ { .kind = TARGET_REAL,
		    .who = { "t", "k", "o", "dev", .api_url = "http://h/" },
		    .allow_writes = true,
		    .sandbox = "dev" },
		  true },
		{ { .kind = TARGET_REAL,
		    .who = { "t", "k", "o", "dev", .api_url = "http://h" },
		    .allow_writes = true,
		    .sandbox = "dev",
		    .plan = true },
		  false },
	};

	for_each_row(i, cases) {
		AUTO(target_close) struct target *t = open_mock(&cases[i].options);
		AUTO_MEM char *path = mem_printf("%s/%zu", (const char *)*state, i);
		const struct ledger *l;
		struct err e = { 0 };

		assert_int_equal(target_begin_ledger(t, path, 120000, &e), 0);
		l = target_ledger(t);
		assert_int_equal(l != NULL, cases[i].begun);
		assert_int_equal(file_exists(path), cases[i].begun);
		if (!l)
			continue;
		assert_string_equal(l->head.target, "http://h");
		assert_string_equal(l->head.org, "o");
		assert_string_equal(l->head.sandbox, "dev");
		assert_int_equal(l->head.mark.expires, 120000);
	}
}

static void a_ledger_that_is_there_is_gone_on_with(void **state)
{
	static const struct target_options options = {
		.kind = TARGET_REAL,
		.who = { "t", "k", "o", "dev", .api_url = "http://h" },
		.allow_writes = true,
		.sandbox = "dev",
	};
	AUTO(target_close) struct target *first = open_mock(&options);
	AUTO(target_close) struct target *next = open_mock(&options);
	AUTO(ledger_close) struct ledger l = { .fd = -1 };
	AUTO_MEM char *path = scratch_path(state, "l");
	struct err e = { 0 }, none = { 0 };

	assert_int_equal(ledger_open(path, LEDGER_GO_ON, &l, &none), -1);
	assert_int_equal(none.code, ERR_NOT_FOUND);
	assert_int_equal(target_begin_ledger(first, path, 120000, &e), 0);
	/* One program uses it at a time. */
	assert_int_equal(ledger_open(path, LEDGER_GO_ON, &l, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	target_close(TAKE(first));
	assert_int_equal(ledger_open(path, LEDGER_GO_ON, &l, &e), 0);
	target_use_ledger(next, &l);
	assert_non_null(target_ledger(next));
}

#define WITH_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_embedded_mock_can_do_all),
		cmocka_unit_test(its_exports_are_gone_with_it_unless_they_are_kept),
		WITH_FOLDER(an_export_root_of_ones_own_is_made_and_left),
		WITH_FOLDER(a_mock_that_does_not_start_says_why),
		cmocka_unit_test(a_mock_elsewhere_says_what_it_can_do),
		cmocka_unit_test(a_mock_elsewhere_is_called_by_its_url_and_version),
		cmocka_unit_test(its_clock_may_run_faster),
		cmocka_unit_test(one_that_is_not_empty_is_reset_by_hand_only),
		cmocka_unit_test(in_one_that_is_not_reset_nothing_of_others_is_deleted),
		cmocka_unit_test(what_has_no_admin_paths_is_no_mock),
		cmocka_unit_test(slashes_at_the_end_of_a_url_do_not_count),
		cmocka_unit_test(a_client_gets_its_token_from_the_target),
		cmocka_unit_test(a_target_where_nobody_answers_can_not_be_opened),
		cmocka_unit_test(the_real_service_is_not_asked_what_it_is),
		cmocka_unit_test(
			the_sandbox_of_the_command_line_goes_before_the_identitys),
		cmocka_unit_test(a_plan_sends_nothing),
		WITH_FOLDER(a_ledger_is_begun_where_things_are_made_and_stay),
		WITH_FOLDER(a_ledger_that_is_there_is_gone_on_with),
	};

	return cmocka_run_group_tests_name("target_open", tests, NULL, NULL);
}
