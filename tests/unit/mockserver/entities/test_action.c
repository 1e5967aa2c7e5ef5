/*
 * test_action.c - who may go from which state to which, and what may be deleted
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/entities/action.h"
#include "mockserver/store/flow.h"
#include "tests/support/chain.h"

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

static int act(enum kind kind, const char *op, const char *sub, struct refusal *rf)
{
	const struct change change = { kind, chain.made[kind].id, NULL };
	const struct action action = { op, sub };
	struct created out;
	struct err e = { 0 };
	int rc;

	assert_int_equal(store_begin(&chain.world.store, &e), 0);
	rc = entity_act(&chain.world, &chain_caller, &change, &action, &out, rf);
	if (rc < 0) {
		store_rollback(&chain.world.store);
		return -1;
	}
	assert_int_equal(store_commit(&chain.world.store, &e), 0);
	chain.made[kind] = out;
	return 0;
}

static int erase(enum kind kind, const char *if_match, struct refusal *rf)
{
	const struct change change = { kind, chain.made[kind].id, if_match };
	struct err e = { 0 };
	int rc;

	assert_int_equal(store_begin(&chain.world.store, &e), 0);
	rc = entity_remove(&chain.world, &chain_caller, &change, rf);
	if (rc < 0)
		store_rollback(&chain.world.store);
	else
		assert_int_equal(store_commit(&chain.world.store, &e), 0);
	return rc;
}

static void make_drafts(void)
{
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		AUTO(refusal_release) struct refusal rf = { 0 };

		if (chain_try(&chain, (enum kind)kind, CREATE_DRAFT,
		              chain_ingestion[kind], &rf) < 0)
			fail_msg("%d: %s", kind, chain_refused(&rf));
	}
}

static const char *state_of(enum kind kind)
{
	static char state[32];
	AUTO(cJSON_Delete) cJSON *tree = chain_tree(&chain, kind);

	snprintf(state, sizeof(state), "%s", tree ? json_str(tree, "state") : "gone");
	return state;
}

static void an_op_is_written_in_any_way(UNUSED void **state)
{
	static const char *const rows[][2] = {
		{ "enable", "enable" },
		{ "ENABLE", "enable" },
		{ "FINALIZE_UPDATE", "finalizeupdate" },
		{ "finalize-Update", "finalizeupdate" },
		{ "__--", "" },
		{ "", "" },
		{ "en able", "en able" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO_MEM char *plain = action_plain(rows[i][0]);

		row_string_equal(i, plain, rows[i][1]);
	}
}

static void a_flow_goes_between_enabled_and_disabled_and_out_of_draft_once(
	UNUSED void **state)
{
	/* One after the other: the op, the refusal ("" for none), the state after. */
	static const char *const rows[][3] = {
		{ "enable", "ACTION_STATE", "draft" },
		{ "disable", "ACTION_STATE", "draft" },
		{ "publish", "TRANSITION", "draft" }, /* what it stands on is a draft */
		{ "PUBLISH_", "", "enabled" },
		{ "publish", "ACTION_STATE", "enabled" },
		{ "enable", "", "enabled" },
		{ "Disable", "", "disabled" },
		{ "disable", "", "disabled" },
		{ "publish", "ACTION_STATE", "disabled" },
		{ "en-able", "", "enabled" },
		{ "delete", "OP_UNSUPPORTED", "enabled" },
		{ "", "OP_UNSUPPORTED", "enabled" },
		{ "finalize", "PROVIDER_ONLY", "enabled" },
		{ "FINALIZE_UPDATE", "PROVIDER_ONLY", "enabled" },
	};

	make_drafts();
	for_each_row(i, rows) {
		AUTO(refusal_release) struct refusal rf = { 0 };

		if (!strcmp(rows[i][0], "PUBLISH_")) {
			AUTO(refusal_release) struct refusal none = { 0 };

			for (int kind = KIND_CONNECTION; kind < KIND_FLOW; kind++)
				assert_int_equal(act((enum kind)kind, "publish", NULL,
				                     &none),
				                 0);
		}
		row_int_equal(i, act(KIND_FLOW, rows[i][0], NULL, &rf),
		              *rows[i][1] ? -1 : 0);
		row_string_equal(i, chain_refused(&rf), rows[i][1]);
		row_string_equal(i, state_of(KIND_FLOW), rows[i][2]);
	}
}

static void connections_can_only_be_published_from_below(UNUSED void **state)
{
	AUTO(refusal_release) struct refusal early = { 0 };
	AUTO(refusal_release) struct refusal rf = { 0 };
	AUTO(refusal_release) struct refusal twice = { 0 };
	AUTO(refusal_release) struct refusal other = { 0 };

	make_drafts();
	assert_int_equal(act(KIND_SOURCE, "publish", NULL, &early), -1);
	assert_string_equal(chain_refused(&early), "TRANSITION");
	assert_int_equal(act(KIND_CONNECTION, "publish", NULL, &rf), 0);
	assert_int_equal(act(KIND_SOURCE, "publish", NULL, &rf), 0);
	assert_string_equal(state_of(KIND_SOURCE), "enabled");
	assert_int_equal(act(KIND_SOURCE, "publish", NULL, &twice), -1);
	assert_string_equal(chain_refused(&twice), "ACTION_STATE");
	assert_int_equal(act(KIND_TARGET, "disable", NULL, &other), -1);
	assert_string_equal(chain_refused(&other), "OP_UNSUPPORTED");
}

static void an_action_that_changes_the_state_gives_a_new_etag(UNUSED void **state)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct created before;

	chain_make_all(&chain);
	before = chain.made[KIND_FLOW];
	assert_int_equal(act(KIND_FLOW, "enable", NULL, &rf), 0);
	assert_string_equal(chain.made[KIND_FLOW].etag, before.etag);
	assert_int_equal(act(KIND_FLOW, "disable", NULL, &rf), 0);
	assert_string_not_equal(chain.made[KIND_FLOW].etag, before.etag);
	assert_string_equal(chain.made[KIND_FLOW].id, before.id);
}

static void a_sub_action_is_known_and_changes_nothing(UNUSED void **state)
{
	static const struct {
		const char *sub, *name;
	} rows[] = {
		{ "APPLY", "" },
		{ "roll_back", "" },
		{ "progress", "SUB_OPERATION" },
		{ "undo", "SUB_ACTION" },
		{ "", "SUB_ACTION" },
	};

	chain_make_all(&chain);
	for_each_row(i, rows) {
		AUTO(refusal_release) struct refusal rf = { 0 };

		row_int_equal(i, act(KIND_FLOW, "disable", rows[i].sub, &rf),
		              *rows[i].name ? -1 : 0);
		row_string_equal(i, chain_refused(&rf), rows[i].name);
	}
}

static void a_disabled_flow_has_no_tick_and_an_enabled_one_does(UNUSED void **state)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct err e = { 0 };

	chain_make_all(&chain);
	for (int i = 0; i < 4; i++) {
		AUTO(flow_release) struct flow_row row = { 0 };

		assert_int_equal(act(KIND_FLOW, i % 2 ? "enable" : "disable", NULL, &rf),
		                 0);
		assert_int_equal(flow_find(&chain.world.store, chain.made[KIND_FLOW].id,
		                           &row, &e),
		                 0);
		assert_int_equal(row.next_at != VTIME_NEVER, i % 2);
	}
}

static void a_base_connection_stays_while_a_flow_uses_it(UNUSED void **state)
{
	AUTO(refusal_release) struct refusal used = { 0 };
	AUTO(refusal_release) struct refusal stale = { 0 };
	AUTO(refusal_release) struct refusal rf = { 0 };
	AUTO(refusal_release) struct refusal gone = { 0 };
	AUTO(flow_release) struct flow_row row = { 0 };
	struct err e = { 0 };

	chain_make_all(&chain);
	assert_int_equal(erase(KIND_CONNECTION, NULL, &used), -1);
	assert_string_equal(chain_refused(&used), "BASE_IN_USE");
	assert_int_equal(erase(KIND_FLOW, "\"other\"", &stale), -1);
	assert_string_equal(chain_refused(&stale), "VERSION_STALE");
	assert_int_equal(erase(KIND_FLOW, chain.made[KIND_FLOW].etag, &rf), 0);
	assert_string_equal(state_of(KIND_FLOW), "gone");
	/* Its row stays for its runs, and never ticks. */
	assert_int_equal(flow_find(&chain.world.store, chain.made[KIND_FLOW].id, &row,
	                           &e),
	                 0);
	assert_int_equal(row.next_at, VTIME_NEVER);
	assert_int_equal(erase(KIND_CONNECTION, NULL, &rf), 0);
	assert_int_equal(erase(KIND_CONNECTION, NULL, &gone), -1);
	assert_string_equal(chain_refused(&gone), "NOT_FOUND");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_op_is_written_in_any_way),
		TEST(a_flow_goes_between_enabled_and_disabled_and_out_of_draft_once),
		TEST(connections_can_only_be_published_from_below),
		TEST(an_action_that_changes_the_state_gives_a_new_etag),
		TEST(a_sub_action_is_known_and_changes_nothing),
		TEST(a_disabled_flow_has_no_tick_and_an_enabled_one_does),
		TEST(a_base_connection_stays_while_a_flow_uses_it),
	};

	return cmocka_run_group_tests_name("entities/action", tests, NULL, NULL);
}
