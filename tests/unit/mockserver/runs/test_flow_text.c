/*
 * test_flow_text.c - a flow's text with what its runs have done to it
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/runs/flow_text.h"
#include "mockserver/runs/text.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"

static const struct world world = { .seed = 1 };

/* The text with the news, with ' for ". */
static void expect(const char *text, const struct entity_news *news, const char *expected)
{
	AUTO_MEM char *before = quoted(text);
	AUTO_MEM char *after = quoted(expected);
	AUTO(buf_release) struct buf out = { 0 };

	flow_text_add(&world, str_of(before), news, &out);
	assert_string_equal(buf_str(&out), after);
	assert_int_equal(out.size, strlen(after));
}

#define AUDIT(at, user, client) \
	"{'id':'f','updatedAt':" at ",'updatedBy':'" user "','updatedClient':'" client "'"
#define OLD AUDIT("1", "u", "c")
#define NEW AUDIT("7", "acp_foundation_connectors@AdobeID", "acp_foundation_connectors")

static void without_news_the_text_stays(void **state UNUSED)
{
	static const struct entity_news none = { 0 };

	assert_true(flow_text_is_whole(&none));
	expect(OLD ",'labels':[]}", &none, OLD ",'labels':[]}");
	expect("{}", &none, "{}");
}

static void the_services_write_replaces_the_audit_version_and_etag(void **state UNUSED)
{
	const struct entity_news written = { .by_service = true,
		                             .updated_at = 7,
		                             .etag = str_of("\"e\"") };

	assert_false(flow_text_is_whole(&written));
	expect(OLD ",'name':'n','version':'\\'a\\'','etag':'\\'a\\'','x':1}", &written,
	       NEW ",'name':'n','version':'\\'e\\'','etag':'\\'e\\'','x':1}");
	/* Members of members have the same names. */
	expect(OLD ",'params':{'version':'1.0','etag':2},'version':'v','etag':'v'}",
	       &written,
	       NEW ",'params':{'version':'1.0','etag':2},'version':'\\'e\\'',"
	           "'etag':'\\'e\\''}");
}

static void an_etag_is_written_as_json_whatever_it_holds(void **state UNUSED)
{
	static const char *const etags[][2] = {
		{ "\"e\"", "\\'e\\'" },
		{ "\"\"", "\\'\\'" },
		{ "\"", "\\'" },
		{ "", "" },
		{ "e", "e" },
		{ "\"e", "\\'e" },
		{ "e\"", "e\\'" },
		{ "\"a\\b\"", "\\'a\\\\b\\'" },
		{ "\"a\nb\"", "\\'a\\nb\\'" },
	};

	for_each_row(i, etags) {
		const struct entity_news written = { .by_service = true,
			                             .updated_at = 7,
			                             .etag = str_of(etags[i][0]) };
		AUTO_MEM char *want = mem_printf(NEW ",'version':'%s','etag':'%s'}",
		                                 etags[i][1], etags[i][1]);

		expect(OLD ",'version':'v','etag':'v'}", &written, want);
	}
}

/* The id of run 3 of seed 1. */
static char *details(const char *rest)
{
	char id[UUID_TEXT];

	return mem_printf(",'lastRunDetails':{'id':'%s',%s}", run_id(&world, 3, id),
	                  rest);
}

static void the_last_run_stands_before_the_labels(void **state UNUSED)
{
	static const char *const texts[][2] = {
		{ "{'a':1", ",'labels':[]}" },
		{ "{'a':1", ",'labels':['x'],'b':2}" },
		{ "{'a':{'labels':[]}", ",'labels':[]}" },
		{ "{'a':{'labels':[]}", "}" },
		{ "{'a':'\\',\\'labels\\':[]}'", "}" },
	};
	const struct entity_news ran = {
		.ran = true,
		.last = { 3, RUN_SUCCESS, 10, 20, 30 },
	};
	AUTO_MEM char *last = details("'state':'success','startedAtUTC':20,"
	                              "'completedAtUTC':30");

	assert_false(flow_text_is_whole(&ran));
	for_each_row(i, texts) {
		AUTO_MEM char *before = mem_printf("%s%s", texts[i][0], texts[i][1]);
		AUTO_MEM char *after =
			mem_printf("%s%s%s", texts[i][0], last, texts[i][1]);

		expect(before, &ran, after);
	}
}

static void a_run_that_waits_has_started_when_it_was_made_and_has_no_end(
	void **state UNUSED)
{
	const struct entity_news waits = {
		.ran = true,
		.last = { 3, RUN_QUEUED, 10, VTIME_NEVER, VTIME_NEVER },
	};
	AUTO_MEM char *last = details("'state':'queued','startedAtUTC':10");
	AUTO_MEM char *after = mem_printf("{'a':1%s}", last);

	expect("{'a':1}", &waits, after);
}

static void both_come_together(void **state UNUSED)
{
	const struct entity_news news = {
		.by_service = true,
		.updated_at = 7,
		.etag = str_of("e"),
		.ran = true,
		.last = { 3, RUN_FAILED, 10, 20, 30 },
	};
	AUTO_MEM char *last = details("'state':'failed','startedAtUTC':20,"
	                              "'completedAtUTC':30");
	AUTO_MEM char *after = mem_printf(NEW ",'version':'e','etag':'e','z':[]%s,"
	                                      "'labels':[]}",
	                                  last);

	expect(OLD ",'version':'v','etag':'v','z':[],'labels':[]}", &news, after);
}

/* ---------------------------------------------------------------- as it is stored */

/* The text of the newest flow with what the store says of it. */
static cJSON *shown(struct chain *c)
{
	const struct entity which = { .kind = KIND_FLOW,
		                      .id = c->made[KIND_FLOW].id,
		                      .org = chain_caller.org,
		                      .sandbox = chain_caller.sandbox };
	AUTO(entity_end) struct entity_text text = { 0 };
	AUTO(buf_release) struct buf out = { 0 };
	struct err e = { 0 };

	assert_int_equal(entity_begin(&c->world.store, &which, &text, &e), 0);
	flow_text_add(&c->world, (struct str){ text.body, text.size }, &text.news, &out);
	return parsed(buf_str(&out));
}

static void a_flow_shows_its_newest_run_and_is_the_services(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *before = NULL, *after = NULL;
	struct chain chain;
	char id[UUID_TEXT];
	int64_t at = 0;

	chain_open(&chain);
	chain_make_all(&chain);
	before = shown(&chain);
	assert_null(json_get(before, "lastRunDetails"));
	assert_string_equal(json_str(before, "updatedClient"), "test");
	chain_travel(&chain, CHAIN_ZERO + 3 * MS_PER_HOUR);
	after = shown(&chain);
	assert_string_equal(json_str(after, "lastRunDetails.id"),
	                    run_id(&chain.world, 2, id));
	assert_string_equal(json_str(after, "updatedClient"), SERVICE_CLIENT);
	assert_true(json_int(after, "updatedAt", &at));
	assert_int_equal(at, CHAIN_ZERO + 3 * MS_PER_HOUR);
	assert_string_not_equal(json_str(after, "etag"), json_str(before, "etag"));
	assert_string_equal(json_str(after, "version"), json_str(after, "etag"));
	chain_close(&chain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_news_the_text_stays),
		cmocka_unit_test(the_services_write_replaces_the_audit_version_and_etag),
		cmocka_unit_test(an_etag_is_written_as_json_whatever_it_holds),
		cmocka_unit_test(the_last_run_stands_before_the_labels),
		cmocka_unit_test(
			a_run_that_waits_has_started_when_it_was_made_and_has_no_end),
		cmocka_unit_test(both_come_together),
		cmocka_unit_test(a_flow_shows_its_newest_run_and_is_the_services),
	};

	return cmocka_run_group_tests_name("flow_text", tests, NULL, NULL);
}
