/*
 * test_manifest.c - mockserver/export/manifest.c
 */
#include "tests/unit/unit.h"

#include "mockserver/export/manifest.h"
#include "tests/support/quoted.h"

/* 05 §7 */
static const struct manifest sample = {
	.flow = "d0420d72-756c-4159-9e7f-7d3e2f8b501e",
	.run = "0ac8f3c0-29bd-40aa-82c1-f1b7e0657b19",
	.scheduled_at = INT64_C(1692320400000),
	.sink_path = "/destination/output001",
};

static void assert_text(const struct manifest *m, const struct manifest_file *file,
                        size_t count, const char *expected)
{
	struct buf out = { 0 };

	manifest_text(&out, m, file, count);
	assert_quoted_equal(out.data, expected);
	buf_release(&out);
}

static void the_published_sample_comes_out_byte_by_byte(void **state UNUSED)
{
	static const struct manifest_file file = {
		"amazon-s3_segment-name_20230818_010718.json", 145854
	};
	struct buf name = { 0 };

	manifest_name(&name, &sample);
	assert_string_equal(name.data, "manifest-d0420d72-756c-4159-9e7f-7d3e2f8b501e-"
	                               "0ac8f3c0-29bd-40aa-82c1-f1b7e0657b19.json");
	assert_text(
		&sample, &file, 1,
		"{'flowRunId':'0ac8f3c0-29bd-40aa-82c1-f1b7e0657b19',"
		"'scheduledTime':'2023-08-18T01:00:00Z',"
		"'exportResults':[{'sinkPath':'/destination/output001',"
		"'name':'amazon-s3_segment-name_20230818_010718.json','size':145854}]}");
	buf_release(&name);
}

static void several_files_stand_in_the_order_given(void **state UNUSED)
{
	static const struct manifest_file files[] = { { "b", 2 }, { "a \"1\"", 0 } };

	assert_text(&sample, files, 2,
	            "{'flowRunId':'0ac8f3c0-29bd-40aa-82c1-f1b7e0657b19',"
	            "'scheduledTime':'2023-08-18T01:00:00Z',"
	            "'exportResults':[{'sinkPath':'/destination/output001','name':'b',"
	            "'size':2},{'sinkPath':'/destination/output001','name':'a \\\"1\\\"',"
	            "'size':0}]}");
}

static void without_files_it_lists_nothing_and_times_have_no_fraction(void **state UNUSED)
{
	struct manifest m = sample;

	m.scheduled_at += 999;
	assert_text(&m, NULL, 0,
	            "{'flowRunId':'0ac8f3c0-29bd-40aa-82c1-f1b7e0657b19',"
	            "'scheduledTime':'2023-08-18T01:00:00Z','exportResults':[]}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_sample_comes_out_byte_by_byte),
		cmocka_unit_test(several_files_stand_in_the_order_given),
		cmocka_unit_test(
			without_files_it_lists_nothing_and_times_have_no_fraction),
	};

	return cmocka_run_group_tests_name("manifest", tests, NULL, NULL);
}
