/*
 * test_chunk.c - one leaf's part of a row group: its pages, dictionary and metadata
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/export/parquet/chunk.h"
#include "tests/support/quoted.h"
#include "tests/support/rows.h"
#include "tests/support/scratch.h"
#include "tests/support/thrift_text.h"

/* A chunk of the only leaf of a schema, and what it is written to. */
struct written {
	struct rows rows;
	struct parquet_schema schema;
	struct compressor compressor;
	struct chunk chunk;
	struct newfile file;
	struct page_sizes sizes;
	struct buf meta; /* the fields of ColumnMetaData, as text */
};

static void begin(struct written *w, void *const *state, const char *schema,
                  struct chunk_bounds bounds)
{
	AUTO_MEM char *path = scratch_path(state, "chunk");
	struct err e = { 0 };

	*w = (struct written){ 0 };
	rows_init(&w->rows, schema);
	assert_int_equal(parquet_schema_init(&w->schema, w->rows.def, &e), 0);
	compressor_init(&w->compressor, EXPORT_NONE);
	chunk_init(&w->chunk, &w->schema.leaf[0], &w->compressor, bounds);
	assert_int_equal(file_create(path, &w->file, &e), 0);
}

static void end(struct written *w)
{
	chunk_release(&w->chunk);
	compressor_release(&w->compressor);
	parquet_schema_release(&w->schema);
	rows_release(&w->rows);
	file_drop(&w->file);
	buf_release(&w->meta);
}

/* Adds rows {"x":n} for n in [from, to), each `times` times, a slice for each n. */
static void add(struct written *w, int from, int to, int times)
{
	for (int n = from; n < to; n++) {
		rows_cut(&w->rows);
		for (int i = 0; i < times; i++) {
			AUTO_MEM char *row = mem_printf(JSON({"x":%d}), n);

			rows_add(&w->rows, row);
		}
		chunk_add(&w->chunk, &w->rows.batch[w->rows.batch_count - 1], 0,
		          (size_t)times);
		chunk_end_slice(&w->chunk);
	}
}

/* Ends the chunk; its metadata in w->meta. */
static void finish(struct written *w)
{
	AUTO(buf_release) struct buf bytes = { 0 };
	struct thrift t = { .out = &bytes };
	struct err e = { 0 };

	if (chunk_end(&w->chunk, &w->file, &t, &w->sizes, &e) < 0)
		fail_msg("%s", e.text);
	thrift_end(&t);
	buf_clear(&w->meta);
	assert_true(thrift_to_text(bytes.data, bytes.size, &w->meta) > 0);
}

static void expect(const struct written *w, const char *part)
{
	if (!strstr(buf_str(&w->meta), part))
		fail_msg("%s is not in %s", part, buf_str(&w->meta));
}

static const struct chunk_bounds large = { 1 << 20, 1 << 20 };

/* ---------------------------------------------------------------- dictionaries */

static void values_that_come_again_are_numbers_in_a_dictionary(void **state)
{
	struct written w;

	begin(&w, state, "x int32!", large);
	add(&w, 0, 10, 100);
	finish(&w);
	assert_false(w.chunk.has_dict_pages); /* it is empty again */
	expect(&w, "1:1 2:[0 8] 3:['x'] 4:0 5:1000 ");
	expect(&w, " 11:0 "); /* the dictionary stands first */
	assert_int_equal(w.sizes.stored, w.file.size);
	assert_true(w.file.size < 10 * 4 + 1000);
	end(&w);
}

/* Most of them are distinct: a dictionary would cost more than it saves. */
static void values_that_do_not_come_again_are_plain(void **state)
{
	struct written w;

	begin(&w, state, "x int32!", large);
	add(&w, 0, 3000, 1);
	assert_false(w.chunk.uses_dict);
	finish(&w);
	expect(&w, "1:1 2:[0] 3:['x'] 4:0 5:3000 ");
	assert_null(strstr(buf_str(&w.meta), " 11:"));
	assert_true(w.file.size > 3000 * 4);
	end(&w);
}

static void a_dictionary_that_grows_too_large_is_left_for_the_pages_to_come(void **state)
{
	const struct chunk_bounds small = { 40, 100 }; /* 25 values of a dictionary */
	struct written w;

	begin(&w, state, "x int32!", small);
	add(&w, 0, 20, 100);
	assert_true(w.chunk.has_dict_pages);
	assert_true(w.chunk.uses_dict);
	add(&w, 20, 40, 100);
	assert_false(w.chunk.uses_dict);
	finish(&w);
	expect(&w, " 2:[0 8] ");
	expect(&w, " 5:4000 ");
	end(&w);
}

/* One that no page uses is not written. */
static void a_dictionary_that_fails_within_the_first_page_is_not_written(void **state)
{
	const struct chunk_bounds small = { 1 << 20, 100 };
	struct written w;

	begin(&w, state, "x int32!", small);
	add(&w, 0, 40, 3);
	finish(&w);
	expect(&w, " 2:[0] ");
	assert_null(strstr(buf_str(&w.meta), " 11:"));
	end(&w);
}

static void booleans_have_no_dictionary_and_nulls_have_levels(void **state)
{
	struct written w;

	begin(&w, state, "x bool", large);
	rows_add(&w.rows, JSON({"x":true}) "\n{}\n" JSON({"x":false}) "\n{}");
	chunk_add(&w.chunk, &w.rows.batch[0], 0, 4);
	finish(&w);
	expect(&w, "1:0 2:[0 3] 3:['x'] 4:0 5:4 ");
	expect(&w, "3:2"); /* two are null */
	end(&w);
}

/* ---------------------------------------------------------------- pages */

static void a_page_ends_at_the_slice_that_makes_it_large_enough(void **state)
{
	const struct chunk_bounds small = { 400, 1 << 20 };
	struct written w;
	size_t first;
	int n = 0;

	begin(&w, state, "x int32!", small);
	w.chunk.uses_dict = false;
	while (!w.chunk.pages.size) {
		assert_true(chunk_size(&w.chunk) < 400);
		add(&w, n, n + 1, 1);
		n++;
	}
	assert_in_range(n, 50, 100); /* four bytes a value, and its levels */
	first = w.chunk.pages.size;
	assert_true(first > (size_t)n * 4);
	add(&w, 0, n - 1, 1);
	assert_int_equal(w.chunk.pages.size, first);
	add(&w, 0, 1, 1);
	assert_true(w.chunk.pages.size > first);
	end(&w);
}

static void a_chunk_that_was_ended_is_empty_for_the_next_row_group(void **state)
{
	AUTO_MEM char *first = NULL;
	uint64_t size;
	struct written w;

	begin(&w, state, "x int32!", large);
	add(&w, 0, 10, 50);
	finish(&w);
	first = mem_strdup(buf_str(&w.meta));
	size = w.file.size;
	assert_int_equal(chunk_size(&w.chunk), 0);
	add(&w, 0, 10, 50);
	finish(&w);
	assert_int_equal(w.file.size, 2 * size); /* the same bytes, at another place */
	assert_int_equal(w.sizes.stored, 2 * size);
	assert_string_not_equal(buf_str(&w.meta), first);
	end(&w);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(values_that_come_again_are_numbers_in_a_dictionary),
		TEST(values_that_do_not_come_again_are_plain),
		TEST(a_dictionary_that_grows_too_large_is_left_for_the_pages_to_come),
		TEST(a_dictionary_that_fails_within_the_first_page_is_not_written),
		TEST(booleans_have_no_dictionary_and_nulls_have_levels),
		TEST(a_page_ends_at_the_slice_that_makes_it_large_enough),
		TEST(a_chunk_that_was_ended_is_empty_for_the_next_row_group),
	};

	return cmocka_run_group_tests_name("chunk", tests, NULL, NULL);
}
