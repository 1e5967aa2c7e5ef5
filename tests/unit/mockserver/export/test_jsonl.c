/*
 * test_jsonl.c - mockserver/export/jsonl.c
 */
#include "tests/unit/unit.h"

#include <zlib.h>

#include "lib/json/json.h"
#include "lib/mem.h"
#include "mockserver/export/codec/stream.h"
#include "mockserver/export/jsonl.h"
#include "tests/support/quoted.h"
#include "tests/support/rows.h"
#include "tests/support/scratch.h"

/* Writes the rows and reads the file back; the caller frees it. */
static char *written(void **state, struct row_source *source, uint64_t *count)
{
	AUTO(mem_free) char *path = scratch_path(state, "rows.json");
	struct buf text = { 0 };
	struct newfile f;
	struct err e = { 0 };

	assert_int_equal(file_create(path, &f, &e), 0);
	assert_int_equal(jsonl_write(&f, (struct export_coding){ 0 }, source, count, &e),
	                 0);
	assert_int_equal(file_commit(&f, FILE_NO_SYNC, &e), 0);
	scratch_read(path, &text);
	return buf_take(&text);
}

static void assert_lines(void **state, const char *schema, const char *rows,
                         const char *expected)
{
	AUTO(mem_free) char *json = quoted(rows);
	AUTO(mem_free) char *text = NULL;
	uint64_t count;
	struct rows r;

	rows_init(&r, schema);
	rows_add(&r, json);
	text = written(state, rows_source(&r, 1), &count);
	assert_quoted_equal(text, expected);
	rows_release(&r);
}

static void every_row_is_a_line_the_last_one_too(void **state)
{
	/* the published sample file: 05 §4 */
	assert_lines(state, "city string, country string",
	             "{'city':'new york','country':'usa'}\n"
	             "{'city':'london','country':'uk'}",
	             "{'city':'new york','country':'usa'}\n"
	             "{'city':'london','country':'uk'}\n");
}

static void scalars_are_spelled_out(void **state)
{
	static const struct {
		const char *type, *value, *expected;
	} cases[] = {
		{ "bool", "true", "true" },
		{ "bool", "false", "false" },
		{ "int32", "-2147483648", "-2147483648" },
		{ "int64", "0", "0" },
		{ "int64", "9223372036854775807", "9223372036854775807" },
		{ "int64", "-9223372036854775808", "-9223372036854775808" },
		{ "int64", "9007199254740993", "9007199254740993" },
		{ "double", "'NaN'", "'NaN'" },
		{ "double", "'Infinity'", "'Infinity'" },
		{ "double", "'-Infinity'", "'-Infinity'" },
		{ "string", "''", "''" },
		{ "timestamp", "0", "'1970-01-01T00:00:00.000Z'" },
		{ "timestamp", "1675901210007", "'2023-02-09T00:06:50.007Z'" },
		{ "timestamp", "-1", "'1969-12-31T23:59:59.999Z'" },
		{ "timestamp", "-62135596800000", "'0001-01-01T00:00:00.000Z'" },
		{ "timestamp", "-62135596800001", "-62135596800001" },
		{ "timestamp", "253402300799999", "'9999-12-31T23:59:59.999Z'" },
		{ "timestamp", "253402300800000", "253402300800000" },
		{ "date", "0", "'1970-01-01'" },
		{ "date", "-1", "'1969-12-31'" },
		{ "date", "19782", "'2024-02-29'" },
		{ "date", "2932896", "'9999-12-31'" },
		{ "date", "2932897", "2932897" },
		{ "decimal(5,2)", "12345", "123.45" },
		{ "decimal(5,2)", "-5", "-0.05" },
		{ "decimal(5,2)", "0", "0.00" },
		{ "decimal(5,2)", "1250", "12.50" },
		{ "decimal(5,0)", "-77", "-77" },
		{ "decimal(18,18)", "-999999999999999999", "-0.999999999999999999" },
		{ "decimal(18,1)", "999999999999999999", "99999999999999999.9" },
	};

	for_each_row(i, cases) {
		AUTO(mem_free) char *schema = mem_printf("v %s", cases[i].type);
		AUTO(mem_free) char *row = mem_printf(JSON({"v":%s}), cases[i].value);
		AUTO_MEM char *line = mem_printf(JSON({"v":%s}) "\n", cases[i].expected);

		assert_lines(state, schema, row, line);
	}
}

/* Texts are lib/json's: what it reads back is what was written. */
static void strings_and_doubles_read_back_the_same(void **state)
{
	AUTO(mem_free) char *text = NULL;
	AUTO(cJSON_Delete) cJSON *v = NULL;
	struct err e = { 0 };
	uint64_t count;
	struct rows r;

	rows_init(&r, "s string, d double, e double");
	rows_add(&r, JSON({"s":"q\"b\\ \n\u0001 é 😀","d":0.1,"e":5e-324}));
	text = written(state, rows_source(&r, 1), &count);
	assert_int_equal(strcspn(text, "\n"), strlen(text) - 1);
	assert_int_equal(json_parse(text, strlen(text), &v, &e), 0);
	assert_string_equal(json_str(v, "s"), "q\"b\\ \n\x01 \xc3\xa9 \xf0\x9f\x98\x80");
	assert_true(json_at(v, "d")->valuedouble == 0.1);
	assert_true(json_at(v, "e")->valuedouble == 5e-324);
	rows_release(&r);
}

static void null_members_are_left_out(void **state)
{
	assert_lines(state, "a int64, b int64, c int64",
	             "{'b':1}\n{'a':1,'c':2}\n{}\n{'c':3}",
	             "{'b':1}\n{'a':1,'c':2}\n{}\n{'c':3}\n");
}

static void a_struct_without_values_is_empty_and_a_null_one_left_out(void **state)
{
	assert_lines(state, "s {x int64, t {y bool}}, z int64",
	             "{'s':{}}\n"
	             "{'s':null,'z':1}\n"
	             "{'s':{'t':{}}}\n"
	             "{'s':{'x':1,'t':{'y':true}},'z':2}",
	             "{'s':{}}\n"
	             "{'z':1}\n"
	             "{'s':{'t':{}}}\n"
	             "{'s':{'x':1,'t':{'y':true}},'z':2}\n");
}

static void lists_and_maps_keep_their_nulls(void **state)
{
	assert_lines(state, "l [int64], m <string>, n [[bool]], o [{x int64}]",
	             "{'l':[1,null,3],'m':{'a':null,'b':'c'}}\n"
	             "{'l':[],'m':{}}\n"
	             "{'n':[[true],null,[]],'o':[{'x':1},null,{}]}",
	             "{'l':[1,null,3],'m':{'a':null,'b':'c'}}\n"
	             "{'l':[],'m':{}}\n"
	             "{'n':[[true],null,[]],'o':[{'x':1},null,{}]}\n");
}

static void member_names_are_escaped(void **state)
{
	AUTO(mem_free) char *text = NULL;
	uint64_t count;
	struct rows r;

	rows_init(&r, "a int64!");
	free(r.def->child[0].name);
	r.def->child[0].name = mem_strdup("say \"hi\"\n");
	column_add_struct(&r.batch[0]);
	column_add_i64(&r.batch[0].child[0], 1);
	text = written(state, rows_source(&r, 1), &count);
	assert_string_equal(text, JSON({"say \"hi\"\n":1}) "\n");
	rows_release(&r);
}

static void batches_and_full_buffers_leave_no_trace(void **state)
{
	AUTO(mem_free) char *one = NULL, *many = NULL;
	uint64_t count;
	struct rows r;

	rows_init(&r,
	          "id int64, s string, l [{d double, t timestamp}], m <decimal(9,3)>");
	for (uint64_t i = 0; i < 10000; i++)
		rows_add_random(&r, i);
	one = written(state, rows_source(&r, 1), &count);
	assert_int_equal(count, 10000);
	assert_true(strlen(one) > 1024 * 1024);
	rows_release(&r);

	rows_init(&r,
	          "id int64, s string, l [{d double, t timestamp}], m <decimal(9,3)>");
	for (uint64_t i = 0; i < 10000; i++) {
		if (i % 777 == 776)
			rows_cut(&r);
		rows_add_random(&r, i);
	}
	many = written(state, rows_source(&r, 1), &count);
	assert_int_equal(count, 10000);
	assert_string_equal(one, many);
	rows_release(&r);
}

static void no_rows_are_no_bytes(void **state)
{
	assert_lines(state, "a int64", "", "");
}

/* ---------------------------------------------------------------- compressed */

#define MANY_ROWS 30000 /* more than 2 MiB */

static void add_rows(struct rows *r, size_t batch)
{
	rows_init(r, "id int64!, s string!, l [{t timestamp}]");
	for (uint64_t i = 0; i < MANY_ROWS; i++) {
		if (i && i % batch == 0)
			rows_cut(r);
		rows_add_random(r, i);
	}
}

static void write_packed(const char *path, enum export_members members, size_t batch)
{
	const struct export_coding coding = { EXPORT_GZIP, members };
	struct newfile f;
	struct err e = { 0 };
	uint64_t count;
	struct rows r;

	add_rows(&r, batch);
	assert_int_equal(file_create(path, &f, &e), 0);
	assert_int_equal(jsonl_write(&f, coding, rows_source(&r, 1), &count, &e), 0);
	assert_int_equal(file_commit(&f, FILE_NO_SYNC, &e), 0);
	assert_int_equal(count, MANY_ROWS);
	rows_release(&r);
}

/* How many members the file has; all but the last hold whole lines of a MiB or more. */
static size_t count_members(const struct buf *file)
{
	static char text[4 << 20];
	size_t at = 0, members = 0;

	while (at < file->size) {
		z_stream z = { .next_in = (Bytef *)file->data + at };

		z.avail_in = (uInt)(file->size - at);
		z.next_out = (Bytef *)text;
		z.avail_out = sizeof(text);
		assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
		assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
		inflateEnd(&z);
		at += z.total_in;
		members++;
		assert_int_equal(text[z.total_out - 1], '\n');
		assert_true(at == file->size || z.total_out >= STREAM_BLOCK);
		assert_true(members == 1 || text[0] == '{');
	}
	return members;
}

static void members_are_whole_lines_however_the_rows_come(void **state)
{
	static const size_t batches[] = { 1, 999, MANY_ROWS };
	AUTO_MEM char *path = scratch_path(state, "rows.json.gz");
	AUTO(buf_release) struct buf first = { 0 };

	write_packed(path, EXPORT_MEMBERS, 4096);
	scratch_read(path, &first);
	assert_true(count_members(&first) >= 3);
	for_each_row(i, batches) {
		AUTO(buf_release) struct buf file = { 0 };

		write_packed(path, EXPORT_MEMBERS, batches[i]);
		scratch_read(path, &file);
		row_int_equal(i, file.size, first.size);
		assert_memory_equal(file.data, first.data, first.size);
	}
}

static void a_single_member_holds_all_lines_and_is_larger(void **state)
{
	AUTO_MEM char *path = scratch_path(state, "rows.json.gz");
	AUTO(buf_release) struct buf members = { 0 };
	AUTO(buf_release) struct buf single = { 0 };

	write_packed(path, EXPORT_MEMBERS, 1000);
	scratch_read(path, &members);
	write_packed(path, EXPORT_SINGLE, 1000);
	scratch_read(path, &single);
	assert_int_equal(count_members(&single), 1);
	assert_true(members.size < single.size);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_a_line_the_last_one_too),
		cmocka_unit_test(scalars_are_spelled_out),
		cmocka_unit_test(strings_and_doubles_read_back_the_same),
		cmocka_unit_test(null_members_are_left_out),
		cmocka_unit_test(
			a_struct_without_values_is_empty_and_a_null_one_left_out),
		cmocka_unit_test(lists_and_maps_keep_their_nulls),
		cmocka_unit_test(member_names_are_escaped),
		cmocka_unit_test(batches_and_full_buffers_leave_no_trace),
		cmocka_unit_test(no_rows_are_no_bytes),
		cmocka_unit_test(members_are_whole_lines_however_the_rows_come),
		cmocka_unit_test(a_single_member_holds_all_lines_and_is_larger),
	};

	return cmocka_run_group_tests_name("jsonl", tests, scratch_open, scratch_close);
}
