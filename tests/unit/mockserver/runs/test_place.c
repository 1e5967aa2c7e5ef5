/*
 * test_place.c - mockserver/runs/place.c
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "mockserver/runs/place.h"

static cJSON *read_text(const char *text)
{
	struct err e = { 0 };
	cJSON *tree = NULL;

	assert_int_equal(json_parse(text, strlen(text), &tree, &e), 0);
	return tree;
}

static void every_destination_has_its_place(void **state UNUSED)
{
	static const struct {
		const char *spec, *params, *auth, *place;
	} cases[] = {
		/* clang-format off */
		{ "4fce964d-3f37-408f-9778-e597338a21ee", JSON({"bucketName":"b","path":"x/y"}), "{}", "s3/b/x/y" },
		{ "c5d93acb-ea8b-4b14-8f53-02138444ae99", JSON({"bucketName":"b","path":"x"}), "{}", "gcs/b/x" },
		{ "6d6b59bf-fb58-4107-9064-4d246c0e5bb2", JSON({"container":"c","path":"x"}), "{}", "azure-blob/c/x" },
		{ "be2c3209-53bc-47e7-ab25-145db8b873e1", JSON({"path":"x"}),
		  JSON({"url":"abfss://fs@acct.dfs.core.windows.net/dir"}), "adls-gen2/fs@acct.dfs.core.windows.net/x" },
		{ "be2c3209-53bc-47e7-ab25-145db8b873e1", JSON({"path":"x"}), JSON({"url":"fs@acct"}), "adls-gen2/fs@acct/x" },
		{ "be2c3209-53bc-47e7-ab25-145db8b873e1", JSON({"path":"x"}), "{}", "adls-gen2/unnamed/x" },
		{ "10440537-2a7b-4583-ac39-ed38d4b848e8", JSON({"path":"x"}), "{}", "dlz/dlz-destination/x" },
		{ "36965a81-b1c6-401b-99f8-22508f1e6a26", JSON({"remotePath":"/x/"}), JSON({"domain":"d.com"}), "sftp/d.com/x" },
		{ "36965a81-b1c6-401b-99f8-22508f1e6a26", JSON({"remotePath":""}), JSON({"host":"h"}), "sftp/h" },
		/* what a request may hold, and what becomes of it */
		{ "4fce964d-3f37-408f-9778-e597338a21ee", JSON({"bucketName":"../..","path":"../../etc"}), "{}",
		  "s3/.._../%2E%2E/%2E%2E/etc" },
		{ "4fce964d-3f37-408f-9778-e597338a21ee", JSON({"bucketName":"..","path":"//./a//b/."}), "{}",
		  "s3/%2E%2E/a/b" },
		{ "4fce964d-3f37-408f-9778-e597338a21ee", JSON({"bucketName":"b","path":"a\nb"}), "{}", "s3/b/a%0Ab" },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *target = json_new_object();
		AUTO(cJSON_Delete) cJSON *base = json_new_object();
		struct buf out = { 0 };
		struct err e = { 0 };

		json_set(json_set(target, "connectionSpec", json_new_object()), "id",
		         json_new_str(cases[i].spec));
		json_set(target, "params", read_text(cases[i].params));
		json_set(json_set(base, "auth", json_new_object()), "params",
		         read_text(cases[i].auth));
		assert_int_equal(place_of(target, base, &out, &e), 0);
		assert_string_equal(buf_str(&out), cases[i].place);
		buf_release(&out);
	}
}

static void a_path_is_cleaned_component_by_component(void **state UNUSED)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ "/", "" },
		{ "a b/c", "/a b/c" },
		{ "a\037b", "/a%1Fb" },
		{ "a\177", "/a%7F" },
		{ "~\xc3\xa9", "/~\xc3\xa9" },
		{ "...", "/..." },
		{ ".a/..b", "/.a/..b" },
		{ "./../.", "/%2E%2E" },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf out = { 0 };

		place_add_path(&out, cases[i][0]);
		row_string_equal(i, buf_str(&out), cases[i][1]);
	}
}

static void a_spec_that_takes_no_files_is_refused(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *target = NULL;
	struct buf out = { 0 };
	struct err e = { 0 };

	target = read_text(JSON({"connectionSpec":{"id":"x"}}));
	assert_int_equal(place_of(target, NULL, &out, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_string_equal(e.text, "no files go to the connection spec x");
	e = (struct err){ 0 };
	assert_int_equal(place_of(NULL, NULL, &out, &e), -1);
	assert_string_equal(e.text, "no files go to the connection spec (none)");
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_destination_has_its_place),
		cmocka_unit_test(a_path_is_cleaned_component_by_component),
		cmocka_unit_test(a_spec_that_takes_no_files_is_refused),
	};

	return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
