/*
 * test_walk.c - harness/parquet/walk.c
 *
 * What rows hold is test_read.c's; here are the calls, and files that are not in memory.
 */
#include "tests/unit/unit.h"

#include "harness/parquet/walk.h"
#include "lib/file/file.h"
#include "lib/mem.h"

#define CORPUS "tests/fuzz/corpus/parquet_read/"

static const char *const files[] = { "scalars.parquet",   "nested.parquet",
	                             "nested.gz.parquet", "groups.gz.parquet",
	                             "nulls.parquet",     "nothing.parquet" };

static void load(const char *name, struct buf *out)
{
	AUTO(mem_free) char *path = mem_printf(CORPUS "%s", name);
	struct err e = { 0 };

	if (file_read(path, 1 << 20, out, &e) < 0)
		fail_msg("%s", e.text);
}

/* ---------------------------------------------------------------- calls as text */

static void add_begin(void *ctx, enum parquet_shape shape)
{
	buf_add_char(ctx, shape == PARQUET_OBJECT ? '{' : '[');
}

static void add_end(void *ctx)
{
	buf_add_char(ctx, '.');
}

static void add_name(void *ctx, const char *at, size_t n)
{
	buf_add(ctx, at, n);
	buf_add_char(ctx, ':');
}

static int add_value(void *ctx, const struct parquet_node *leaf UNUSED,
                     const union parquet_value *value, struct err *e UNUSED)
{
	buf_add_char(ctx, value ? 'v' : '0');
	return 0;
}

static int add_row(void *ctx, struct err *e UNUSED)
{
	buf_add_char(ctx, '\n');
	return 0;
}

static const struct parquet_events to_text = { add_begin, add_end, add_name, add_value,
	                                       add_row };

static void a_row_is_called_member_by_member(void **state UNUSED)
{
	AUTO(buf_release) struct buf bytes = { 0 }, text = { 0 };
	struct parquet_about about;
	struct err e = { 0 };
	char *second;

	load("nested.parquet", &bytes);
	assert_int_equal(parquet_walk(&(struct parquet_file){ (uint8_t *)bytes.data,
	                                                      bytes.size, 100 },
	                              &to_text, &text, &about, &e),
	                 0);
	second = strchr(buf_str(&text), '\n');
	*second = '\0';
	assert_string_equal(text.data,
	                    "{id:vtags:[v0v.matrix:[[vv.[.0[v..s:{a:vb:{d:[{e:v.0.."
	                    ".m:{k0:vz:0.maybe:{q:v.big:{one:v..");
	assert_int_equal(about.rows, 4);
	assert_int_equal(about.row_groups, 1);
}

/* ---------------------------------------------------------------- read in pieces */

static int load_range(void *ctx, uint64_t at, void *out, size_t n, struct err *e UNUSED)
{
	const struct buf *bytes = ctx;

	assert_true(at + n <= bytes->size);
	memcpy(out, bytes->data + at, n);
	return 0;
}

static void a_file_is_the_same_in_memory_and_in_pieces(void **state UNUSED)
{
	for_each_row(i, files) {
		AUTO(buf_release) struct buf bytes = { 0 }, whole = { 0 }, pieces = { 0 };
		struct parquet_about about;
		struct parquet_file file;
		struct err e = { 0 };

		load(files[i], &bytes);
		file = (struct parquet_file){ (uint8_t *)bytes.data, bytes.size,
			                      1 << 20 };
		row_int_equal(i, parquet_walk(&file, &to_text, &whole, &about, &e), 0);
		file.bytes = NULL;
		file.load = load_range;
		file.ctx = &bytes;
		row_int_equal(i, parquet_walk(&file, &to_text, &pieces, &about, &e), 0);
		row_string_equal(i, buf_str(&pieces), buf_str(&whole));
	}
}

static int fail_to_load(void *ctx UNUSED, uint64_t at UNUSED, void *out UNUSED,
                        size_t n UNUSED, struct err *e)
{
	return err_set(e, ERR_IO, "the disk is gone");
}

static void a_disk_that_fails_is_said(void **state UNUSED)
{
	struct parquet_file file = { .size = 100, .values_max = 9, .load = fail_to_load };
	struct parquet_about about;
	struct err e = { 0 };

	assert_int_equal(parquet_walk(&file, NULL, NULL, &about, &e), -1);
	assert_string_equal(e.text, "the disk is gone");
}

/* ---------------------------------------------------------------- judging alone */

static void without_calls_the_same_is_refused(void **state UNUSED)
{
	for_each_row(i, files) {
		AUTO(buf_release) struct buf bytes = { 0 };
		struct parquet_file file;

		load(files[i], &bytes);
		file = (struct parquet_file){ (uint8_t *)bytes.data, bytes.size,
			                      1 << 20 };
		for (size_t at = 0; at < bytes.size; at += 7) {
			AUTO(buf_release) struct buf text = { 0 };
			struct parquet_about about;
			struct err e = { 0 }, f = { 0 };
			int with, without;

			bytes.data[at] ^= 0x15;
			with = parquet_walk(&file, &to_text, &text, &about, &e);
			without = parquet_walk(&file, NULL, NULL, &about, &f);
			bytes.data[at] ^= 0x15;
			if (with != without)
				fail_msg("%s, byte %zu: %d and %d: %s%s", files[i], at,
				         with, without, e.text, f.text);
		}
	}
}

static void a_page_that_unpacks_to_too_much_is_refused(void **state UNUSED)
{
	AUTO(buf_release) struct buf bytes = { 0 };
	struct parquet_about about;
	struct parquet_file file;
	struct err e = { 0 };

	load("groups.gz.parquet", &bytes);
	file = (struct parquet_file){ (uint8_t *)bytes.data, bytes.size, 1 << 20, 100 };
	assert_int_equal(parquet_walk(&file, NULL, NULL, &about, &e), -1);
	assert_non_null(strstr(e.text, "100 are too many here"));
}

static void skimming_counts_pages_and_those_without_crc(void **state UNUSED)
{
	for_each_row(i, files) {
		AUTO(buf_release) struct buf bytes = { 0 };
		struct parquet_about walked, skimmed;
		struct parquet_file file;
		struct err e = { 0 };

		load(files[i], &bytes);
		file = (struct parquet_file){ (uint8_t *)bytes.data, bytes.size,
			                      1 << 20 };
		row_int_equal(i, parquet_walk(&file, NULL, NULL, &walked, &e), 0);
		row_int_equal(i, parquet_skim(&file, &skimmed, &e), 0);
		row_int_equal(i, skimmed.rows, walked.rows);
		row_int_equal(i, skimmed.pages, walked.pages);
		row_int_equal(i, skimmed.without_crc, walked.without_crc);
	}
}

static struct parquet_file in_memory(const struct buf *bytes)
{
	return (struct parquet_file){ (uint8_t *)bytes->data, bytes->size, 1 << 20 };
}

static void a_file_is_summed_up(void **state UNUSED)
{
	static const struct {
		const char *name;
		struct parquet_about about;
	} cases[] = {
		{ "scalars.parquet", { 1, 0, 5, 19, 19 } },
		{ "groups.gz.parquet", { 2, 2, 4000, 10, 10 } }, /* 4 are dictionaries */
		{ "nothing.parquet", { 0, PQ_NO_CODEC, 0, 0, 0 } },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf bytes = { 0 };
		struct parquet_about about;
		struct parquet_file file;
		struct err e = { 0 };

		load(cases[i].name, &bytes);
		file = in_memory(&bytes);
		row_int_equal(i, parquet_walk(&file, NULL, NULL, &about, &e), 0);
		row_int_equal(i, about.row_groups, cases[i].about.row_groups);
		row_int_equal(i, about.codec, cases[i].about.codec);
		row_int_equal(i, about.rows, cases[i].about.rows);
		row_int_equal(i, about.pages, cases[i].about.pages);
		row_int_equal(i, about.without_crc, cases[i].about.without_crc);
	}
}

static void a_strict_walk_takes_what_other_writers_have_written(void **state UNUSED)
{
	for_each_row(i, files) {
		AUTO(buf_release) struct buf bytes = { 0 };
		struct parquet_about about;
		struct parquet_file file;
		struct err e = { 0 };

		load(files[i], &bytes);
		file = in_memory(&bytes);
		file.strict = true;
		if (parquet_walk(&file, NULL, NULL, &about, &e) < 0)
			fail_msg("row %zu: %s", i, e.text);
	}
}

static void a_skim_refuses_a_page_without_a_header(void **state UNUSED)
{
	AUTO(buf_release) struct buf bytes = { 0 };
	struct parquet_about about;
	struct parquet_file file;
	struct err e = { 0 };

	load("scalars.parquet", &bytes);
	file = in_memory(&bytes);
	bytes.data[strlen("PAR1")] = 0; /* it ends at once */
	assert_int_equal(parquet_skim(&file, &about, &e), -1);
	assert_non_null(strstr(e.text, "column '"));
}

/* ---------------------------------------------------------------- receivers' errors */

struct receiver {
	int values, rows;           /* so far */
	int value_fails, row_fails; /* at which of them; 0: never */
};

static void ignore_begin(void *ctx UNUSED, enum parquet_shape shape UNUSED)
{
}

static void ignore_end(void *ctx UNUSED)
{
}

static void ignore_name(void *ctx UNUSED, const char *at UNUSED, size_t n UNUSED)
{
}

static int take_value(void *ctx, const struct parquet_node *leaf UNUSED,
                      const union parquet_value *value UNUSED, struct err *e)
{
	struct receiver *r = ctx;

	return ++r->values == r->value_fails ? err_set(e, ERR_IO, "no value") : 0;
}

static int take_row(void *ctx, struct err *e)
{
	struct receiver *r = ctx;

	return ++r->rows == r->row_fails ? err_set(e, ERR_IO, "no row") : 0;
}

static void what_is_called_may_end_the_walk(void **state UNUSED)
{
	static const struct parquet_events to = { ignore_begin, ignore_end, ignore_name,
		                                  take_value, take_row };
	static const struct {
		struct receiver fails;
		const char *text;
	} cases[] = {
		{ { .value_fails = 1 }, "no value" },
		{ { .value_fails = 3 }, "no value" }, /* the null of a list */
		{ { .row_fails = 1 }, "no row" },
		{ { .row_fails = 4 }, "no row" },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf bytes = { 0 };
		struct receiver r = cases[i].fails;
		struct parquet_about about;
		struct parquet_file file;
		struct err e = { 0 };

		load("nested.parquet", &bytes);
		file = in_memory(&bytes);
		row_int_equal(i, parquet_walk(&file, &to, &r, &about, &e), -1);
		row_string_equal(i, e.text, cases[i].text);
		row_int_equal(i, r.value_fails ? r.values : r.rows,
		              r.value_fails + r.row_fails);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_is_called_member_by_member),
		cmocka_unit_test(a_file_is_the_same_in_memory_and_in_pieces),
		cmocka_unit_test(a_disk_that_fails_is_said),
		cmocka_unit_test(without_calls_the_same_is_refused),
		cmocka_unit_test(a_page_that_unpacks_to_too_much_is_refused),
		cmocka_unit_test(a_file_is_summed_up),
		cmocka_unit_test(a_strict_walk_takes_what_other_writers_have_written),
		cmocka_unit_test(a_skim_refuses_a_page_without_a_header),
		cmocka_unit_test(what_is_called_may_end_the_walk),
		cmocka_unit_test(skimming_counts_pages_and_those_without_crc),
	};

	return cmocka_run_group_tests_name("parquet_walk", tests, NULL, NULL);
}
