/*
 * test_settings.c - settings and where they came from, over resets and restarts
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/mock.h"

/* The members of the row of that name, as JSON; the caller frees the text. */
static char *row_of(struct mock *m, const char *path, const char *list, const char *name)
{
	struct mock_reply r = mock_ask(m, "GET", path, NULL);
	struct buf out = { 0 };
	const cJSON *row;

	assert_int_equal(r.status, 200);
	cJSON_ArrayForEach(row, json_get(r.body, list)) {
		const char *by = json_str(row, "by");
		const char *value = json_str(row, "value");

		if (!strcmp(json_str(row, "name"), name))
			buf_printf(&out, "%s %s %s",
			           value ? value : json_str(row, "choice"),
			           json_str(row, "origin"), by ? by : "-");
	}
	mock_reply_release(&r);
	return buf_take(&out);
}

static void expect_setting(struct mock *m, const char *name, const char *want)
{
	AUTO(mem_free) char *got = row_of(m, "/__admin/settings", "settings", name);

	assert_string_equal(got, want);
}

static void expect_choice(struct mock *m, const char *name, const char *want)
{
	AUTO(mem_free) char *got = row_of(m, "/__admin/ledger", "entries", name);

	assert_string_equal(got, want);
}

static void expect_status(struct mock *m, const char *method, const char *path,
                          const char *body, int status)
{
	struct mock_reply r = mock_ask(m, method, path, body);

	assert_int_equal(r.status, status);
	mock_reply_release(&r);
}

/* Where the sandbox is missing, unknown parameters and counts with a limit. */
static void expect_behaviour(struct mock *m, int sandbox, int parameter, int count)
{
	expect_status(m, "GET", "/flows", NULL, sandbox);
	expect_status(m, "GET", "/connectionSpecs?unheard=1", NULL, parameter);
	expect_status(m, "GET", "/connectionSpecs?count=true&limit=2", NULL, count);
}

static void a_choice_wins_over_the_mode_and_outlives_resets(void **state UNUSED)
{
	static const char *const choose[] = { "missing-sandbox=default B38=refuse",
		                              "A24=accept", NULL };
	const struct flowmock_options options = { .choose = choose };
	struct mock m;

	mock_begin_with(&m, NULL, &options);
	expect_behaviour(&m, 200, 400, 200);
	expect_choice(&m, "unknown-parameter", "refuse choose choose");
	expect_choice(&m, "if-match-unquoted", "accept contract -");
	expect_status(&m, "POST", "/__admin/reset", "{'contract':'strict'}", 200);
	expect_behaviour(&m, 200, 400, 200);
	expect_choice(&m, "missing-sandbox", "default choose choose");
	expect_choice(&m, "if-match-unquoted", "refuse contract -");
	expect_status(&m, "POST", "/__admin/reset", "{}", 200);
	expect_behaviour(&m, 200, 400, 200);
	expect_choice(&m, "if-match-unquoted", "accept contract -");
	mock_end(&m);
}

static void a_choice_that_refuses_is_in_force_in_the_lenient_mode(void **state UNUSED)
{
	static const char *const choose[] = { "A23=refuse", NULL };
	const struct flowmock_options options = { .choose = choose };
	struct mock m;

	mock_begin_with(&m, NULL, &options);
	expect_behaviour(&m, 400, 400, 400); /* each lacks the sandbox */
	mock_end(&m);
}

static void a_setting_says_who_set_it(void **state UNUSED)
{
	struct mock m;

	mock_begin(&m, "state.db");
	expect_setting(&m, "run-life", "immediate default -");
	expect_setting(&m, "partitions", "auto default -");
	expect_status(&m, "POST", "/__admin/life", "{'life':'polls:3'}", 200);
	expect_status(&m, "POST", "/__admin/partitions", "{'partitions':4}", 200);
	expect_setting(&m, "run-life", "polls:3 request POST /__admin/life");
	expect_setting(&m, "partitions", "4 request POST /__admin/partitions");

	mock_restart(&m, "state.db");
	expect_setting(&m, "run-life", "polls:3 state -");
	expect_setting(&m, "partitions", "4 state -");

	m.options.run_life = "polls:5";
	mock_restart(&m, "state.db");
	expect_setting(&m, "run-life", "polls:5 library run_life");
	expect_status(&m, "POST", "/__admin/life", "{'life':'immediate'}", 200);
	expect_setting(&m, "run-life", "immediate request POST /__admin/life");
	expect_status(&m, "POST", "/__admin/life", "{'life':null}", 200);
	expect_setting(&m, "run-life", "polls:5 library run_life");

	expect_status(&m, "POST", "/__admin/reset", "{}", 200);
	expect_setting(&m, "partitions", "auto default -");
	mock_end(&m);
}

/* What the library takes by member, by name, and by default. */
static void any_option_is_the_librarys_by_its_name(void **state UNUSED)
{
	static const char *const others[] = { "files=off", "partitions=3", NULL };
	const struct flowmock_options options = {
		.others = others,
		.contract = FLOWMOCK_STRICT,
		.clock = FLOWMOCK_SCALED,
		.clock_factor = 60,
		.adhoc_delay_ms = 250,
	};
	struct mock m;

	mock_begin_with(&m, NULL, &options);
	expect_setting(&m, "files", "off library files");
	expect_setting(&m, "partitions", "3 library partitions");
	expect_setting(&m, "contract", "strict library contract");
	expect_setting(&m, "clock", "scaled:60 library clock");
	expect_setting(&m, "adhoc-delay", "250ms library adhoc_delay_ms");
	expect_setting(&m, "host", "127.0.0.1 default -");
	expect_setting(&m, "now", "2026-01-01T00:00:00Z default -");
	expect_setting(&m, "run-life", "immediate default -");
	mock_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_choice_wins_over_the_mode_and_outlives_resets),
		cmocka_unit_test(a_choice_that_refuses_is_in_force_in_the_lenient_mode),
		cmocka_unit_test(a_setting_says_who_set_it),
		cmocka_unit_test(any_option_is_the_librarys_by_its_name),
	};

	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
