/*
 * test_spec_write.c - specs that clients write: kept, replaced, forgotten
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/specs/specs.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define ORG     "ACME@AdobeOrg"
#define OTHER   "OTHER@AdobeOrg"
#define STORAGE "9753525b-82c7-4dce-8a9b-5ccfce2b9876" /* CloudStorageToAEP */
#define BODY    JSON({"name":"%s","providerId":"p"})

static size_t count(const struct specs *s, enum spec_kind kind)
{
	size_t n = 0;

	while (specs_at(s, ORG, kind, n))
		n++;
	return n;
}

static struct spec *made(enum spec_kind kind, const char *id, const char *name)
{
	struct err e = { 0 };
	struct spec *spec = NULL;
	cJSON *tree = json_new_object();

	json_set(tree, "id", json_new_str(id));
	json_set(tree, "name", json_new_str(name));
	assert_int_equal(spec_new(kind, tree, &spec, &e), 0);
	return spec;
}

static void a_written_spec_goes_before_the_built_in_one(void **state UNUSED)
{
	AUTO(specs_close) struct specs *s = NULL;
	struct err e = { 0 };
	size_t flows, connections;

	assert_int_equal(specs_open(&s, &e), 0);
	flows = count(s, SPEC_FLOW);
	connections = count(s, SPEC_CONNECTION);
	specs_write(s, ORG, made(SPEC_FLOW, STORAGE, "mine"));
	specs_write(s, ORG, made(SPEC_FLOW, "new", "first"));
	specs_write(s, ORG, made(SPEC_FLOW, "new", "second"));
	assert_int_equal(count(s, SPEC_FLOW), flows + 1);
	assert_int_equal(count(s, SPEC_CONNECTION), connections);
	assert_string_equal(spec_name(specs_find(s, ORG, SPEC_FLOW, STORAGE)), "mine");
	assert_string_equal(spec_name(specs_find(s, ORG, SPEC_FLOW, "new")), "second");
	assert_ptr_equal(specs_at(s, ORG, SPEC_FLOW, flows),
	                 specs_find(s, ORG, SPEC_FLOW, "new"));
	assert_null(specs_find(s, ORG, SPEC_CONNECTION, "new"));

	specs_forget(s);
	assert_int_equal(count(s, SPEC_FLOW), flows);
	assert_null(specs_find(s, ORG, SPEC_FLOW, "new"));
	assert_string_equal(spec_name(specs_find(s, ORG, SPEC_FLOW, STORAGE)),
	                    "CloudStorageToAEP");
}

static void a_written_spec_is_seen_by_its_organisation_alone(void **state UNUSED)
{
	AUTO(specs_close) struct specs *s = NULL;
	struct err e = { 0 };
	size_t flows;

	assert_int_equal(specs_open(&s, &e), 0);
	flows = count(s, SPEC_FLOW);
	specs_write(s, OTHER, made(SPEC_FLOW, STORAGE, "theirs"));
	specs_write(s, OTHER, made(SPEC_FLOW, "new", "their new one"));
	specs_write(s, ORG, made(SPEC_FLOW, STORAGE, "mine"));
	assert_int_equal(count(s, SPEC_FLOW), flows);
	assert_null(specs_find(s, ORG, SPEC_FLOW, "new"));
	assert_string_equal(spec_name(specs_find(s, ORG, SPEC_FLOW, STORAGE)), "mine");
	assert_string_equal(spec_name(specs_find(s, OTHER, SPEC_FLOW, STORAGE)),
	                    "theirs");
	assert_string_equal(spec_name(specs_at(s, OTHER, SPEC_FLOW, flows)),
	                    "their new one");
	assert_string_equal(spec_name(specs_find(s, "third", SPEC_FLOW, STORAGE)),
	                    "CloudStorageToAEP");
}

static void rules_that_are_no_schemas_make_no_spec(void **state UNUSED)
{
	static const char *const trees[] = {
		/* clang-format off */
		"{}",
		JSON({"id":"i"}),
		JSON({"id":"i","name":"n","authSpec":[{}]}),
		JSON({"id":"i","name":"n","authSpec":[{"name":"a"}]}),
		JSON({"id":"i","name":"n","scheduleSpec":{"spec":{"type":1}}}),
		(JSON({"id":"i","name":"n",
		      "targetSpec":{"spec":{"properties":{"a":{"conditional":{}}}}}})),
	};
	/* clang-format on */

	for_each_row(i, trees) {
		struct err e = { 0 };
		struct spec *spec = NULL;
		cJSON *tree = NULL;

		assert_int_equal(json_parse(trees[i], strlen(trees[i]), &tree, &e), 0);
		assert_int_equal(spec_new(SPEC_CONNECTION, tree, &spec, &e), -1);
		assert_int_equal(e.code, ERR_INVALID);
		assert_null(spec);
	}
}

/* The reference leads into what is taken out where the condition does not hold. */
static void a_target_spec_that_refers_to_its_conditional_part_binds_whole(
	void **state UNUSED)
{
	static const char text[] = JSON({"id":"i","name":"n",
		     "targetSpec":{"spec":{"properties":{"a":{"conditional":{"field":"m",
		     "operator":"EQUALS","value":"x"},"type":"string"},
		     "b":{"$ref":"#/properties/a"}}}}});
	AUTO(spec_free) struct spec *spec = NULL;
	AUTO(cJSON_Delete) cJSON *params = NULL;
	AUTO(violations_release) struct violations found = { 0 };
	struct err e = { 0 };
	cJSON *tree = NULL;

	assert_int_equal(json_parse(text, sizeof(text) - 1, &tree, &e), 0);
	assert_int_equal(spec_new(SPEC_CONNECTION, tree, &spec, &e), 0);
	assert_int_equal(json_parse(JSON({"b":1}), 7, &params, &e), 0);
	assert_false(
		spec_check_target(spec, params, &(struct contract){ 0 }, "", &found));
	assert_string_equal(found.all[0].pointer, "/b");
}

static char *name_of(struct mock *m, const char *path)
{
	struct mock_reply r = mock_ask(m, "GET", path, NULL);
	char *name =
		mem_strdup(r.status == 200 ? json_str(r.body, "items[0].name") : "none");

	mock_reply_release(&r);
	return name;
}

static void expect_name(struct mock *m, const char *path, const char *want)
{
	AUTO(mem_free) char *have = name_of(m, path);

	assert_string_equal(have, want);
}

static void written_specs_survive_a_restart_and_not_a_reset(void **state UNUSED)
{
	struct mock m;
	AUTO(mem_free) char *id = NULL;
	AUTO(mem_free) char *path = NULL;
	AUTO(mem_free) char *first = mem_printf(BODY, "first");
	AUTO(mem_free) char *second = mem_printf(BODY, "second");

	mock_begin(&m, "state.db");
	id = mock_make(&m, "/connectionSpecs", first);
	path = mem_printf("/connectionSpecs/%s", id);
	mock_restart(&m, "state.db");
	expect_name(&m, path, "first");
	for (int i = 0; i < 2; i++) {
		struct mock_reply r = mock_ask(&m, "PUT", path, second);

		assert_int_equal(r.status, 200);
		mock_reply_release(&r);
	}
	mock_restart(&m, "state.db");
	expect_name(&m, path, "second");
	for (int i = 0; i < 2; i++) {
		struct mock_reply r = mock_ask(&m, "POST", "/__admin/reset", "{}");

		assert_int_equal(r.status, 200);
		mock_reply_release(&r);
		expect_name(&m, path, "none");
		mock_restart(&m, "state.db");
	}
	mock_end(&m);
}

/* 404 for "none". */
static void expect_name_for(struct mock *m, const char *org, const char *path,
                            const char *want)
{
	struct mock_reply r = mock_ask_also(m, "GET", path, NULL, "x-gw-ims-org-id", org);
	const char *have = r.status == 200 ? json_str(r.body, "items[0].name") : "none";

	assert_string_equal(have, want);
	mock_reply_release(&r);
}

static void put_for(struct mock *m, const char *org, const char *path, const char *name,
                    int status)
{
	AUTO(mem_free) char *body = mem_printf(BODY, name);
	struct mock_reply r = mock_ask_also(m, "PUT", path, body, "x-gw-ims-org-id", org);

	assert_int_equal(r.status, status);
	mock_reply_release(&r);
}

static void two_organisations_keep_their_own_copies_of_a_shipped_spec(void **state UNUSED)
{
	AUTO(mem_free) char *body = mem_printf(BODY, "new one");
	AUTO(mem_free) char *id = NULL;
	AUTO(mem_free) char *path = NULL;
	struct mock m;

	mock_begin(&m, "state.db");
	id = mock_make(&m, "/flowSpecs", body);
	path = mem_printf("/flowSpecs/%s", id);
	put_for(&m, ORG, "/flowSpecs/" STORAGE, "acme's", 200);
	put_for(&m, OTHER, "/flowSpecs/" STORAGE, "other's", 200);
	put_for(&m, OTHER, path, "stolen", 404);
	for (int i = 0; i < 2; i++) {
		expect_name_for(&m, ORG, "/flowSpecs/" STORAGE, "acme's");
		expect_name_for(&m, OTHER, "/flowSpecs/" STORAGE, "other's");
		expect_name(&m, "/flowSpecs/" STORAGE, "CloudStorageToAEP");
		expect_name(&m, path, "new one");
		expect_name_for(&m, ORG, path, "none");
		mock_restart(&m, "state.db");
	}
	put_for(&m, ORG, "/flowSpecs/" STORAGE, "acme's newest", 200);
	mock_restart(&m, "state.db");
	expect_name_for(&m, ORG, "/flowSpecs/" STORAGE, "acme's newest");
	expect_name_for(&m, OTHER, "/flowSpecs/" STORAGE, "other's");
	mock_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_written_spec_goes_before_the_built_in_one),
		cmocka_unit_test(a_written_spec_is_seen_by_its_organisation_alone),
		cmocka_unit_test(rules_that_are_no_schemas_make_no_spec),
		cmocka_unit_test(
			a_target_spec_that_refers_to_its_conditional_part_binds_whole),
		cmocka_unit_test(written_specs_survive_a_restart_and_not_a_reset),
		cmocka_unit_test(
			two_organisations_keep_their_own_copies_of_a_shipped_spec),
	};

	return cmocka_run_group_tests_name("spec_write", tests, NULL, NULL);
}
