/*
 * test_arming.c - arming and clearing faults, each in a transaction
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/world/arming.h"
#include "mockserver/world_state.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"

static struct chain chain;

static int setup(void **state UNUSED)
{
	chain_open(&chain);
	chain_make_all(&chain);
	return 0;
}

static int teardown(void **state UNUSED)
{
	chain_close(&chain);
	return 0;
}

#define ONE "{'fault':'a','on':'FLOW_LIST','do':{'status':503}}"
#define TWO "{'fault':'b','on':'run','do':{'stuck':{}}}"

static int arm(const char *fault, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *json = quoted_json(fault);
	struct fault_refuse r = { .e = e };
	size_t armed = 99;
	int rc = arming_arm(&chain.world, json, &armed, &r);

	if (rc == 0)
		assert_int_equal(armed,
		                 cJSON_IsArray(json) ? cJSON_GetArraySize(json) : 1);
	return rc;
}

static struct fault *find(const char *name)
{
	return faults_find(&chain.world.faults, name);
}

/* What the state holds is what is in memory. */
static void expect_stored(size_t count)
{
	struct err e = { 0 };

	assert_int_equal(chain.world.faults.count, count);
	assert_int_equal(faults_load(&chain.world.faults, &chain.world.store, 1, &e), 0);
	assert_int_equal(chain.world.faults.count, count);
}

static void read_only(bool on)
{
	const char *sql = on ? "PRAGMA query_only=1" : "PRAGMA query_only=0";

	assert_int_equal(sqlite3_exec(chain.world.store.db, sql, NULL, NULL, NULL), 0);
}

/* ---------------------------------------------------------------- arming */

static void a_list_is_armed_whole_or_not_at_all(void **state UNUSED)
{
	struct err e = { 0 };

	assert_int_equal(arm("[" ONE "," TWO "]", &e), 0);
	expect_stored(2);
	assert_false(find("a")->at_start);
	assert_int_equal(arm("[{'fault':'c','on':'run','do':{'fail':{}}}," ONE "]", &e),
	                 -1);
	assert_int_equal(e.code, ERR_EXISTS);
	e = (struct err){ 0 };
	assert_int_equal(arm("{'fault':'c'}", &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	expect_stored(2);
	assert_int_equal(arm("[]", &e), 0);
}

static void what_cannot_be_stored_is_not_armed(void **state UNUSED)
{
	struct err e = { 0 };

	read_only(true);
	assert_int_equal(arm(ONE, &e), -1);
	assert_int_equal(e.code, ERR_IO);
	read_only(false);
	expect_stored(0);
}

/* ---------------------------------------------------------------- clearing */

static void one_is_cleared_or_all(void **state UNUSED)
{
	struct err e = { 0 };

	assert_int_equal(arming_clear(&chain.world, NULL, &e), 0);
	assert_int_equal(arm("[" ONE "," TWO "]", &e), 0);
	assert_int_equal(arming_clear(&chain.world, find("a"), &e), 0);
	assert_null(find("a"));
	expect_stored(1);
	assert_int_equal(arm(ONE, &e), 0); /* its name is free again */
	assert_int_equal(arming_clear(&chain.world, NULL, &e), 0);
	expect_stored(0);
}

static void what_cannot_be_cleared_stays_armed(void **state UNUSED)
{
	struct err e = { 0 };

	assert_int_equal(arm("[" ONE "," TWO "]", &e), 0);
	read_only(true);
	assert_int_equal(arming_clear(&chain.world, NULL, &e), -1);
	assert_int_equal(arming_clear(&chain.world, find("a"), &e), -1);
	read_only(false);
	expect_stored(2);
}

/* ---------------------------------------------------------------- releasing */

static int64_t release(const char *name)
{
	struct err e = { 0 };
	size_t count = 99;

	assert_int_equal(arming_release(&chain.world, name ? find(name) : NULL, &count,
	                                &e),
	                 0);
	return (int64_t)count;
}

static void runs_that_a_fault_keeps_waiting_are_due_when_it_is_released(
	void **state UNUSED)
{
	struct err e = { 0 };

	assert_int_equal(arm("[" ONE "," TWO "]", &e), 0);
	chain_travel(&chain, CHAIN_ZERO + MS_PER_HOUR);
	chain_expect_statuses(&chain, "inProgress");
	assert_int_equal(release("a"), 0);
	assert_int_equal(release("b"), 1);
	chain_expect_statuses(&chain, "inProgress"); /* with the next move */
	chain_travel(&chain, CHAIN_ZERO + MS_PER_HOUR);
	chain_expect_statuses(&chain, "success");
	assert_int_equal(release("b"), 0);
	assert_int_equal(release(NULL), 0);
}

static void each_kind_that_keeps_runs_is_released(void **state UNUSED)
{
	static const char *const actions[] = { "{'stuck':'10h'}", "{'queued':'10h'}",
		                               "{'run-late':'10h'}" };

	for_each_row(i, actions) {
		AUTO_MEM char *fault =
			mem_printf("{'fault':'b','on':'run','do':%s}", actions[i]);
		struct err e = { 0 };

		teardown(NULL);
		setup(NULL);
		if (arm(fault, &e) < 0)
			fail_msg("%s", e.text);
		chain_travel(&chain, CHAIN_ZERO + MS_PER_HOUR);
		assert_int_equal(release(NULL), 1);
	}
}

static void clearing_releases_what_a_fault_keeps_waiting(void **state UNUSED)
{
	struct err e = { 0 };

	assert_int_equal(arm(TWO, &e), 0);
	chain_travel(&chain, CHAIN_ZERO + MS_PER_HOUR);
	assert_int_equal(arming_clear(&chain.world, find("b"), &e), 0);
	chain_travel(&chain, CHAIN_ZERO + MS_PER_HOUR);
	chain_expect_statuses(&chain, "success");
}

/* ---------------------------------------------------------------- starting */

static void those_of_the_start_are_armed_again_after_a_reset(void **state UNUSED)
{
	struct err e = { 0 };

	chain.world.start_faults = quoted_json("[" ONE "]");
	assert_int_equal(arming_resume(&chain.world, &e), 0);
	assert_true(find("a")->at_start);
	assert_int_equal(arm(TWO, &e), 0);
	assert_int_equal(arming_resume(&chain.world, &e),
	                 0); /* it is there by its name */
	expect_stored(2);
	assert_int_equal(arming_clear(&chain.world, NULL, &e), 0);
	assert_int_equal(world_reset(&chain.world, &e), 0);
	expect_stored(1);
	assert_true(find("a")->at_start);
}

static void one_of_the_start_that_is_wrong_is_an_error(void **state UNUSED)
{
	struct err e = { 0 };

	chain.world.start_faults = quoted_json("[{'fault':'a','on':'nothing'}]");
	assert_int_equal(arming_resume(&chain.world, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
}

/* ---------------------------------------------------------------- counts and marks */

static void marks_are_stored_with_their_body_and_reads(void **state UNUSED)
{
	struct err e = { 0 };
	struct fault_mark *m;

	assert_int_equal(arm(ONE, &e), 0);
	assert_int_equal(arming_mark(&chain.world, find("a"), "x", "{}", &e), 0);
	assert_int_equal(arming_mark(&chain.world, find("a"), "y", NULL, &e), 0);
	m = fault_mark_find(find("a"), "x");
	m->reads = 3;
	assert_int_equal(arming_save_mark(&chain.world, find("a"), m, &e), 0);
	expect_stored(1);
	m = fault_mark_find(find("a"), "x");
	assert_int_equal(m->reads, 3);
	assert_int_equal(m->at, CHAIN_ZERO);
	assert_string_equal(m->body, "{}");
	assert_null(fault_mark_find(find("a"), "y")->body);
}

static void a_mark_that_cannot_be_stored_is_forgotten(void **state UNUSED)
{
	struct err e = { 0 };

	assert_int_equal(arm(ONE, &e), 0);
	read_only(true);
	assert_int_equal(arming_mark(&chain.world, find("a"), "x", NULL, &e), -1);
	read_only(false);
	assert_null(fault_mark_find(find("a"), "x"));
	assert_int_equal(chain.world.faults.count, 1);
}

static void an_effect_of_no_receipt_changes_nothing(void **state UNUSED)
{
	struct err e = { 0 };

	assert_int_equal(arm(ONE, &e), 0);
	assert_int_equal(arming_save_effect(&chain.world, 77, "done", &e), 0);
	expect_stored(1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_list_is_armed_whole_or_not_at_all),
		TEST(what_cannot_be_stored_is_not_armed),
		TEST(one_is_cleared_or_all),
		TEST(what_cannot_be_cleared_stays_armed),
		TEST(runs_that_a_fault_keeps_waiting_are_due_when_it_is_released),
		TEST(each_kind_that_keeps_runs_is_released),
		TEST(clearing_releases_what_a_fault_keeps_waiting),
		TEST(those_of_the_start_are_armed_again_after_a_reset),
		TEST(one_of_the_start_that_is_wrong_is_an_error),
		TEST(marks_are_stored_with_their_body_and_reads),
		TEST(a_mark_that_cannot_be_stored_is_forgotten),
		TEST(an_effect_of_no_receipt_changes_nothing),
	};

	return cmocka_run_group_tests_name("arming", tests, NULL, NULL);
}
