/*
 * test_fault_watch.c - faults that watch writes, to strike reads that come later
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/api/fault_watch.h"
#include "tests/support/chain_runs.h"
#include "tests/support/routed.h"

static struct routed mock;

static int setup(void **state UNUSED)
{
	routed_open(&mock);
	chain_make_all(&mock.chain);
	return 0;
}

static int teardown(void **state UNUSED)
{
	routed_close(&mock);
	return 0;
}

static const char *id_of(enum kind kind)
{
	return mock.chain.made[kind].id;
}

/* Renames the target: the status. */
static int rename_target(const char *name)
{
	AUTO(cJSON_Delete) cJSON *tree = chain_tree(&mock.chain, KIND_TARGET);
	AUTO_MEM char *what =
		mem_printf("PATCH /targetConnections/%s", id_of(KIND_TARGET));
	AUTO_MEM char *body =
		mem_printf("[{'op':'replace','path':'/name','value':'%s'}]", name);

	routed_header(&mock, "If-Match", tree ? json_str(tree, "etag") : "*");
	return routed_ask(&mock, what, body);
}

/* The target's name as GET shows it now, with the ETag that belongs to it. */
static void expect_name(const char *name)
{
	AUTO_MEM char *want = mem_printf("'%s'", name);

	assert_int_equal(routed_askf(&mock, "GET /targetConnections/%s",
	                             id_of(KIND_TARGET)),
	                 200);
	routed_has(&mock, "items[0].name", want);
	assert_string_equal(mock.rq.reply.etag, json_str(mock.body, "items[0].etag"));
}

/* ---------------------------------------------------------------- kinds */

static void an_operation_is_about_the_entities_of_its_collection(void **state UNUSED)
{
	static const struct {
		enum operation operation;
		int kind; /* -1: none */
	} cases[] = {
		{ OP_CONNECTION_CREATE, KIND_CONNECTION },
		{ OP_SOURCE_GET, KIND_SOURCE },
		{ OP_TARGET_PATCH, KIND_TARGET },
		{ OP_FLOW_LIST, KIND_FLOW },
		{ OP_FLOW_ACTION, KIND_FLOW },
		{ OP_RUN_GET, -1 },
		{ OP_FLOW_SPEC_LIST, -1 },
		{ OP_CATALOG_DATASETS, -1 },
	};

	for_each_row(i, cases) {
		enum kind kind = KIND_COUNT;
		bool is = fault_watch_kind(cases[i].operation, &kind);

		assert_int_equal(is, cases[i].kind >= 0);
		if (is)
			assert_int_equal(kind, cases[i].kind);
	}
}

/* ---------------------------------------------------------------- stale reads */

static void after_a_write_the_old_version_is_read_so_often(void **state UNUSED)
{
	chain_arm(&mock.chain,
	          "{'fault':'f','on':'TARGET_GET','do':{'stale-read':{'reads':2}}}");
	expect_name("target");
	assert_int_equal(rename_target("new"), 200);
	expect_name("target");
	assert_string_equal(mock.rq.reply.etag, mock.chain.made[KIND_TARGET].etag);
	expect_name("target");
	expect_name("new");
	assert_int_equal(rename_target("newer"), 200);
	expect_name("new");
}

static void the_old_version_is_read_for_a_while_by_the_mocks_clock(void **state UNUSED)
{
	chain_arm(&mock.chain,
	          "{'fault':'f','on':'TARGET_GET','do':{'stale-read':{'for':'1h'}}}");
	assert_int_equal(rename_target("new"), 200);
	expect_name("target");
	expect_name("target");
	mock.chain.world.clock.at += MS_PER_HOUR;
	expect_name("new");
}

static void what_is_deleted_is_read_once_more(void **state UNUSED)
{
	chain_arm(&mock.chain, "{'fault':'f','on':'FLOW_GET','do':{'stale-read':{}}}");
	assert_int_equal(routed_askf(&mock, "DELETE /flows/%s", id_of(KIND_FLOW)), 202);
	assert_int_equal(routed_askf(&mock, "GET /flows/%s", id_of(KIND_FLOW)), 200);
	routed_has(&mock, "items[0].name", "'flow'");
	assert_int_equal(routed_askf(&mock, "GET /flows/%s", id_of(KIND_FLOW)), 404);
}

static void a_write_that_is_refused_leaves_no_old_version(void **state UNUSED)
{
	chain_arm(&mock.chain, "{'fault':'f','on':'TARGET_GET','do':{'stale-read':{}}}");
	routed_header(&mock, "If-Match", "\"another\"");
	assert_int_equal(routed_askf(&mock, "DELETE /targetConnections/nobody"), 404);
	routed_expect(&mock, "GET /__admin/faults/f", NULL, 200);
	assert_int_equal(faults_find(&mock.chain.world.faults, "f")->marks.count, 0);
	expect_name("target");
}

/* A fault on another collection watches nothing of this one. */
static void a_fault_watches_its_own_collection(void **state UNUSED)
{
	chain_arm(&mock.chain, "{'fault':'f','on':'FLOW_GET','do':{'stale-read':{}}}");
	assert_int_equal(rename_target("new"), 200);
	expect_name("new");
}

/* ---------------------------------------------------------------- transient states */

#define UPDATING                                                                  \
	"{'fault':'f','on':'TARGET_PATCH','do':{'transient':{'state':'updating'," \
	"'reads':2}}}"

static void expect_state(const char *state)
{
	assert_int_equal(routed_askf(&mock, "GET /targetConnections/%s",
	                             id_of(KIND_TARGET)),
	                 200);
	routed_has(&mock, "items[0].state", state);
}

static void after_a_write_the_entity_is_in_the_state_for_so_many_reads(
	void **state UNUSED)
{
	chain_arm(&mock.chain, UPDATING);
	expect_state("'enabled'");
	assert_int_equal(rename_target("new"), 200);
	routed_expect(&mock, "GET /targetConnections", NULL, 200); /* not counted */
	routed_has(&mock, "items[0].state", "'updating'");
	expect_state("'updating'");
	expect_state("'updating'");
	expect_state("'enabled'");
	routed_expect(&mock, "GET /targetConnections", NULL, 200);
	routed_has(&mock, "items[0].state", "'enabled'");
}

static void meanwhile_it_cannot_be_changed(void **state UNUSED)
{
	chain_arm(&mock.chain, UPDATING);
	assert_int_equal(rename_target("new"), 200);
	assert_int_equal(rename_target("newer"), 400);
	assert_string_equal(routed_refused(&mock), "UPDATE_STATE");
	assert_int_equal(routed_askf(&mock, "DELETE /targetConnections/%s",
	                             id_of(KIND_TARGET)),
	                 400);
	assert_string_equal(routed_refused(&mock), "DELETE_STATE");
	expect_state("'updating'");
	expect_state("'updating'");
	assert_int_equal(rename_target("newer"), 200);
}

static void what_is_refused_depends_on_method_collection_and_state(void **state UNUSED)
{
	static const struct {
		const char *on, *state, *refusal;
		enum kind kind;
		bool acts;
	} cases[] = {
		{ "FLOW_ACTION", "enabling", "TRANSITION", KIND_FLOW, true },
		{ "TARGET_PATCH", "enabled-finalizing", "UPDATE_FINALIZING", KIND_TARGET,
		  false },
		{ "TARGET_PATCH", "updating", "UPDATE_STATE", KIND_TARGET, false },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *fault = mem_printf(
			"{'fault':'f','on':'%s','do':{'transient':{'state':'%s'}}}",
			cases[i].on, cases[i].state);
		AUTO_MEM char *disable = NULL;

		teardown(NULL);
		setup(NULL);
		chain_arm(&mock.chain, fault);
		disable =
			mem_printf("POST /flows/%s/action?op=disable", id_of(KIND_FLOW));
		for (int again = 0; again < 2; again++) {
			int status = cases[i].acts ? routed_ask(&mock, disable, NULL)
			                           : rename_target("x");

			assert_int_equal(status, again ? 400 : 200);
		}
		assert_string_equal(routed_refused(&mock), cases[i].refusal);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_operation_is_about_the_entities_of_its_collection),
		TEST(after_a_write_the_old_version_is_read_so_often),
		TEST(the_old_version_is_read_for_a_while_by_the_mocks_clock),
		TEST(what_is_deleted_is_read_once_more),
		TEST(a_write_that_is_refused_leaves_no_old_version),
		TEST(a_fault_watches_its_own_collection),
		TEST(after_a_write_the_entity_is_in_the_state_for_so_many_reads),
		TEST(meanwhile_it_cannot_be_changed),
		TEST(what_is_refused_depends_on_method_collection_and_state),
	};

	return cmocka_run_group_tests_name("fault_watch", tests, NULL, NULL);
}
