/*
 * test_formats.c - harness/verify/formats.c
 *
 * A Parquet file of another writer stands next to JSON that says the same.
 */
#include "tests/unit/unit.h"

#include "harness/verify/verify.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define DATASET "65b1f00d0a1c4e2b9d7e3f01"
#define TAIL    "-tid-1-0b8c5520-9999-4cff-bdf5-1f32c8c47cb9-1-1-c000."
#define DAY(d)  DATASET "/exportTime=2026010" d "0000/part-00000" TAIL

/* Record i of groups.gz.parquet. */
static void add_record(struct buf *out, int i)
{
	buf_printf(out, JSON({"w":"word %d","l":[%d],"id":%d.0}) "\n", i % 5, i % 3, i);
}

static void put_parquet(void **state, const char *name)
{
	AUTO(mem_free) char *path = scratch_path(state, name);
	AUTO(buf_release) struct buf bytes = { 0 };
	struct err e = { 0 };

	assert_int_equal(file_read("tests/fuzz/corpus/parquet_read/groups.gz.parquet",
	                           1 << 20, &bytes, &e),
	                 0);
	assert_int_equal(file_write(path, bytes.data, bytes.size, &e), 0);
}

/* The findings, each as "record kind", and what was not checked of JSON and Parquet. */
static char *judge(void **state)
{
	AUTO(verify_release) struct verified v = { .tree.fd = -1 };
	const struct verify_options o = { 0 };
	struct buf out = { 0 };
	struct err e = { 0 };

	assert_int_equal(verify_run(*state, &o, &v, &e), 0);
	for (size_t i = 0; i < v.findings.count; i++)
		buf_printf(&out, "%llu %s ", (unsigned long long)v.findings.all[i].record,
		           finding_id(v.findings.all[i].kind));
	for (size_t i = 0; i < v.findings.unchecked_count; i++) {
		if (strstr(v.findings.unchecked[i].text, "in one of them only"))
			buf_printf(&out, "unpaired %llu",
			           (unsigned long long)v.findings.unchecked[i].files);
	}
	return buf_take(&out);
}

static void the_order_of_records_does_not_count(void **state)
{
	AUTO(buf_release) struct buf json = { 0 };
	AUTO(mem_free) char *found = NULL;

	for (int i = 3999; i >= 0; i--)
		add_record(&json, i);
	put_parquet(state, "p/" DAY("1") "gz.parquet");
	scratch_write(state, "j/" DAY("1") "json", buf_str(&json));
	found = judge(state);
	assert_string_equal(found, "");
}

static void a_record_that_differs_is_named_on_both_sides(void **state)
{
	AUTO(buf_release) struct buf json = { 0 };
	AUTO(mem_free) char *found = NULL;

	for (int i = 0; i < 4000; i++)
		add_record(&json, i == 2500 ? 4000 : i);
	put_parquet(state, "p/" DAY("1") "gz.parquet");
	scratch_write(state, "j/" DAY("1") "json", buf_str(&json));
	found = judge(state);
	assert_string_equal(found, "2501 formats-differ 2501 formats-differ ");
}

static void a_record_that_is_there_twice_is_counted(void **state)
{
	AUTO(buf_release) struct buf json = { 0 };
	AUTO(mem_free) char *found = NULL;

	for (int i = 0; i < 4000; i++)
		add_record(&json, i);
	add_record(&json, 7);
	put_parquet(state, "p/" DAY("1") "gz.parquet");
	scratch_write(state, "j/" DAY("1") "json", buf_str(&json));
	found = judge(state);
	assert_string_equal(found, "0 formats-differ ");
}

static void an_export_without_a_pair_is_said_and_another_dataset_is_none(void **state)
{
	AUTO(mem_free) char *found = NULL;

	put_parquet(state, "p/" DAY("1") "gz.parquet");
	scratch_write(state, "j/" DAY("2") "json", "{}\n");
	scratch_write(state,
	              "j/65b1f00d0a1c4e2b9d7e3f02/exportTime=202601010000/part-00000" TAIL
	              "json",
	              "{}\n");
	found = judge(state);
	assert_string_equal(found, "unpaired 2");
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(the_order_of_records_does_not_count),
		IN_FOLDER(a_record_that_differs_is_named_on_both_sides),
		IN_FOLDER(a_record_that_is_there_twice_is_counted),
		IN_FOLDER(an_export_without_a_pair_is_said_and_another_dataset_is_none),
	};

	return cmocka_run_group_tests_name("formats", tests, NULL, NULL);
}
