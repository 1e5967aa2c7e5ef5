/*
 * test_records.c - harness/files/records.c
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "harness/files/records.h"
#include "lib/mem.h"
#include "tests/support/scratch.h"

static int add_line(void *ctx, const cJSON *record, struct err *e UNUSED)
{
	json_print(record, ctx);
	return 0;
}

static void a_name_promises_a_form(void **state UNUSED)
{
	static const struct {
		const char *name, *format, *compression;
	} cases[] = {
		{ "part-0.json", "json", "none" },
		{ "part-0.json.gz", "json", "gzip" },
		{ "part-0.parquet", "parquet", "none" },
		{ "part-0.gz.parquet", "parquet", "gzip" },
		{ "part-0.csv", NULL, NULL },
		{ "part-0.gz", NULL, NULL },
		{ "json", NULL, NULL },
	};

	for_each_row(i, cases) {
		const struct records_form form = records_form_of(cases[i].name);

		row_int_equal(i, form.type == NULL, cases[i].format == NULL);
		if (!cases[i].format)
			continue;
		row_string_equal(i, records_type_name(form.type), cases[i].format);
		row_string_equal(i, form.compression->name, cases[i].compression);
	}
}

static void json_lines_are_read_or_refused_with_their_number(void **state UNUSED)
{
	static const struct {
		const char *text, *records, *why; /* one of the two */
	} cases[] = {
		/* clang-format off */
		{ "", "", NULL },
		{ "{}\n", "{}", NULL },
		{ JSON({"a":1}) "\n" JSON({"a":9007199254740993}) "\n",
		  JSON({"a":1}{"a":9007199254740993}), NULL },
		{ "{}", NULL, "the last line has no line feed" },
		{ "{}\n{}", NULL, "the last line has no line feed" },
		{ "{}\n\n", NULL, "record 2: " },
		{ "{}\n[]\n", NULL, "record 2 is no object" },
		{ "{}\n{} {}\n", NULL, "record 2: " },
		{ "{}\n" JSON({"a":1,"a":2}) "\n", NULL, "record 2: " },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		struct buf out = { 0 };
		struct records_sink sink = { add_line, &out, 0 };
		struct err e = { 0 };
		int rc = records_parse(cases[i].text, strlen(cases[i].text),
		                       records_form_of(".json"), &sink, &e);

		struct records_sink judge = { .record = NULL };
		struct err judged = { 0 };

		row_int_equal(i, rc, cases[i].why ? -1 : 0);
		row_int_equal(i,
		              records_parse(cases[i].text, strlen(cases[i].text),
		                            records_form_of(".json"), &judge, &judged),
		              rc);
		row_int_equal(i, judge.rows, sink.rows);
		row_int_equal(i, judged.code, e.code);
		if (cases[i].why)
			assert_non_null(strstr(e.text, cases[i].why));
		else
			row_string_equal(i, buf_str(&out), cases[i].records);
		buf_release(&out);
	}
}

static void of_json_lines_one_member_is_read_and_all_are_judged(void **state UNUSED)
{
	static const struct {
		const char *text, *records, *why; /* one of the two */
		uint64_t rows;
	} cases[] = {
		/* clang-format off */
		{ JSON({"a":1,"id":2}) "\n" JSON({ "id" : {"id":[3]} , "b":4}) "\n",
		  JSON({"id":2}{"id":{"id":[3]}}), NULL, 2 },
		{ JSON({"a":{"id":1},"ID":2,"idd":3}) "\n{}\n", "{}{}", NULL, 2 },
		{ JSON({"\u0069d":"\n"}) "\n", JSON({"id":"\n"}), NULL, 1 },
		{ JSON({"id":1}) "\n" JSON({"id":2,"a":01}) "\n", NULL, "record 2: ", 1 },
		{ JSON({"id":1}) "\n" JSON({"id":2,"a":3,"a":4}) "\n", NULL, "record 2: ", 1 },
		{ JSON({"id":1}) "\n[]\n", NULL, "record 2: ", 1 },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf out = { 0 };
		struct records_sink sink = { add_line, &out, .only = str_of("id") };
		struct err e = { 0 };
		int rc = records_parse(cases[i].text, strlen(cases[i].text),
		                       records_form_of(".json"), &sink, &e);

		row_int_equal(i, rc, cases[i].why ? -1 : 0);
		row_int_equal(i, sink.rows, cases[i].rows);
		if (cases[i].why)
			assert_non_null(strstr(e.text, cases[i].why));
		else
			row_string_equal(i, buf_str(&out), cases[i].records);
	}
}

static void a_form_that_is_not_the_promised_one_is_refused(void **state UNUSED)
{
	static const char *const names[] = { "x.json.gz", "x.parquet", "x.gz.parquet" };

	for_each_row(i, names) {
		struct buf out = { 0 };
		struct records_sink sink = { add_line, &out, 0 };
		struct err e = { 0 };

		row_int_equal(i,
		              records_parse("{}\n", 3, records_form_of(names[i]), &sink,
		                            &e),
		              -1);
		row_int_equal(i, e.code, ERR_INVALID);
		buf_release(&out);
	}
}

static void the_codec_of_a_parquet_file_is_the_one_in_its_name(void **state UNUSED)
{
	static const struct {
		const char *path, *as;
		int rc;
	} cases[] = {
		{ "tests/fuzz/corpus/parquet_read/scalars.parquet", ".parquet", 0 },
		{ "tests/fuzz/corpus/parquet_read/scalars.parquet", ".gz.parquet", -1 },
		{ "tests/fuzz/corpus/parquet_read/scalars.gz.parquet", ".gz.parquet", 0 },
		{ "tests/fuzz/corpus/parquet_read/scalars.gz.parquet", ".parquet", -1 },
	};

	for_each_row(i, cases) {
		struct buf out = { 0 };
		struct records_sink sink = { add_line, &out, 0 };
		struct err e = { 0 };
		uint32_t crc;

		row_int_equal(i,
		              records_read(cases[i].path, records_form_of(cases[i].as),
		                           &sink, &crc, &e),
		              cases[i].rc);
		row_int_equal(i, sink.rows, 5);
		sink = (struct records_sink){ .record = NULL };
		row_int_equal(i,
		              records_read(cases[i].path, records_form_of(cases[i].as),
		                           &sink, &crc, &e),
		              cases[i].rc);
		row_int_equal(i, sink.rows, 5);
		buf_release(&out);
	}
}

static void types_are_counted_up_to_the_last(void **state UNUSED)
{
	assert_string_equal(records_type_at(0), "parquet");
	assert_string_equal(records_type_at(1), "json");
	assert_null(records_type_at(2));
}

static void a_file_is_known_by_the_crc_of_its_bytes(void **state)
{
	AUTO_MEM char *path = scratch_path(state, "x.json");
	struct records_sink sink = { .record = NULL };
	struct err e = { 0 }, empty = { 0 };
	uint32_t crc = 0;

	scratch_write(state, "x.json", "{}\n");
	assert_int_equal(records_read(path, records_form_of(path), &sink, &crc, &e), 0);
	assert_int_equal(crc, 0xdda1b006);
	scratch_write(state, "x.json", "");
	assert_int_equal(records_read(path, records_form_of(path), &sink, &crc, &empty),
	                 -1);
	assert_string_equal(empty.text, "it is empty");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_promises_a_form),
		cmocka_unit_test(json_lines_are_read_or_refused_with_their_number),
		cmocka_unit_test(of_json_lines_one_member_is_read_and_all_are_judged),
		cmocka_unit_test(types_are_counted_up_to_the_last),
		cmocka_unit_test_setup_teardown(a_file_is_known_by_the_crc_of_its_bytes,
		                                scratch_open, scratch_close),
		cmocka_unit_test(a_form_that_is_not_the_promised_one_is_refused),
		cmocka_unit_test(the_codec_of_a_parquet_file_is_the_one_in_its_name),
	};

	return cmocka_run_group_tests_name("records", tests, NULL, NULL);
}
