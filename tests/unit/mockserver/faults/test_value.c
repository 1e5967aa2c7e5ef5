/*
 * test_value.c - values of parameters, a type at a time
 */
#include "tests/unit/unit.h"

#include "mockserver/faults/action.h"
#include "mockserver/faults/value.h"
#include "tests/support/quoted.h"

/* Room for any of them. */
union read {
	struct fault_error error;
	struct fault_retry retry;
	struct fault_span span;
	struct fault_until until;
	enum fault_place place;
	enum fault_clock clock;
	enum fault_page page;
	const cJSON *tree;
	const char *text;
	int64_t count;
	double number;
};

typedef int value_fn(const cJSON *value, void *into, struct fault_refuse *r);

/* Reads it; NULL text: the parameter is not given.  The reason, "" where it is taken. */
static int read_value(value_fn *read, const char *text, union read *out, struct err *e)
{
	static cJSON *last; /* values borrow from it */
	struct fault_refuse r = { .e = e };

	cJSON_Delete(last);
	last = text ? quoted_json(text) : NULL;
	return read(last, out, &r);
}

static void an_error_is_a_status_a_code_or_a_name(UNUSED void **state)
{
	static const struct {
		const char *value;
		int status;
		const char *name; /* "" for a status alone */
	} rows[] = {
		{ "503", 503, "" },
		{ "'503'", 503, "" },
		{ "200", 200, "" },
		{ "503.0", 503, "" },
		{ "'1102-500'", 500, "INTERNAL" },
		{ "'1102'", 500, "INTERNAL" },
		{ "'internal'", 500, "INTERNAL" },
		{ "403027", 403, "ORG_INVALID" },
		{ "'403027'", 403, "ORG_INVALID" },
	};
	static const char *const refused[] = {
		"199",        "600", "null",     "{}",           "true", "1.5",
		"'nonsense'", "''",  "'1102-5'", "'ADMIN_BODY'", "-503",
	};
	union read out;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err e = { 0 };

		if (read_value(fault_value_error, rows[i].value, &out, &e) < 0)
			fail_msg("row %zu: %s", i, e.text);
		row_int_equal(i, out.error.status, rows[i].status);
		row_string_equal(i,
		                 out.error.error ? error_row(out.error.error)->name : "",
		                 rows[i].name);
	}
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		struct err e = { 0 };

		row_int_equal(i, read_value(fault_value_error, refused[i], &out, &e), -1);
	}
}

static void every_error_but_the_mocks_own_can_be_named(UNUSED void **state)
{
	for (int i = E_NONE + 1; i < E_COUNT; i++) {
		const struct error_row *row = error_row((enum error)i);
		char text[100];
		union read out;
		struct err e = { 0 };
		bool own = !strncmp(row->name, "ADMIN_", 6);

		snprintf(text, sizeof(text), "'%s'", row->name);
		assert_int_equal(read_value(fault_value_error, text, &out, &e),
		                 own ? -1 : 0);
		if (!own)
			assert_int_equal(out.error.error, i);
	}
}

static void retry_after_is_seconds_or_a_date(UNUSED void **state)
{
	static const struct {
		const char *value;
		int64_t seconds; /* -2: refused */
		bool as_date;
	} rows[] = {
		{ NULL, -1, false },           { "0", 0, false },
		{ "86400", 86400, false },     { "86401", -2, false },
		{ "-1", -2, false },           { "1.5", -2, false },
		{ "'7'", -2, false },          { "{}", -2, false },
		{ "{'date':7}", 7, true },     { "{'date':7,'x':1}", -2, false },
		{ "{'date':'x'}", -2, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		union read out;
		struct err e = { 0 };
		int rc = read_value(fault_value_retry, rows[i].value, &out, &e);

		row_int_equal(i, rc, rows[i].seconds == -2 ? -1 : 0);
		if (rc < 0)
			continue;
		row_int_equal(i, out.retry.seconds, rows[i].seconds);
		row_int_equal(i, out.retry.as_date, rows[i].as_date);
	}
}

static void lengths_and_spans_are_times_that_pass(UNUSED void **state)
{
	static const struct {
		value_fn *read;
		const char *value;
		int64_t least, most; /* -1: refused */
	} rows[] = {
		{ fault_value_length, NULL, 0, 0 },
		{ fault_value_length, "'400ms'", 400, 0 },
		{ fault_value_length, "'PT3H'", 10800000, 0 },
		{ fault_value_length, "'0s'", -1, 0 },
		{ fault_value_length, "'P1M'", -1, 0 },
		{ fault_value_length, "'P1M1D'", -1, 0 },
		{ fault_value_length, "400", -1, 0 },
		{ fault_value_length, "'soon'", -1, 0 },
		{ fault_value_span, NULL, 0, 0 },
		{ fault_value_span, "['1ms','2s']", 1, 2000 },
		{ fault_value_span, "['2s','1ms']", -1, 0 },
		{ fault_value_span, "['1s','1s']", -1, 0 },
		{ fault_value_span, "['1s']", -1, 0 },
		{ fault_value_span, "['1s','2s','3s']", -1, 0 },
		{ fault_value_span, "'1s'", -1, 0 },
		{ fault_value_span, "[1,2]", -1, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		union read out = { 0 };
		struct err e = { 0 };
		int rc = read_value(rows[i].read, rows[i].value, &out, &e);

		row_int_equal(i, rc, rows[i].least < 0 ? -1 : 0);
		if (rc < 0)
			continue;
		row_int_equal(i, out.span.least_ms, rows[i].least);
		row_int_equal(i, out.span.most_ms, rows[i].most);
	}
}

static void a_hold_ends_by_something(UNUSED void **state)
{
	static const struct {
		const char *value;
		bool taken, release, advance;
		int64_t ms;
	} rows[] = {
		{ "'release'", true, true, false, 0 },
		{ "'advance'", true, false, true, 0 },
		{ "'5s'", true, false, false, 5000 },
		{ "['release','advance','1s']", true, true, true, 1000 },
		{ "[]", false, false, false, 0 },
		{ NULL, false, false, false, 0 },
		{ "['release',5]", false, false, false, 0 },
		{ "'never'", false, false, false, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		union read out;
		struct err e = { 0 };
		int rc = read_value(fault_value_until, rows[i].value, &out, &e);

		row_int_equal(i, rc, rows[i].taken ? 0 : -1);
		if (rc < 0)
			continue;
		row_int_equal(i, out.until.release, rows[i].release);
		row_int_equal(i, out.until.advance, rows[i].advance);
		row_int_equal(i, out.until.ms, rows[i].ms);
	}
}

static void other_types_take_what_they_name_and_nothing_else(UNUSED void **state)
{
	static const struct {
		value_fn *read;
		const char *value;
		bool taken;
	} rows[] = {
		{ fault_value_page, NULL, true },
		{ fault_value_page, "'html'", true },
		{ fault_value_page, "'HTML'", false },
		{ fault_value_texts, NULL, true },
		{ fault_value_texts, "['a','']", true },
		{ fault_value_texts, "['a',1]", false },
		{ fault_value_texts, "'a'", false },
		{ fault_value_ops, "[{'op':'remove','path':'/a'}]", true },
		{ fault_value_ops, "[{'op':'remove','path':'a'}]", false },
		{ fault_value_ops, "[{'op':'erase','path':'/a'}]", false },
		{ fault_value_ops, "[{'op':'add','path':'/a'}]", false },
		{ fault_value_ops, "[{'path':'/a'}]", false },
		{ fault_value_ops, "{}", false },
		{ fault_value_text, NULL, true },
		{ fault_value_text, "''", true },
		{ fault_value_text, "1", false },
		{ fault_value_headers, "{'X-A':'b','ETag':null,'Set-Cookie':['a','b']}",
		  true },
		{ fault_value_headers, "{}", false },
		{ fault_value_headers, "{'X A':'b'}", false },
		{ fault_value_headers, "{'':'b'}", false },
		{ fault_value_headers, "{'X:A':'b'}", false },
		{ fault_value_headers, "{'X-A':'b\\r\\nX-B: c'}", false },
		{ fault_value_headers, "{'X-A':['b','c\\n']}", false },
		{ fault_value_headers, "{'X-A':[null]}", false },
		{ fault_value_headers, "{'X-A':1}", false },
		{ fault_value_headers, "{'content-length':'5'}", false },
		{ fault_value_headers, "{'Transfer-Encoding':'chunked'}", false },
		{ fault_value_headers, "{'Connection':'keep-alive'}", false },
		{ fault_value_headers, "{'Connection':null}", false },
		{ fault_value_headers, "{'connection':'close'}", true },
		{ fault_value_headers, "{'Date':null}", false },
		{ fault_value_headers, "{'Date':'x'}", true },
		{ fault_value_count, NULL, true },
		{ fault_value_count, "1", true },
		{ fault_value_count, "0", false },
		{ fault_value_count, "1.5", false },
		{ fault_value_count0, "0", true },
		{ fault_value_count0, "-1", false },
		{ fault_value_count0, "'1'", false },
		{ fault_value_number, "0.5", true },
		{ fault_value_number, "10", true },
		{ fault_value_number, "10.1", false },
		{ fault_value_number, "0", false },
		{ fault_value_number, "'1'", false },
		{ fault_value_place, "'head'", true },
		{ fault_value_place, "'foot'", false },
		{ fault_value_place, "1", false },
		{ fault_value_clock, "'mock'", true },
		{ fault_value_clock, "'real'", true },
		{ fault_value_clock, "'wall'", false },
		{ fault_value_clock, NULL, false },
		{ fault_value_state, "'updating'", true },
		{ fault_value_state, "'enabled'", false }, /* it is no transient one */
	};

	for_each_row(i, rows) {
		union read out = { 0 };
		struct err e = { 0 };

		row_int_equal(i, read_value(rows[i].read, rows[i].value, &out, &e),
		              rows[i].taken ? 0 : -1);
		assert_true(!e.code || e.code == ERR_INVALID);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_is_a_status_a_code_or_a_name),
		cmocka_unit_test(every_error_but_the_mocks_own_can_be_named),
		cmocka_unit_test(retry_after_is_seconds_or_a_date),
		cmocka_unit_test(lengths_and_spans_are_times_that_pass),
		cmocka_unit_test(a_hold_ends_by_something),
		cmocka_unit_test(other_types_take_what_they_name_and_nothing_else),
	};

	return cmocka_run_group_tests_name("faults/value", tests, NULL, NULL);
}
