/*
 * test_wire.c - mockserver/http/wire.c: which effect counts, and how much it leaves
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/http/request.h"

static void effects_are_found_in_the_order_in_which_they_were_added(void **state UNUSED)
{
	static const struct wire_effect added[] = {
		{ .kind = WIRE_TRUNCATE, .ref = 1 }, { .kind = WIRE_HOLD, .ref = 2 },
		{ .kind = WIRE_CLOSE, .ref = 3 },    { .kind = WIRE_DELAY, .ref = 4 },
		{ .kind = WIRE_RESET, .ref = 5 },
	};
	struct request rq = { 0 };

	for_each_row(i, added)
		request_add_effect(&rq, &added[i]);
	assert_int_equal(wire_find_ending(rq.effects)->ref, 3);
	assert_int_equal(wire_find(rq.effects, WIRE_RESET)->ref, 5);
	assert_null(wire_find(rq.effects, WIRE_DRIP));
	assert_int_equal(wire_find_wait(rq.effects)->ref, 2);
	wire_find_wait(rq.effects)->over = true;
	assert_int_equal(wire_find_wait(rq.effects)->ref, 4);
	wire_find_wait(rq.effects)->over = true;
	assert_null(wire_find_wait(rq.effects));
	request_release(&rq);
}

static void an_effect_leaves_so_many_bytes(void **state UNUSED)
{
	static const struct {
		int64_t bytes;
		size_t size, left;
	} cases[] = {
		{ 0, 10, 0 },   { 3, 10, 3 },          { 10, 10, 10 },
		{ 11, 10, 10 }, { WIRE_HALF, 11, 5 },  { WIRE_HALF, 0, 0 },
		{ 5, 0, 0 },    { INT64_MAX, 10, 10 },
	};

	for_each_row(i, cases) {
		struct wire_effect x = { .bytes = cases[i].bytes };

		row_int_equal(i, wire_cut_at(&x, cases[i].size), cases[i].left);
	}
}

static void kinds_end_in_the_answer_or_before_it(void **state UNUSED)
{
	static const struct {
		struct wire_effect x;
		bool in_answer, in_body, orderly;
	} cases[] = {
		{ { .kind = WIRE_RESET, .at = WIRE_AT_REQUEST }, false, false, false },
		{ { .kind = WIRE_RESET, .at = WIRE_AT_HEAD }, true, false, false },
		{ { .kind = WIRE_CLOSE, .at = WIRE_AT_BODY }, true, true, true },
		{ { .kind = WIRE_GARBAGE, .at = WIRE_AT_BODY }, false, false, true },
		{ { .kind = WIRE_REFUSE, .at = WIRE_AT_BODY }, false, false, false },
	};

	for_each_row(i, cases) {
		row_int_equal(i, wire_ends_in_answer(&cases[i].x), cases[i].in_answer);
		row_int_equal(i, wire_ends_in_body(&cases[i].x), cases[i].in_body);
		row_int_equal(i, wire_ends_orderly(cases[i].x.kind), cases[i].orderly);
	}
}

/* Of a fault that is cleared; 0 clears all. */
static void what_is_cleared_keeps_nothing_back_any_more(void **state UNUSED)
{
	static const struct wire_effect added[] = {
		{ .kind = WIRE_HOLD, .ref = 1 },
		{ .kind = WIRE_DELAY, .ref = 2, .ms = 5 },
		{ .kind = WIRE_DRIP, .ref = 1, .ms = 5 },
		{ .kind = WIRE_STALE, .ref = 1, .count = 1, .ms = 5 },
		{ .kind = WIRE_DRIP, .ref = 2, .ms = 5 },
		{ .kind = WIRE_RESET, .ref = 1, .count = 1, .ms = 5 },
	};
	static const struct {
		int64_t ref;
		bool over[ARRAY_LEN(added)];
		int64_t ms[ARRAY_LEN(added)], count[ARRAY_LEN(added)];
	} cases[] = {
		{ 3, { 0 }, { 0, 5, 5, 5, 5, 5 }, { 0, 0, 0, 1, 0, 1 } },
		{ 1, { true }, { 0, 5, 0, 5, 5, 5 }, { 0, 0, 0, INT64_MAX, 0, 1 } },
		{ 0, { true, true }, { 0, 5, 0, 5, 0, 5 }, { 0, 0, 0, INT64_MAX, 0, 1 } },
	};

	for_each_row(i, cases) {
		struct request rq = { 0 };
		struct wire_effect *x;

		for_each_row(k, added)
			request_add_effect(&rq, &added[k]);
		wire_clear(rq.effects, cases[i].ref);
		x = rq.effects;
		for_each_row(k, added) {
			assert_int_equal(x->over, cases[i].over[k]);
			assert_int_equal(x->ms, cases[i].ms[k]);
			assert_int_equal(x->count, cases[i].count[k]);
			x = x->next;
		}
		request_release(&rq);
	}
}

static void garbage_is_the_seeds_and_starts_no_status_line(void **state UNUSED)
{
	AUTO(buf_release) struct buf a = { 0 }, b = { 0 }, c = { 0 };

	wire_add_garbage(&(struct wire_effect){ .seed = 1, .bytes = 5 }, &a);
	wire_add_garbage(&(struct wire_effect){ .seed = 1 }, &b);
	wire_add_garbage(&(struct wire_effect){ .seed = 2 }, &c);
	assert_int_equal(a.size, 5);
	assert_int_equal(b.size, WIRE_GARBAGE_BYTES);
	assert_memory_equal(a.data, b.data, 5);
	assert_memory_not_equal(b.data, c.data, WIRE_GARBAGE_BYTES);
	assert_true((unsigned char)a.data[0] >= 0x80);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(effects_are_found_in_the_order_in_which_they_were_added),
		cmocka_unit_test(an_effect_leaves_so_many_bytes),
		cmocka_unit_test(kinds_end_in_the_answer_or_before_it),
		cmocka_unit_test(what_is_cleared_keeps_nothing_back_any_more),
		cmocka_unit_test(garbage_is_the_seeds_and_starts_no_status_line),
	};

	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
