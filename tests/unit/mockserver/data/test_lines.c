/*
 * test_lines.c - JSON lines of records, each with the time it arrives
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/data/lines.h"
#include "tests/support/quoted.h"
#include "tests/support/rows.h"
#include "tests/support/seeded.h"
#include "tests/support/show.h"

#define ZERO INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

/* Reads lines of {n int64, s string}, written with ' for "; 0, or -1 with *e set. */
static int read_lines(const char *text, enum lines_form form, struct lines *out,
                      struct err *e, struct rows *schema)
{
	AUTO_MEM char *copy = quoted(text);
	const struct lines_text in = { copy, strlen(copy), "posted", form };

	rows_init(schema, "n int64!, s string");
	return lines_read(&in, schema->def, out, e);
}

static void a_time_is_a_point_or_a_distance(UNUSED void **state)
{
	static const struct {
		const char *text;
		enum line_time time;
		vtime at;
	} rows[] = {
		{ "2026-01-01T00:00:00Z", LINE_FIXED, ZERO },
		{ "2026-01-01T01:00:00.250+01:00", LINE_FIXED, ZERO + 250 },
		{ "+0s", LINE_MOVES, 0 },
		{ "-P10D", LINE_MOVES, -10 * MS_PER_DAY },
		{ "+PT3H", LINE_MOVES, 3 * MS_PER_HOUR },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO_MEM char *text =
			mem_printf("{'arrivedAt':'%s','record':{'n':1}}", rows[i].text);
		AUTO(lines_release) struct lines l = { 0 };
		struct rows schema;
		struct err e = { 0 };

		if (read_lines(text, LINES_TIMED, &l, &e, &schema) < 0)
			fail_msg("row %zu: %s", i, e.text);
		row_int_equal(i, l.count, 1);
		row_int_equal(i, l.all[0].time, rows[i].time);
		row_int_equal(i, l.all[0].at, rows[i].at);
		lines_release(&l);
		rows_release(&schema);
	}
}

static void the_first_line_that_is_wrong_refuses_them_all(UNUSED void **state)
{
#define GOOD "{'arrivedAt':'+0s','record':{'n':1}}\n"
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ GOOD "\n" GOOD, "posted:2: is empty" },
		{ "\n", "posted:1: is empty" },
		{ GOOD GOOD "\n", "posted:3: is empty" },
		{ GOOD "[]", "posted:2: is not an object with 'arrivedAt' and 'record'" },
		{ GOOD "{'record':{'n':1}}", "posted:2: has no 'arrivedAt' (a string)" },
		{ "{'arrivedAt':1,'record':{'n':1}}", "has no 'arrivedAt' (a string)" },
		{ "{'arrivedAt':'+0s'}", "posted:1: has no 'record' (an object)" },
		{ "{'arrivedAt':'+0s','record':[]}", "has no 'record' (an object)" },
		{ "{'arrivedAt':'+0s','Record':{}}", "no member is called 'Record'" },
		{ "{'arrivedAt':'yesterday','record':{'n':1}}",
		  "posted:1: /arrivedAt: " },
		{ "{'arrivedAt':'+P1M','record':{'n':1}}",
		  "'+P1M': a month or year has no fixed length" },
		{ "{'arrivedAt':'+P99999999999D','record':{'n':1}}", "/arrivedAt: " },
		{ "{'arrivedAt':'+-3s','record':{'n':1}}", "/arrivedAt: " },
		{ GOOD "{'arrivedAt':'+0s','record':{'n':'x'}}",
		  "posted:2: /record/n: " },
		{ "{'arrivedAt':'+0s','record':{}}", "posted:1: /record/n: " },
		{ "{'arrivedAt':'+0s','record':{'n':1,'m':1}}", "posted:1: /record" },
		{ GOOD "{'arrivedAt':", "posted:2" },
		{ GOOD "{'arrivedAt':'+0s','record':{'n':1}} {}", "posted:2" },
	};
#undef GOOD

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(lines_release) struct lines l = { 0 };
		struct rows schema;
		struct err e = { 0 };

		if (read_lines(rows[i].text, LINES_TIMED, &l, &e, &schema) == 0)
			fail_msg("row %zu is taken", i);
		row_int_equal(i, e.code, ERR_INVALID);
		if (!strstr(e.text, rows[i].why))
			fail_msg("row %zu: %s", i, e.text);
		lines_release(&l);
		rows_release(&schema);
	}
}

static void a_time_may_be_missing_where_the_form_allows_it(UNUSED void **state)
{
	AUTO(lines_release) struct lines l = { 0 };
	AUTO(buf_release) struct buf shown = { 0 };
	struct rows schema;
	struct err e = { 0 };

	assert_int_equal(read_lines("{'record':{'n':1}}\n"
	                            "{'record':{'n':2,'s':'x'},'arrivedAt':'+1s'}\n",
	                            LINES_MAYBE_TIMED, &l, &e, &schema),
	                 0);
	assert_int_equal(l.count, 2);
	assert_int_equal(l.all[0].time, LINE_NO_TIME);
	assert_int_equal(l.all[1].time, LINE_MOVES);
	show_column(&l.rows, &shown);
	assert_string_equal(buf_str(&shown),
	                    JSON({"n":1,"s":null}) "\n" JSON({"n":2,"s":"x"}) "\n");
	lines_release(&l);
	rows_release(&schema);
}

static void an_empty_text_has_no_lines_and_the_last_needs_no_newline(UNUSED void **state)
{
	static const struct {
		const char *text;
		size_t count;
	} rows[] = { { "", 0 },
		     { "{'record':{'n':1}}", 1 },
		     { "{'record':{'n':1}}\n", 1 },
		     { "{'record':{'n':1}}\n{'record':{'n':1}}", 2 } };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(lines_release) struct lines l = { 0 };
		struct rows schema;
		struct err e = { 0 };

		row_int_equal(i,
		              read_lines(rows[i].text, LINES_MAYBE_TIMED, &l, &e,
		                         &schema),
		              0);
		row_int_equal(i, l.count, rows[i].count);
		lines_sort(&l);
		lines_release(&l);
		rows_release(&schema);
	}
}

static void sorting_keeps_the_order_of_lines_that_arrive_together(UNUSED void **state)
{
	for (size_t round = 0; round < 50; round++) {
		struct seeded d = seeded_begin(round);
		AUTO(buf_release) struct buf text = { 0 };
		AUTO(lines_release) struct lines l = { 0 };
		struct rows schema;
		struct err e = { 0 };
		size_t count = seeded_below(&d, 300);

		for (size_t i = 0; i < count; i++)
			buf_printf(&text, "{'arrivedAt':'%c%ds','record':{'n':%zu}}\n",
			           seeded_once_in(&d, 2) ? '+' : '-',
			           (int)seeded_below(&d, 5), i);
		assert_int_equal(read_lines(buf_str(&text), LINES_TIMED, &l, &e, &schema),
		                 0);
		lines_sort(&l);
		assert_int_equal(l.count, count);
		for (size_t i = 1; i < count; i++) {
			const struct line *a = &l.all[i - 1], *b = &l.all[i];

			if (a->at > b->at || (a->at == b->at && a->row >= b->row))
				fail_msg("TEST_SEED=%llu: %zu",
				         (unsigned long long)d.seed, i);
		}
		lines_release(&l);
		rows_release(&schema);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_time_is_a_point_or_a_distance),
		cmocka_unit_test(the_first_line_that_is_wrong_refuses_them_all),
		cmocka_unit_test(a_time_may_be_missing_where_the_form_allows_it),
		cmocka_unit_test(
			an_empty_text_has_no_lines_and_the_last_needs_no_newline),
		cmocka_unit_test(sorting_keeps_the_order_of_lines_that_arrive_together),
	};

	return cmocka_run_group_tests_name("data/lines", tests, NULL, NULL);
}
