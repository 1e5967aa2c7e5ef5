/*
 * test_content_json.c - harness/verify/content_json.c and line_cutter.c
 */
#include "tests/unit/unit.h"

#include <zlib.h>

#include "harness/verify/content.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

/* A gzip member of the text, behind what *out holds. */
static void add_member(struct buf *out, const char *text, size_t n)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)text, .avail_in = (uInt)n };
	char *room = buf_reserve(out, n + 1000);

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
	z.next_out = (Bytef *)room;
	z.avail_out = (uInt)(n + 1000);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	out->size += z.total_out;
	deflateEnd(&z);
}

static void write_bytes(void **state, const char *name, const struct buf *bytes)
{
	AUTO(mem_free) char *path = scratch_path(state, name);
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(buf_str(bytes), 1, bytes->size, f), bytes->size);
	fclose(f);
}

/* Reads a file of the scratch folder; "" or what was wrong, the record in front. */
static void read_file(void **state, const char *name, struct content_reading *r,
                      char *why, size_t size)
{
	AUTO(tree_close) struct export_tree t = { .fd = -1 };
	AUTO(tree_file_close) struct tree_file f = { .fd = -1 };
	struct err e = { 0 };

	assert_int_equal(tree_open(*state, &t, &e), 0);
	assert_int_equal(tree_file_open(&t, name, &f, &e), 0);
	*why = '\0';
	if (content_read(&f, records_form_of(name), r, &e) < 0)
		snprintf(why, size, "%llu: %s", (unsigned long long)r->record_failed,
		         e.text);
}

static int sum_record(void *ctx, const struct digest *record, struct err *e UNUSED)
{
	uint64_t *sum = ctx;

	*sum += record->value;
	return 0;
}

/* Long lines and short ones, so that pieces end anywhere in them. */
static void lines_come_whole_through_pieces_and_members(void **state)
{
	AUTO(buf_release) struct buf text = { 0 }, packed = { 0 };
	uint64_t sums[3] = { 0 };
	static const char *const names[] = { "a.json", "b.json.gz", "c.json.gz" };
	char why[600];

	for (int i = 0; i < 20000; i++)
		buf_printf(&text, JSON({"i":%d,"pad":"%0*d"}) "\n", i,
		                       i % 1000 == 0 ? 40000 : i % 97, i);
	write_bytes(state, names[0], &text);
	add_member(&packed, text.data, text.size);
	write_bytes(state, names[1], &packed);
	buf_clear(&packed);
	for (size_t at = 0; at < text.size; at += 99999)
		add_member(&packed, text.data + at,
		           text.size - at < 99999 ? text.size - at : 99999);
	write_bytes(state, names[2], &packed);
	for_each_row(i, names) {
		struct content_reading r = { .record = sum_record,
			                     .ctx = &sums[i],
			                     .whole = true };

		read_file(state, names[i], &r, why, sizeof(why));
		row_string_equal(i, why, "");
		row_int_equal(i, r.rows, 20000);
		row_int_equal(i, sums[i], sums[0]);
	}
}

static void what_is_wrong_is_said_with_its_record(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "{}\n{}\n", "" },
		{ "{}\n{}", "0: the last line has no line feed" },
		{ "{}\n\n", "2: a record must be a JSON object (byte 0 of the line)" },
		{ "{}\n[]\n", "2: a record must be a JSON object (byte 0 of the line)" },
		{ "{}\r\n", "" },
		/* clang-format off */
		{ "{" JSON("a":) "\n1}\n", "1: a value is expected (byte 5 of the line)" },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf packed = { 0 };
		struct content_reading plain = { 0 }, gzip = { 0 };
		char why[600];

		scratch_write(state, "a.json", cases[i].text);
		read_file(state, "a.json", &plain, why, sizeof(why));
		row_string_equal(i, why, cases[i].why);
		add_member(&packed, cases[i].text, strlen(cases[i].text));
		write_bytes(state, "a.json.gz", &packed);
		read_file(state, "a.json.gz", &gzip, why, sizeof(why));
		row_string_equal(i, why, cases[i].why);
	}
}

static void a_damaged_member_is_the_reason_and_not_its_records(void **state)
{
	AUTO(buf_release) struct buf text = { 0 }, packed = { 0 };
	struct content_reading r = { 0 };
	size_t first;
	char why[600];

	for (int i = 0; i < 2000; i++)
		buf_printf(&text, JSON({"i":%d}) "\n", i);
	add_member(&packed, text.data, text.size);
	first = packed.size;
	add_member(&packed, text.data, text.size);
	packed.data[first + 500] ^= 4;
	write_bytes(state, "a.json.gz", &packed);
	read_file(state, "a.json.gz", &r, why, sizeof(why));
	assert_non_null(strstr(why, "0: gzip member 2 at byte "));
	packed.size = first + 3;
	write_bytes(state, "a.json.gz", &packed);
	read_file(state, "a.json.gz", &r, why, sizeof(why));
	assert_non_null(strstr(why, "it ends too early"));
}

static void skimming_looks_at_both_ends(void **state)
{
	static const struct {
		const char *name, *text;
		int rc;
	} cases[] = {
		{ "a.json", "{]\n", 0 },
		{ "a.json", "{]", -1 },
		{ "a.json.gz", "\x1f\x8b\x08 and so on", 0 },
		{ "a.json.gz", "\x1f\x8b", -1 },
		{ "a.json.gz", "{}\n", -1 },
	};

	for_each_row(i, cases) {
		AUTO(tree_close) struct export_tree t = { .fd = -1 };
		AUTO(tree_file_close) struct tree_file f = { .fd = -1 };
		struct content_reading r = { 0 };
		struct err e = { 0 };

		scratch_write(state, cases[i].name, cases[i].text);
		assert_int_equal(tree_open(*state, &t, &e), 0);
		assert_int_equal(tree_file_open(&t, cases[i].name, &f, &e), 0);
		row_int_equal(i, content_skim(&f, records_form_of(cases[i].name), &r, &e),
		              cases[i].rc);
	}
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(lines_come_whole_through_pieces_and_members),
		IN_FOLDER(what_is_wrong_is_said_with_its_record),
		IN_FOLDER(a_damaged_member_is_the_reason_and_not_its_records),
		IN_FOLDER(skimming_looks_at_both_ends),
	};

	return cmocka_run_group_tests_name("content_json", tests, NULL, NULL);
}
