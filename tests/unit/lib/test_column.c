/*
 * test_column.c - lib/column.c
 */
#include "tests/unit/unit.h"

#include "lib/column.h"
#include "lib/mem.h"

static struct column_def *made(enum column_type type, const char *name, size_t children)
{
	struct column_def *d = mem_alloc(sizeof(*d));

	*d = (struct column_def){ .name = mem_strdup(name),
		                  .type = type,
		                  .nullable = true };
	d->child_count = children;
	if (children)
		d->child = mem_alloc(children * sizeof(*d->child));
	return d;
}

static void put(struct column_def *parent, size_t i, struct column_def *child)
{
	parent->child[i] = *child;
	free(child);
}

/* { id: int64, tags: list of string, at: { day: date, ok: bool } } */
static struct column_def *sample(void)
{
	struct column_def *row = made(COLUMN_STRUCT, "row", 3);
	struct column_def *tags = made(COLUMN_LIST, "tags", 1);
	struct column_def *at = made(COLUMN_STRUCT, "at", 2);

	put(tags, 0, made(COLUMN_STRING, "element", 0));
	put(at, 0, made(COLUMN_DATE, "day", 0));
	put(at, 1, made(COLUMN_BOOL, "ok", 0));
	put(row, 0, made(COLUMN_INT64, "id", 0));
	put(row, 1, tags);
	put(row, 2, at);
	return row;
}

static void let_go(struct column *c, struct column_def *d)
{
	column_release(c);
	column_def_release(d);
	free(d);
}

static void keeps_every_value_at_its_index(void **state UNUSED)
{
	struct column_def *d = made(COLUMN_INT64, "n", 0);
	struct column c;

	column_init(&c, d);
	for (int64_t i = 0; i < 1000; i++) {
		if (i % 7 == 3)
			column_add_null(&c);
		else
			column_add_i64(&c, i * i);
	}
	assert_int_equal(c.count, 1000);
	for (int64_t i = 0; i < 1000; i++) {
		assert_int_equal(c.valid[i], i % 7 != 3);
		assert_int_equal(c.i64[i], i % 7 == 3 ? 0 : i * i);
	}
	let_go(&c, d);
}

static void holds_scalars_of_each_width(void **state UNUSED)
{
	static const enum column_type scalars[] = {
		COLUMN_BOOL, COLUMN_INT32, COLUMN_DATE, COLUMN_DOUBLE, COLUMN_DECIMAL,
	};
	struct column c;

	for_each_row(t, scalars) {
		struct column_def *d = made(scalars[t], "v", 0);

		column_init(&c, d);
		for (int i = 0; i < 200; i++) {
			column_add_null(&c);
			if (d->type == COLUMN_BOOL)
				column_add_bool(&c, true);
			else if (d->type == COLUMN_DOUBLE)
				column_add_double(&c, -0.5 * i);
			else if (d->type == COLUMN_DECIMAL)
				column_add_i64(&c, INT64_MIN + i);
			else
				column_add_i32(&c, INT32_MIN + i);
		}
		assert_int_equal(c.count, 400);
		assert_int_equal(c.valid[398], 0);
		assert_int_equal(c.valid[399], 1);
		if (d->type == COLUMN_BOOL)
			assert_int_equal(c.bools[399], 1);
		else if (d->type == COLUMN_DOUBLE)
			assert_true(c.f64[399] == -0.5 * 199);
		else if (d->type == COLUMN_DECIMAL)
			assert_true(c.i64[399] == INT64_MIN + 199);
		else
			assert_int_equal(c.i32[399], INT32_MIN + 199);
		let_go(&c, d);
	}
}

static void strings_may_be_empty_null_or_hold_any_byte(void **state UNUSED)
{
	struct column_def *d = made(COLUMN_STRING, "s", 0);
	struct column c;

	column_init(&c, d);
	assert_int_equal(c.offsets[0], 0);
	column_add_str(&c, "a\0b", 3);
	column_add_null(&c);
	column_add_str(&c, NULL, 0);
	column_add_str(&c, "zz", 2);
	assert_int_equal(c.count, 4);
	assert_int_equal(c.offsets[0], 0);
	assert_int_equal(c.offsets[1], 3);
	assert_int_equal(c.offsets[2], 3);
	assert_int_equal(c.offsets[3], 3);
	assert_int_equal(c.offsets[4], 5);
	assert_int_equal(c.bytes_size, 5);
	assert_memory_equal(c.bytes, "a\0bzz", 5);
	let_go(&c, d);
}

static void adds_placeholders_below_a_null_struct(void **state UNUSED)
{
	struct column_def *d = sample();
	struct column row;

	column_init(&row, d);
	column_add_null(&row);
	column_add_struct(&row);
	column_add_i64(&row.child[0], 5);
	column_add_str(&row.child[1].child[0], "x", 1);
	column_add_str(&row.child[1].child[0], "y", 1);
	column_add_list(&row.child[1]);
	column_add_null(&row.child[2]);

	assert_int_equal(row.count, 2);
	assert_int_equal(row.child[0].count, 2);
	assert_int_equal(row.child[2].child[0].count, 2);
	assert_int_equal(row.child[2].child[1].count, 2);
	assert_int_equal(row.child[2].child[1].valid[1], 0);
	assert_int_equal(row.child[1].child[0].count,
	                 2); /* a null list has no elements */
	assert_int_equal(row.child[1].offsets[1], 0);
	assert_int_equal(row.child[1].offsets[2], 2);
	let_go(&row, d);
}

static void a_list_takes_what_its_child_gained(void **state UNUSED)
{
	struct column_def *d = made(COLUMN_LIST, "l", 1);
	struct column c;

	put(d, 0, made(COLUMN_INT32, "element", 0));
	column_init(&c, d);
	column_add_list(&c);
	for (int n = 1; n < 200; n++) {
		for (int i = 0; i < n; i++)
			column_add_i32(&c.child[0], i);
		column_add_list(&c);
	}
	assert_int_equal(c.count, 200);
	assert_int_equal(c.offsets[1], 0);
	for (size_t n = 1; n < 200; n++)
		assert_int_equal(c.offsets[n + 1] - c.offsets[n], n);
	let_go(&c, d);
}

static void clearing_keeps_the_memory_and_starts_anew(void **state UNUSED)
{
	struct column_def *d = sample();
	struct column row;
	size_t room;

	column_init(&row, d);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 100; i++) {
			column_add_struct(&row);
			column_add_i64(&row.child[0], i);
			column_add_str(&row.child[1].child[0], "tag", 3);
			column_add_list(&row.child[1]);
			column_add_null(&row.child[2]);
		}
		assert_int_equal(row.child[1].offsets[0], 0);
		assert_int_equal(row.child[1].offsets[100], 100);
		assert_int_equal(row.child[1].child[0].bytes_size, 300);
		room = row.child[0].room;
		column_clear(&row);
		assert_int_equal(row.count, 0);
		assert_int_equal(row.child[1].child[0].count, 0);
		assert_int_equal(row.child[1].child[0].bytes_size, 0);
		assert_int_equal(row.child[0].room, room);
	}
	let_go(&row, d);
}

static void names_every_type(void **state UNUSED)
{
	for (int t = 0; t < COLUMN_TYPE_COUNT; t++)
		row_int_equal(t, strlen(column_type_name((enum column_type)t)) > 2, true);
	assert_string_equal(column_type_name(COLUMN_MAP), "map");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_every_value_at_its_index),
		cmocka_unit_test(holds_scalars_of_each_width),
		cmocka_unit_test(strings_may_be_empty_null_or_hold_any_byte),
		cmocka_unit_test(adds_placeholders_below_a_null_struct),
		cmocka_unit_test(a_list_takes_what_its_child_gained),
		cmocka_unit_test(clearing_keeps_the_memory_and_starts_anew),
		cmocka_unit_test(names_every_type),
	};

	return cmocka_run_group_tests_name("column", tests, NULL, NULL);
}
