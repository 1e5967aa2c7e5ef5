/*
 * test_files.c - harness/files/files.c and harness/files/expected.c
 */
#include "tests/unit/unit.h"

#include "harness/files/expected.h"
#include "harness/files/files.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

/* Two folders of dataset d1, the first with two files and a manifest. */
static int setup(void **state)
{
	scratch_open(state);
	scratch_write(state, "d1/exportTime=202601010000/part-0.json",
	              JSON({"id":1,"c":"a"}) "\n" JSON({"id":2,"c":"a"}) "\n");
	scratch_write(state, "d1/exportTime=202601010000/part-1.json",
	              JSON({"id":3,"c":"b"}) "\n");
	scratch_write(state, "d1/exportTime=202601010000/manifest-f-r.json", "{}");
	scratch_write(state, "d1/exportTime=202601010300/part-0.json",
	              JSON({"id":4,"c":"a"}) "\n");
	return 0;
}

/* The differences between the folder and what is expected, as text. */
static char *differences(void **state, const char *yaml)
{
	AUTO(cJSON_Delete) cJSON *datasets = json_new_array();
	AUTO(diffs_release) struct diffs diffs = { 0 };
	char *folder = *state;
	char flow[] = "f1";
	const struct exports x = { .flow = flow, .datasets = datasets, .folder = folder };
	struct buf out = { 0 };
	struct files files;
	struct yaml y = { 0 };
	struct err e = { 0 };

	json_push(datasets, json_new_str("d1"));
	if (yaml_parse("x.yaml", yaml, strlen(yaml), &y, &e) < 0 ||
	    expected_check(&y, y.root, &e) < 0)
		fail_msg("%s: %s", yaml, e.text);
	if (files_read(&x, y.root, &files, &diffs, &e) < 0)
		fail_msg("%s", e.text);
	files.metrics = (struct exports_metrics){ 2, 3, 4, 68 };
	expected_compare(&files, &diffs);
	diffs_print(&diffs, 9, &out);
	found_release(&files);
	yaml_release(&y);
	return buf_take(&out);
}

static void files_fit_or_the_differences_say_how_not(void **state)
{
	static const struct {
		const char *expect, *differences;
	} cases[] = {
		/* clang-format off */
		{ "{ count: 3, folders: 2, rows: 4, bytes: 68, manifests: 1 }", "" },
		{ "{ rows: [ 3, 1 ], format: json, compression: none, metrics: match, unique: id }", "" },
		{ "{ folders: [ d1/exportTime=202601010000, d1/exportTime=202601010300 ] }", "" },
		{ "{ layout: '{dataset}/exportTime={yyyyMMddHHmm}', names: { $matches: '^part-' } }", "" },
		{ "{ records: { first: { id: 1 }, last: { id: 4 }, any: { c: b }, every: { id: { $gt: 0 } } } }", "" },
		{ "{ files: [ { path: d1/exportTime=202601010000/part-0.json, rows: 2 }, … ] }", "" },
		{ "{ count: 2 }", "  files.count: expected 2, got 3\n" },
		{ "{ count: { $gt: 3 } }", "  files.count: expected $gt 3, got 3\n" },
		{ "{ folders: 1 }", "  files.folders: expected 1, got 2\n" },
		{ "{ folders: [ x, … ] }", "  files.folders[0]: expected 'x', got 'd1/exportTime=202601010000'\n" },
		{ "{ rows: 5 }", "  files.rows: expected 5, got 4\n" },
		{ "{ rows: [ 3 ] }", "  files.rows[1]: expected no more elements, got 1\n" },
		{ "{ bytes: 1 }", "  files.bytes: expected 1, got 68\n" },
		{ "{ manifests: 0 }", "  files.manifests: expected 0, got 1\n" },
		{ "{ layout: '{dataset}' }", "  files.layout: expected {dataset}, got d1/exportTime=202601010000\n  files.layout: expected {dataset}, got d1/exportTime=202601010300\n" },
		{ "{ unique: c }", "  files.unique c: expected each key once, got 'a'\n" },
		{ "{ unique: id, records: { first: { id: 2 }, last: { id: 3 } } }",
		  "  files.records.first.id: expected 2, got 1\n  files.records.last.id: expected 3, got 4\n" },
		{ "{ records: { any: { id: 5 } } }", "  files.records.any: expected {'id':5}, got none in 4\n" },
		{ "{ records: { every: { id: { $lt: 3 } } } }",
		  "  d1/exportTime=202601010000/part-1.json record 1.id: expected $lt 3, got 3\n" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(mem_free) char *found = differences(state, cases[i].expect);

		assert_quoted_equal(found, cases[i].differences);
	}
}

#define RUN  "0ac8f3c0-29bd-40aa-82c1-f1b7e0657b19"
#define HEAD "{'flowRunId':'" RUN "','scheduledTime':'2026-01-01T00:00:00Z',"
#define SINK "{'sinkPath':'/e2','name':'"

/* A folder with one data file and this manifest, which has ' for ". */
static char *manifest_differences(void **state, const char *manifest)
{
	AUTO(mem_free) char *folder = scratch_path(state, "listed");
	AUTO_MEM char *text = quoted(manifest);
	void *listed = folder;

	scratch_write(state, "listed/e2/part-00000-tid-1-u-5-1-c000.json",
	              JSON({"id":1}) "\n");
	scratch_write(state, "listed/e2/manifest-f1-" RUN ".json", text);
	return differences(&listed, "{ manifest: match }");
}

static void a_manifest_lists_what_is_there(void **state)
{
	static const struct {
		const char *manifest, *differences; /* part of them; "" for none */
	} cases[] = {
		/* clang-format off */
		{ HEAD "'exportResults':[" SINK "part-00000-tid-1-u-5-1-c000.json','size':9}]}", "" },
		{ HEAD "'exportResults':[" SINK "part-00000-tid-1-u-5-1-c000.json','size':9}]}\n", "text: expected" },
		{ HEAD "'exportResults': [" SINK "part-00000-tid-1-u-5-1-c000.json','size':9}]}", "text: expected" },
		{ HEAD "'exportResults':[" SINK "part-00000-tid-1-u-5-1-c000.json','size':8}]}", "got listed 0 times" },
		{ HEAD "'exportResults':[" SINK "part-00000-tid-1-u-5-1-c000.json','size':8}]}",
		  "part-00000-tid-1-u-5-1-c000.json: expected 8 bytes, as its manifest says, got 9 bytes" },
		{ HEAD "'exportResults':[" SINK "other.json','size':9}]}", "got listed 0 times" },
		{ HEAD "'exportResults':[" SINK "other.json','size':9}]}",
		  "  e2/other.json: expected a file, as the manifest lists it, got none" },
		{ HEAD "'exportResults':[]}", "files.manifest: expected 1 files listed, got 0" },
		{ "{", "a manifest in JSON" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO_MEM char *found = manifest_differences(state, cases[i].manifest);

		if (*cases[i].differences)
			assert_non_null(strstr(found, cases[i].differences));
		else
			row_string_equal(i, found, "");
	}
}

static void parts_are_numbered_from_zero(void **state)
{
	AUTO(mem_free) char *folder = scratch_path(state, "numbered");
	void *numbered = folder;
	const char *const expect[] = { "{ parts: [ 2, 1 ] }", "{ parts: 2 }" };
	AUTO(mem_free) char *found = NULL;

	scratch_write(state, "numbered/part-00000-tid-1-u-5-1-c000.json", "{}\n");
	scratch_write(state, "numbered/part-00000-tid-2-v-9-1-c000.json", "{}\n");
	scratch_write(state, "numbered/part-00001-tid-1-u-6-1-c000.json", "{}\n");
	for_each_row(i, expect) {
		AUTO(mem_free) char *said = differences(&numbered, expect[i]);

		row_string_equal(i, said, i ? "  files.parts: expected 2, got 1\n" : "");
	}
	scratch_write(state, "numbered/part-00003-tid-1-u-8-1-c000.json", "{}\n");
	found = differences(&numbered, "{ parts: [ 3, 1 ] }");
	assert_non_null(strstr(found, "expected parts numbered from 0"));
}

static void other_forms_than_expected_are_reported_file_by_file(void **state)
{
	AUTO(mem_free) char *found = differences(state, "{ format: parquet }");
	AUTO(mem_free) char *packed = differences(state, "{ compression: gzip }");

	assert_non_null(strstr(found, "part-0.json: expected parquet, got json\n"));
	assert_non_null(strstr(packed, "part-1.json: expected gzip, got none\n"));
}

static void metrics_must_equal_what_lies_there(void **state)
{
	AUTO(mem_free) char *found = NULL;

	scratch_write(state, "d1/exportTime=202601010600/part-0.json",
	              JSON({"id":5}) "\n");
	found = differences(state, "{ metrics: match }");
	assert_string_equal(found, "  metrics.fileSummary.outputFileCount: expected 3 as "
	                           "the 2 runs say, got 4 on disk\n"
	                           "  metrics.recordSummary.outputRecordCount: expected "
	                           "4 as the 2 runs say, got 5 on "
	                           "disk\n"
	                           "  metrics.sizeSummary.outputBytes: expected 68 as "
	                           "the 2 runs say, got 77 on disk\n");
}

static void what_is_no_whole_data_file_never_passes(void **state)
{
	static const struct {
		const char *name, *text, *differences;
	} cases[] = {
		{ "d1/x.tmp", "",
		  "  d1/x.tmp: expected no stray file, got one that is no data file\n" },
		{ "d1/.part.json", "",
		  "  d1/.part.json: expected no stray file, got one that is no data "
		  "file\n" },
		{ "d1/_tmp.part.json", "{}\n",
		  "  d1/_tmp.part.json: expected no stray file, got one that is no data "
		  "file\n" },
		{ "d1/empty.json", "",
		  "  d1/empty.json: expected a whole file in its format, got it is "
		  "empty\n" },
		{ "d1/cut.json", "{}",
		  "  d1/cut.json: expected a whole file in its format, got the last line "
		  "has no line "
		  "feed\n" },
	};

	for_each_row(i, cases) {
		AUTO(mem_free) char *found = NULL;
		struct err e = { 0 };

		scratch_write(state, cases[i].name, cases[i].text);
		found = differences(state, "{}");
		row_string_equal(i, found, cases[i].differences);
		row_int_equal(i, file_remove_below(*state, cases[i].name, &e), 0);
	}
}

static void records_without_the_unique_key_are_reported(void **state)
{
	AUTO(mem_free) char *found = NULL;

	scratch_write(state, "d1/exportTime=202601010600/part-0.json",
	              JSON({"id":null}) "\n");
	found = differences(state, "{ unique: id }");
	assert_string_equal(
		found,
		"  record of d1/exportTime=202601010600/part-0.json: id: expected a "
		"key, got nothing\n");
}

static void nothing_at_all_passes_only_when_expected(void **state)
{
	AUTO(mem_free) char *none = scratch_path(state, "none");
	void *empty = none;
	AUTO(mem_free) char *unasked = differences(&empty, "{ format: json }");
	AUTO_MEM char *asked = differences(&empty, "{ count: 0, rows: [], folders: 0 }");
	AUTO_MEM char *every =
		differences(&empty, "{ count: 0, records: { every: {} } }");

	assert_non_null(strstr(unasked, "files.count: expected one or more"));
	assert_string_equal(asked, "");
	assert_string_equal(every, "  files.records.every: expected records, got none\n");
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, setup, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(files_fit_or_the_differences_say_how_not),
		WITH_FOLDER(other_forms_than_expected_are_reported_file_by_file),
		WITH_FOLDER(a_manifest_lists_what_is_there),
		WITH_FOLDER(parts_are_numbered_from_zero),
		WITH_FOLDER(metrics_must_equal_what_lies_there),
		WITH_FOLDER(what_is_no_whole_data_file_never_passes),
		WITH_FOLDER(records_without_the_unique_key_are_reported),
		WITH_FOLDER(nothing_at_all_passes_only_when_expected),
	};

	return cmocka_run_group_tests_name("files", tests, NULL, NULL);
}
