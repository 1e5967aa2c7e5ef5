/*
 * test_verify.c - harness/verify/verify.c: whole trees
 *
 * tests/harness/verify.py judges trees that the mock wrote; here are some that it never
 * would.
 */
#include "tests/unit/unit.h"

#include "harness/verify/verify.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define DATASET "65b1f00d0a1c4e2b9d7e3f02"
#define TAIL    "-tid-1-0b8c5520-9999-4cff-bdf5-1f32c8c47cb9-1-1-c000"
#define PART(time, number, ending) \
	DATASET "/exportTime=" time "/part-0000" number TAIL "." ending

/* The findings as "path: record: kind" lines, without the paths of folders. */
static char *found(void **state, const struct verify_options *o)
{
	AUTO(verify_release) struct verified v = { .tree.fd = -1 };
	struct buf out = { 0 };
	struct err e = { 0 };

	if (verify_run(*state, o, &v, &e) < 0)
		fail_msg("%s", e.text);
	for (size_t i = 0; i < v.findings.count; i++) {
		const struct finding *f = &v.findings.all[i];
		const char *part = strstr(f->path, "part-");

		buf_printf(&out, "%.10s:%llu:%s ", part ? part : f->path,
		           (unsigned long long)f->record, finding_id(f->kind));
	}
	return buf_take(&out);
}

static void expect(void **state, const struct verify_options *o, const char *expected)
{
	AUTO(mem_free) char *text = found(state, o);

	assert_string_equal(text, expected);
}

static const struct verify_options plain = { 0 };

static void a_right_tree_has_no_findings(void **state)
{
	scratch_write(state, PART("202601010000", "0", "json"),
	              JSON({"a":1}) "\n" JSON({"a":2}) "\n");
	scratch_write(state, PART("202601020000", "0", "json"), JSON({"a":3}) "\n");
	expect(state, &plain, "");
	expect(state, &(struct verify_options){ .unique = "a" }, "");
	expect(state, &(struct verify_options){ .structure = true }, "");
}

static void a_value_that_comes_again_is_found_in_the_same_series_only(void **state)
{
	const struct verify_options by_a = { .unique = "a" };

	scratch_write(state, "x/" PART("202601010000", "0", "json"),
	              JSON({"a":1}) "\n" JSON({"a":2}) "\n");
	scratch_write(state, "y/" PART("202601020000", "0", "json"), JSON({"a":2}) "\n");
	expect(state, &by_a, "");
	scratch_write(state, "x/" PART("202601020000", "0", "json"),
	              JSON({"a":3}) "\n" JSON({"a":2}) "\n");
	expect(state, &by_a, "part-00000:2:not-unique ");
}

static void a_record_without_the_key_is_found(void **state)
{
	scratch_write(state, PART("202601010000", "0", "json"), JSON({"a":1}) "\n{}\n");
	expect(state, &(struct verify_options){ .unique = "a" }, "part-00000:2:no-key ");
}

static void a_broken_record_has_its_number(void **state)
{
	scratch_write(state, PART("202601010000", "0", "json"), "{}\n{}\n{]\n");
	expect(state, &plain, "part-00000:3:broken ");
}

static void what_is_no_gzip_or_parquet_is_broken(void **state)
{
	scratch_write(state, PART("202601010000", "0", "json.gz"), "{}\n");
	scratch_write(state, PART("202601020000", "0", "parquet"), "{}\n");
	expect(state, &plain, "part-00000:0:broken part-00000:0:broken ");
	expect(state, &(struct verify_options){ .structure = true },
	       "part-00000:0:broken part-00000:0:broken ");
}

static void an_empty_tree_has_nothing_that_was_judged(void **state)
{
	AUTO(verify_release) struct verified v = { .tree.fd = -1 };
	struct err e = { 0 };

	assert_int_equal(verify_run(*state, &plain, &v, &e), 0);
	assert_int_equal(verify_count(&v), 0);
	assert_int_equal(findings_total(&v.findings), 0);
}

static void folders_of_a_layout_make_a_series_by_dataset(void **state)
{
	const struct verify_options o = { .unique = "a",
		                          .layout = "S3_{dataset}_{yyyyMMdd}" };

	scratch_write(state, "S3_" DATASET "_20260101/part-00000" TAIL ".json",
	              JSON({"a":1}) "\n");
	scratch_write(state, "S3_" DATASET "_20260102/part-00000" TAIL ".json",
	              JSON({"a":1}) "\n");
	expect(state, &o, "part-00000:1:not-unique ");
	expect(state, &(struct verify_options){ .layout = "{dataset}" },
	       "S3_65b1f00:0:folder-name S3_65b1f00:0:folder-name ");
}

/* Sixty records of a file, with keys from `first` on, but for those that are named. */
static void write_keys(void **state, const char *path, int first, const int other[][2])
{
	AUTO(buf_release) struct buf text = { 0 };

	for (int i = 0; i < 60; i++) {
		int key = first + i;

		for (int k = 0; other[k][0]; k++)
			key = other[k][0] == i + 1 ? other[k][1] : key;
		if (key < 0)
			buf_add_str(&text, "{}\n");
		else
			buf_printf(&text, JSON({"a":%d}) "\n", key);
	}
	scratch_write(state, path, buf_str(&text));
}

/* Keys that do not fit into memory at once take more passes, and the same are found. */
static void few_slots_for_keys_find_what_many_do(void **state)
{
	static const int none[][2] = { { 0, 0 } },
			 second[][2] = { { 2, 149 }, { 7, 29 }, { 11, -1 }, { 0, 0 } },
			 third[][2] = { { 60, 0 }, { 0, 0 } };
	static const size_t rooms[] = { 0, 16, 32, 64, 128 };

	write_keys(state, PART("202601010000", "0", "json"), 0, none);
	write_keys(state, PART("202601020000", "1", "json"), 100, second);
	write_keys(state, PART("202601020000", "0", "json"), 160, none);
	write_keys(state, PART("202601030000", "0", "json"), 300, third);
	scratch_write(state, PART("202601040000", "0", "json"), "{]\n");
	for_each_row(i, rooms) {
		const struct verify_options o = { .unique = "a", .keys_room = rooms[i] };
		AUTO(mem_free) char *text = found(state, &o);

		row_string_equal(i, text,
		                 "part-00001:7:not-unique part-00001:11:no-key "
		                 "part-00001:50:not-unique part-00000:60:not-unique "
		                 "part-00000:1:broken ");
	}
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_right_tree_has_no_findings),
		IN_FOLDER(a_value_that_comes_again_is_found_in_the_same_series_only),
		IN_FOLDER(a_record_without_the_key_is_found),
		IN_FOLDER(a_broken_record_has_its_number),
		IN_FOLDER(what_is_no_gzip_or_parquet_is_broken),
		IN_FOLDER(an_empty_tree_has_nothing_that_was_judged),
		IN_FOLDER(folders_of_a_layout_make_a_series_by_dataset),
		IN_FOLDER(few_slots_for_keys_find_what_many_do),
	};

	return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}
