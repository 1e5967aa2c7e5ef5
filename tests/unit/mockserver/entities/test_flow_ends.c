/*
 * test_flow_ends.c - the source and target connection that a flow stands between
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/entities/flow_ends.h"
#include "mockserver/specs/specs.h"
#include "tests/support/chain.h"
#include "tests/support/quoted.h"

static struct chain chain;
static const struct spec *exports;

static int setup(UNUSED void **state)
{
	chain_open(&chain);
	for (int kind = 0; kind < KIND_FLOW; kind++)
		chain_make(&chain, (enum kind)kind, chain_bodies[kind]);
	exports = specs_find(chain.world.specs, chain_caller.org, SPEC_FLOW,
	                     "269ba276-16fc-47db-92b0-c1049a3c131f");
	assert_non_null(exports);
	return 0;
}

static int teardown(UNUSED void **state)
{
	chain_close(&chain);
	return 0;
}

static cJSON *flow_between(const char *source, const char *target)
{
	AUTO_MEM char *text = mem_printf("{'sourceConnectionIds':['%s'],"
	                                 "'targetConnectionIds':['%s']}",
	                                 source, target);

	return quoted_json(text);
}

static void erase(enum kind kind)
{
	struct err e = { 0 };

	assert_int_equal(store_begin(&chain.world.store, &e), 0);
	assert_int_equal(entity_delete(&chain.world.store, kind, chain.made[kind].id, &e),
	                 0);
	assert_int_equal(store_commit(&chain.world.store, &e), 0);
}

/* The violations of judging a flow between the two: "/pointer: message; …". */
static char *judged(const char *source, const char *target, struct flow_ends *ends)
{
	AUTO(cJSON_Delete) cJSON *flow = flow_between(source, target);
	const struct flow_ends_question q = { flow, exports, CREATE_LIVE, true, true };
	AUTO(refusal_release) struct refusal rf = { 0 };

	flow_ends_check(&chain.world, &chain_caller, &q, ends, &rf);
	if (!rf.violations.count)
		return mem_strdup("");
	return refusal_details(&rf);
}

static void a_list_names_one_end_or_none(UNUSED void **state)
{
	static const struct {
		const char *flow, *source, *target; /* "-" for none */
	} rows[] = {
		{ "{'sourceConnectionIds':['a'],'targetConnectionIds':['b']}", "a", "b" },
		{ "{'sourceConnectionIds':['a','b'],'targetConnectionIds':[]}", "-",
		  "-" },
		{ "{'sourceConnectionIds':[1],'targetConnectionIds':'b'}", "-", "-" },
		{ "{'targetConnectionIds':{'b':'b'}}", "-", "-" },
		{ "[]", "-", "-" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(cJSON_Delete) cJSON *flow = quoted_json(rows[i].flow);
		const char *source = flow_ends_source(flow),
			   *target = flow_ends_target(flow);

		row_string_equal(i, source ? source : "-", rows[i].source);
		row_string_equal(i, target ? target : "-", rows[i].target);
	}
}

static void both_ends_are_there_and_fit_the_flow_spec(UNUSED void **state)
{
	const char *source = chain.made[KIND_SOURCE].id,
		   *target = chain.made[KIND_TARGET].id;
	AUTO(flow_ends_release) struct flow_ends fits = { 0 };
	AUTO(flow_ends_release) struct flow_ends none = { 0 };
	AUTO(flow_ends_release) struct flow_ends swapped = { 0 };
	AUTO_MEM char *well = judged(source, target, &fits);
	AUTO_MEM char *ill = judged("nobody", "no one", &none);
	AUTO_MEM char *other = judged(target, source, &swapped);

	assert_string_equal(well, "");
	assert_non_null(fits.source);
	assert_non_null(fits.target);
	assert_string_equal(
		ill, "/sourceConnectionIds/0: there is no source connection 'nobody'; "
		     "/targetConnectionIds/0: there is no target connection 'no one'");
	assert_null(none.source);
	assert_int_equal(strncmp(other, "/sourceConnectionIds/0: there is no", 35), 0);
}

static void an_end_of_another_spec_or_without_its_base_is_refused(UNUSED void **state)
{
	AUTO(flow_ends_release) struct flow_ends ends = { 0 };
	AUTO(flow_ends_release) struct flow_ends wrong = { 0 };
	AUTO_MEM char *gone = NULL, *spec = NULL;
	char target[UUID_TEXT];

	memcpy(target, chain.made[KIND_TARGET].id, UUID_TEXT);
	erase(KIND_CONNECTION);
	gone = judged(chain.made[KIND_SOURCE].id, target, &ends);
	assert_non_null(strstr(gone, "/targetConnectionIds/0: its base connection"));
	chain_make(&chain, KIND_CONNECTION, chain_ingestion[KIND_CONNECTION]);
	chain_make(&chain, KIND_TARGET, chain_ingestion[KIND_TARGET]);
	spec = judged(chain.made[KIND_SOURCE].id, chain.made[KIND_TARGET].id, &wrong);
	assert_non_null(strstr(spec, "does not fit the flow spec"));
}

static void an_end_that_is_not_judged_is_only_loaded(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *flow = NULL;
	struct flow_ends_question q = { .spec = exports, .mode = CREATE_LIVE };
	AUTO(flow_ends_release) struct flow_ends ends = { 0 };
	AUTO(refusal_release) struct refusal rf = { 0 };

	flow = flow_between(chain.made[KIND_SOURCE].id, chain.made[KIND_TARGET].id);
	q.flow = flow;
	erase(KIND_CONNECTION);
	erase(KIND_SOURCE);
	flow_ends_check(&chain.world, &chain_caller, &q, &ends, &rf);
	assert_int_equal(rf.violations.count, 0);
	assert_null(ends.source);
	assert_non_null(ends.target);
}

static void what_is_inherited_stays_when_an_end_is_gone(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *flow = NULL;
	AUTO(flow_ends_release) struct flow_ends ends = { 0 };
	AUTO_MEM char *said =
		judged(chain.made[KIND_SOURCE].id, chain.made[KIND_TARGET].id, &ends);
	const struct flow_ends none = { 0 };
	AUTO(buf_release) struct buf first = { 0 }, second = { 0 }, empty = { 0 };
	AUTO(cJSON_Delete) cJSON *written = NULL;

	flow = flow_between(chain.made[KIND_SOURCE].id, chain.made[KIND_TARGET].id);
	assert_string_equal(said, "");
	flow_ends_write(flow, exports, &ends, NULL, &first);
	written = parsed(buf_str(&first));
	assert_string_equal(json_str(written, "targetConnections[0].id"),
	                    chain.made[KIND_TARGET].id);
	assert_string_equal(json_str(written, "targetConnections[0].data.outputType"),
	                    "DATASET_EXPORT");
	assert_string_equal(json_str(written, "targetConnections[0].baseConnection.id"),
	                    chain.made[KIND_CONNECTION].id);
	assert_null(json_at(written, "sourceConnections[0].baseConnection"));
	assert_true(cJSON_IsTrue(json_at(written, "properties.isDestinationFlow")));
	json_set(flow, "inheritedAttributes", json_copy(written));
	flow_ends_write(flow, exports, &none, NULL, &second);
	assert_string_equal(buf_str(&second), buf_str(&first));
	flow_ends_write(NULL, exports, &none, NULL, &empty);
	assert_quoted_equal(buf_str(&empty),
	                    "{'properties':{'isDestinationFlow':true},"
	                    "'sourceConnections':[],'targetConnections':[]}");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_names_one_end_or_none),
		TEST(both_ends_are_there_and_fit_the_flow_spec),
		TEST(an_end_of_another_spec_or_without_its_base_is_refused),
		TEST(an_end_that_is_not_judged_is_only_loaded),
		TEST(what_is_inherited_stays_when_an_end_is_gone),
	};

	return cmocka_run_group_tests_name("entities/flow_ends", tests, NULL, NULL);
}
