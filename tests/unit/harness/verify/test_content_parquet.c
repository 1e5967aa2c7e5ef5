/*
 * test_content_parquet.c - harness/verify/content_parquet.c
 *
 * The digests of a Parquet file's rows are those of the JSON that the reader makes of
 * them: for all files of another writer, with all types it has.
 */
#include "tests/unit/unit.h"

#include "harness/digest/scan.h"
#include "harness/parquet/read.h"
#include "harness/verify/content.h"
#include "lib/file/file.h"
#include "lib/mem.h"

#define CORPUS "tests/fuzz/corpus/parquet_read"

static int sum_record(void *ctx, const struct digest *record, struct err *e UNUSED)
{
	uint64_t *sum = ctx;

	*sum = *sum * 3 + record->value;
	return 0;
}

static int sum_json(void *ctx, cJSON *row, struct err *e)
{
	AUTO(scan_release) struct scanner s = { 0 };
	AUTO(mem_free) char *text = json_text(row);
	struct digest d = { .whole = true };
	uint64_t *sum = ctx;

	cJSON_Delete(row);
	s.digest = &d;
	digest_record(&d, NULL);
	if (scan_record(&s, text, strlen(text), e) < 0)
		return -1;
	*sum = *sum * 3 + d.value;
	return 0;
}

static int read_digests(const char *name, struct content_reading *r, struct err *e)
{
	AUTO(tree_close) struct export_tree t = { .fd = -1 };
	AUTO(tree_file_close) struct tree_file f = { .fd = -1 };

	assert_int_equal(tree_open(CORPUS, &t, e), 0);
	assert_int_equal(tree_file_open(&t, name, &f, e), 0);
	return content_read(&f, records_form_of(name), r, e);
}

static void digests_are_those_of_the_rows_as_json(void **state UNUSED)
{
	static const struct {
		const char *name;
		uint64_t rows;
	} files[] = {
		{ "scalars.parquet", 5 },      { "scalars.gz.parquet", 5 },
		{ "nested.parquet", 4 },       { "nested.gz.parquet", 4 },
		{ "groups.gz.parquet", 4000 }, { "nulls.parquet", 20 },
		{ "nothing.parquet", 0 },
	};

	for_each_row(i, files) {
		AUTO(mem_free) char *path = mem_printf(CORPUS "/%s", files[i].name);
		AUTO(buf_release) struct buf bytes = { 0 };
		uint64_t sum = 0, as_json = 0;
		struct content_reading r = { .record = sum_record,
			                     .ctx = &sum,
			                     .whole = true };
		const struct parquet_rows rows = { .row = sum_json, .ctx = &as_json };
		struct parquet_about about;
		struct err e = { 0 };

		row_int_equal(i, file_read(path, 1 << 20, &bytes, &e), 0);
		row_int_equal(i,
		              parquet_read(&(struct parquet_file){ (uint8_t *)bytes.data,
		                                                   bytes.size, 1 << 20 },
		                           &rows, &about, &e),
		              0);
		row_int_equal(i, read_digests(files[i].name, &r, &e), 0);
		row_int_equal(i, sum, as_json);
		row_int_equal(i, r.rows, files[i].rows);
	}
}

static void rows_are_counted_without_digests_too(void **state UNUSED)
{
	struct content_reading r = { 0 };
	struct err e = { 0 };

	assert_int_equal(read_digests("groups.gz.parquet", &r, &e), 0);
	assert_int_equal(r.rows, 4000);
	assert_true(r.pages_without_crc > 0); /* DuckDB writes none */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_those_of_the_rows_as_json),
		cmocka_unit_test(rows_are_counted_without_digests_too),
	};

	return cmocka_run_group_tests_name("content_parquet", tests, NULL, NULL);
}
