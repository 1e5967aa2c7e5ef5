/*
 * test_rows.c - one after the other, the items that pass a list's filters
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/lists/rows.h"
#include "mockserver/specs/specs.h"
#include "tests/support/chain.h"

static struct chain chain;

static int setup(UNUSED void **state)
{
	chain_open(&chain);
	for (int i = 0; i < 3; i++)
		chain_make_all(&chain);
	return 0;
}

static int teardown(UNUSED void **state)
{
	chain_close(&chain);
	return 0;
}

struct question {
	enum list_of of;
	const char *filter; /* NULL for none */
	size_t rows;
	bool counted_by_the_store, parsed;
};

static void ask(struct arena *a, const struct question *q, struct list *out)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct filter *filter = arena_alloc(a, sizeof(*filter));

	*out = (struct list){ .of = q->of, .by = &chain_caller, .filters = filter };
	if (!q->filter)
		return;
	if (filter_read(a, q->filter, filter, &rf) < 0)
		fail_msg("%s: %s", q->filter, rf.text);
	out->filter_count = 1;
}

static void items_that_pass_come_once_and_the_store_counts_where_it_can(
	UNUSED void **state)
{
	static const struct question rows[] = {
		{ LIST_FLOWS, NULL, 3, true, false },
		{ LIST_FLOWS, "name==flow", 3, true, false },
		{ LIST_FLOWS, "name==Flow", 0, true, false },
		{ LIST_FLOWS, "state==Enabled", 3, true, false },
		{ LIST_FLOWS, "scheduleParams.interval==3", 3, false, true },
		{ LIST_FLOWS, "scheduleParams.interval==4", 0, false, true },
		{ LIST_TARGETS, "params.bucketName==bucket", 3, false, true },
		{ LIST_CONNECTIONS, "name==base", 3, true, false },
		{ LIST_RUNS, NULL, 0, true, false },
		{ LIST_RUNS, "state==nonsense", 0, true, false },
	};

	for_each_row(i, rows) {
		AUTO(list_rows_end) struct list_rows r = { 0 };
		struct arena a = { 0 };
		struct list l;
		struct err e = { 0 };
		size_t n = 0;
		int64_t counted;
		int got;

		ask(&a, &rows[i], &l);
		assert_int_equal(list_rows_begin(&chain.world, &l, LIST_ROWS_ALL, &r, &e),
		                 0);
		row_int_equal(i, list_rows_can_count(&r), rows[i].counted_by_the_store);
		row_int_equal(i, r.parsed, rows[i].parsed);
		if (list_rows_can_count(&r)) {
			assert_int_equal(list_rows_count(&r, &counted, &e), 0);
			row_int_equal(i, counted, rows[i].rows);
		}
		while ((got = list_rows_next(&r, &e)) > 0) {
			assert_true(r.text.size > 0);
			assert_int_equal(r.tree != NULL, rows[i].parsed);
			n++;
		}
		assert_int_equal(got, 0);
		row_int_equal(i, n, rows[i].rows);
		arena_release(&a);
	}
}

static void a_page_begins_after_its_place_and_all_rows_do_not(UNUSED void **state)
{
	static const enum list_rows_extent extents[] = { LIST_ROWS_ALL, LIST_ROWS_PAGE };
	struct list l = { .of = LIST_FLOWS, .by = &chain_caller };
	struct err e = { 0 };

	{
		AUTO(list_rows_end) struct list_rows r = { 0 };

		assert_int_equal(list_rows_begin(&chain.world, &l, LIST_ROWS_PAGE, &r,
		                                 &e),
		                 0);
		assert_int_equal(list_rows_next(&r, &e), 1);
		l.after = r.place;
		l.begun = true;
	}
	for_each_row(i, extents) {
		AUTO(list_rows_end) struct list_rows r = { 0 };
		size_t n = 0;

		assert_int_equal(list_rows_begin(&chain.world, &l, extents[i], &r, &e),
		                 0);
		while (list_rows_next(&r, &e) > 0)
			n++;
		row_int_equal(i, n, extents[i] == LIST_ROWS_ALL ? 3 : 2);
	}
}

static void specs_come_as_the_catalogue_has_them(UNUSED void **state)
{
	static const enum list_of lists[] = { LIST_CONNECTION_SPECS, LIST_FLOW_SPECS };

	for_each_row(i, lists) {
		enum spec_kind kind =
			lists[i] == LIST_FLOW_SPECS ? SPEC_FLOW : SPEC_CONNECTION;
		struct list l = { .of = lists[i], .by = &chain_caller };
		AUTO(list_rows_end) struct list_rows r = { 0 };
		struct err e = { 0 };
		size_t n = 0, size;

		assert_int_equal(list_rows_begin(&chain.world, &l, LIST_ROWS_PAGE, &r,
		                                 &e),
		                 0);
		assert_false(list_rows_can_count(&r));
		for (; list_rows_next(&r, &e) > 0; n++) {
			const struct spec *spec =
				specs_at(chain.world.specs, chain_caller.org, kind, n);

			assert_string_equal(buf_str(&r.text), spec_text(spec, &size));
			assert_int_equal(r.text.size, size);
		}
		assert_true(n > 2);
		assert_null(specs_at(chain.world.specs, chain_caller.org, kind, n));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			items_that_pass_come_once_and_the_store_counts_where_it_can),
		cmocka_unit_test(a_page_begins_after_its_place_and_all_rows_do_not),
		cmocka_unit_test(specs_come_as_the_catalogue_has_them),
	};

	return cmocka_run_group_tests_name("lists/rows", tests, setup, teardown);
}
