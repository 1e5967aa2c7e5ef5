/*
 * test_adhoc.c - exports that clients ask for by dataset, or by audience: all or none
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/entities/patch.h"
#include "mockserver/runs/adhoc.h"
#include "mockserver/runs/text.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"

#define OTHER_DATASET "65b1f00d0a1c4e2b9d7e3f03"
#define V2            "application/vnd.adobe.adhoc.activation+json; version=2"

static struct chain chain;
static cJSON *answer;

static int setup(void **state UNUSED)
{
	chain_open(&chain);
	chain_make_all(&chain);
	return 0;
}

static int teardown(void **state UNUSED)
{
	cJSON_Delete(answer);
	answer = NULL;
	chain_close(&chain);
	return 0;
}

struct asked {
	const cJSON *body;
	const char *accept;
};

static int run_it(struct world *w, void *ctx, struct refusal *rf)
{
	const struct asked *asked = ctx;
	const struct adhoc a = { &chain_caller, asked->body, asked->accept,
		                 "http://m/runs/" };

	return adhoc_run(w, &a, &answer, rf);
}

/* Asks with that body, in which "%s" is the flow; the name of what it is refused with. */
static const char *ask(const char *accept, const char *body, int64_t runs)
{
	static char text[160];
	AUTO(buf_release) struct buf filled = { 0 };
	AUTO(cJSON_Delete) cJSON *json = NULL;
	AUTO(refusal_release) struct refusal rf = { 0 };
	int64_t before = chain_runs(&chain);
	struct asked asked = { .accept = accept };

	for (const char *at; (at = strstr(body, "%s")); body = at + 2) {
		buf_add(&filled, body, (size_t)(at - body));
		buf_add_str(&filled, chain.made[KIND_FLOW].id);
	}
	buf_add_str(&filled, body);
	asked.body = json = quoted_json(buf_str(&filled));
	cJSON_Delete(answer);
	answer = NULL;
	*text = '\0';
	if (chain_do(&chain, run_it, &asked, &rf) < 0)
		snprintf(text, sizeof(text), "%s", chain_refused(&rf));
	if (chain_runs(&chain) - before != runs)
		fail_msg("%s: %lld runs", buf_str(&filled),
		         (long long)(chain_runs(&chain) - before));
	assert_true(!*text == (answer != NULL));
	return text;
}

#define OF(datasets)                                                                     \
	"{'activationInfo':{'destinations':[{'flowId':'%s','datasets':[" datasets "]}]}" \
	"}"
#define ONE "{'id':'" CHAIN_DATASET "'}"

/* ---------------------------------------------------------------- datasets */

static void each_dataset_gets_a_run_and_the_answer_names_it(void **state UNUSED)
{
	AUTO(mem_free) char *url = NULL;
	char id[UUID_TEXT];

	assert_string_equal(ask("", OF(ONE), 1), "");
	url = mem_printf("http://m/runs/%s", run_id(&chain.world, 1, id));
	assert_string_equal(json_str(answer, "destinations[0].datasets[0].id"),
	                    CHAIN_DATASET);
	assert_string_equal(json_str(answer, "destinations[0].datasets[0].statusURL"),
	                    url);
	assert_string_equal(json_str(answer, "destinations[0].datasets[0].flowId"),
	                    chain.made[KIND_FLOW].id);
	assert_int_equal(cJSON_GetArraySize(json_get(answer, "destinations")), 1);
	assert_true(chain_run(&chain, 1).demanded);
}

static void a_run_exports_the_named_dataset_alone(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *run = NULL;
	const cJSON *entities;

	chain_make(&chain, KIND_SOURCE,
	           "{'name':'two','params':{'datasets':[{'dataSetId':'" CHAIN_DATASET
	           "'},{'dataSetId':'" OTHER_DATASET "'}]}," CHAIN_LAKE "}");
	chain_make(&chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
	assert_string_equal(ask("", OF("{'id':'" OTHER_DATASET "'}"), 1), "");
	run = chain_run_tree(&chain, 1);
	entities =
		json_at(run, "metrics.recordSummary.sourceSummaries[0].entitySummaries");
	assert_int_equal(cJSON_GetArraySize(entities), 1);
	assert_string_equal(json_str(entities, "[0].id"), "dataset:" OTHER_DATASET);
	assert_string_equal(ask("", OF(ONE ",{'id':'" OTHER_DATASET "'}"), 2), "");
	assert_int_equal(cJSON_GetArraySize(json_at(answer, "destinations[0].datasets")),
	                 2);
}

static void nothing_runs_unless_all_of_it_can(void **state UNUSED)
{
	assert_string_equal(ask("", OF(ONE ",{'id':'no'}"), 0), "ADHOC_DATASET");
	assert_string_equal(
		ask("",
	            "{'activationInfo':{'destinations':[{'flowId':'%s','datasets':[" ONE
	            "]},{'flowId':'nobody','datasets':[" ONE "]}]}}",
	            0),
		"ADHOC_FLOW");
}

static void a_body_of_another_shape_is_refused(void **state UNUSED)
{
	static const char *const bodies[] = {
		"{}",
		"{'activationInfo':{}}",
		"{'activationInfo':{'destinations':[]}}",
		"{'activationInfo':{'destinations':[{'flowId':'%s'}]}}",
		OF(""),
		OF("{}"),
		OF("{'id':''}"),
		"[]",
	};

	for_each_row(i, bodies)
		assert_string_equal(ask("adhoc.dataset.activation", bodies[i], 0),
		                    "ADHOC_BODY");
}

/* ---------------------------------------------------------------- may it run? */

static void a_flow_waits_after_its_last_change(void **state UNUSED)
{
	chain.world.adhoc_delay_ms = 10 * MS_PER_MINUTE;
	chain_choose(&chain, "B19=keep B40=change"); /* runs do not, actions do */
	chain_travel(&chain, CHAIN_ZERO + 10 * MS_PER_MINUTE - 1);
	assert_string_equal(ask("", OF(ONE), 0), "ADHOC_NOT_READY");
	chain_travel(&chain, CHAIN_ZERO + 10 * MS_PER_MINUTE);
	assert_string_equal(ask("", OF(ONE), 1), "");
	chain_act(&chain, "disable");
	chain_act(&chain, "enable");
	assert_string_equal(ask("", OF(ONE), 0), "ADHOC_NOT_READY");
}

static void a_flow_that_is_disabled_or_deleted_is_refused(void **state UNUSED)
{
	chain_act(&chain, "disable");
	assert_string_equal(ask("", OF(ONE), 0), "ADHOC_STATE");
	chain_delete(&chain, KIND_FLOW);
	assert_string_equal(ask("", OF(ONE), 0), "ADHOC_FLOW");
}

static void an_ingestion_is_refused(void **state UNUSED)
{
	for (int kind = 0; kind < KIND_COUNT; kind++)
		chain_make(&chain, (enum kind)kind, chain_ingestion[kind]);
	assert_string_equal(ask("", OF(ONE), 0), "ADHOC_SPEC");
}

static void a_flow_has_one_run_at_a_time(void **state UNUSED)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	AUTO(mem_free) char *expected = NULL;
	AUTO(cJSON_Delete) cJSON *body = NULL;
	AUTO(mem_free) char *text = NULL;
	struct asked asked = { .accept = "" };
	char id[UUID_TEXT];

	chain_live(&chain, "after:1h");
	assert_string_equal(ask("", OF(ONE), 1), "");
	assert_string_equal(ask("", OF(ONE), 0), "ADHOC_DATASET_RUNS");
	text = mem_printf("{'activationInfo':{'destinations':[{'flowId':'%s','datasets':"
	                  "[" ONE "]}]}}",
	                  chain.made[KIND_FLOW].id);
	asked.body = body = quoted_json(text);
	assert_int_equal(chain_do(&chain, run_it, &asked, &rf), -1);
	expected = mem_printf("Run already going on for dataset %s for order %s with run "
	                      "id %s",
	                      CHAIN_DATASET, chain.made[KIND_FLOW].id,
	                      run_id(&chain.world, 1, id));
	assert_string_equal(rf.text, expected);
}

static void a_run_that_has_ended_lets_the_next_one_begin(void **state UNUSED)
{
	chain_choose(&chain, "B19=keep");
	chain_travel(&chain, CHAIN_ZERO);
	chain_live(&chain, "after:1h");
	assert_string_equal(ask("", OF(ONE), 1), "");
	chain_travel(&chain, CHAIN_ZERO + MS_PER_HOUR - 1);
	assert_string_equal(ask("", OF(ONE), 0), "ADHOC_DATASET_RUNS");
	chain_travel(&chain, CHAIN_ZERO + MS_PER_HOUR);
	assert_string_equal(ask("", OF(ONE), 1), "");
}

/* ---------------------------------------------------------------- audiences */

#define ADD_AUDIENCE                                                             \
	"[{'op':'add','path':'/transformations','value':[{'name':"               \
	"'GeneralTransform','params':{'segmentSelectors':{'selectors':[{'type':" \
	"'PLATFORM_SEGMENT','value':{'id':'aud-1'}},{'value':{}}]}}}]}]"

static void patch_audience(void)
{
	AUTO(cJSON_Delete) cJSON *flow = chain_tree(&chain, KIND_FLOW);
	AUTO(cJSON_Delete) cJSON *ops = NULL;
	const struct change change = { KIND_FLOW, chain.made[KIND_FLOW].id,
		                       json_str(flow, "etag") };
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct created made;
	struct err e = { 0 };

	ops = quoted_json(ADD_AUDIENCE);
	assert_int_equal(store_begin(&chain.world.store, &e), 0);
	if (entity_patch(&chain.world, &chain_caller, &change, ops, &made, &rf) < 0)
		fail_msg("%s", rf.text ? rf.text : rf.err.text);
	assert_int_equal(store_commit(&chain.world.store, &e), 0);
}

#define AUDIENCE "{'activationInfo':{'%s':['aud-1']}}"

static void an_audience_of_the_flow_is_exported_and_named_by_its_order(
	void **state UNUSED)
{
	patch_audience();
	assert_string_equal(ask(V2, AUDIENCE, 1), "");
	assert_string_equal(json_str(answer, "order[0].segment"), "aud-1");
	assert_string_equal(json_str(answer, "order[0].order"), chain.made[KIND_FLOW].id);
	assert_non_null(json_str(answer, "order[0].statusURL"));
	assert_null(json_str(answer, "order[0].flowId"));
	assert_string_equal(ask(V2, "{'activationInfo':{'%s':['aud-2']}}", 0),
	                    "ADHOC_AUDIENCE");
	assert_string_equal(ask(V2, "{'activationInfo':{'%s':[1]}}", 0), "ADHOC_BODY");
	chain_live(&chain, "after:1h");
	assert_string_equal(ask(V2, AUDIENCE, 1), "");
	assert_string_equal(ask(V2, AUDIENCE, 0), "ADHOC_AUDIENCE_RUNS");
}

static void version_1_asks_for_export_ids(void **state UNUSED)
{
	patch_audience();
	assert_string_equal(ask("", AUDIENCE, 0), "ADHOC_BODY");
	assert_string_equal(
		ask("", "{'activationInfo':{'%s':['aud-1']},'exportIds':['e']}", 1), "");
}

static void documented_limits_count_audiences_and_have_them_wait(void **state UNUSED)
{
	AUTO(buf_release) struct buf many = { 0 };
	int64_t wait = limit_row(LIMIT_ADHOC_WAIT)->number * MS_PER_SECOND;

	patch_audience();
	buf_add_str(&many, "{'activationInfo':{'%s':[");
	for (int64_t i = 0; i <= limit_row(LIMIT_ADHOC_AUDIENCES)->number; i++)
		buf_printf(&many, "%s'aud-1'", i ? "," : "");
	buf_add_str(&many, "]}}");
	chain.world.limits = LIMITS_DOCUMENTED;
	assert_string_equal(ask(V2, buf_str(&many), 0), "ADHOC_AUDIENCES");
	assert_string_equal(ask(V2, AUDIENCE, 0), "ADHOC_EARLY");
	assert_string_equal(ask("", OF(ONE), 1), ""); /* datasets do not wait */
	chain_travel(&chain, CHAIN_ZERO + wait - 1);
	assert_string_equal(ask(V2, AUDIENCE, 0), "ADHOC_EARLY");
	chain_travel(&chain, CHAIN_ZERO + wait);
	assert_string_equal(ask(V2, AUDIENCE, 1), "");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_dataset_gets_a_run_and_the_answer_names_it),
		TEST(a_run_exports_the_named_dataset_alone),
		TEST(nothing_runs_unless_all_of_it_can),
		TEST(a_body_of_another_shape_is_refused),
		TEST(a_flow_waits_after_its_last_change),
		TEST(a_flow_that_is_disabled_or_deleted_is_refused),
		TEST(an_ingestion_is_refused),
		TEST(a_flow_has_one_run_at_a_time),
		TEST(a_run_that_has_ended_lets_the_next_one_begin),
		TEST(an_audience_of_the_flow_is_exported_and_named_by_its_order),
		TEST(version_1_asks_for_export_ids),
		TEST(documented_limits_count_audiences_and_have_them_wait),
	};

	return cmocka_run_group_tests_name("adhoc", tests, NULL, NULL);
}
