/*
 * test_progress.c - up to when flows have exported datasets, next to a plain array
 *
 * There are more pairs of flow and dataset than slots, so that slots are used again.
 */
#include "mockserver/store/flow.h"
#include "tests/support/seeded.h"
#include "tests/unit/mockserver/store/opened.h"

#define FLOWS    300
#define DATASETS 5
#define DEEDS    6000

static const char *const names[DATASETS] = { "a", "b", "ab", "a b", "" };

struct marks {
	vtime until[FLOWS][DATASETS];
};

static void clear(struct marks *m)
{
	for (size_t i = 0; i < FLOWS; i++) {
		for (size_t j = 0; j < DATASETS; j++)
			m->until[i][j] = VTIME_MIN;
	}
}

static vtime load(size_t flow, size_t dataset)
{
	vtime at;

	assert_int_equal(flow_load_exported(&store, (int64_t)flow, names[dataset], &at,
	                                    &err),
	                 0);
	return at;
}

static void marks_move_on_only_and_last_with_their_transaction(UNUSED void **state)
{
	static struct marks now, kept;
	struct seeded d = seeded_begin(0);

	clear(&now);
	clear(&kept);
	assert_int_equal(store_begin(&store, &err), 0);
	for (int i = 0; i < DEEDS; i++) {
		size_t flow = seeded_below(&d, FLOWS),
		       dataset = seeded_below(&d, DATASETS);
		vtime until = seeded_between(&d, 0, 1000);
		vtime *mark = &now.until[flow][dataset];

		if (load(flow, dataset) != *mark)
			fail_msg("TEST_SEED=%llu, deed %d: flow %zu, dataset %zu",
			         (unsigned long long)d.seed, i, flow, dataset);
		assert_int_equal(flow_put_exported(&store, (int64_t)flow, names[dataset],
		                                   until, &err),
		                 0);
		*mark = until > *mark ? until : *mark;
		if (!seeded_once_in(&d, 200))
			continue;
		if (seeded_once_in(&d, 3)) {
			store_rollback(&store);
			now = kept;
		} else {
			assert_int_equal(store_commit(&store, &err), 0);
			kept = now;
		}
		assert_int_equal(store_begin(&store, &err), 0);
	}
	store_rollback(&store);
	for (size_t i = 0; i < FLOWS; i++) {
		for (size_t j = 0; j < DATASETS; j++)
			assert_int_equal(load(i, j), kept.until[i][j]);
	}
}

static void what_is_held_is_put_into_the_table_by_a_flush(UNUSED void **state)
{
	struct progress fresh = { 0 };
	const struct exported mark = { 7, "a", 40 }, past = { 7, "a", 30 };
	vtime at;

	assert_int_equal(progress_put(&store.progress, &store.sql, &mark, &err), 0);
	assert_int_equal(progress_load(&fresh, &store.sql, 7, "a", &at, &err), 0);
	assert_int_equal(at, VTIME_MIN); /* not in the table yet */
	progress_forget(&fresh);
	assert_int_equal(progress_flush(&store.progress, &store.sql, &err), 0);
	assert_int_equal(progress_load(&fresh, &store.sql, 7, "a", &at, &err), 0);
	assert_int_equal(at, 40);
	assert_int_equal(progress_put(&fresh, &store.sql, &past, &err), 0);
	assert_false(fresh.dirty);
	progress_forget(&fresh);
	progress_forget(&fresh);
	progress_forget(&store.progress);
	assert_int_equal(progress_load(&store.progress, &store.sql, 7, "a", &at, &err),
	                 0);
	assert_int_equal(at, 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			marks_move_on_only_and_last_with_their_transaction, opened_begin,
			opened_end),
		cmocka_unit_test_setup_teardown(
			what_is_held_is_put_into_the_table_by_a_flush, opened_begin,
			opened_end),
	};

	return cmocka_run_group_tests_name("store/progress", tests, NULL, NULL);
}
