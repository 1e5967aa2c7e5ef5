/*
 * test_faults.c - what is armed, what strikes a request, and that a restart changes
 * nothing
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/armed.h"
#include "tests/support/quoted.h"
#include "tests/support/seeded.h"

static struct armed armed;

static int setup(UNUSED void **state)
{
	armed_open(&armed, 1);
	return 0;
}

static int teardown(UNUSED void **state)
{
	armed_close(&armed);
	return 0;
}

/* What strikes a request of the operation, as armed_strike() says it. */
static void expect(enum operation operation, const char *want)
{
	const struct fault_subject s = armed_subject(&armed, operation);
	AUTO(buf_release) struct buf out = { 0 };

	armed_strike(&armed, &s, &out);
	assert_string_equal(buf_str(&out), want);
}

static void one_ending_strikes_and_modifiers_add_up(UNUSED void **state)
{
	const struct fault *b;

	armed_add(&armed,
	          "[{'fault':'slow','on':'FLOW_LIST','do':{'delay':'7ms'}},"
	          "{'fault':'a','on':'FLOW_LIST','times':2,'do':{'status':503}},"
	          "{'fault':'b','on':'reads','times':2,'do':{'reset':'head'}},"
	          "{'fault':'empty','on':'FLOW_LIST','times':1,'do':{'empty':{}}}]");
	b = faults_find(&armed.faults, "b");
	expect(OP_FLOW_LIST, "slow:delay(7) a:status empty:empty ");
	expect(OP_FLOW_LIST, "slow:delay(7) a:status ");
	/* What was shadowed has spent nothing. */
	assert_int_equal(b->counts.shadowed, 2);
	assert_int_equal(b->counts.matched, 0);
	expect(OP_FLOW_LIST, "slow:delay(7) b:reset ");
	expect(OP_FLOW_GET, "b:reset ");
	expect(OP_FLOW_GET, "");
	assert_int_equal(b->counts.fired, 2);
	expect(OP_FLOW_CREATE, "");
}

static void only_what_is_on_an_operation_is_asked(UNUSED void **state)
{
	assert_false(faults_watch(&armed.faults, fault_point_of(OP_FLOW_LIST)));
	armed_add(&armed, "{'fault':'a','on':'FLOW_LIST','do':{'status':503}}");
	assert_true(faults_watch(&armed.faults, fault_point_of(OP_FLOW_LIST)));
	assert_false(faults_watch(&armed.faults, fault_point_of(OP_FLOW_GET)));
	assert_false(armed.faults.watching);
	/* A kind that strikes reads after writes sees the writes, too. */
	armed_add(&armed,
	          "{'fault':'lag','on':'FLOW_LIST','do':{'list-lag':{'reads':1}}}");
	assert_true(armed.faults.watching);
	assert_true(faults_watch(&armed.faults, fault_point_of(OP_FLOW_CREATE)));
	faults_forget(&armed.faults, faults_find(&armed.faults, "lag"));
	assert_false(faults_watch(&armed.faults, fault_point_of(OP_FLOW_CREATE)));
	assert_false(armed.faults.watching);
}

static void a_name_is_armed_once(UNUSED void **state)
{
	static const char *const rows[] = {
		"{'fault':'a','on':'reads','do':{'status':503}}",
		"[{'fault':'b','on':'reads','do':{'status':503}},"
		"{'fault':'b','on':'reads','do':{'status':503}}]",
		"[{'fault':'c','on':'reads','do':{'status':503}},"
		"{'fault':'a','on':'reads','do':{'status':503}}]",
	};

	armed_add(&armed, "{'fault':'a','on':'FLOW_LIST','do':{'status':503}}");
	for_each_row(i, rows) {
		AUTO(cJSON_Delete) cJSON *json = quoted_json(rows[i]);
		AUTO(fault_batch_release) struct fault_batch b = { 0 };
		struct err e = { 0 };
		struct fault_refuse r = { .e = &e };

		row_int_equal(i, faults_read(&armed.faults, json, &b, &r), -1);
		row_int_equal(i, e.code, ERR_EXISTS);
		row_int_equal(i, b.count, 0); /* all or none */
		assert_string_equal(r.at->string, "fault");
	}
	assert_int_equal(armed.faults.count, 1);
}

static void more_faults_than_anyone_needs_are_refused(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *list = json_new_array();
	AUTO(fault_batch_release) struct fault_batch b = { 0 };
	struct err e = { 0 };
	struct fault_refuse r = { .e = &e };

	for (int i = 0; i <= FAULTS_MOST; i++) {
		AUTO_MEM char *text =
			mem_printf("{'fault':'f%d','on':'IMS','do':{'status':503}}", i);

		json_push(list, quoted_json(text));
	}
	assert_int_equal(faults_read(&armed.faults, list, &b, &r), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_ptr_equal(r.at, cJSON_GetArrayItem(list, FAULTS_MOST));
}

static const char *const pool[] = {
	"'probability':0.4,'do':{'status':503}",
	"'every':3,'do':{'status':404}",
	"'after':2,'times':3,'do':{'reset':'head'}",
	"'nth':[1,4,5],'per':'client','do':{'close':'body'}",
	"'do':{'delay':{'uniform':['1ms','99ms']}}",
	"'probability':0.5,'per':'client','do':{'empty':{}}",
	"'do':{'rate':{'limit':3,'by':'mock'}}",
	"'per':'operation','times':2,'do':[{'delay':'5ms'},{'truncate':4}]",
};
static const char *const operations[] = { "reads", "writes", "FLOW_LIST", "FLOW_GET",
	                                  "* /flows*" };

/* Up to five faults of the pool, named f0 to f4. */
static char *draw_faults(struct seeded *d)
{
	struct buf out = { 0 };
	size_t count = 1 + seeded_below(d, 5);

	for (size_t i = 0; i < count; i++)
		buf_printf(&out, "%s{'fault':'f%zu','on':'%s',%s}", i ? "," : "[", i,
		           operations[seeded_below(d, ARRAY_LEN(operations))],
		           pool[seeded_below(d, ARRAY_LEN(pool))]);
	buf_add_char(&out, ']');
	return buf_take(&out);
}

static struct fault_subject draw_subject(struct seeded *d, struct armed *a)
{
	static const enum operation all[] = { OP_FLOW_LIST, OP_FLOW_GET, OP_FLOW_CREATE,
		                              OP_FLOW_PATCH, OP_RUN_LIST };
	static const char *const names[] = { "", "one", "two" };
	struct fault_subject s = armed_subject(a, all[seeded_below(d, ARRAY_LEN(all))]);

	s.client = names[seeded_below(d, 3)];
	s.flow = names[seeded_below(d, 3)];
	return s;
}

static void a_restart_at_any_time_changes_nothing(UNUSED void **state)
{
	size_t struck = 0;

	for (size_t round = 0; round < 12; round++) {
		struct seeded d = seeded_begin(round);
		AUTO_MEM char *faults = draw_faults(&d);
		AUTO(buf_release) struct buf through = { 0 }, restarted = { 0 };
		struct armed other;

		teardown(NULL);
		armed_open(&armed, d.seed);
		armed_open(&other, d.seed);
		armed_add(&armed, faults);
		armed_add(&other, faults);
		for (vtime now = 0; now < 30; now++) {
			struct seeded twin;
			struct fault_subject s;

			if (seeded_once_in(&d, 4))
				armed_restart(&other);
			twin = d;
			s = draw_subject(&d, &armed);
			s.now = now * 5000;
			armed_strike(&armed, &s, &through);
			s = draw_subject(&twin, &other);
			s.now = now * 5000;
			armed_strike(&other, &s, &restarted);
		}
		if (strcmp(buf_str(&through), buf_str(&restarted)) != 0)
			fail_msg("TEST_SEED=%llu: %s:\n%s\n%s",
			         (unsigned long long)d.seed, faults, buf_str(&through),
			         buf_str(&restarted));
		assert_int_equal(armed.faults.requests, 30);
		assert_int_equal(other.faults.requests, 30);
		struck += through.size > 0;
		armed_close(&other);
	}
	assert_true(struck > 7);
}

static void a_fault_that_strikes_a_waiting_request_outlives_its_clearing(
	UNUSED void **state)
{
	struct fault_strike strike;
	struct fault_subject s = armed_subject(&armed, OP_FLOW_LIST);

	armed_add(&armed, "{'fault':'a','on':'FLOW_LIST','do':{'hold':{}}}");
	strike = armed_judge(&armed, &s);
	assert_int_equal(strike.count, 1);
	faults_hold(&strike);
	faults_forget(&armed.faults, faults_find(&armed.faults, "a"));
	assert_null(faults_find(&armed.faults, "a"));
	assert_string_equal(strike.hits[0].fault->name, "a");
	faults_let_go(&strike);
	faults_let_go(&strike); /* once is enough */
	expect(OP_FLOW_LIST, "");
}

static void all_are_forgotten_at_once_but_by_a_request_that_waits(UNUSED void **state)
{
	struct fault_subject s = armed_subject(&armed, OP_FLOW_LIST);
	struct fault_strike strike;

	armed_add(&armed, "[{'fault':'a','on':'FLOW_LIST','do':{'hold':{}}},"
	                  "{'fault':'b','on':'SOURCE_LIST','do':{'status':503}},"
	                  "{'fault':'c','on':'run','do':{'fail':{}}}]");
	strike = armed_judge(&armed, &s);
	faults_hold(&strike);
	faults_forget(&armed.faults, NULL);
	assert_int_equal(armed.faults.count, 0);
	for (int at = 0; at < FAULT_POINT_COUNT; at++)
		assert_false(faults_watch(&armed.faults, (enum fault_point)at));
	assert_string_equal(strike.hits[0].fault->name, "a");
	faults_let_go(&strike);
	faults_forget(&armed.faults, NULL);
}

static void an_effect_is_counted_where_the_fault_is_still_there(UNUSED void **state)
{
	struct fault_subject s = armed_subject(&armed, OP_FLOW_LIST);
	struct fault_strike strike;
	struct err e = { 0 };
	const struct fault *f;

	armed_add(&armed, "{'fault':'a','on':'FLOW_LIST','do':{'status':503}}");
	f = faults_find(&armed.faults, "a");
	assert_ptr_equal(faults_of(&armed.faults, f->seq), f);
	strike = armed_judge(&armed, &s);
	assert_int_equal(faults_save_effect(&armed.faults, strike.hits[0].receipt,
	                                    "answered 503", NULL, &e),
	                 0);
	assert_int_equal(f->counts.effective, 1);
	assert_int_equal(faults_drop(&armed.faults, f, &e), 0);
	faults_forget(&armed.faults, faults_find(&armed.faults, "a"));
	assert_int_equal(faults_save_effect(&armed.faults, strike.hits[0].receipt, "late",
	                                    NULL, &e),
	                 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_ending_strikes_and_modifiers_add_up),
		TEST(only_what_is_on_an_operation_is_asked),
		TEST(a_name_is_armed_once),
		TEST(more_faults_than_anyone_needs_are_refused),
		TEST(a_restart_at_any_time_changes_nothing),
		TEST(a_fault_that_strikes_a_waiting_request_outlives_its_clearing),
		TEST(all_are_forgotten_at_once_but_by_a_request_that_waits),
		TEST(an_effect_is_counted_where_the_fault_is_still_there),
	};

	return cmocka_run_group_tests_name("faults/faults", tests, NULL, NULL);
}
