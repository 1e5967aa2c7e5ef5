/*
 * test_explore.c - what was exported through a base connection, as folders and files
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/runs/explore.h"
#include "mockserver/store/exported_file.h"
#include "tests/support/chain_runs.h"

static struct chain chain;

static int setup(void **state UNUSED)
{
	chain_open(&chain);
	chain_make_all(&chain);
	return 0;
}

static int teardown(void **state UNUSED)
{
	chain_close(&chain);
	return 0;
}

static void put(const char *path)
{
	struct err e = { 0 };

	assert_int_equal(exported_file_put(&chain.world.store, 1, path, 3, 1, &e), 0);
}

static void add_entry(struct buf *out, const cJSON *one)
{
	buf_printf(out, "%s %s %s\n", json_str(one, "type"), json_str(one, "name"),
	           json_str(one, "path"));
	assert_true(cJSON_IsFalse(json_get(one, "canPreview")));
	assert_true(cJSON_IsFalse(json_get(one, "canFetchSchema")));
}

/* The entries, a line each: "folder NAME PATH". */
static void expect(const char *folder, const char *expected)
{
	AUTO(cJSON_Delete) cJSON *list = NULL;
	AUTO(buf_release) struct buf out = { 0 };
	struct err e = { 0 };
	const cJSON *one;

	if (explore(&chain.world, &chain_caller, chain.made[KIND_CONNECTION].id, folder,
	            &list, &e) < 0)
		fail_msg("%s", e.text);
	cJSON_ArrayForEach(one, list)
		add_entry(&out, one);
	assert_string_equal(buf_str(&out), expected);
}

static void a_connection_that_nothing_went_through_has_no_entries(void **state UNUSED)
{
	expect("", "");
	expect("/p", "");
	put("s3/another/p/a.json");
	put("s3/bucket2/a.json");
	expect("", "");
}

static void a_folder_lists_what_is_in_it_each_once(void **state UNUSED)
{
	put("s3/bucket/p/one/a.json");
	put("s3/bucket/p/one/b.json");
	put("s3/bucket/p/one/deep/c.json");
	put("s3/bucket/p/two.json");
	put("s3/bucket/q.json");
	expect("", "folder p /p/\nfile q.json /q.json\n");
	expect("/p", "folder one /p/one/\nfile two.json /p/two.json\n");
	expect("/p/one", "file a.json /p/one/a.json\nfile b.json /p/one/b.json\n"
	                 "folder deep /p/one/deep/\n");
	expect("/p/two.json", "");
	expect("/no", "");
}

/* Names that sort between a folder and what is in it do not come between its entries. */
static void a_folder_and_a_file_of_nearly_its_name_are_two(void **state UNUSED)
{
	put("s3/bucket/a-b");
	put("s3/bucket/a.json");
	put("s3/bucket/a/1");
	put("s3/bucket/a/2");
	put("s3/bucket/a0");
	expect("", "file a-b /a-b\nfile a.json /a.json\nfolder a /a/\nfile a0 /a0\n");
	expect("/a", "file 1 /a/1\nfile 2 /a/2\n");
}

static void a_path_is_cleaned_and_never_leaves_its_place(void **state UNUSED)
{
	static const char *const same[] = { "p",     "/p",    "p/",   "//p//",
		                            "./p/.", "/p/./", "p/./", "/./p" };
	static const char *const outside[] = { "..", "/../bucket", "../../s3", "p/.." };

	put("s3/bucket/p/a.json");
	put("s3/other/x.json");
	for_each_row(i, same)
		expect(same[i], "file a.json /p/a.json\n");
	for_each_row(i, outside)
		expect(outside[i], "");
}

static void each_place_of_the_connections_targets_is_looked_at_once(void **state UNUSED)
{
	static const char again[] =
		"{'name':'again','baseConnectionId':'%s','params':{'mode':"
		"'Server-to-server','bucketName':'bucket','path':'other','compression':"
		"'NONE','datasetFileType':'JSON'}," CHAIN_S3 "}";
	static const char second[] =
		"{'name':'second','baseConnectionId':'%s','params':{'mode':"
		"'Server-to-server','bucketName':'second','path':'p','compression':"
		"'NONE','datasetFileType':'JSON'}," CHAIN_S3 "}";

	put("s3/bucket/p/a.json");
	put("s3/second/b.json");
	chain_make(&chain, KIND_TARGET, again);
	expect("", "folder p /p/\n");
	chain_make(&chain, KIND_TARGET, second);
	expect("", "folder p /p/\nfile b.json /b.json\n");
}

static void a_connection_that_is_not_the_callers_is_not_found(void **state UNUSED)
{
	static const struct caller other = { "test", "OTHER@AdobeOrg", "prod" };
	cJSON *list = NULL;
	struct err e = { 0 };

	assert_int_equal(explore(&chain.world, &other, chain.made[KIND_CONNECTION].id, "",
	                         &list, &e),
	                 -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_null(list);
}

static void one_place_is_explored_by_its_name(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *list = json_new_array();
	AUTO(buf_release) struct buf out = { 0 };
	struct err e = { 0 };
	const cJSON *one;

	put("dlz/dlz-destination/p/a.json");
	put("dlz/dlz-destination2/b.json");
	assert_int_equal(explore_place(&chain.world, "dlz/dlz-destination", "", list, &e),
	                 0);
	assert_int_equal(explore_place(&chain.world, "dlz/dlz-destination", "p", list,
	                               &e),
	                 0);
	cJSON_ArrayForEach(one, list)
		add_entry(&out, one);
	assert_string_equal(buf_str(&out), "folder p /p/\nfile a.json /p/a.json\n");
}

static void the_files_of_a_run_are_there_once_it_has_written_them(void **state UNUSED)
{
	teardown(NULL);
	chain_open_with_files(&chain);
	chain_make_all(&chain);
	expect("", "");
	chain_travel(&chain, CHAIN_ZERO);
	expect("", "folder p /p/\n");
	expect("/p", "folder " CHAIN_DATASET " /p/" CHAIN_DATASET "/\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_connection_that_nothing_went_through_has_no_entries),
		TEST(a_folder_lists_what_is_in_it_each_once),
		TEST(a_folder_and_a_file_of_nearly_its_name_are_two),
		TEST(a_path_is_cleaned_and_never_leaves_its_place),
		TEST(each_place_of_the_connections_targets_is_looked_at_once),
		TEST(a_connection_that_is_not_the_callers_is_not_found),
		TEST(one_place_is_explored_by_its_name),
		TEST(the_files_of_a_run_are_there_once_it_has_written_them),
	};

	return cmocka_run_group_tests_name("explore", tests, NULL, NULL);
}
