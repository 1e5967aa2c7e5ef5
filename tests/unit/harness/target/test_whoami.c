/*
 * test_whoami.c - harness/target/whoami.c, against a service that answers from a script
 */
#include "tests/unit/unit.h"

#include "harness/target/whoami.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"
#include "tests/support/service.h"

#define LIST(kind) "GET " SERVICE_PATH "/" kind "?limit=100 "
#define NONE       "{'items':[]}"
/* The lists of what can be deleted, each asked for once. */
#define EMPTY_LISTS                                                             \
	{ LIST("flows"), 200, NONE }, { LIST("targetConnections"), 200, NONE }, \
		{ LIST("sourceConnections"), 200, NONE },                       \
	{                                                                       \
		LIST("connections"), 200, NONE                                  \
	}

static void clear_environment(void)
{
	static const char *const names[] = {
		"FLOWCHECK_ACCESS_TOKEN",
		"FLOWCHECK_API_KEY",
		"FLOWCHECK_ORG_ID",
		"FLOWCHECK_SANDBOX",
		"FLOWCHECK_CLIENT_ID",
		"FLOWCHECK_CLIENT_SECRET",
		"FLOWCHECK_CLIENT_SECRET_FILE",
		"FLOWCHECK_SCOPES",
	};

	for_each_row(i, names)
		unsetenv(names[i]);
}

static int setup(void **state)
{
	clear_environment();
	return scratch_open(state);
}

/* What is said, of which every line must be there; *e where it is -1. */
static int print(struct service *s, const char *sandbox_from, struct buf *out,
                 struct err *e)
{
	return whoami_print(s->target, sandbox_from, out, e);
}

static void expect_line(const struct buf *out, const char *line)
{
	AUTO_MEM char *all = mem_printf("\n%s", buf_str(out));
	AUTO_MEM char *whole = mem_printf("\n%s\n", line);

	if (!strstr(all, whole))
		fail_msg("no line '%s' in:\n%s", line, buf_str(out));
}

static void it_says_where_and_as_whom(void **state)
{
	static const struct scripted_row rows[] = { EMPTY_LISTS };
	AUTO(buf_release) struct buf out = { 0 };
	AUTO_MEM char *place = NULL;
	struct service s;
	struct err e = { 0 };

	service_begin(&s, state, rows);
	assert_int_equal(print(&s, "--sandbox", &out, &e), 0);
	place = mem_printf("target       the service at %s", s.script.url);
	expect_line(&out, place);
	expect_line(&out, "organisation o@AdobeOrg (default)");
	expect_line(&out, "sandbox      dev (--sandbox); type not known");
	expect_line(&out, "permissions  not known");
	expect_line(&out, "token        one that a lenient mock accepts");
	expect_line(&out, "key          one that a lenient mock accepts");
	expect_line(&out, "clock        not known: its answers have no Date "
	                  "that can be read");
	expect_line(&out, "marked       nothing");
	service_end(&s);
}

/* Each value's variable is named, its value is not. */
static void it_says_where_each_value_came_from(void **state)
{
	static const struct scripted_row rows[] = {
		{ "POST /ims/token/v3 ", 200,
		  "{'access_token':'issued','expires_in':3600}" },
		EMPTY_LISTS
	};
	AUTO(buf_release) struct buf out = { 0 };
	AUTO_MEM char *issued = NULL;
	struct target_options o = { 0 };
	struct service s;
	struct err e = { 0 };

	setenv("FLOWCHECK_CLIENT_ID", "me", 1);
	setenv("FLOWCHECK_CLIENT_SECRET", "hush", 1);
	setenv("FLOWCHECK_ORG_ID", "mine@AdobeOrg", 1);
	assert_int_equal(identity_read(NULL, &o.who, &e), 0);
	service_begin_rows(&s, state, &o, rows, ARRAY_LEN(rows));
	assert_int_equal(print(&s, NULL, &out, &e), 0);
	issued = mem_printf("token        issued by %s", s.script.url);
	expect_line(&out, issued);
	expect_line(&out, "client       from FLOWCHECK_CLIENT_ID, environment");
	expect_line(&out, "secret       from FLOWCHECK_CLIENT_SECRET, environment");
	expect_line(&out, "key          the client's id");
	expect_line(&out, "organisation mine@AdobeOrg (environment)");
	expect_line(&out, "sandbox      prod (default); type not known");
	assert_null(strstr(buf_str(&out), "hush"));
	assert_null(strstr(buf_str(&out), "lenient"));
	service_end(&s);
	identity_release(&o.who);
}

static void a_ready_token_and_key_are_named_and_not_shown(void **state)
{
	static const struct scripted_row rows[] = { EMPTY_LISTS };
	AUTO(buf_release) struct buf out = { 0 };
	struct target_options o = { 0 };
	struct service s;
	struct err e = { 0 };

	setenv("FLOWCHECK_ACCESS_TOKEN", "ready-token", 1);
	setenv("FLOWCHECK_API_KEY", "the-key", 1);
	assert_int_equal(identity_read(NULL, &o.who, &e), 0);
	service_begin_rows(&s, state, &o, rows, ARRAY_LEN(rows));
	assert_int_equal(print(&s, NULL, &out, &e), 0);
	expect_line(&out, "token        from FLOWCHECK_ACCESS_TOKEN, environment");
	expect_line(&out, "key          from FLOWCHECK_API_KEY, environment");
	assert_null(strstr(buf_str(&out), "ready-token"));
	assert_null(strstr(buf_str(&out), "the-key"));
	assert_null(strstr(buf_str(&out), "lenient"));
	service_end(&s);
	identity_release(&o.who);
}

/* So far is the answer's Date from this machine's clock. */
static void it_says_how_far_the_clocks_are_apart(void **state)
{
	static const struct {
		const char *date;
		bool known;
	} cases[] = {
		{ "Date: Thu, 01 Jan 2015 00:00:00 GMT\r\n", true },
		{ "Date: yesterday\r\n", false },
	};

	for_each_row(i, cases) {
		const struct scripted_row rows[] = {
			{ LIST("flows"), 200, NONE, cases[i].date },
			{ LIST("targetConnections"), 200, NONE },
			{ LIST("sourceConnections"), 200, NONE },
			{ LIST("connections"), 200, NONE },
		};
		AUTO(buf_release) struct buf out = { 0 };
		const char *at;
		long long seconds = 0, apart;
		struct service s;
		struct err e = { 0 };

		service_begin(&s, state, rows);
		assert_int_equal(print(&s, NULL, &out, &e), 0);
		service_end(&s);
		at = strstr(buf_str(&out), "\nclock        ");
		assert_non_null(at);
		if (!cases[i].known) {
			expect_line(&out,
			            "clock        not known: its answers have no Date "
			            "that can be read");
			continue;
		}
		assert_int_equal(sscanf(at, "\nclock %lld s from ours", &seconds), 1);
		/* 2015-01-01 in seconds; a day for a slow machine */
		apart = 1420070400 - vtime_wall_now() / MS_PER_SECOND;
		assert_true(llabs(seconds - apart) < 86400);
	}
}

/* Marks of two runs, over pages and kinds; names without a mark are somebody's. */
static void what_bears_a_mark_is_counted_by_run(void **state)
{
#define MARK_A "(fc 0123456789 20261201T0304Z)"
#define MARK_B "(fc abcdef0123 20270101T0000Z)"
	static const struct scripted_row rows[] = {
		{ LIST("flows"), 200,
		  "{'items':[{'name':'A " MARK_A "'},{'name':'mine'},{}],"
		  "'_links':{'next':{'href':'/flows?limit=100&more=1'}}}" },
		{ "GET " SERVICE_PATH "/flows?limit=100&more=1 ", 200,
		  "{'items':[{'name':'B " MARK_B "'},{'name':'C " MARK_A "'}]}" },
		{ LIST("targetConnections"), 200, "{'items':[{'name':'D " MARK_A "'}]}" },
		{ LIST("sourceConnections"), 200, NONE },
		{ LIST("connections"), 200, "{'items':[{'name':'(fc 0123456789)'}]}" },
	};
	AUTO(buf_release) struct buf out = { 0 };
	struct service s;
	struct err e = { 0 };

	service_begin(&s, state, rows);
	assert_int_equal(print(&s, NULL, &out, &e), 0);
	expect_line(&out, "marked       3 of run 0123456789, to be removed after "
	                  "2026-12-01T03:04:00Z");
	expect_line(&out, "marked       1 of run abcdef0123, to be removed after "
	                  "2027-01-01T00:00:00Z");
	assert_null(strstr(buf_str(&out), "marked       nothing"));
	assert_null(strstr(buf_str(&out), "the rest"));
	service_end(&s);
}

static void a_list_that_goes_on_and_on_is_left_with_a_word(void **state)
{
#define AND_ON                                                    \
	{                                                         \
		"GET " SERVICE_PATH "/flows?limit=100", 200,      \
			"{'items':[],'_links':{'next':{'href':'/" \
			"flows?limit=100&p'}}}"                   \
	}
#define FIVE_ON AND_ON, AND_ON, AND_ON, AND_ON, AND_ON
	static const struct scripted_row rows[] = {
		FIVE_ON,
		FIVE_ON,
		FIVE_ON,
		FIVE_ON,
		{ LIST("targetConnections"), 200, NONE },
		{ LIST("sourceConnections"), 200, NONE },
		{ LIST("connections"), 200, NONE },
	};
	AUTO(buf_release) struct buf out = { 0 };
	struct service s;
	struct err e = { 0 };

	service_begin(&s, state, rows);
	assert_int_equal(print(&s, NULL, &out, &e), 0);
	expect_line(&out, "the rest     not known: only the first 2000 of a list were "
	                  "looked at");
	service_end(&s);
}

static void a_service_that_does_not_answer_the_question_is_an_error(void **state)
{
	static const struct {
		struct scripted_row row;
		enum err_code code;
		const char *says;
	} cases[] = {
		{ { LIST("flows"), 403, "{'error':'no'}" },
		  ERR_INVALID,
		  "GET /flows?limit=100 answered 403: {'error':'no'}" },
		{ { LIST("flows"), 0 }, ERR_UNAVAILABLE, "" },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf out = { 0 };
		AUTO_MEM char *says = NULL;
		struct service s;
		struct err e = { 0 };

		service_begin_rows(&s, state, NULL, &cases[i].row, 1);
		assert_int_equal(print(&s, NULL, &out, &e), -1);
		assert_int_equal(e.code, cases[i].code);
		says = quoted(cases[i].says);
		assert_non_null(strstr(e.text, says));
		service_end(&s);
	}
}

/* In a plan nothing is asked; what would be stands in the preview. */
static void a_plan_holds_its_questions(void **state)
{
	static const struct {
		bool has_client, token_given, writes;
		const char *begins;
		size_t requests;
	} cases[] = {
		{ false, false, true, "GET ", 4 },  { true, false, true, "POST ", 5 },
		{ true, true, true, "GET ", 4 },    { true, false, false, "POST ", 2 },
		{ false, false, false, "GET ", 1 },
	};
	static const struct scripted_row none[1];

	for_each_row(i, cases) {
		struct target_options o = {
			.who = { "t", "k", "o", "dev",
			         .token_given = cases[i].token_given },
			.plan = true,
			.allow_writes = cases[i].writes,
			.sandbox = "dev",
		};
		const struct preview *p;
		struct service s;

		if (cases[i].has_client) {
			o.who.client_id = "me";
			o.who.client_secret = "hush";
		}
		service_begin_rows(&s, state, &o, none, 0);
		whoami_preview(s.target);
		p = target_preview(s.target);
		assert_int_equal(p->requests, cases[i].requests);
		assert_ptr_equal(strstr(buf_str(&p->text), cases[i].begins),
		                 buf_str(&p->text));
		assert_null(strstr(buf_str(&p->text), "hush"));
		assert_null(strstr(buf_str(&p->text), "/runs"));
		service_end(&s);
	}
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, setup, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(it_says_where_and_as_whom),
		WITH_FOLDER(it_says_where_each_value_came_from),
		WITH_FOLDER(a_ready_token_and_key_are_named_and_not_shown),
		WITH_FOLDER(it_says_how_far_the_clocks_are_apart),
		WITH_FOLDER(what_bears_a_mark_is_counted_by_run),
		WITH_FOLDER(a_list_that_goes_on_and_on_is_left_with_a_word),
		WITH_FOLDER(a_service_that_does_not_answer_the_question_is_an_error),
		WITH_FOLDER(a_plan_holds_its_questions),
	};

	return cmocka_run_group_tests_name("whoami", tests, NULL, NULL);
}
