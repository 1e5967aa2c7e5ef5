/*
 * test_sender.c - harness/target/sender.c, against a service and an IMS in one script
 */
#include "tests/unit/unit.h"

#include "harness/target/sender.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scripted.h"

#define IMS                  "POST /ims/token/v3 "
#define GET_X                "GET /x "
#define TOKEN(name, seconds) "{'access_token':'" name "','expires_in':" #seconds "}"

/* A sender, what it slept in all, and what it said. */
struct fixture {
	struct scripted script;
	struct sender sender;
	struct call call;
	int64_t slept_ms, sleeps, sleeps_most; /* sleeps_most 0: no bound */
	struct buf said;
	struct err e;
};

static bool note_sleep(void *ctx, int64_t ms)
{
	struct fixture *f = ctx;

	f->slept_ms += ms;
	return !f->sleeps_most || ++f->sleeps < f->sleeps_most;
}

static void note_line(void *ctx, const char *line)
{
	struct fixture *f = ctx;

	buf_printf(&f->said, "%s\n", line);
}

/* A client of the IMS, without a token yet, and a call without one. */
static void begin_rows(struct fixture *f, const struct scripted_row *rows, size_t count)
{
	*f = (struct fixture){ 0 };
	scripted_begin_rows(&f->script, rows, count);
	f->sender = (struct sender){
		.fetch = fetch_new(),
		.who = { .token = "default",
		         .client_id = "me",
		         .client_secret = "hush",
		         .scopes = "all" },
		.ims_url = f->script.url,
		.patient = true,
		.patience = { .sleep = note_sleep, .ctx = f },
		.say = note_line,
		.say_ctx = f,
	};
	f->call.method = "GET";
	f->call.url = mem_printf("%s/x", f->script.url);
}
#define begin(f, rows) begin_rows(f, rows, ARRAY_LEN(rows))

static void end(struct fixture *f)
{
	call_release(&f->call);
	sender_release(&f->sender);
	buf_release(&f->said);
	scripted_end(&f->script);
}

/* Asks for the first token and puts it on the call. */
static void login(struct fixture *f)
{
	AUTO_MEM char *bearer = NULL;

	assert_int_equal(sender_login(&f->sender, &f->e), 0);
	bearer = mem_printf("Bearer %s", f->sender.who.token);
	call_header(&f->call, "Authorization", bearer);
}

static void expect_bearer(struct fixture *f, size_t request, const char *token)
{
	AUTO_MEM char *line = mem_printf("\r\nAuthorization: Bearer %s\r\n", token);

	row_int_equal(request,
	              strstr(scripted_request(&f->script, request), line) != NULL, 1);
}

static int send(struct fixture *f)
{
	return sender_send(&f->sender, &f->call, NULL, &f->e);
}

static void only_a_client_without_a_ready_token_logs_in(void **state UNUSED)
{
	static const struct scripted_row none[1];
	static const struct {
		const char *client_id;
		bool token_given;
	} cases[] = { { NULL, false }, { NULL, true }, { "me", true } };

	for_each_row(i, cases) {
		struct fixture f;

		begin_rows(&f, none, 0);
		f.sender.who.client_id = cases[i].client_id;
		f.sender.who.token_given = cases[i].token_given;
		assert_int_equal(sender_login(&f.sender, &f.e), 0);
		assert_string_equal(f.sender.who.token, "default");
		end(&f);
	}
}

static void a_login_takes_the_clients_token(void **state UNUSED)
{
	static const struct scripted_row rows[] = { { IMS, 200, TOKEN("one", 3600) } };
	struct fixture f;

	begin(&f, rows);
	assert_int_equal(sender_login(&f.sender, &f.e), 0);
	assert_string_equal(f.sender.who.token, "one");
	assert_true(f.sender.who.token_given);
	end(&f);
}

static void a_client_that_the_ims_refuses_is_invalid(void **state UNUSED)
{
	static const struct scripted_row rows[] = { { IMS, 400,
		                                      "{'error':'invalid_client'}" } };
	struct fixture f;

	begin(&f, rows);
	assert_int_equal(sender_login(&f.sender, &f.e), -1);
	assert_int_equal(f.e.code, ERR_INVALID);
	assert_non_null(strstr(f.e.text, "400 invalid_client"));
	assert_string_equal(f.sender.who.token, "default");
	assert_false(f.sender.who.token_given);
	end(&f);
}

/* Of a token that lives for a minute the last six seconds are not used. */
static void a_token_is_renewed_before_it_ends(void **state UNUSED)
{
	static const struct {
		const char *token;
		int64_t left_ms; /* until the next is asked for */
	} cases[] = {
		{ TOKEN("one", 60), 54000 },
		{ TOKEN("one", 3600), 3300000 },
		{ TOKEN("one", 3000), 2700000 },
		{ TOKEN("one", 0), 0 },
	};

	for_each_row(i, cases) {
		const struct scripted_row rows[] = { { IMS, 200, cases[i].token } };
		int64_t before = vtime_monotonic_ns(), after;
		struct fixture f;

		begin(&f, rows);
		login(&f);
		after = vtime_monotonic_ns();
		assert_in_range(f.sender.renew_ns - cases[i].left_ms * 1000000, before,
		                after);
		end(&f);
	}
}

static void a_lifetime_of_all_time_is_not_over_at_once(void **state UNUSED)
{
	static const struct scripted_row rows[] = {
		{ IMS, 200, TOKEN("one", 9223372036854775) },
		{ GET_X, 200, "{}" },
	};
	struct fixture f;

	begin(&f, rows);
	login(&f);
	assert_true(f.sender.renew_ns > vtime_monotonic_ns());
	assert_int_equal(send(&f), 0);
	end(&f);
}

static void a_call_with_an_old_token_gets_the_new_one(void **state UNUSED)
{
	static const struct scripted_row rows[] = {
		{ IMS, 200, TOKEN("one", 3600) },
		{ GET_X, 200, "{}" },
		{ IMS, 200, TOKEN("two", 3600) },
		{ GET_X, 200, "{'n':2}" },
		{ GET_X, 200, "{}" },
	};
	struct fixture f;

	begin(&f, rows);
	login(&f);
	assert_int_equal(send(&f), 0);
	f.sender.renew_ns = vtime_monotonic_ns();
	assert_int_equal(send(&f), 0);
	assert_int_equal(f.call.x.status, 200);
	assert_quoted_equal(buf_str(&f.call.x.answer), "{'n':2}");
	assert_int_equal(send(&f), 0);
	expect_bearer(&f, 1, "one");
	expect_bearer(&f, 3, "two");
	expect_bearer(&f, 4, "two");
	end(&f);
}

static void a_401_is_answered_with_a_new_token_once(void **state UNUSED)
{
	static const struct scripted_row rows[] = {
		{ IMS, 200, TOKEN("one", 3600) },
		{ GET_X, 401 },
		{ IMS, 200, TOKEN("two", 3600) },
		{ GET_X, 200 },
		{ GET_X, 401 },
		{ IMS, 200, TOKEN("three", 3600) },
		{ GET_X, 401 },
	};
	struct fixture f;

	begin(&f, rows);
	login(&f);
	assert_int_equal(send(&f), 0);
	assert_int_equal(f.call.x.status, 200);
	expect_bearer(&f, 3, "two");
	assert_int_equal(send(&f), 0);
	assert_int_equal(f.call.x.status, 401);
	expect_bearer(&f, 6, "three");
	end(&f);
}

static void a_401_without_our_token_is_the_answer(void **state UNUSED)
{
	static const struct {
		const char *authorization; /* NULL: none */
	} cases[] = { { NULL }, { "Bearer other" }, { "Basic one" }, { "bearer one" } };

	for_each_row(i, cases) {
		static const struct scripted_row rows[] = {
			{ IMS, 200, TOKEN("one", 3600) },
			{ GET_X, 401 },
		};
		struct fixture f;

		begin(&f, rows);
		login(&f);
		call_header(&f.call, "Authorization", cases[i].authorization);
		assert_int_equal(send(&f), 0);
		assert_int_equal(f.call.x.status, 401);
		end(&f);
	}
}

static void a_ready_token_is_not_renewed(void **state UNUSED)
{
	static const struct scripted_row rows[] = { { GET_X, 401 } };
	struct fixture f;

	begin(&f, rows);
	f.sender.who.token = "ready";
	f.sender.who.token_given = true;
	call_header(&f.call, "Authorization", "Bearer ready");
	assert_int_equal(send(&f), 0);
	assert_int_equal(f.call.x.status, 401);
	end(&f);
}

static void a_client_that_is_refused_after_a_401_can_not_go_on(void **state UNUSED)
{
	static const struct scripted_row rows[] = {
		{ IMS, 200, TOKEN("one", 3600) },
		{ GET_X, 401 },
		{ IMS, 400, "{'error':'revoked'}" },
	};
	struct fixture f;

	begin(&f, rows);
	login(&f);
	assert_int_equal(send(&f), -1);
	assert_int_equal(f.e.code, ERR_UNAVAILABLE);
	assert_non_null(strstr(f.e.text, "a new token after a 401: "));
	assert_non_null(strstr(f.e.text, "revoked"));
	end(&f);
}

static void a_busy_service_is_waited_for(void **state UNUSED)
{
	static const struct scripted_row rows[] = {
		{ GET_X, 429, "", "Retry-After: 7\r\n" },
		{ GET_X, 503, "", "Retry-After: 120\r\n" },
		{ GET_X, 503 },
		{ GET_X, 200, "{}" },
	};
	struct fixture f;
	int repeats = 0;

	begin(&f, rows);
	assert_int_equal(sender_send(&f.sender, &f.call, &repeats, &f.e), 0);
	assert_int_equal(f.call.x.status, 200);
	/* After a 429 nothing was done; after a 503 it may have been. */
	assert_int_equal(repeats, 2);
	assert_int_equal(f.slept_ms, 7000 + 120000 + 4000);
	assert_string_equal(buf_str(&f.said), "the service is busy (429): waiting 7 s\n"
	                                      "the service is busy (503): waiting 120 s\n"
	                                      "the service is busy (503): waiting 4 s\n");
	end(&f);
}

static void a_mock_of_ours_is_not_waited_for(void **state UNUSED)
{
	static const struct scripted_row rows[] = {
		{ GET_X, 429, "", "Retry-After: 7\r\n" },
		{ GET_X, 503 },
		{ IMS, 503, "", "Retry-After: 7\r\n" },
	};
	struct fixture f;

	begin(&f, rows);
	f.sender.patient = false;
	assert_int_equal(send(&f), 0);
	assert_int_equal(f.call.x.status, 429);
	assert_int_equal(send(&f), 0);
	assert_int_equal(f.call.x.status, 503);
	assert_int_equal(sender_login(&f.sender, &f.e), -1);
	assert_int_equal(f.e.code, ERR_UNAVAILABLE);
	assert_int_equal(f.slept_ms, 0);
	end(&f);
}

static void a_service_that_is_only_busy_is_given_up(void **state UNUSED)
{
	struct scripted_row rows[PATIENCE_TRIES];
	struct fixture f;
	int repeats = 0;

	for_each_row(i, rows)
		rows[i] = (struct scripted_row){ GET_X, 503, "", "Retry-After: 1\r\n" };
	begin(&f, rows);
	assert_int_equal(sender_send(&f.sender, &f.call, &repeats, &f.e), -1);
	assert_int_equal(f.e.code, ERR_UNAVAILABLE);
	assert_non_null(strstr(f.e.text, "/x answered 503 each of 10 times"));
	assert_int_equal(f.slept_ms, (PATIENCE_TRIES - 1) * 1000);
	assert_int_equal(repeats, PATIENCE_TRIES - 1);
	end(&f);
}

static void a_busy_ims_is_waited_for_and_given_up(void **state UNUSED)
{
	static const struct scripted_row twice[] = {
		{ IMS, 429, "", "Retry-After: 3\r\n" },
		{ IMS, 503, "", "Retry-After: 4\r\n" },
		{ IMS, 200, TOKEN("one", 60) },
	};
	struct scripted_row always[PATIENCE_TRIES];
	struct fixture f;

	begin(&f, twice);
	assert_int_equal(sender_login(&f.sender, &f.e), 0);
	assert_int_equal(f.slept_ms, 7000);
	assert_string_equal(buf_str(&f.said), "IMS is busy (429): waiting 3 s\n"
	                                      "IMS is busy (503): waiting 4 s\n");
	end(&f);

	for_each_row(i, always)
		always[i] = (struct scripted_row){ IMS, 429, "", "Retry-After: 1\r\n" };
	begin(&f, always);
	assert_int_equal(sender_login(&f.sender, &f.e), -1);
	assert_int_equal(f.e.code, ERR_UNAVAILABLE);
	assert_int_equal(f.slept_ms, (PATIENCE_TRIES - 1) * 1000);
	end(&f);
}

/* A signal that comes in a wait ends it; nothing is sent after that. */
static void what_comes_while_it_waits_ends_it(void **state UNUSED)
{
	static const struct scripted_row service[] = {
		{ GET_X, 503, "", "Retry-After: 5\r\n" },
		{ GET_X, 503, "", "Retry-After: 5\r\n" },
	};
	static const struct scripted_row ims[] = { { IMS, 503, "",
		                                     "Retry-After: 5\r\n" } };
	struct fixture f;

	begin(&f, service);
	f.sleeps_most = 2;
	assert_int_equal(send(&f), -1);
	assert_int_equal(f.e.code, ERR_UNAVAILABLE);
	assert_string_equal(f.e.text,
	                    "stopped while waiting: the service was busy (503)");
	end(&f);

	begin(&f, ims);
	f.sleeps_most = 1;
	assert_int_equal(sender_login(&f.sender, &f.e), -1);
	assert_int_equal(f.e.code, ERR_UNAVAILABLE);
	assert_string_equal(f.e.text, "stopped while waiting: IMS was busy (503)");
	end(&f);
}

/* Each time a request is sent counts, but for those of a clean-up; a token does not. */
static void the_requests_of_max_requests_are_all_there_are(void **state UNUSED)
{
	static const struct scripted_row rows[] = {
		{ IMS, 200, TOKEN("one", 3600) },
		{ GET_X, 503, "", "Retry-After: 1\r\n" },
		{ GET_X, 200 },
		{ GET_X, 200 },
	};
	struct fixture f;

	begin(&f, rows);
	f.sender.patience.most = 2;
	login(&f);
	assert_int_equal(send(&f), 0);
	assert_int_equal(send(&f), -1);
	assert_int_equal(f.e.code, ERR_FORBIDDEN);
	f.sender.cleaning = true;
	assert_int_equal(send(&f), 0);
	end(&f);
}

static void where_nobody_answers_is_unavailable(void **state UNUSED)
{
	static const struct scripted_row rows[] = { { GET_X, 0 } };
	struct fixture f;

	begin(&f, rows);
	assert_int_equal(send(&f), -1);
	assert_int_equal(f.e.code, ERR_UNAVAILABLE);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_a_client_without_a_ready_token_logs_in),
		cmocka_unit_test(a_login_takes_the_clients_token),
		cmocka_unit_test(a_client_that_the_ims_refuses_is_invalid),
		cmocka_unit_test(a_token_is_renewed_before_it_ends),
		cmocka_unit_test(a_lifetime_of_all_time_is_not_over_at_once),
		cmocka_unit_test(a_call_with_an_old_token_gets_the_new_one),
		cmocka_unit_test(a_401_is_answered_with_a_new_token_once),
		cmocka_unit_test(a_401_without_our_token_is_the_answer),
		cmocka_unit_test(a_ready_token_is_not_renewed),
		cmocka_unit_test(a_client_that_is_refused_after_a_401_can_not_go_on),
		cmocka_unit_test(a_busy_service_is_waited_for),
		cmocka_unit_test(a_mock_of_ours_is_not_waited_for),
		cmocka_unit_test(a_service_that_is_only_busy_is_given_up),
		cmocka_unit_test(a_busy_ims_is_waited_for_and_given_up),
		cmocka_unit_test(what_comes_while_it_waits_ends_it),
		cmocka_unit_test(the_requests_of_max_requests_are_all_there_are),
		cmocka_unit_test(where_nobody_answers_is_unavailable),
	};

	return cmocka_run_group_tests_name("sender", tests, NULL, NULL);
}
