/*
 * test_ready.c - conditions of kinds that depend on what a fault remembers
 */
#include "tests/unit/unit.h"

#include "mockserver/faults/ready.h"
#include "tests/support/armed.h"

static struct armed armed;
static size_t marked;

static int setup(UNUSED void **state)
{
	armed_open(&armed, 1);
	marked = 0;
	return 0;
}

static int teardown(UNUSED void **state)
{
	armed_close(&armed);
	return 0;
}

static void note(UNUSED void *ctx, UNUSED struct fault *f, UNUSED struct fault_mark *m)
{
	marked++;
}

static struct fault *arm(const char *on, const char *what)
{
	AUTO(buf_release) struct buf text = { 0 };

	buf_printf(&text, "{'fault':'f%zu','on':'%s','do':%s}", armed.faults.count, on,
	           what);
	armed_add(&armed, buf_str(&text));
	return armed.faults.all[armed.faults.count - 1];
}

static bool ready(struct fault *f, const struct fault_subject *s, const char *key)
{
	const struct fault_ready to = { s, key, note, NULL };

	return fault_ready(f, &to);
}

static void a_rate_counts_each_keys_own_minutes(UNUSED void **state)
{
	struct fault *f = arm("FLOW_LIST", "{'rate':{'limit':2,'by':'mock'}}");
	/* One after the other: the time, the key, whether it is beyond the limit, and how
	 * many seconds are left then. */
	static const struct {
		vtime now;
		const char *key;
		bool beyond;
		int64_t seconds;
	} rows[] = {
		{ 1000, "a", false, 60 },
		{ 2000, "a", false, 59 },
		{ 2001, "a", true, 59 },
		{ 2001, "b", false, 60 },
		{ 60999, "a", true, 1 },
		{ 61000, "a", false, 60 },
		{ 61000, "b", false, 2 },
		{ 61000, "b", true, 2 },
		/* A clock that was moved back begins anew. */
		{ 500, "a", false, 60 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fault_subject s = armed_subject(&armed, OP_FLOW_LIST);

		s.now = rows[i].now;
		row_int_equal(i, ready(f, &s, rows[i].key), rows[i].beyond);
		row_int_equal(i, fault_rate_seconds(f, &f->actions[0], &s, rows[i].key),
		              rows[i].seconds);
	}
	assert_int_equal(marked, ARRAY_LEN(rows)); /* each is to be stored */
}

static void a_rate_by_real_time_does_not_look_at_the_mocks(UNUSED void **state)
{
	struct fault *f = arm("FLOW_LIST", "{'rate':1}");
	struct fault_subject s = armed_subject(&armed, OP_FLOW_LIST);

	assert_false(ready(f, &s, ""));
	s.now += MS_PER_DAY;
	assert_true(ready(f, &s, ""));
	s.real_ms += MS_PER_MINUTE;
	assert_false(ready(f, &s, ""));
}

static void a_tokens_life_begins_with_its_first_use(UNUSED void **state)
{
	struct fault *f = arm("FLOW_LIST", "{'token-life':'5s'}");
	static const struct {
		vtime now;
		const char *token;
		bool over;
	} rows[] = {
		{ 1000, "t", false }, { 5999, "t", false }, { 6000, "t", true },
		{ 6000, "u", false }, { 7000, "", false },  { 99000, "", false },
		{ 11000, "u", true },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fault_subject s = armed_subject(&armed, OP_FLOW_LIST);

		s.now = rows[i].now;
		s.token = rows[i].token;
		row_int_equal(i, ready(f, &s, ""), rows[i].over);
	}
	assert_int_equal(marked, 2);
}

static void a_token_that_was_revoked_stays_so(UNUSED void **state)
{
	struct fault *f = arm("FLOW_LIST", "{'revoke':{}}");
	struct fault_subject s = armed_subject(&armed, OP_FLOW_LIST), other = s;

	assert_false(ready(f, &s, "")); /* without a token there is nothing to revoke */
	s.token = "t";
	other.token = "u";
	assert_false(fault_has_revoked(f, &s));
	assert_true(ready(f, &s, ""));
	assert_true(fault_has_revoked(f, &s));
	assert_false(fault_has_revoked(f, &other));
	assert_true(ready(f, &s, ""));
	assert_int_equal(marked, 1);
	assert_false(fault_has_revoked(arm("FLOW_LIST", "{'status':401}"), &s));
}

static void a_stale_read_is_one_of_so_many_or_within_a_time(UNUSED void **state)
{
	struct fault *twice = arm("FLOW_GET", "{'stale-read':{'reads':2}}");
	struct fault *once = arm("FLOW_GET", "{'stale-read':{}}");
	struct fault *timed = arm("FLOW_GET", "{'stale-read':{'for':'5s'}}");
	struct fault_subject s = armed_subject(&armed, OP_FLOW_GET);

	s.entity = "e";
	assert_false(ready(twice, &s, "")); /* nothing was written yet */
	(void)fault_mark_new(twice, "e", 0);
	(void)fault_mark_new(once, "e", 0);
	(void)fault_mark_new(timed, "e", 0);
	assert_true(ready(twice, &s, "") && ready(twice, &s, ""));
	assert_false(ready(twice, &s, ""));
	assert_true(ready(once, &s, ""));
	assert_false(ready(once, &s, ""));
	for (int i = 0; i < 5; i++)
		assert_true(ready(timed, &s, ""));
	s.now = 5000;
	assert_false(ready(timed, &s, ""));
	s.now = 0;
	s.entity = "other";
	assert_false(ready(timed, &s, ""));
}

static void a_list_lags_while_any_mark_is_in_force(UNUSED void **state)
{
	struct fault *f = arm("FLOW_LIST", "{'list-lag':{'reads':2}}");
	struct fault_subject s = armed_subject(&armed, OP_FLOW_LIST);

	assert_false(ready(f, &s, ""));
	(void)fault_mark_new(f, "a", 0);
	assert_true(ready(f, &s, ""));
	(void)fault_mark_new(f, "b", 0);
	assert_true(ready(f, &s, "")); /* the last of a, the first of b */
	assert_true(ready(f, &s, ""));
	assert_false(ready(f, &s, ""));
	assert_int_equal(marked, 4);
}

static void an_entity_is_hidden_by_its_id_and_in_every_list(UNUSED void **state)
{
	struct fault *f = arm("reads", "{'hide':'e'}");
	struct fault_subject own = armed_subject(&armed, OP_FLOW_GET);
	struct fault_subject other = own, list = armed_subject(&armed, OP_FLOW_LIST);

	own.entity = "e";
	other.entity = "E";
	assert_true(ready(f, &own, ""));
	assert_false(ready(f, &other, ""));
	assert_true(ready(f, &list, ""));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_rate_counts_each_keys_own_minutes),
		TEST(a_rate_by_real_time_does_not_look_at_the_mocks),
		TEST(a_tokens_life_begins_with_its_first_use),
		TEST(a_token_that_was_revoked_stays_so),
		TEST(a_stale_read_is_one_of_so_many_or_within_a_time),
		TEST(a_list_lags_while_any_mark_is_in_force),
		TEST(an_entity_is_hidden_by_its_id_and_in_every_list),
	};

	return cmocka_run_group_tests_name("faults/ready", tests, NULL, NULL);
}
