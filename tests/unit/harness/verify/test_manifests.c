/*
 * test_manifests.c - harness/verify/manifests.c
 */
#include "tests/unit/unit.h"

#include "harness/verify/manifests.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define FOLDER "65b1f00d0a1c4e2b9d7e3f01/exportTime=202601010000"
#define UUID   "0b8c5520-9999-4cff-bdf5-1f32c8c47cb9"
#define PART   "part-00000-tid-1-" UUID "-1-1-c000.json"
#define HEAD                                                                             \
	"{'flowRunId':'" UUID "','scheduledTime':'2026-01-01T00:00:00Z','exportResults'" \
	":["
#define RIGHT "{'sinkPath':'/p/" FOLDER "','name':'" PART "','size':3}"

/* The kinds of findings where the manifest has that text. */
static char *judge(const char *manifest, const char *name)
{
	AUTO(tree_close) struct export_tree t = { .fd = -1 };
	AUTO(inventory_release) struct inventory v = { 0 };
	AUTO(findings_release) struct findings f = { 0 };
	AUTO(mem_free) char *text = quoted(manifest);
	AUTO(mem_free) char *path = mem_printf(FOLDER "/%s", name);
	struct buf kinds = { 0 };
	void *folder = NULL;
	struct err e = { 0 };

	scratch_open(&folder);
	scratch_write(&folder, FOLDER "/" PART, "{}\n");
	scratch_write(&folder, path, text);
	assert_int_equal(tree_open(folder, &t, &e), 0);
	inventory_init(&v, &t, folder, NULL, &f);
	manifests_check(&v, &t, &f);
	for (size_t k = 0; k < f.count; k++)
		buf_printf(&kinds, "%s ", finding_id(f.all[k].kind));
	scratch_close(&folder);
	return buf_take(&kinds);
}

static void a_manifest_is_as_documented_and_lists_the_files_next_to_it(
	void **state UNUSED)
{
	static const struct {
		const char *text, *kinds;
	} cases[] = {
		{ HEAD RIGHT "]}", "" },
		{ HEAD RIGHT "]}\n", "manifest " },
		{ HEAD " " RIGHT "]}", "manifest " },
		{ HEAD RIGHT "],'more':1}", "manifest " },
		{ "{'scheduledTime':'2026-01-01T00:00:00Z','exportResults':[" RIGHT "]}",
		  "manifest manifest " },
		{ "[]", "manifest manifest manifest not-listed " },
		{ "", "manifest not-listed " },
		{ HEAD "]}", "not-listed " },
		{ HEAD RIGHT "," RIGHT "]}", "not-listed " },
		{ HEAD RIGHT ",{'sinkPath':'/p/" FOLDER "','name':'x.json','size':3}]}",
		  "missing-file " },
		{ HEAD RIGHT ",{'sinkPath':'/p/" FOLDER
		             "','name':'../x.json','size':3}]}",
		  "missing-file " },
		{ HEAD "{'sinkPath':'/p/" FOLDER "','name':'" PART "','size':4}]}",
		  "size " },
		{ HEAD "{'sinkPath':'/p','name':'" PART "','size':3}]}", "manifest " },
		{ HEAD "{'sinkPath':'/exportTime=202601010000','name':'" PART
		       "','size':3}]}",
		  "" },
		{ HEAD "{'sinkPath':'/Time=202601010000','name':'" PART "','size':3}]}",
		  "manifest " },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *kinds =
			judge(cases[i].text, "manifest-" UUID "-" UUID ".json");

		row_string_equal(i, kinds, cases[i].kinds);
	}
}

static void its_name_has_its_run(void **state UNUSED)
{
	AUTO(mem_free) char *no_run = judge(HEAD RIGHT "]}", "manifest-" UUID ".json");
	AUTO_MEM char *other =
		judge(HEAD RIGHT "]}", "manifest-" UUID "-1b8c5520-9999-4cff-bdf5-"
	                               "1f32c8c47cb9.json");

	assert_string_equal(no_run, "manifest ");
	assert_string_equal(other, "manifest ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_manifest_is_as_documented_and_lists_the_files_next_to_it),
		cmocka_unit_test(its_name_has_its_run),
	};

	return cmocka_run_group_tests_name("manifests", tests, NULL, NULL);
}
