/*
 * test_flows.c - dataflows as they are created and changed
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/entities/flows.h"
#include "mockserver/store/flow.h"
#include "tests/support/chain.h"

static struct chain chain;

static int setup(UNUSED void **state)
{
	chain_open(&chain);
	chain_make_all(&chain);
	return 0;
}

static int teardown(UNUSED void **state)
{
	chain_close(&chain);
	return 0;
}

#define ENDS "'sourceConnectionIds':['%s'],'targetConnectionIds':['%s']"
#define NOW  "1767225600" /* CHAIN_ZERO */

static void what_a_flow_must_be_is_judged_at_once(UNUSED void **state)
{
	static const struct {
		const char *body, *name;
		size_t violations;
	} rows[] = {
		{ "{" ENDS "," CHAIN_EXPORT "}", "FIELD_MISSING", 1 },
		{ "{'name':'f','state':'enabled'," ENDS "," CHAIN_EXPORT "}",
		  "STATE_GIVEN", 0 },
		{ "{'name':'f'," ENDS ",'flowSpec':{'id':'x','version':'1.0'}}",
		  "SPEC_INVALID", 0 },
		{ "{'name':'f','sourceConnectionIds':['a'],'targetConnectionIds':['b']"
		  "," CHAIN_EXPORT "}",
		  "FIELD_INVALID", 2 },
		{ "{'name':'f','sourceConnectionIds':['a'],'targetConnectionIds':['b'],"
		  "'scheduleParams':{'timeUnit':'hour','interval':5,'startTime':" NOW
		  "}," CHAIN_EXPORT "}",
		  "INTERVAL", 3 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(refusal_release) struct refusal rf = { 0 };

		row_int_equal(i,
		              chain_try(&chain, KIND_FLOW, CREATE_LIVE, rows[i].body,
		                        &rf),
		              -1);
		row_string_equal(i, chain_refused(&rf), rows[i].name);
		row_int_equal(i, rf.violations.count, rows[i].violations);
	}
}

static void the_row_has_the_schedule_in_numbers(UNUSED void **state)
{
	static const struct {
		const char *schedule;
		vtime start_at, next_at; /* after CHAIN_ZERO */
		int64_t step_ms;
		bool full;
	} rows[] = {
		{ "'timeUnit':'hour','interval':3,'startTime':" NOW, 0, 0,
		  3 * MS_PER_HOUR, false },
		{ "'timeUnit':'day','interval':1,'startTime':1767312000", MS_PER_DAY,
		  MS_PER_DAY, MS_PER_DAY, false },
		{ "'timeUnit':'hour','interval':6,'exportMode':'DAILY_FULL_EXPORT','"
		  "startTime'"
		  ":" NOW,
		  0, 0, 6 * MS_PER_HOUR, true },
	};

	for_each_row(i, rows) {
		AUTO_MEM char *body =
			mem_printf("{'name':'f','sourceConnectionIds':['%s'],'"
		                   "targetConnectionIds':['%s'],"
		                   "'scheduleParams':{%s}," CHAIN_EXPORT "}",
		                   chain.made[KIND_SOURCE].id, chain.made[KIND_TARGET].id,
		                   rows[i].schedule);
		AUTO(flow_release) struct flow_row row = { 0 };
		struct err e = { 0 };

		chain_make(&chain, KIND_FLOW, body);
		assert_int_equal(flow_find(&chain.world.store, chain.made[KIND_FLOW].id,
		                           &row, &e),
		                 0);
		row_int_equal(i, row.start_at, CHAIN_ZERO + rows[i].start_at);
		row_int_equal(i, row.next_at, CHAIN_ZERO + rows[i].next_at);
		row_int_equal(i, row.step_ms, rows[i].step_ms);
		row_int_equal(i, row.full, rows[i].full);
		row_string_equal(i, row.source, chain.made[KIND_SOURCE].id);
		row_string_equal(i, row.target, chain.made[KIND_TARGET].id);
	}
}

static void a_flow_shows_where_its_runs_are_and_when_it_ends(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *tree = chain_tree(&chain, KIND_FLOW);
	AUTO_MEM char *runs =
		mem_printf("/runs?property=flowId==%s", chain.made[KIND_FLOW].id);
	AUTO(flow_release) struct flow_row row = { 0 };
	struct err e = { 0 };
	int64_t end;

	assert_string_equal(json_str(tree, "runs"), runs);
	assert_true(cJSON_IsArray(json_get(tree, "transformations")));
	assert_true(cJSON_IsArray(json_get(tree, "labels")));
	assert_true(cJSON_IsTrue(
		json_at(tree, "inheritedAttributes.properties.isDestinationFlow")));
	/* The end that was not sent is stored, the same in both places. */
	assert_true(json_int(tree, "scheduleParams.endTime", &end));
	assert_int_equal(flow_find(&chain.world.store, chain.made[KIND_FLOW].id, &row,
	                           &e),
	                 0);
	assert_int_equal(row.end_at, end * MS_PER_SECOND);
	assert_true(row.end_at > CHAIN_ZERO + 150 * MS_PER_DAY);
}

static void a_draft_has_no_tick(UNUSED void **state)
{
	AUTO(flow_release) struct flow_row row = { 0 };
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct err e = { 0 };

	for (int kind = 0; kind < KIND_FLOW; kind++)
		chain_make(&chain, (enum kind)kind, chain_ingestion[kind]);
	assert_int_equal(chain_try(&chain, KIND_FLOW, CREATE_DRAFT,
	                           chain_ingestion[KIND_FLOW], &rf),
	                 0);
	assert_int_equal(flow_find(&chain.world.store, chain.made[KIND_FLOW].id, &row,
	                           &e),
	                 0);
	assert_int_equal(row.next_at, VTIME_NEVER);
	assert_int_equal(row.start_at, CHAIN_ZERO);
	assert_int_equal(row.end_at, VTIME_NEVER); /* an ingestion ends never */
}

static void documented_limits_end_the_making_of_flows(UNUSED void **state)
{
	int made = 1;

	chain.world.limits = LIMITS_DOCUMENTED;
	for (; made < 300; made++) {
		AUTO(refusal_release) struct refusal rf = { 0 };

		if (chain_try(&chain, KIND_FLOW, CREATE_LIVE, chain_bodies[KIND_FLOW],
		              &rf) == 0)
			continue;
		assert_string_equal(chain_refused(&rf), "DESTINATIONS_FULL");
		break;
	}
	assert_int_equal(made, limit_row(LIMIT_DESTINATIONS)->number);
	chain.world.limits = LIMITS_OFF;
	chain_make(&chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_a_flow_must_be_is_judged_at_once),
		TEST(the_row_has_the_schedule_in_numbers),
		TEST(a_flow_shows_where_its_runs_are_and_when_it_ends),
		TEST(a_draft_has_no_tick),
		TEST(documented_limits_end_the_making_of_flows),
	};

	return cmocka_run_group_tests_name("entities/flows", tests, NULL, NULL);
}
