/*
 * test_found.c - harness/files/found.c: files that were found, as JSON
 */
#include "tests/unit/unit.h"

#include "harness/files/found.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

/* Two files, of which the second can't be read, in one folder; a manifest, two strays. */
static struct files some_files(void)
{
	struct files f = { .count = 2,
		           .folder_count = 1,
		           .manifest_count = 1,
		           .stray_count = 2,
		           .rows = 7,
		           .bytes = 90 };

	f.all = mem_alloc(2 * sizeof(*f.all));
	f.all[0] = (struct found_file){
		.path = mem_strdup("d/a"), .rows = 7, .bytes = 60, .crc = 4294967295U
	};
	f.all[1] = (struct found_file){ .path = mem_strdup("d/b"),
		                        .bytes = 30,
		                        .broken = mem_strdup("it is empty") };
	f.folders = mem_alloc(sizeof(*f.folders));
	f.folders[0] = (struct folder){ mem_strdup("d"), 7, 2, 90 };
	f.manifests = mem_alloc(sizeof(*f.manifests));
	f.manifests[0] = (struct found_manifest){ mem_strdup("d/manifest"),
		                                  mem_strdup("{}"), json_new_object() };
	f.strays = mem_alloc(2 * sizeof(*f.strays));
	f.strays[0] = mem_strdup("x");
	f.strays[1] = mem_strdup("d/y");
	f.keys = mem_alloc(sizeof(*f.keys));
	f.keys[f.key_count++] = mem_strdup("k");
	f.first = json_new_object();
	f.last = json_new_object();
	return f;
}

static void expect_json(cJSON *made, const char *want)
{
	AUTO_MEM char *text = json_text(made);

	cJSON_Delete(made);
	assert_quoted_equal(text, want);
}

static void what_was_found_is_counted_by_file_and_folder(void **state UNUSED)
{
	struct files f = some_files();

	expect_json(found_json(&f),
	            "{'count':2,'rows':7,'bytes':90,"
	            "'folders':[{'path':'d','rows':7,'files':2,'bytes':90}],"
	            "'files':[{'path':'d/a','rows':7,'bytes':60,'crc':4294967295},"
	            "{'path':'d/b','rows':0,'bytes':30,'crc':0}]}");
	found_release(&f);
	expect_json(found_json(&f), "{'count':0,'rows':0,'bytes':0,'folders':[],"
	                            "'files':[]}");
	found_release(&f);
}

static void broken_files_and_strays_are_listed(void **state UNUSED)
{
	struct files f = some_files();

	expect_json(found_broken(&f), "[{'path':'d/b','bytes':30,'why':'it is empty'}]");
	expect_json(found_strays(&f), "['x','d/y']");
	found_release(&f);
	expect_json(found_broken(&f), "[]");
	expect_json(found_strays(&f), "[]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_found_is_counted_by_file_and_folder),
		cmocka_unit_test(broken_files_and_strays_are_listed),
	};

	return cmocka_run_group_tests_name("files/found", tests, NULL, NULL);
}
