/*
 * test_plans.c - plans of flows that are remembered until an entity is written
 *
 * Whether a plan was read again is seen by a mark that the test puts on it.
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/runs/plans.h"
#include "tests/support/chain_runs.h"

#define FLOWS 1030 /* more than are remembered */
#define MARK  777

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

static int64_t seq_of_flow(void)
{
	AUTO(flow_release) struct flow_row row = { 0 };
	struct err e = { 0 };

	assert_int_equal(flow_find(&chain.world.store, chain.made[KIND_FLOW].id, &row,
	                           &e),
	                 0);
	return row.seq;
}

static struct plan *plan_of(int64_t seq)
{
	struct plan *p = NULL;
	struct err e = { 0 };

	if (plans_find(&chain.world, seq, &p, &e) < 0)
		fail_msg("%s", e.text);
	assert_int_equal(p->flow.seq, seq);
	assert_null(p->entity);
	return p;
}

static void a_plan_is_remembered_until_an_entity_is_written(void **state UNUSED)
{
	int64_t seq = seq_of_flow();

	plan_of(seq)->serial = MARK;
	assert_int_equal(plan_of(seq)->serial, MARK);
	chain_make(&chain, KIND_SOURCE, chain_bodies[KIND_SOURCE]);
	assert_int_equal(plan_of(seq)->serial, 0);
	plan_of(seq)->serial = MARK;
	assert_int_equal(plan_of(seq)->serial, MARK); /* from then on it is, again */
}

static void what_has_become_of_its_connections_is_seen(void **state UNUSED)
{
	int64_t seq = seq_of_flow();

	assert_null(plan_of(seq)->broken);
	chain_delete(&chain, KIND_TARGET);
	assert_non_null(plan_of(seq)->broken);
}

static void two_flows_are_never_taken_for_each_other(void **state UNUSED)
{
	int64_t first = seq_of_flow(), last;

	while (seq_of_flow() < first + FLOWS)
		chain_make(&chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
	last = seq_of_flow();
	for (int64_t round = 0; round < 2; round++) {
		for (int64_t seq = first; seq <= last; seq++)
			plan_of(seq)->serial = MARK;
	}
	chain_make(&chain, KIND_SOURCE, chain_bodies[KIND_SOURCE]);
	for (int64_t seq = first; seq <= last; seq++) /* no slot has kept its plan */
		row_int_equal(seq, plan_of(seq)->serial, 0);
}

static void a_flow_that_is_not_there_is_an_error_and_not_remembered(void **state UNUSED)
{
	int64_t seq = seq_of_flow();
	struct plan *p = NULL;
	struct err e = { 0 };

	plan_of(seq)->serial = MARK;
	assert_int_equal(plans_find(&chain.world, seq + 1, &p, &e), -1);
	assert_int_equal(plan_of(seq)->serial, MARK);
	chain_make(&chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
	assert_int_equal(seq_of_flow(), seq + 1);
	(void)plan_of(seq + 1);
	plans_free(NULL);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_plan_is_remembered_until_an_entity_is_written),
		TEST(what_has_become_of_its_connections_is_seen),
		TEST(two_flows_are_never_taken_for_each_other),
		TEST(a_flow_that_is_not_there_is_an_error_and_not_remembered),
	};

	return cmocka_run_group_tests_name("plans", tests, NULL, NULL);
}
