/*
 * test_flow_schedule.c - the schedule of a flow: judged, read, and what it means next
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/entities/flow_schedule.h"
#include "mockserver/specs/specs.h"
#include "tests/support/chain.h"
#include "tests/support/quoted.h"

#define EXPORTS "269ba276-16fc-47db-92b0-c1049a3c131f"
#define INGESTS "9753525b-82c7-4dce-8a9b-5ccfce2b9876"
#define HOUR    MS_PER_HOUR

static struct chain chain;

static int setup(UNUSED void **state)
{
	chain_open(&chain);
	return 0;
}

static int teardown(UNUSED void **state)
{
	chain_close(&chain);
	return 0;
}

/* A flow of that spec with these members besides. */
static cJSON *flow_with(const char *spec, const char *members)
{
	AUTO_MEM char *text = mem_printf("{'flowSpec':{'id':'%s'}%s}", spec, members);

	return quoted_json(text);
}

static void a_schedule_is_judged_by_its_spec_and_by_the_rules(UNUSED void **state)
{
	static const struct {
		const char *spec, *members;
		enum contract_mode contract;
		enum create_mode mode;
		const char *pointer; /* of the first violation; "-" for none */
	} rows[] = {
		/* clang-format off */
		{ EXPORTS, ",'scheduleParams':{'timeUnit':'hour','interval':3,'startTime':1767225600}",
		  CONTRACT_LENIENT, CREATE_LIVE, "-" },
		/* Samples send numbers as texts. */
		{ EXPORTS, ",'scheduleParams':{'timeUnit':'hour','interval':'3','startTime':'1767225600'}",
		  CONTRACT_LENIENT, CREATE_LIVE, "-" },
		{ EXPORTS, ",'scheduleParams':{'timeUnit':'hour','interval':'three','startTime':1767225600}",
		  CONTRACT_LENIENT, CREATE_LIVE, "/scheduleParams/interval" },
		{ EXPORTS, ",'scheduleParams':{'timeUnit':'fortnight','interval':1,'startTime':1767225600}",
		  CONTRACT_LENIENT, CREATE_LIVE, "/scheduleParams/timeUnit" },
		{ EXPORTS, "", CONTRACT_LENIENT, CREATE_LIVE, "-" },
		{ EXPORTS, "", CONTRACT_STRICT, CREATE_LIVE, "/scheduleParams" },
		{ EXPORTS, "", CONTRACT_STRICT, CREATE_DRAFT, "-" },
		/* What is no object is the body schema's to refuse. */
		{ EXPORTS, ",'scheduleParams':7", CONTRACT_STRICT, CREATE_LIVE, "-" },
		/* clang-format on */
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(cJSON_Delete) cJSON *flow = flow_with(rows[i].spec, rows[i].members);
		AUTO(refusal_release) struct refusal rf = { 0 };
		const struct judged_flow f = {
			.tree = flow,
			.spec = specs_find(chain.world.specs, chain_caller.org, SPEC_FLOW,
			                   rows[i].spec),
			.mode = rows[i].mode,
		};

		chain.world.now.contract.mode = rows[i].contract;
		flow_schedule_check(&chain.world, &f, &rf);
		row_string_equal(i,
		                 rf.violations.count ? rf.violations.all[0].pointer : "-",
		                 rows[i].pointer);
	}
	chain.world.now.contract.mode = CONTRACT_LENIENT;
}

static void an_export_ends_by_itself_and_an_ingestion_does_not(UNUSED void **state)
{
	static const struct {
		const char *spec, *members;
		bool ends;
		vtime counted_from;
	} rows[] = {
		{ EXPORTS,
		  ",'scheduleParams':{'timeUnit':'hour','interval':3,'startTime':"
		  "1767225600}",
		  true, CHAIN_ZERO },
		/* From the later of creation and start. */
		{ EXPORTS,
		  ",'scheduleParams':{'timeUnit':'day','interval':1,'startTime':"
		  "1769904000}",
		  true, INT64_C(1769904000000) },
		{ EXPORTS,
		  ",'scheduleParams':{'timeUnit':'day','interval':1,'startTime':1}", true,
		  CHAIN_ZERO },
		{ INGESTS,
		  ",'scheduleParams':{'frequency':'hour','interval':3,'startTime':"
		  "1767225600}",
		  false, 0 },
	};

	for_each_row(i, rows) {
		AUTO(cJSON_Delete) cJSON *flow = flow_with(rows[i].spec, rows[i].members);
		struct schedule s = flow_schedule_read(&chain.world, chain_caller.org,
		                                       flow, CHAIN_ZERO);
		int64_t end;

		flow_schedule_put_end(flow, &s);
		row_int_equal(i, json_int(flow, "scheduleParams.endTime", &end),
		              rows[i].ends);
		if (!rows[i].ends)
			continue;
		row_int_equal(i, end * MS_PER_SECOND,
		              schedule_default_end(rows[i].counted_from));
		/* Once it is there, it stays. */
		json_set(json_get(flow, "scheduleParams"), "endTime", json_new_int(5));
		flow_schedule_put_end(flow, &s);
		assert_true(json_int(flow, "scheduleParams.endTime", &end));
		row_int_equal(i, end, 5);
	}
}

/* Moves a row, whose schedule is every three hours from CHAIN_ZERO, to another. */
static struct flow_row moved(const char *from, const char *to, const struct schedule *s,
                             struct flow_row row, vtime now)
{
	AUTO(cJSON_Delete) cJSON *tree = json_new_object();
	struct editing ed = { .w = &chain.world, .tree = tree, .now = now };

	json_set(tree, "state", json_new_str(to));
	snprintf(ed.from, sizeof(ed.from), "%s", from);
	flow_schedule_move(&ed, s, &row);
	return row;
}

static struct schedule every(int64_t step_ms)
{
	return (struct schedule){ .ticks = true,
		                  .start_at = CHAIN_ZERO,
		                  .step_ms = step_ms,
		                  .end_at = CHAIN_ZERO + 1000 * HOUR };
}

static struct flow_row row_of(const struct schedule *s, vtime next_at)
{
	return (struct flow_row){ .start_at = s->start_at,
		                  .step_ms = s->step_ms,
		                  .end_at = s->end_at,
		                  .next_at = next_at,
		                  .ticked_at = CHAIN_ZERO + 3 * HOUR,
		                  .missed_at = VTIME_NEVER };
}

static void what_is_due_stays_due_while_the_schedule_is_the_same(UNUSED void **state)
{
	const struct schedule s = every(3 * HOUR), other = every(8 * HOUR);
	const struct flow_row row = row_of(&s, CHAIN_ZERO + 6 * HOUR);
	vtime now = CHAIN_ZERO + 4 * HOUR;

	assert_int_equal(moved("enabled", "enabled", &s, row, now).next_at, row.next_at);
	assert_int_equal(moved("enabled", "enabled", &other, row, now).next_at,
	                 CHAIN_ZERO + 8 * HOUR);
	assert_int_equal(moved("enabled", "enabled", &other, row, now).step_ms, 8 * HOUR);
	/* Disabled, it has no tick; enabled again, the next on the grid. */
	assert_int_equal(moved("enabled", "disabled", &s, row, now).next_at, VTIME_NEVER);
	assert_int_equal(
		moved("disabled", "enabled", &s, row_of(&s, VTIME_NEVER), now).next_at,
		CHAIN_ZERO + 6 * HOUR);
}

static void a_tick_that_waits_is_run_but_not_of_a_disabled_flow(UNUSED void **state)
{
	const struct schedule s = every(3 * HOUR), other = every(8 * HOUR);
	struct flow_row row = row_of(&s, CHAIN_ZERO + 6 * HOUR);
	vtime now = CHAIN_ZERO + 4 * HOUR;

	row.missed_at = CHAIN_ZERO + 3 * HOUR;
	assert_int_equal(moved("enabled", "enabled", &other, row, now).missed_at,
	                 row.missed_at);
	assert_int_equal(moved("enabled", "disabled", &s, row, now).missed_at,
	                 VTIME_NEVER);
}

static void without_a_schedule_there_is_no_start(UNUSED void **state)
{
	const struct schedule s = every(3 * HOUR), none = { .end_at = VTIME_NEVER };
	const struct flow_row row = row_of(&s, CHAIN_ZERO + 6 * HOUR);
	struct flow_row after =
		moved("enabled", "enabled", &none, row, CHAIN_ZERO + HOUR);

	assert_int_equal(after.start_at, VTIME_NEVER);
	assert_int_equal(after.next_at, VTIME_NEVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_schedule_is_judged_by_its_spec_and_by_the_rules),
		cmocka_unit_test(an_export_ends_by_itself_and_an_ingestion_does_not),
		cmocka_unit_test(what_is_due_stays_due_while_the_schedule_is_the_same),
		cmocka_unit_test(a_tick_that_waits_is_run_but_not_of_a_disabled_flow),
		cmocka_unit_test(without_a_schedule_there_is_no_start),
	};

	return cmocka_run_group_tests_name("entities/flow_schedule", tests, setup,
	                                   teardown);
}
