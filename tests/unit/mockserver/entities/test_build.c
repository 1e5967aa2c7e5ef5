/*
 * test_build.c - an entity under construction: what the server adds to what was sent
 */
#include "tests/unit/unit.h"

#include "lib/json/write.h"
#include "lib/mem.h"
#include "tests/support/chain.h"
#include "tests/support/quoted.h"

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

/* Builds a target; the members named are taken first, "-x" is replaced by 7. */
static void build_of(const char *body, const char *const *taken, enum create_mode mode)
{
	AUTO(cJSON_Delete) cJSON *json = quoted_json(body);
	AUTO(build_release) struct build d = { .kind = KIND_TARGET, .spec = "spec" };
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct err e = { 0 };

	d.w = &chain.world;
	d.mode = mode;
	d.body = json;
	assert_int_equal(store_begin(&chain.world.store, &e), 0);
	assert_int_equal(build_begin(&d, &chain_caller, &rf), 0);
	for (; *taken; taken++) {
		if (**taken != '-') {
			(void)build_take(&d, *taken);
			continue;
		}
		json_write_int(&d.text, *taken + 1, 7);
		build_replace(&d, *taken + 1);
	}
	build_take_rest(&d);
	build_stamp(&d);
	assert_int_equal(build_end(&d, &rf), 0);
	assert_int_equal(store_commit(&chain.world.store, &e), 0);
	chain.made[KIND_TARGET] = d.made;
}

static void each_member_is_there_once_whoever_wrote_it(UNUSED void **state)
{
	static const char *const taken[] = { "b", "missing", "-c", "null", NULL };
	AUTO_MEM char *part =
		quoted("'imsOrgId':'TEST@AdobeOrg','b':{'x':9007199254740993},'c':7,"
	               "'a':1,'name':'n','state':'enabled','version':");
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	AUTO_MEM char *text = NULL;

	/* That it can be read shows that no member is there twice (lib/json). */
	build_of("{'a':1,'b':{'x':9007199254740993},'c':3,'null':null,'name':'n'}", taken,
	         CREATE_LIVE);
	tree = chain_tree(&chain, KIND_TARGET);
	text = json_text(tree);
	assert_non_null(strstr(text, part));
	assert_null(json_get(tree, "null"));
}

static void the_servers_own_members_are_not_the_clients_to_set(UNUSED void **state)
{
	static const char *const own[] = {
		"id",          "createdAt",     "updatedAt",     "createdBy",
		"updatedBy",   "createdClient", "updatedClient", "sandboxId",
		"sandboxName", "imsOrgId",      "version",       "etag",
		"state",
	};
	static const char *const kept_out[] = { "runs", "lastOperation",
		                                "inheritedAttributes", "lastRunDetails" };
	static const char *const none[] = { NULL };
	AUTO(buf_release) struct buf body = { 0 };
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	AUTO_MEM char *text = NULL;

	buf_add_str(&body, "{'name':'n'");
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		buf_printf(&body, ",'%s':'forged'", own[i]);
	for (size_t i = 0; i < ARRAY_LEN(kept_out); i++)
		buf_printf(&body, ",'%s':'forged'", kept_out[i]);
	buf_add_str(&body, "}");
	build_of(buf_str(&body), none, CREATE_DRAFT);
	tree = chain_tree(&chain, KIND_TARGET);
	text = json_text(tree);
	assert_null(strstr(text, "forged"));
	for_each_row(i, own)
		assert_non_null(json_get(tree, own[i]));
	for_each_row(i, kept_out)
		assert_null(json_get(tree, kept_out[i]));
	assert_string_equal(json_str(tree, "state"), "draft");
	assert_string_equal(json_str(tree, "etag"), chain.made[KIND_TARGET].etag);
	assert_string_equal(json_str(tree, "createdClient"), "test");
}

static void ids_are_a_hash_of_the_seed_and_the_number(UNUSED void **state)
{
	static const char *const none[] = { NULL };
	char first[UUID_TEXT], second[UUID_TEXT];

	build_of("{'name':'a'}", none, CREATE_LIVE);
	memcpy(first, chain.made[KIND_TARGET].id, UUID_TEXT);
	build_of("{'name':'a'}", none, CREATE_LIVE);
	memcpy(second, chain.made[KIND_TARGET].id, UUID_TEXT);
	assert_string_not_equal(first, second);
	teardown(NULL);
	setup(NULL);
	build_of("{'name':'another'}", none, CREATE_LIVE);
	assert_string_equal(chain.made[KIND_TARGET].id, first);
	teardown(NULL);
	setup(NULL);
	chain.world.seed = 2;
	build_of("{'name':'a'}", none, CREATE_LIVE);
	assert_string_not_equal(chain.made[KIND_TARGET].id, first);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_member_is_there_once_whoever_wrote_it),
		TEST(the_servers_own_members_are_not_the_clients_to_set),
		TEST(ids_are_a_hash_of_the_seed_and_the_number),
	};

	return cmocka_run_group_tests_name("entities/build", tests, NULL, NULL);
}
