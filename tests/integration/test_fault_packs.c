/*
 * test_fault_packs.c - each pack of faults can be armed at a start, and does what it says
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define DAILY \
	JSON({"exportMode":"FIRST_FULL_THEN_INCREMENTAL","timeUnit":"day","interval":1, \
	     "startTime":1767225600})

static void serve(struct mock *m, const char *pack)
{
	const char *args[] = { "--faults", pack, NULL };

	mock_serve(m, args);
}

static void each_pack_is_armed(void **state UNUSED)
{
	static const char *const packs[] = { "throttled",     "flaky-network",
		                             "lost-answers",  "permissions",
		                             "monday-outage", "expired-credentials",
		                             "torn-files" };

	for (size_t i = 0; i < ARRAY_LEN(packs); i++) {
		struct mock_reply r;
		struct mock m;

		serve(&m, packs[i]);
		r = mock_ask(&m, "GET", "/__admin/faults", NULL);
		row_int_equal(i, r.status, 200);
		row_int_equal(i, cJSON_GetArraySize(json_get(r.body, "faults")) > 0, 1);
		mock_reply_release(&r);
		mock_end(&m);
	}
}

/* The statuses of a daily flow's runs under the pack, 'F' for each that failed. */
static void expect_runs(const char *pack, const char *for_so_long, const char *expected)
{
	AUTO(buf_release) struct buf found = { 0 };
	struct mock_reply r;
	const cJSON *one;
	struct mock m;

	serve(&m, pack);
	free(mock_make_flow(&m, "5ef3e3259ad2a1191ab7dd7d", "JSON", "NONE", DAILY));
	cJSON_Delete(mock_move(&m, for_so_long));
	r = mock_ask(&m, "GET", "/runs?orderby=createdAt", NULL);
	cJSON_ArrayForEach(one, json_get(r.body, "items"))
		buf_add_char(&found, strcmp(json_str(one, "metrics.statusSummary.status"),
		                            "failed") == 0
		                             ? 'F'
		                             : '.');
	assert_string_equal(buf_str(&found), expected);
	mock_reply_release(&r);
	mock_end(&m);
}

static void storage_is_away_on_mondays(void **state UNUSED)
{
	expect_runs("monday-outage", "P13D", "....F......F..");
}

static void credentials_expire_for_three_runs(void **state UNUSED)
{
	expect_runs("expired-credentials", "P5D", ".FFF..");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_pack_is_armed),
		cmocka_unit_test(storage_is_away_on_mondays),
		cmocka_unit_test(credentials_expire_for_three_runs),
	};

	return cmocka_run_group_tests_name("fault packs", tests, NULL, NULL);
}
