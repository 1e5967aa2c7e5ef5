/*
 * test_readers.c - what the mock's writers write, the harness's readers read
 *
 * Neither side knows the other's code: the same rows go through JSON lines and
 * through Parquet, plain and packed, and must come out the same.
 */
#include "tests/unit/unit.h"

#include "harness/files/records.h"
#include "lib/mem.h"
#include "mockserver/export/export.h"
#include "mockserver/export/parquet/parquet.h"
#include "tests/support/quoted.h"
#include "tests/support/rows.h"
#include "tests/support/scratch.h"

static const char *const schemas[] = {
	"id int64!, name string, ok bool, n int32, x double",
	"at timestamp, day date, price decimal(12,2), tiny decimal(4,0)!",
	"person {name string, age int32, home {city string!, zip string}}",
	"tags [string], scores [double!], matrix [[int64]]",
	"attributes <string>, counts <int64!>, deep <{a int32, b [string]}>",
	"a {b {c {d {e [ {f string, g <[bool]>} ]!}}}}",
	"only {z bool}, k int32!",
	"s string!, l [{x int64!, y [{z date}!]!}!]!",
};

/* The records of a file, as an array. */
static int keep(void *ctx, const cJSON *record, struct err *e UNUSED)
{
	json_push(ctx, json_copy(record));
	return 0;
}

static cJSON *read_file(const char *path)
{
	cJSON *all = json_new_array();
	struct records_sink sink = { keep, all, 0 };
	struct err e = { 0 };
	uint32_t crc;

	if (records_read(path, records_form_of(path), &sink, &crc, &e) < 0)
		fail_msg("%s: %s", path, e.text);
	assert_int_equal(sink.rows, cJSON_GetArraySize(all));
	return all;
}

static char *write_file(void **state, struct rows *rows, enum export_format format,
                        enum export_codec codec)
{
	AUTO(buf_release) struct buf name = { 0 };
	struct export_options options = { .format = format, .codec = codec };
	struct export_stats stats;
	struct err e = { 0 };
	char *path;

	buf_add_str(&name, "x.");
	format_put_extension(&name, format, codec);
	path = scratch_path(state, buf_str(&name));
	if (export_file(path, &options, rows_source(rows, 1), &stats, &e) < 0)
		fail_msg("%s", e.text);
	return path;
}

static void assert_same(const cJSON *a, const cJSON *b, const char *schema)
{
	const cJSON *left = a->child, *right = b->child;

	assert_int_equal(cJSON_GetArraySize(a), cJSON_GetArraySize(b));
	for (; left; left = left->next, right = right->next) {
		AUTO(mem_free) char *l = json_text(left);
		AUTO(mem_free) char *r = json_text(right);

		if (!json_equal(left, right))
			fail_msg("%s:\n%s\n%s", schema, l, r);
	}
}

static void any_rows_read_the_same_from_every_format(void **state)
{
	static const struct {
		enum export_format format;
		enum export_codec codec;
	} forms[] = { { EXPORT_JSON, EXPORT_GZIP },
		      { EXPORT_PARQUET, EXPORT_NONE },
		      { EXPORT_PARQUET, EXPORT_GZIP } };

	for_each_row(i, schemas) {
		struct rows rows = { 0 };
		AUTO(mem_free) char *plain_path = NULL;
		AUTO(cJSON_Delete) cJSON *plain = NULL;

		rows_init(&rows, schemas[i]);
		for (uint64_t seed = 0; seed < 300; seed++)
			rows_add_random(&rows, seed);
		plain_path = write_file(state, &rows, EXPORT_JSON, EXPORT_NONE);
		plain = read_file(plain_path);
		for_each_row(f, forms) {
			AUTO_MEM char *path =
				write_file(state, &rows, forms[f].format, forms[f].codec);
			AUTO(cJSON_Delete) cJSON *found = read_file(path);

			assert_same(plain, found, schemas[i]);
		}
		rows_release(&rows);
	}
}

static void many_row_groups_and_pages_read_as_one(void **state)
{
	const struct parquet_bounds bounds = { 1000, 1 << 14, 1 << 9, 1 << 8 };
	AUTO(mem_free) char *path = scratch_path(state, "many.gz.parquet");
	AUTO(cJSON_Delete) cJSON *found = NULL;
	const cJSON *record;
	struct rows rows = { 0 };
	struct newfile file;
	struct err e = { 0 };
	uint64_t count;
	int64_t i = 0, id;

	rows_init(&rows, "id int64!, word string, list [int32]");
	for (; i < 5000; i++) {
		AUTO_MEM char *row =
			mem_printf(JSON({"id":%lld,"word":"w%lld","list":[%lld,null]}),
		                         (long long)i, (long long)(i % 7),
		                         (long long)(i % 3));

		rows_add(&rows, row);
	}
	assert_int_equal(file_create(path, &file, &e), 0);
	assert_int_equal(parquet_write_bounded(&file, EXPORT_GZIP, &bounds,
	                                       rows_source(&rows, 1), &count, &e),
	                 0);
	assert_int_equal(file_commit(&file, FILE_NO_SYNC, &e), 0);
	found = read_file(path);
	assert_int_equal(cJSON_GetArraySize(found), 5000);
	i = 0;
	cJSON_ArrayForEach(record, found) {
		assert_true(json_int(record, "id", &id) && id == i++);
		assert_true(json_int(record, "list[0]", &id) && id == (i - 1) % 3);
	}
	rows_release(&rows);
}

/* No byte of a file may be changed without the reader noticing, or surviving. */
static void a_broken_file_is_refused_or_read_but_never_crashes(void **state)
{
	struct rows rows = { 0 };
	AUTO(mem_free) char *path = NULL;
	struct buf bytes = { 0 };
	size_t refused = 0;

	rows_init(&rows, "id int64!, name string, tags [string], m <{a int32}>");
	for (uint64_t seed = 0; seed < 20; seed++)
		rows_add_random(&rows, seed);
	path = write_file(state, &rows, EXPORT_PARQUET, EXPORT_NONE);
	scratch_read(path, &bytes);
	for (size_t i = 0; i < bytes.size; i++) {
		AUTO(cJSON_Delete) cJSON *all = json_new_array();
		struct records_sink sink = { keep, all, 0 };
		struct err e = { 0 };

		bytes.data[i] ^= 0x55;
		refused += records_parse(bytes.data, bytes.size, records_form_of(path),
		                         &sink, &e) < 0;
		bytes.data[i] ^= 0x55;
	}
	/* Pages carry a CRC; what is left is names and statistics in the footer. */
	assert_true(refused > bytes.size / 3);
	for (size_t n = 0; n < bytes.size; n++) {
		AUTO(cJSON_Delete) cJSON *all = json_new_array();
		AUTO(mem_free) char *cut = mem_printf("%s", "");
		struct records_sink sink = { keep, all, 0 };
		struct err e = { 0 };

		cut = mem_grow(cut, n + 1, 1);
		memcpy(cut, bytes.data, n);
		assert_int_equal(records_parse(cut, n, records_form_of(path), &sink, &e),
		                 -1);
	}
	buf_release(&bytes);
	rows_release(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(any_rows_read_the_same_from_every_format,
		                                scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(many_row_groups_and_pages_read_as_one,
		                                scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(
			a_broken_file_is_refused_or_read_but_never_crashes, scratch_open,
			scratch_close),
	};

	return cmocka_run_group_tests_name("readers", tests, NULL, NULL);
}
