/*
 * test_read.c - harness/parquet/read.c and what it stands on
 *
 * The files of tests/fuzz/corpus/parquet_read were written by DuckDB 1.x
 * (`copy (select …) to 'x.parquet' (format parquet, compression …)`): what nobody
 * here wrote must read right.  tests/integration/test_readers.c has our own.
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "harness/parquet/read.h"
#include "lib/file/file.h"
#include "lib/mem.h"

#define CORPUS "tests/fuzz/corpus/parquet_read/"

static int add_line(void *ctx, cJSON *row, struct err *e UNUSED)
{
	struct buf *out = ctx;

	json_print(row, out);
	buf_add_char(out, '\n');
	cJSON_Delete(row);
	return 0;
}

static int read_bytes(const struct buf *bytes, int64_t values_max, struct buf *rows,
                      struct err *e)
{
	const struct parquet_file file = { (const uint8_t *)buf_str(bytes), bytes->size,
		                           values_max };
	const struct parquet_rows to = { .row = add_line, .ctx = rows };
	struct parquet_about about;

	return parquet_read(&file, &to, &about, e);
}

static void load(const char *name, struct buf *out)
{
	AUTO(mem_free) char *path = mem_printf(CORPUS "%s", name);
	struct err e = { 0 };

	if (file_read(path, 1 << 20, out, &e) < 0)
		fail_msg("%s", e.text);
}

static void files_of_another_writer_read_value_by_value(void **state UNUSED)
{
	/* clang-format off */
	static const char scalars[] =
		JSON({"id":0,"n":0,"ok":true,"f":0.0,"word":"w0","note":"é0","at":"2026-01-01T00:00:00.123Z","day":"1969-12-30","price":-2.00,"big":0.0,"huge":-3.0000000000,"u":"12401496-2573-4ca7-8137-fef1aeb9dd4c","ub":0,"tiny":255,"bytes":"0x00ff"}) "\n"
		JSON({"id":1,"n":7,"ok":false,"x":0.25,"f":0.125,"word":"w1","note":"é1","at":"2026-01-01T01:00:00.123Z","day":"1969-12-31","price":-0.75,"big":1000000000000.5,"huge":-2.0000000000,"u":"12401496-2573-4ca7-8137-fef1aeb9dd4c","ub":1,"tiny":255,"bytes":"0x00ff"}) "\n"
		JSON({"id":2,"n":14,"ok":true,"x":0.5,"f":0.25,"word":"w2","at":"2026-01-01T02:00:00.123Z","day":"1970-01-01","price":0.50,"big":2000000000001.0,"huge":-1.0000000000,"u":"12401496-2573-4ca7-8137-fef1aeb9dd4c","ub":2,"tiny":255,"bytes":"0x00ff"}) "\n"
		JSON({"id":3,"n":21,"ok":false,"f":0.375,"word":"w0","note":"é3","at":"2026-01-01T03:00:00.123Z","day":"1970-01-02","price":1.75,"big":3000000000001.5,"huge":0.0000000000,"u":"12401496-2573-4ca7-8137-fef1aeb9dd4c","ub":3,"tiny":255,"bytes":"0x00ff"}) "\n"
		JSON({"id":4,"n":28,"ok":true,"x":1.0,"f":0.5,"word":"w1","note":"é4","at":"2026-01-01T04:00:00.123Z","day":"1970-01-03","price":3.00,"big":4000000000002.0,"huge":1.0000000000,"u":"12401496-2573-4ca7-8137-fef1aeb9dd4c","ub":4,"tiny":255,"bytes":"0x00ff"}) "\n";
	static const char nested[] =
		JSON({"id":0,"tags":["a0",null,"c"],"matrix":[[1,2],[],null,[0]],"s":{"a":0,"b":{"d":[{"e":0},null]}},"m":{"k0":0,"z":null},"maybe":{"q":1},"big":{"one":9007199254740993}}) "\n"
		JSON({"id":1,"tags":["a1",null,"c"],"matrix":[],"s":{"a":1,"b":{"c":"x","d":[{"e":1},null]}},"m":{"k1":1,"z":null},"maybe":{"q":1},"big":{"one":9007199254740993}}) "\n"
		JSON({"id":2,"tags":["a2",null,"c"],"s":{"a":2,"b":{"c":"x","d":[{"e":2},null]}},"m":{"k2":2,"z":null},"big":{"one":9007199254740993}}) "\n"
		JSON({"id":3,"tags":["a3",null,"c"],"matrix":[[1,2],[],null,[3]],"s":{"a":3,"b":{"c":"x","d":[{"e":3},null]}},"m":{"k3":3,"z":null},"maybe":{"q":1},"big":{}}) "\n";
	static const struct {
		const char *name, *rows;
	} files[] = {
		{ "scalars.parquet", scalars }, { "scalars.gz.parquet", scalars },
		{ "nested.parquet", nested },   { "nested.gz.parquet", nested },
		{ "nothing.parquet", "" },
	};
	/* clang-format on */

	for_each_row(i, files) {
		struct buf bytes = { 0 }, rows = { 0 };
		struct err e = { 0 };

		load(files[i].name, &bytes);
		if (read_bytes(&bytes, 1 << 20, &rows, &e) < 0)
			fail_msg("%s: %s", files[i].name, e.text);
		row_string_equal(i, buf_str(&rows), files[i].rows);
		buf_release(&bytes);
		buf_release(&rows);
	}
}

static void one_member_can_be_read_alone(void **state UNUSED)
{
	static const struct {
		const char *file, *only, *first;
	} cases[] = {
		{ "scalars.parquet", "n", "{'n':0}\n" },
		{ "nested.parquet", "s", "{'s':{'a':0,'b':{'d':[{'e':0},null]}}}\n" },
		{ "nested.parquet", "big", "{'big':{'one':9007199254740993}}\n" },
		{ "nested.parquet", "a", "{}\n" }, /* a member of a member */
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf bytes = { 0 }, rows = { 0 };
		AUTO_MEM char *first = quoted(cases[i].first);
		const struct parquet_rows to = { add_line, &rows, str_of(cases[i].only) };
		struct parquet_about about;
		struct parquet_file file;
		struct err e = { 0 };

		load(cases[i].file, &bytes);
		file = (struct parquet_file){ (const uint8_t *)buf_str(&bytes),
			                      bytes.size, 100 };
		row_int_equal(i, parquet_read(&file, &to, &about, &e), 0);
		row_int_equal(i, strncmp(buf_str(&rows), first, strlen(first)), 0);
	}
}

/* Each byte is changed once: what reads to its end is judged well, and no other. */
static void a_file_is_judged_as_it_is_read(void **state UNUSED)
{
	static const char *const files[] = { "nested.parquet", "scalars.parquet",
		                             "nulls.gz.parquet" };

	for_each_row(i, files) {
		AUTO(buf_release) struct buf bytes = { 0 };

		load(files[i], &bytes);
		for (size_t at = 0; at <= bytes.size; at++) {
			AUTO(buf_release) struct buf text = { 0 };
			const struct parquet_rows to = { .row = add_line, .ctx = &text };
			const struct parquet_file file = { (uint8_t *)bytes.data,
				                           bytes.size, 1 << 20 };
			struct parquet_about about;
			struct err read = { 0 }, judged = { 0 };
			uint64_t rows = 0, lines = 0;
			int rc;

			if (at)
				bytes.data[at - 1] ^= 0x55;
			rc = parquet_read(&file, &to, &about, &read);
			assert_int_equal(parquet_judge(&file, &rows, &about, &judged),
			                 rc);
			row_string_equal(at, judged.text, read.text);
			for (const char *s = buf_str(&text); (s = strchr(s, '\n')); s++)
				lines++;
			row_int_equal(at, rows, lines);
			if (at)
				bytes.data[at - 1] ^= 0x55;
		}
	}
}

static void row_groups_follow_each_other(void **state UNUSED)
{
	struct buf bytes = { 0 }, rows = { 0 };
	struct err e = { 0 };
	char *at;

	load("groups.gz.parquet", &bytes);
	assert_int_equal(read_bytes(&bytes, 1 << 20, &rows, &e), 0);
	at = rows.data;
	for (int i = 0; i < 4000; i++) {
		AUTO_MEM char *row =
			mem_printf(JSON({"id":%d,"w":"word %d","l":[%d]}) "\n", i, i % 5,
		                         i % 3);

		assert_memory_equal(at, row, strlen(row));
		at += strlen(row);
	}
	assert_int_equal(*at, '\0');
	buf_release(&bytes);
	buf_release(&rows);
}

static void columns_of_nulls_alone_are_rows_of_nothing(void **state UNUSED)
{
	struct buf bytes = { 0 }, rows = { 0 };
	struct err e = { 0 };

	load("nulls.gz.parquet", &bytes);
	assert_int_equal(read_bytes(&bytes, 1 << 20, &rows, &e), 0);
	assert_int_equal(rows.size, 20 * strlen("{}\n"));
	buf_release(&bytes);
	buf_release(&rows);
}

static void what_is_not_known_is_refused_by_name(void **state UNUSED)
{
	struct buf bytes = { 0 }, rows = { 0 };
	struct err e = { 0 };

	load("v2.gz.parquet", &bytes);
	assert_int_equal(read_bytes(&bytes, 1 << 20, &rows, &e), -1);
	assert_string_equal(e.text,
	                    "column 'id': page at byte 4: encoding 5 is not known here");
	buf_release(&bytes);
	buf_release(&rows);
}

static void more_values_than_allowed_are_refused(void **state UNUSED)
{
	struct buf bytes = { 0 }, rows = { 0 };
	struct err e = { 0 };

	load("groups.gz.parquet", &bytes);
	assert_int_equal(read_bytes(&bytes, 2047, &rows, &e), -1);
	assert_non_null(strstr(e.text, "too big"));
	buf_release(&bytes);
	buf_release(&rows);
}

static int stop(void *ctx UNUSED, cJSON *row, struct err *e)
{
	cJSON_Delete(row);
	return err_set(e, ERR_EXISTS, "enough");
}

static void the_reader_stops_when_asked(void **state UNUSED)
{
	const struct parquet_rows to = { .row = stop };
	struct parquet_about about;
	struct parquet_file file;
	struct buf bytes = { 0 };
	struct err e = { 0 };

	load("scalars.parquet", &bytes);
	file = (struct parquet_file){ (const uint8_t *)buf_str(&bytes), bytes.size, 100 };
	assert_int_equal(parquet_read(&file, &to, &about, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	buf_release(&bytes);
}

static void what_is_no_parquet_is_refused(void **state UNUSED)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *why;
	} cases[] = {
#define CASE(bytes, why) { bytes, sizeof(bytes) - 1, why }
		CASE("", "not between two PAR1"),
		CASE("PAR1", "not between two PAR1"),
		CASE("PAR1\x01\x02\x03\x04PAR2", "not between two PAR1"),
		CASE("PAR1\xff\xff\x00\x00PAR1", "the footer is longer than the file"),
		CASE("PAR1\x00\x00\x00\x00PAR1", "the footer is malformed"),
		CASE("PAR1\x00\x01\x00\x00\x00PAR1", "the footer is malformed"),
#undef CASE
	};

	for_each_row(i, cases) {
		struct buf bytes = { 0 }, rows = { 0 };
		struct err e = { 0 };

		buf_add(&bytes, cases[i].bytes, cases[i].size);
		row_int_equal(i, read_bytes(&bytes, 100, &rows, &e), -1);
		assert_non_null(strstr(e.text, cases[i].why));
		buf_release(&bytes);
		buf_release(&rows);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_of_another_writer_read_value_by_value),
		cmocka_unit_test(one_member_can_be_read_alone),
		cmocka_unit_test(a_file_is_judged_as_it_is_read),
		cmocka_unit_test(row_groups_follow_each_other),
		cmocka_unit_test(columns_of_nulls_alone_are_rows_of_nothing),
		cmocka_unit_test(what_is_not_known_is_refused_by_name),
		cmocka_unit_test(more_values_than_allowed_are_refused),
		cmocka_unit_test(the_reader_stops_when_asked),
		cmocka_unit_test(what_is_no_parquet_is_refused),
	};

	return cmocka_run_group_tests_name("parquet_read", tests, NULL, NULL);
}
