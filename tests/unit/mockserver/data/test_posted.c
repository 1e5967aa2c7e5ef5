/*
 * test_posted.c - mockserver/data/posted.c: batches of records, read and put in order
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/data/posted.h"
#include "tests/support/quoted.h"
#include "tests/support/rows.h"

#define NOW INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

static struct rows schema;

static int setup(void **state UNUSED)
{
	rows_init(&schema, "n int64!, timestamp timestamp!");
	return 0;
}

static int teardown(void **state UNUSED)
{
	rows_release(&schema);
	return 0;
}

static int read_batch(const char *lines, enum posted_past past, struct posted_batch *out,
                      struct err *e)
{
	AUTO(mem_free) char *text = quoted(lines);
	const struct posted_text t = { text, strlen(text), "body", NOW, past };

	return posted_read(&t, schema.def, out, e);
}

static void a_batch_is_refused_with_line_and_pointer(void **state UNUSED)
{
#define GOOD "{'record':{'n':1,'timestamp':'2026-01-01T00:00:00Z'}}"
	static const struct {
		const char *lines, *error;
	} cases[] = {
		{ "", "body: has no line" },
		{ "\n", "body:1: is empty" },
		{ GOOD "\n\n" GOOD, "body:2: is empty" },
		{ GOOD "\n{'record':{'n':1}}", "body:2: /record/timestamp: is missing" },
		{ "[" GOOD "]",
		  "body:1: is not an object with 'arrivedAt' and 'record'" },
		{ "{}", "body:1: has no 'record' (an object)" },
		{ "{'arrivedAt':null,'record':{}}",
		  "body:1: has no 'arrivedAt' (a string)" },
		{ "{'n':1}", "body:1: no member is called 'n'" },
		{ GOOD "\n{'arrivedAt':'2025-12-31T23:59:59.999Z',"
		       "'record':{'n':1,'timestamp':'2026-01-01T00:00:00Z'}}",
		  "body:2: /arrivedAt: 2025-12-31T23:59:59.999Z is before the clock's "
		  "now, 2026-01-01T00:00:00Z" },
		{ "{'arrivedAt':'-PT1S',"
		  "'record':{'n':1,'timestamp':'2026-01-01T00:00:00Z'}}",
		  "body:1: /arrivedAt: 2025-12-31T23:59:59Z is before the clock's now, "
		  "2026-01-01T00:00:00Z" },
		{ "{'arrivedAt':'+2930000d',"
		  "'record':{'n':1,'timestamp':'2026-01-01T00:00:00Z'}}",
		  "body:1: /arrivedAt: is past the year 9999" },
		{ "{'arrivedAt':'tomorrow','record':{}}", "body:1: /arrivedAt: " },
		{ "{'record':{'n':1", "body:1:17: " },
	};

	for_each_row(i, cases) {
		AUTO(posted_batch_release) struct posted_batch batch = { 0 };
		struct err e = { 0 };

		if (read_batch(cases[i].lines, POSTED_PAST_REFUSED, &batch, &e) == 0)
			fail_msg("%s: was taken", cases[i].lines);
		assert_int_equal(e.code, ERR_INVALID);
		if (strncmp(e.text, cases[i].error, strlen(cases[i].error)) != 0)
			fail_msg("%s: %s", cases[i].lines, e.text);
	}
}

static void lines_arrive_at_their_time_or_now(void **state UNUSED)
{
	static const char lines[] =
		"{'arrivedAt':'+PT3H','record':{'n':1,'timestamp':'2026-01-01T00:00:00Z'}"
		"}\n"
		"{'record':{'n':2,'timestamp':'2026-01-01T00:00:00Z'}}\n"
		"{'arrivedAt':'2026-01-01T03:00:00Z',"
		"'record':{'n':3,'timestamp':'2026-01-01T00:00:00Z'}}\n"
		"{'arrivedAt':'+0s','record':{'n':4,'timestamp':'2026-01-01T00:00:00Z'}}"
		"\n";
	static const struct {
		int64_t n;
		vtime at;
	} expected[] = {
		{ 2, NOW },
		{ 4, NOW },
		{ 1, NOW + 3 * MS_PER_HOUR },
		{ 3, NOW + 3 * MS_PER_HOUR },
	};
	AUTO(posted_batch_release) struct posted_batch batch = { 0 };
	struct err e = { 0 };

	assert_int_equal(read_batch(lines, POSTED_PAST_REFUSED, &batch, &e), 0);
	assert_int_equal(batch.lines.count, ARRAY_LEN(expected));
	for_each_row(i, expected) {
		const struct line *l = &batch.lines.all[i];

		assert_int_equal(l->at, expected[i].at);
		assert_int_equal(batch.lines.rows.child[0].i64[l->row], expected[i].n);
	}
	assert_int_equal(posted_first_at(&batch), NOW);
	assert_int_equal(posted_last_at(&batch), NOW + 3 * MS_PER_HOUR);
}

static void the_past_may_be_now(void **state UNUSED)
{
	AUTO(posted_batch_release) struct posted_batch batch = { 0 };
	struct err e = { 0 };

	assert_int_equal(read_batch("{'arrivedAt':'-P9D','record':"
	                            "{'n':1,'timestamp':'2025-12-23T00:00:00Z'}}",
	                            POSTED_PAST_IS_NOW, &batch, &e),
	                 0);
	assert_int_equal(posted_first_at(&batch), NOW);
}

/* A batch of records first, first + 1, …, each at NOW plus 0 to 9 hours. */
static void add_random(struct posted *p, uint64_t seed, size_t first, size_t count,
                       vtime *at)
{
	AUTO(posted_batch_release) struct posted_batch batch = { 0 };
	AUTO(buf_release) struct buf lines = { 0 };
	struct err e = { 0 };

	for (size_t i = 0; i < count; i++) {
		uint64_t h = hash_with(seed, first + i);
		int hours = (int)hash_below(h, 10);
		char day[VTIME_TEXT];

		at[i] = NOW + hours * MS_PER_HOUR;
		vtime_format(NOW - (vtime)hash_below(~h, 900) * MS_PER_DAY, day);
		buf_printf(&lines,
		           "{'arrivedAt':'+PT%dH','record':{'n':%zu,'timestamp':'%s'}}\n",
		           hours, first + i, day);
	}
	assert_int_equal(read_batch(buf_str(&lines), POSTED_PAST_REFUSED, &batch, &e), 0);
	posted_add(p, &batch);
}

/* Is record i followed in the order by one that belongs before it? */
static void expect_order(const struct posted *p, const struct column *rows,
                         const vtime *at)
{
	for (size_t i = 0; i < rows->count; i++) {
		int64_t n = rows->child[0].i64[i];

		assert_int_equal(posted_at(p, i), at[n]);
		assert_int_equal(posted_timestamp(p, i), rows->child[1].i64[i]);
		assert_true(posted_arrived(p, at[n]) <= i);
		assert_true(posted_arrived(p, at[n] + 1) > i);
		assert_in_range(at[n] - rows->child[1].i64[i], posted_lag(p).least,
		                posted_lag(p).most);
		if (!i)
			continue;
		assert_true(at[n] >= posted_at(p, i - 1));
		if (at[n] == posted_at(p, i - 1))
			assert_true(n > rows->child[0].i64[i - 1]);
	}
}

static void batches_are_merged_by_arrival_and_then_by_line(void **state UNUSED)
{
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct posted *p = posted_new(schema.def, 1);
		vtime at[400];
		size_t total = 0;
		struct column rows;

		assert_true(posted_lag(p).most < posted_lag(p).least); /* none yet */
		while (total < 300) {
			size_t n = 1 + (size_t)hash_below(hash_with(seed, total), 60);

			add_random(p, seed, total, n, at + total);
			total += n;
		}
		column_init(&rows, schema.def);
		assert_int_equal(posted_count(p), total);
		posted_copy(p, 0, total, &rows);
		expect_order(p, &rows, at);
		column_release(&rows);
		assert_true(posted_bytes(p) > 0);
		posted_clear(p);
		assert_int_equal(posted_count(p), 0);
		assert_int_equal(posted_bytes(p), 0);
		assert_true(posted_lag(p).most < posted_lag(p).least);
		assert_int_equal(posted_arrived(p, VTIME_MAX), 0);
		posted_free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_batch_is_refused_with_line_and_pointer),
		cmocka_unit_test(lines_arrive_at_their_time_or_now),
		cmocka_unit_test(the_past_may_be_now),
		cmocka_unit_test(batches_are_merged_by_arrival_and_then_by_line),
	};

	return cmocka_run_group_tests_name("posted", tests, setup, teardown);
}
