/*
 * test_records.c - mockserver/data/records.c
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/data/records.h"
#include "tests/support/quoted.h"
#include "tests/support/rows.h"
#include "tests/support/show.h"

#define ZERO INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

/* Records of the schema "n int32!"; *schema is the caller's to release. */
static struct records *opened(const char *lines, struct rows *schema, struct err *e)
{
	AUTO(mem_free) char *text = quoted(lines);
	struct records *r = NULL;

	rows_init(schema, "n int32!");
	if (records_new(text, strlen(text), "r.jsonl", schema->def, &r, e) < 0)
		return NULL;
	return r;
}

/* The values of n of records [from, to), with spaces between. */
static void numbers(const struct records *r, const struct rows *schema, vtime zero,
                    uint64_t from, uint64_t to, struct buf *out)
{
	struct column c;

	column_init(&c, schema->def);
	records_copy(r, zero, from, (size_t)(to - from), &c);
	for (size_t i = 0; i < c.count; i++)
		buf_printf(out, "%d ", c.child[0].i32[i]);
	column_release(&c);
}

static void are_numbered_by_arrival_and_equal_times_by_line(void **state UNUSED)
{
	AUTO(buf_release) struct buf got = { 0 };
	struct rows schema;
	struct err e = { 0 };
	struct records *r = opened("{'arrivedAt':'+1h','record':{'n':1}}\n"
	                           "{'arrivedAt':'-P1D','record':{'n':2}}\n"
	                           "{'arrivedAt':'+PT60M','record':{'n':3}}\n"
	                           "{'arrivedAt':'+0s','record':{'n':4}}\n"
	                           "{'arrivedAt':'-PT0S','record':{'n':5}}\n",
	                           &schema, &e);

	assert_int_equal(records_count(r), 5);
	numbers(r, &schema, ZERO, 0, 5, &got);
	assert_string_equal(buf_str(&got), "2 4 5 1 3 ");
	assert_int_equal(records_arrival(r, ZERO, 0), ZERO - MS_PER_DAY);
	assert_int_equal(records_arrival(r, ZERO, 4), ZERO + MS_PER_HOUR);
	assert_int_equal(records_arrived(r, ZERO, ZERO), 1);
	assert_int_equal(records_arrived(r, ZERO, ZERO + 1), 3);
	assert_int_equal(records_arrived(r, ZERO, ZERO + MS_PER_HOUR), 3);
	assert_int_equal(records_arrived(r, ZERO, VTIME_NEVER), 5);
	assert_int_equal(records_arrived(r, ZERO, INT64_MIN), 0);
	records_free(r);
	rows_release(&schema);
}

static void dates_and_offsets_are_merged_for_the_zero_that_asks(void **state UNUSED)
{
	static const struct {
		vtime zero;
		const char *expected;
	} cases[] = {
		{ ZERO, "1 2 3 4 " },
		{ ZERO + MS_PER_HOUR,
		  "1 3 2 4 " }, /* +0s and 01:00 are one: dates first */
		{ ZERO - MS_PER_DAY, "2 4 1 3 " },
		{ ZERO + MS_PER_DAY, "1 3 2 4 " },
	};
	struct rows schema;
	struct err e = { 0 };
	struct records *r =
		opened("{'arrivedAt':'2025-12-31T23:00:00Z','record':{'n':1}}\n"
	               "{'arrivedAt':'+0s','record':{'n':2}}\n"
	               "{'arrivedAt':'2026-01-01T01:00:00Z','record':{'n':3}}\n"
	               "{'arrivedAt':'+2h','record':{'n':4}}",
	               &schema, &e);

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf got = { 0 };

		numbers(r, &schema, cases[i].zero, 0, 4, &got);
		assert_string_equal(buf_str(&got), cases[i].expected);
	}
	records_free(r);
	rows_release(&schema);
}

static void an_empty_file_has_no_records(void **state UNUSED)
{
	struct rows schema;
	struct err e = { 0 };
	struct records *r = opened("", &schema, &e);

	assert_non_null(r);
	assert_int_equal(records_count(r), 0);
	assert_int_equal(records_arrived(r, ZERO, VTIME_NEVER), 0);
	records_free(r);
	rows_release(&schema);
}

/* Lines with times of both kinds, many of them equal; record i says n = i. */
static void random_lines(uint64_t seed, size_t count, struct buf *out)
{
	char time[VTIME_TEXT];

	for (size_t i = 0; i < count; i++) {
		uint64_t h = hash_with(seed, i);
		int64_t minutes = (int64_t)hash_below(h, 12) - 6;

		if (h % 2)
			vtime_format(ZERO + minutes * MS_PER_MINUTE, time);
		else
			snprintf(time, sizeof(time), "%cPT%dM", minutes < 0 ? '-' : '+',
			         (int)(minutes < 0 ? -minutes : minutes));
		buf_printf(out, "{'arrivedAt':'%s','record':{'n':%zu}}\n", time, i);
	}
}

static void counts_times_and_rows_agree_for_any_mixture(void **state UNUSED)
{
	for (uint64_t seed = 1; seed <= 60; seed++) {
		AUTO(buf_release) struct buf lines = { 0 }, whole = { 0 }, parts = { 0 };
		vtime zero = ZERO + ((int64_t)(seed % 9) - 4) * MS_PER_MINUTE;
		struct rows schema;
		struct err e = { 0 };
		struct records *r;
		uint64_t n = 1 + seed % 40;

		random_lines(seed, n, &lines);
		r = opened(buf_str(&lines), &schema, &e);
		assert_int_equal(records_count(r), n);
		for (uint64_t i = 0; i < n; i++) {
			vtime at = records_arrival(r, zero, i);

			if (records_arrived(r, zero, at) > i ||
			    records_arrived(r, zero, at + 1) <= i)
				fail_msg("seed %llu, record %llu",
				         (unsigned long long)seed, (unsigned long long)i);
			numbers(r, &schema, zero, i, i + 1, &parts);
		}
		numbers(r, &schema, zero, 0, n, &whole);
		assert_string_equal(buf_str(&whole), buf_str(&parts));
		records_free(r);
		rows_release(&schema);
	}
}

/* Of each kind one arrives before its timestamp, and one long after it. */
static void timestamps_are_those_of_the_rows_and_bound_the_lag(void **state UNUSED)
{
	static const vtime expected[] = { ZERO - MS_PER_DAY, ZERO, ZERO - MS_PER_HOUR,
		                          ZERO + MS_PER_DAY };
	static const char lines[] =
		"{'arrivedAt':'+1h','record':{'t':'2025-12-31T23:00:00Z'}}\n"
		"{'arrivedAt':'+2h','record':{'t':'2026-01-02T00:00:00Z'}}\n"
		"{'arrivedAt':'2026-01-01T00:00:00Z',"
		"'record':{'t':'2025-12-31T00:00:00Z'}}\n"
		"{'arrivedAt':'2026-01-01T00:30:00Z',"
		"'record':{'t':'2026-01-01T00:00:00Z'}}";
	AUTO(mem_free) char *text = quoted(lines);
	vtime found[ARRAY_LEN(expected)];
	struct records *r = NULL;
	struct rows schema;
	struct err e = { 0 };

	rows_init(&schema, "n int64, t timestamp!");
	if (records_new(text, strlen(text), "r.jsonl", schema.def, &r, &e) < 0)
		fail_msg("%s", e.text);
	records_mark_timestamp(r, 1);
	records_timestamps(r, ZERO, 0, ARRAY_LEN(found), found);
	for_each_row(i, expected)
		assert_int_equal(found[i], expected[i]);
	records_timestamps(r, ZERO, 3, 1, found);
	assert_int_equal(found[0], expected[3]);
	assert_int_equal(records_lag(r, ZERO).least, -22 * MS_PER_HOUR);
	assert_int_equal(records_lag(r, ZERO).most, MS_PER_DAY);
	assert_int_equal(records_lag(r, ZERO + MS_PER_DAY).least, MS_PER_HOUR / 2);
	assert_int_equal(records_lag(r, ZERO + MS_PER_DAY).most, 26 * MS_PER_HOUR);
	records_free(r);
	rows_release(&schema);
}

static void bad_lines_are_refused_by_number(void **state UNUSED)
{
	static const struct {
		const char *line, *expected;
	} cases[] = {
		{ "", "r.jsonl:2: is empty" },
		{ "[]", "r.jsonl:2: is not an object with 'arrivedAt' and 'record'" },
		{ "{'record':{'n':1}}", "r.jsonl:2: has no 'arrivedAt' (a string)" },
		{ "{'arrivedAt':0,'record':{'n':1}}",
		  "r.jsonl:2: has no 'arrivedAt' (a string)" },
		{ "{'arrivedAt':'+0s'}", "r.jsonl:2: has no 'record' (an object)" },
		{ "{'arrivedAt':'+0s','record':[1]}",
		  "r.jsonl:2: has no 'record' (an object)" },
		{ "{'arrivedAt':'+0s','record':{'n':1},'x':1}",
		  "r.jsonl:2: no member is called 'x': a line has 'arrivedAt' and "
		  "'record'" },
		{ "{'arrivedAt':'+P1M','record':{'n':1}}",
		  "r.jsonl:2: /arrivedAt: '+P1M': a month or year has no fixed length" },
		{ "{'arrivedAt':'+0s','record':{}}", "r.jsonl:2: /record/n: is missing" },
		{ "{'arrivedAt':'+0s','record':{'n':'x'}}",
		  "r.jsonl:2: /record/n: is not a whole number" },
		{ "{'arrivedAt':'+0s','record':{'n':1,'m':2}}",
		  "r.jsonl:2: /record: the schema has no member 'm'" },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf lines = { 0 };
		struct rows schema;
		struct err e = { 0 };

		buf_printf(&lines, "{'arrivedAt':'+0s','record':{'n':1}}\n%s\n",
		           cases[i].line);
		assert_null(opened(buf_str(&lines), &schema, &e));
		assert_int_equal(e.code, ERR_INVALID);
		assert_string_equal(e.text, cases[i].expected);
		rows_release(&schema);
	}
}

static void bad_json_and_bad_times_are_placed_too(void **state UNUSED)
{
	static const struct {
		const char *lines, *start, *part;
	} cases[] = {
		{ "{'arrivedAt':'+0s','record':{'n':1}}}", "r.jsonl:1:37: ", "" },
		{ "{'arrivedAt':'soon','record':{'n':1}}",
		  "r.jsonl:1: /arrivedAt: ", "soon" },
		{ "{'arrivedAt':'+soon','record':{'n':1}}",
		  "r.jsonl:1: /arrivedAt: ", "soon" },
		{ "{'arrivedAt':'','record':{'n':1}}", "r.jsonl:1: /arrivedAt: ", "" },
		{ "{'arrivedAt':'-P9999999D','record':{'n':1}}",
		  "r.jsonl:1: /arrivedAt: ", "9999999D" },
		{ "\xff", "r.jsonl:1:1: ", "" },
	};

	for_each_row(i, cases) {
		struct rows schema;
		struct err e = { 0 };

		assert_null(opened(cases[i].lines, &schema, &e));
		assert_int_equal(strncmp(e.text, cases[i].start, strlen(cases[i].start)),
		                 0);
		assert_non_null(strstr(e.text, cases[i].part));
		rows_release(&schema);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(are_numbered_by_arrival_and_equal_times_by_line),
		cmocka_unit_test(dates_and_offsets_are_merged_for_the_zero_that_asks),
		cmocka_unit_test(an_empty_file_has_no_records),
		cmocka_unit_test(counts_times_and_rows_agree_for_any_mixture),
		cmocka_unit_test(timestamps_are_those_of_the_rows_and_bound_the_lag),
		cmocka_unit_test(bad_lines_are_refused_by_number),
		cmocka_unit_test(bad_json_and_bad_times_are_placed_too),
	};

	return cmocka_run_group_tests_name("records", tests, NULL, NULL);
}
