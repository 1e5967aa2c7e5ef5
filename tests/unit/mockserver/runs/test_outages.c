/*
 * test_outages.c - what the test of a connection answers while faults keep runs from it
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/faults/kind.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

static struct mock mock;
static char *base;

#define DAILY \
	JSON({"exportMode":"FIRST_FULL_THEN_INCREMENTAL","timeUnit":"day","interval":1, \
	     "startTime":1767225600})

static void post_fault(const char *text)
{
	AUTO_MEM char *body = quoted(text);
	struct mock_reply r = mock_ask(&mock, "POST", "/__admin/faults", body);

	assert_int_equal(r.status, 201);
	mock_reply_release(&r);
}

/* A daily flow; its base connection in `base`. */
static void make_flow(void)
{
	AUTO_MEM char *flow =
		mock_make_flow(&mock, "5ef3e3259ad2a1191ab7dd7d", "JSON", "NONE", DAILY);
	struct mock_reply r = mock_ask(&mock, "GET", "/connections", NULL);
	const char *id = json_str(r.body, "items[0].id");

	assert_non_null(id);
	base = mem_strdup(id);
	mock_reply_release(&r);
}

static bool passes(void)
{
	AUTO_MEM char *path = mem_printf("/connections/%s/test", base);
	struct mock_reply r = mock_ask(&mock, "GET", path, NULL);
	bool is = cJSON_IsTrue(json_get(r.body, "result"));

	mock_reply_release(&r);
	return is;
}

static void a_day(void)
{
	cJSON_Delete(mock_move(&mock, "P1D"));
}

static int setup(void **state UNUSED)
{
	mock_begin(&mock, "s.db");
	return 0;
}

static int teardown(void **state UNUSED)
{
	free(base);
	mock_end(&mock);
	return 0;
}

enum between { GOES_ON, RESTARTS };

static void a_day_and(enum between then)
{
	a_day();
	if (then == RESTARTS)
		mock_restart(&mock, "s.db");
}

static void outlast(enum between between)
{
	post_fault("{'fault':'f','on':'run','nth':[2,3],'do':{'bucket-gone':{}}}");
	make_flow();
	assert_true(passes());
	a_day_and(between);
	assert_false(passes());
	a_day_and(between);
	assert_false(passes());
	a_day_and(between);
	assert_true(passes());
}

static void an_outage_lasts_until_a_run_gets_through(void **state UNUSED)
{
	outlast(GOES_ON);
}

static void an_outage_outlasts_a_restart(void **state UNUSED)
{
	outlast(RESTARTS);
}

static void an_outage_ends_when_its_fault_is_cleared_or_its_times_are_over(
	void **state UNUSED)
{
	struct mock_reply r;

	post_fault("{'fault':'f','on':'run','nth':1,'do':{'disk-full':{}}}");
	make_flow();
	assert_false(passes());
	r = mock_ask(&mock, "DELETE", "/__admin/faults/f", NULL);
	mock_reply_release(&r);
	assert_true(passes());
	post_fault("{'fault':'g','on':'run','do':{'credentials-expired':{}},"
	           "'between':['2026-01-02T00:00:00Z','2026-01-02T12:00:00Z']}");
	a_day();
	assert_false(passes());
	cJSON_Delete(mock_move(&mock, "PT12H"));
	assert_true(passes());
}

/* Each kind that is an outage in kinds.def, and no other. */
static void only_outages_fail_the_test_of_the_connection(void **state UNUSED)
{
	size_t outages = 0;

	for (int i = 0; i < FAULT_KIND_COUNT; i++) {
		const struct fault_kind_row *row = fault_kind_row((enum fault_kind)i);
		AUTO_MEM char *fault =
			mem_printf("{'fault':'f','on':'run','nth':1,'do':{'%s':{}}}",
		                   row->word);
		const bool is_outage = row->leaves == FAULT_LEAVES_OUTAGE;

		outages += is_outage;
		if (row->scope != FAULT_SCOPE_RUNS || row->role != FAULT_ENDING) {
			assert_false(is_outage); /* only what fails a run leaves one */
			continue;
		}
		if (i == FAULT_PARTIAL)
			continue; /* it needs a list of datasets */
		mock_begin(&mock, NULL);
		post_fault(fault);
		make_flow();
		row_int_equal(i, passes(), !is_outage);
		free(base);
		mock_end(&mock);
	}
	assert_int_equal(outages, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_outage_lasts_until_a_run_gets_through,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(an_outage_outlasts_a_restart, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(
			an_outage_ends_when_its_fault_is_cleared_or_its_times_are_over,
			setup, teardown),
		cmocka_unit_test(only_outages_fail_the_test_of_the_connection),
	};

	return cmocka_run_group_tests_name("outages", tests, NULL, NULL);
}
