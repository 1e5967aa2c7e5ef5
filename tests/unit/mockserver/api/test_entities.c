/*
 * test_entities.c - what the handlers of all entities share: show, make, change, drop
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"
#include "tests/support/routed.h"

static struct routed mock;

static int setup(void **state UNUSED)
{
	routed_open(&mock);
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

/* ---------------------------------------------------------------- GET */

static void each_entity_is_shown_with_its_etag(void **state UNUSED)
{
	chain_make_all(&mock.chain);
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		const char *collection = kind_collection((enum kind)kind);
		AUTO_MEM char *id = mem_printf("'%s'", mock.chain.made[kind].id);

		assert_int_equal(routed_askf(&mock, "GET /%s/%s", collection,
		                             mock.chain.made[kind].id),
		                 200);
		routed_has(&mock, "items[0].id", id);
		assert_string_equal(mock.rq.reply.etag, mock.chain.made[kind].etag);
		assert_string_equal(json_str(mock.body, "items[0].etag"),
		                    mock.chain.made[kind].etag);
	}
}

/* A kept answer is never shown in the place of what is there now, or to somebody else. */
static void an_answer_that_was_kept_is_gone_with_the_next_write(void **state UNUSED)
{
	AUTO_MEM char *first = NULL;

	chain_make_all(&mock.chain);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(routed_askf(&mock, "GET /flows/%s", id_of(KIND_FLOW)),
		                 200);
		free(first);
		first = mem_strdup(routed_text(&mock));
	}
	chain_act(&mock.chain, "disable");
	assert_int_equal(routed_askf(&mock, "GET /flows/%s", id_of(KIND_FLOW)), 200);
	routed_has(&mock, "items[0].state", "'disabled'");
	routed_header(&mock, "x-sandbox-name", "dev");
	assert_int_equal(routed_askf(&mock, "GET /flows/%s", id_of(KIND_FLOW)), 404);
	assert_string_equal(routed_refused(&mock), "NOT_FOUND");
	routed_header(&mock, "x-sandbox-name", "prod");
	chain_delete(&mock.chain, KIND_FLOW);
	assert_int_equal(routed_askf(&mock, "GET /flows/%s", id_of(KIND_FLOW)), 404);
}

static void a_flow_shows_what_its_runs_have_done(void **state UNUSED)
{
	chain_make_all(&mock.chain);
	assert_int_equal(routed_askf(&mock, "GET /flows/%s", id_of(KIND_FLOW)), 200);
	routed_has(&mock, "items[0].lastRunDetails", "nothing");
	chain_travel(&mock.chain, CHAIN_ZERO);
	assert_int_equal(routed_askf(&mock, "GET /flows/%s", id_of(KIND_FLOW)), 200);
	routed_has(&mock, "items[0].lastRunDetails.state", "'success'");
	assert_string_equal(mock.rq.reply.etag, json_str(mock.body, "items[0].etag"));
	assert_string_not_equal(mock.rq.reply.etag, mock.chain.made[KIND_FLOW].etag);
}

/* ---------------------------------------------------------------- POST */

static void what_is_made_is_answered_with_id_etag_and_location(void **state UNUSED)
{
	AUTO_MEM char *location = NULL;

	routed_expect(&mock, "POST /connections", chain_bodies[KIND_CONNECTION], 201);
	location = mem_printf("http://mock.example:8085/data/foundation/flowservice/"
	                      "connections/%s",
	                      json_str(mock.body, "id"));
	assert_string_equal(mock.rq.reply.location, location);
	assert_string_equal(mock.rq.reply.etag, json_str(mock.body, "etag"));
	assert_int_equal(routed_askf(&mock, "GET %s", strstr(location, "/data/")), 200);
}

static void what_is_refused_is_not_made(void **state UNUSED)
{
	routed_expect(&mock, "POST /connections", "{'name':'x'}", 400);
	assert_null(mock.rq.reply.location);
	routed_expect(&mock, "GET /connections?count=true", NULL, 200);
	routed_has(&mock, "count", "0");
}

static void the_mode_says_whether_it_is_a_draft(void **state UNUSED)
{
	static const struct {
		const char *what, *state;
	} cases[] = {
		{ "POST /connections", "'enabled'" },
		{ "POST /connections?mode=draft", "'draft'" },
		{ "POST /connections?mode=DRAFT", "'draft'" },
		{ "POST /connections?mode=", "'enabled'" },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *id = NULL;

		routed_expect(&mock, cases[i].what, chain_ingestion[KIND_CONNECTION],
		              201);
		id = mem_strdup(json_str(mock.body, "id"));
		assert_int_equal(routed_askf(&mock, "GET /connections/%s", id), 200);
		routed_has(&mock, "items[0].state", cases[i].state);
	}
}

/* ---------------------------------------------------------------- a run that is due */

static char *flow_body(void)
{
	return mem_printf("{'name':'flow','sourceConnectionIds':['%s'],"
	                  "'targetConnectionIds':['%s'],'scheduleParams':{'timeUnit':"
	                  "'hour','interval':3,'startTime':1767225600}," CHAIN_EXPORT "}",
	                  id_of(KIND_SOURCE), id_of(KIND_TARGET));
}

static void a_run_that_is_due_when_a_flow_is_made_is_there_with_the_answer(
	void **state UNUSED)
{
	AUTO_MEM char *body = NULL;
	AUTO_MEM char *etag = NULL;

	chain_make_all(&mock.chain);
	body = flow_body();
	routed_expect(&mock, "POST /flows", body, 201);
	assert_int_equal(chain_runs(&mock.chain), 1); /* of the new one alone */
	etag = mem_strdup(json_str(mock.body, "etag"));
	assert_string_equal(mock.rq.reply.etag, etag);
	assert_int_equal(routed_askf(&mock, "GET /flows/%s", json_str(mock.body, "id")),
	                 200);
	assert_string_equal(mock.rq.reply.etag, etag);
	routed_has(&mock, "items[0].lastRunDetails.state", "'success'");
}

static void a_run_that_cannot_be_made_leaves_the_write(void **state UNUSED)
{
	AUTO_MEM char *body = NULL;

	chain_make_all(&mock.chain);
	body = flow_body();
	assert_int_equal(sqlite3_exec(mock.chain.world.store.db,
	                              "CREATE TEMP TRIGGER broken BEFORE INSERT ON "
	                              "main.run BEGIN SELECT RAISE(ABORT, 'broken'); END",
	                              NULL, NULL, NULL),
	                 0);
	routed_expect(&mock, "POST /flows", body, 201);
	assert_int_equal(chain_runs(&mock.chain), 0);
	assert_int_equal(sqlite3_exec(mock.chain.world.store.db, "DROP TRIGGER broken",
	                              NULL, NULL, NULL),
	                 0);
	chain_travel(&mock.chain, CHAIN_ZERO);
	assert_int_equal(chain_runs(&mock.chain), 2);
}

/* ---------------------------------------------------------------- PATCH, action */

static void a_patch_asks_for_the_etag_and_answers_the_new_one(void **state UNUSED)
{
	static const char rename[] = "[{'op':'replace','path':'/name','value':'b'}]";
	AUTO_MEM char *patch = NULL;
	AUTO_MEM char *etag = NULL;

	chain_make_all(&mock.chain);
	patch = mem_printf("PATCH /targetConnections/%s", id_of(KIND_TARGET));
	routed_expect(&mock, patch, rename, 400);
	routed_header(&mock, "If-Match", "\"another\"");
	routed_expect(&mock, patch, rename, 412);
	routed_header(&mock, "If-Match", mock.chain.made[KIND_TARGET].etag);
	routed_expect(&mock, patch, rename, 200);
	etag = mem_strdup(json_str(mock.body, "etag"));
	assert_string_not_equal(etag, mock.chain.made[KIND_TARGET].etag);
	routed_expect(&mock, patch, rename, 412);
	routed_header(&mock, "If-Match", etag);
	routed_expect(&mock, patch, "[{'op':'replace','path':'/id','value':'b'}]", 400);
	routed_expect(&mock, patch, rename, 200);
}

static void an_action_needs_an_op_and_answers_the_new_etag(void **state UNUSED)
{
	AUTO_MEM char *action = NULL;
	AUTO_MEM char *disable = NULL;

	chain_make_all(&mock.chain);
	action = mem_printf("POST /flows/%s/action", id_of(KIND_FLOW));
	disable = mem_printf("%s?op=disable", action);
	routed_expect(&mock, action, NULL, 400);
	routed_expect(&mock, disable, "no json", 200); /* its body is not looked at */
	assert_string_not_equal(json_str(mock.body, "etag"),
	                        mock.chain.made[KIND_FLOW].etag);
	routed_header(&mock, "If-Match", "\"another\"");
	routed_expect(&mock, disable, NULL, 412);
}

/* Ticks that passed while it was disabled have no run. */
static void a_flow_that_is_enabled_goes_on_with_its_next_tick(void **state UNUSED)
{
	AUTO_MEM char *enable = NULL;

	chain_make_all(&mock.chain);
	chain_act(&mock.chain, "disable");
	chain_travel(&mock.chain, CHAIN_ZERO + 4 * MS_PER_HOUR);
	assert_int_equal(chain_runs(&mock.chain), 0);
	enable = mem_printf("POST /flows/%s/action?op=enable", id_of(KIND_FLOW));
	routed_expect(&mock, enable, NULL, 200);
	assert_int_equal(chain_runs(&mock.chain), 0);
	chain_travel(&mock.chain, CHAIN_ZERO + 6 * MS_PER_HOUR);
	assert_int_equal(chain_run(&mock.chain, 1).scheduled_at,
	                 CHAIN_ZERO + 6 * MS_PER_HOUR);
}

/* ---------------------------------------------------------------- DELETE */

static void a_delete_is_answered_as_the_ledger_says(void **state UNUSED)
{
	static const struct {
		const char *choice;
		int flow, target;
	} cases[] = {
		{ "A2=clients", 202, 204 },
		{ "A2=destinations", 202, 202 },
		{ "A2=sources", 204, 204 },
	};

	for_each_row(i, cases) {
		chain_make_all(&mock.chain);
		chain_choose(&mock.chain, cases[i].choice);
		assert_int_equal(routed_askf(&mock, "DELETE /flows/%s", id_of(KIND_FLOW)),
		                 cases[i].flow);
		assert_int_equal(mock.rq.reply.body.size, 0);
		assert_int_equal(routed_askf(&mock, "DELETE /targetConnections/%s",
		                             id_of(KIND_TARGET)),
		                 cases[i].target);
		assert_int_equal(routed_askf(&mock, "DELETE /targetConnections/%s",
		                             id_of(KIND_TARGET)),
		                 404);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_entity_is_shown_with_its_etag),
		TEST(an_answer_that_was_kept_is_gone_with_the_next_write),
		TEST(a_flow_shows_what_its_runs_have_done),
		TEST(what_is_made_is_answered_with_id_etag_and_location),
		TEST(what_is_refused_is_not_made),
		TEST(the_mode_says_whether_it_is_a_draft),
		TEST(a_run_that_is_due_when_a_flow_is_made_is_there_with_the_answer),
		TEST(a_run_that_cannot_be_made_leaves_the_write),
		TEST(a_patch_asks_for_the_etag_and_answers_the_new_one),
		TEST(an_action_needs_an_op_and_answers_the_new_etag),
		TEST(a_flow_that_is_enabled_goes_on_with_its_next_tick),
		TEST(a_delete_is_answered_as_the_ledger_says),
	};

	return cmocka_run_group_tests_name("entities", tests, NULL, NULL);
}
