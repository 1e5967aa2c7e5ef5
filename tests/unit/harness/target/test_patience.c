/*
 * test_patience.c - harness/target/patience.c
 */
#include "tests/unit/unit.h"

#include "harness/target/patience.h"
#include "lib/mem.h"

static void retry_after_is_seconds_or_a_date(void **state UNUSED)
{
	static const struct {
		const char *text;
		int64_t ms;
	} cases[] = {
		{ "0", 0 },
		{ "120", 120000 },
		{ "Wed, 21 Oct 2026 07:28:00 GMT", 60000 },
		{ "Wed, 21 Oct 2026 07:27:00 GMT", 0 },
		{ "Wed, 21 Oct 2020 07:28:00 GMT", 0 },
		{ "-1", -1 },
		{ "soon", -1 },
		{ "", -1 },
		{ "12s", -1 },
		{ "99999999999999999", -1 },
		{ "Wed, 21 Oct 2026 07:28:00", -1 },
		{ "Wed, 21 Oct 2026 07:28:00 GMT+1", -1 },
		{ "Wed, 21 Okt 2026 07:28:00 GMT", -1 },
		{ "Wed, 41 Oct 2026 07:28:00 GMT", -1 },
	};
	struct err e = { 0 };
	vtime now;

	assert_int_equal(vtime_parse("2026-10-21T07:27:00Z", &now, &e), 0);
	for_each_row(i, cases)
		row_int_equal(i, patience_retry_after(cases[i].text, now), cases[i].ms);
}

/* An answer with one or two headers; NULL for none. */
static bool put_off(int status, const char *after, const char *date, int tries,
                    int64_t *ms)
{
	AUTO(exchange_release) struct exchange x = { .status = status };

	x.answer_headers = mem_alloc(2 * sizeof(*x.answer_headers));
	if (after)
		x.answer_headers[x.answer_header_count++] =
			(struct header){ mem_strdup("retry-after"), mem_strdup(after) };
	if (date)
		x.answer_headers[x.answer_header_count++] =
			(struct header){ mem_strdup("Date"), mem_strdup(date) };
	return patience_put_off(&x, tries, ms);
}

static void answers_of_429_and_503_ask_for_patience(void **state UNUSED)
{
	static const struct {
		int status;
		const char *after, *date;
		int tries;
		int64_t ms; /* -1: no patience */
	} cases[] = {
		{ 200, "5", NULL, 0, -1 },
		{ 500, "5", NULL, 0, -1 },
		{ 429, "5", NULL, 9, 5000 },
		{ 503, "3600", NULL, 0, 3600000 },
		/* A date that has passed may be another clock's; no wait overflows. */
		{ 503, "Mon, 01 Jan 2001 00:00:00 GMT", NULL, 2, 4000 },
		{ 429, "0", NULL, 2, 0 },
		{ 503, "9223372036854775", NULL, 0, 365 * INT64_C(86400000) },
		{ 503, "Fri, 01 Jan 9999 00:00:00 GMT", NULL, 0,
		  365 * INT64_C(86400000) },
		{ 503, "Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:27:30 GMT",
		  0, 30000 },
		{ 503, NULL, NULL, 0, 1000 },
		{ 503, NULL, NULL, 1, 2000 },
		{ 429, "soon", NULL, 5, 32000 },
		{ 429, NULL, NULL, 6, 60000 },
		{ 429, NULL, NULL, 60, 60000 },
	};

	for_each_row(i, cases) {
		int64_t ms = -1;

		row_int_equal(i,
		              put_off(cases[i].status, cases[i].after, cases[i].date,
		                      cases[i].tries, &ms),
		              cases[i].ms >= 0);
		row_int_equal(i, ms, cases[i].ms);
	}
}

static void there_are_no_more_requests_than_may_be(void **state UNUSED)
{
	struct patience p = { .most = 2 };
	struct err e = { 0 };

	assert_int_equal(patience_begin(&p, false, &e), 0);
	assert_int_equal(patience_begin(&p, true, &e), 0);
	assert_int_equal(patience_begin(&p, false, &e), 0);
	assert_int_equal(patience_begin(&p, true, &e), 0);
	assert_int_equal(patience_begin(&p, false, &e), -1);
	assert_int_equal(e.code, ERR_FORBIDDEN);
	assert_string_equal(e.text, "the 2 requests of --max-requests are used up");
}

static bool note_sleep(void *ctx, int64_t ms)
{
	*(int64_t *)ctx += ms;
	return ms < 3600000;
}

static void requests_are_as_far_apart_as_the_rate_says(void **state UNUSED)
{
	int64_t slept = 0;
	struct patience p = { .apart_ms = 600000, .sleep = note_sleep, .ctx = &slept };
	struct err e = { 0 };

	assert_int_equal(patience_begin(&p, false, &e), 0);
	assert_int_equal(slept, 0);
	assert_int_equal(patience_begin(&p, false, &e), 0);
	assert_in_range(slept, 1, 600000);
	p.apart_ms = 7200000;
	assert_int_equal(patience_begin(&p, false, &e), -1);
	assert_int_equal(e.code, ERR_UNAVAILABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(retry_after_is_seconds_or_a_date),
		cmocka_unit_test(answers_of_429_and_503_ask_for_patience),
		cmocka_unit_test(there_are_no_more_requests_than_may_be),
		cmocka_unit_test(requests_are_as_far_apart_as_the_rate_says),
	};

	return cmocka_run_group_tests_name("patience", tests, NULL, NULL);
}
