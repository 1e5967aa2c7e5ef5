/*
 * test_read.c - mockserver/data: read.c and window.c, over the shipped datasets
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "mockserver/data/dataset.h"
#include "tests/support/show.h"

#define ZERO INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

static const struct dataset_view view = { .seed = 1, .zero = ZERO };

static int open_shipped(void **state)
{
	struct catalogue *c = NULL;
	struct err e = { 0 };

	if (catalogue_open(NULL, &c, &e) < 0)
		return -1;
	*state = c;
	return 0;
}

static int close_shipped(void **state)
{
	catalogue_close(*state);
	return 0;
}

/* Appends records [from, to) as text. */
static void read_range(const struct dataset *d, uint64_t from, uint64_t to,
                       struct buf *out)
{
	const struct dataset_window window = dataset_first(d, view, to);
	AUTO(dataset_read_end) struct dataset_reader *r = NULL;

	r = dataset_read(d, view, &window, from, to);
	assert_ptr_equal(dataset_rows(r)->schema, dataset_schema(d));
	assert_int_equal(show_rows(dataset_rows(r), out), to - from);
}

static void windows_that_touch_make_the_whole(void **state)
{
	const struct catalogue *c = *state;

	for (size_t i = 0; i < catalogue_count(c); i++) {
		const struct dataset *d = catalogue_at(c, i);
		uint64_t end = dataset_arrived(d, ZERO, ZERO + 2 * MS_PER_DAY);
		AUTO(buf_release) struct buf whole = { 0 };

		end = end < 3000 ? end : 3000;
		read_range(d, 0, end, &whole);
		for (uint64_t seed = 1; seed <= 5; seed++) {
			uint64_t a = hash_below(hash_with(seed, i), end + 1);
			uint64_t b = a + hash_below(hash_with(~seed, i), end - a + 1);
			AUTO(buf_release) struct buf parts = { 0 };

			read_range(d, 0, a, &parts);
			read_range(d, a, b, &parts);
			read_range(d, b, end, &parts);
			if (strcmp(buf_str(&parts), buf_str(&whole)) != 0)
				fail_msg("%s: [0, %llu, %llu, %llu)", dataset_name(d),
				         (unsigned long long)a, (unsigned long long)b,
				         (unsigned long long)end);
		}
	}
}

static void an_empty_window_has_no_rows(void **state)
{
	const struct catalogue *c = *state;
	const struct column *batch = NULL;
	struct err e = { 0 };

	for (size_t i = 0; i < catalogue_count(c); i++) {
		const struct dataset *d = catalogue_at(c, i);
		const struct dataset_window window = dataset_first(d, view, 17);
		AUTO(dataset_read_end) struct dataset_reader *r = NULL;
		struct row_source *rows;

		r = dataset_read(d, view, &window, 17, 17);
		rows = dataset_rows(r);
		assert_int_equal(rows->next(rows->ctx, &batch, &e), 0);
		assert_int_equal(rows->next(rows->ctx, &batch, &e), 0);
	}
}

static void batches_are_small_and_the_end_stays_the_end(void **state)
{
	const struct dataset *d = catalogue_find(*state, "65b1f00d0a1c4e2b9d7e3f01");
	const struct dataset_window window = dataset_first(d, view, 2500);
	AUTO(dataset_read_end) struct dataset_reader *r = NULL;
	struct row_source *rows;
	const struct column *batch;
	struct err e = { 0 };
	size_t total = 0;

	r = dataset_read(d, view, &window, 0, 2500);
	rows = dataset_rows(r);
	while (rows->next(rows->ctx, &batch, &e) > 0) {
		assert_in_range(batch->count, 1, 4096);
		for (size_t k = 0; k < batch->def->child_count; k++)
			assert_int_equal(batch->child[k].count, batch->count);
		total += batch->count;
	}
	assert_int_equal(total, 2500);
	assert_int_equal(rows->next(rows->ctx, &batch, &e), 0);
}

static void arrivals_and_their_count_agree(void **state)
{
	const struct catalogue *c = *state;

	for (size_t i = 0; i < catalogue_count(c); i++) {
		const struct dataset *d = catalogue_at(c, i);
		uint64_t n = dataset_arrived(d, ZERO, ZERO + 30 * MS_PER_DAY);
		uint64_t at_start = dataset_arrived(d, ZERO, ZERO);
		vtime before = VTIME_MIN;

		assert_true(at_start > 0 && n > at_start);
		n = n < 9000 ? n : 9000;
		for (uint64_t k = 0; k < n; k++) {
			vtime at = dataset_own_arrival(d, ZERO, k);

			assert_true(at >= before);
			assert_true(dataset_arrived(d, ZERO, at) <= k);
			assert_true(dataset_arrived(d, ZERO, at + 1) > k);
			assert_int_equal(at < ZERO, k < at_start);
			before = at;
		}
	}
}

static void required_fields_are_never_null(const struct column *c)
{
	for (size_t i = 0; i < c->count && !c->def->nullable; i++)
		assert_true(c->valid[i]);
	/* below a struct that may be null a required one may miss, too */
	for (size_t k = 0; k < c->def->child_count; k++) {
		if (c->def->type != COLUMN_STRUCT || !c->def->nullable)
			required_fields_are_never_null(&c->child[k]);
	}
}

static void the_rows_keep_the_schema(void **state)
{
	const struct catalogue *c = *state;

	for (size_t i = 0; i < catalogue_count(c); i++) {
		const struct dataset *d = catalogue_at(c, i);
		const struct dataset_window window = dataset_first(d, view, 400);
		AUTO(dataset_read_end) struct dataset_reader *r = NULL;
		struct row_source *rows;
		const struct column *batch;
		struct err e = { 0 };

		r = dataset_read(d, view, &window, 0, 400);
		rows = dataset_rows(r);
		while (rows->next(rows->ctx, &batch, &e) > 0)
			required_fields_are_never_null(batch);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(windows_that_touch_make_the_whole),
		cmocka_unit_test(an_empty_window_has_no_rows),
		cmocka_unit_test(batches_are_small_and_the_end_stays_the_end),
		cmocka_unit_test(arrivals_and_their_count_agree),
		cmocka_unit_test(the_rows_keep_the_schema),
	};

	return cmocka_run_group_tests_name("read", tests, open_shipped, close_shipped);
}
