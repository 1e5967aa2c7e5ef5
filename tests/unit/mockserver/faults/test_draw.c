/*
 * test_draw.c - at which occurrences a fault strikes
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/faults/draw.h"
#include "tests/support/quoted.h"

#define DRAWS 10000
#define SEEDS 100

/* The rule of a fault in JSON, which it borrows. */
static struct fault_rule rule_of(const cJSON *fault, int64_t times)
{
	struct err e = { 0 };
	struct fault_refuse r = { .e = &e };
	struct fault_rule rule;

	if (fault_rule_read(fault, times, &rule, &r) < 0)
		fail_msg("%s", e.text);
	return rule;
}

/* The occurrences of a key, of the first `most`, at which the rule strikes: "2 4 ". */
static char *strikes(const struct fault_rule *rule, const char *key, int64_t most)
{
	struct buf out = { 0 };
	int64_t fired = 0;

	for (int64_t n = 1; n <= most; n++) {
		const struct fault_occurrence at = { "f", key, n, fired };

		if (!fault_rule_strikes(rule, 1, &at))
			continue;
		fired++;
		buf_printf(&out, "%lld ", (long long)n);
	}
	return buf_take(&out);
}

static void strikes_where_the_rule_says(void **state UNUSED)
{
	static const struct {
		const char *fault, *key, *at;
	} rows[] = {
		{ "{}", "", "1 2 3 4 5 6 7 8 9 10 " },
		{ "{'nth':2}", "", "2 " },
		{ "{'nth':[3,1,7]}", "", "1 3 7 " },
		{ "{'nth':{'a':[2],'b':3}}", "a", "2 " },
		{ "{'nth':{'a':[2],'b':3}}", "b", "3 " },
		{ "{'nth':{'a':[2],'b':3}}", "c", "" },
		{ "{'after':7}", "", "8 9 10 " },
		{ "{'every':4}", "", "4 8 " },
		{ "{'after':3,'every':2}", "", "5 7 9 " },
		{ "{'times':2}", "", "1 2 " },
		{ "{'nth':[2,4,6],'times':2}", "", "2 4 " },
		{ "{'probability':0}", "", "" },
		{ "{'probability':1}", "", "1 2 3 4 5 6 7 8 9 10 " },
	};

	for_each_row(i, rows) {
		AUTO(cJSON_Delete) cJSON *fault = quoted_json(rows[i].fault);
		const struct fault_rule rule = rule_of(fault, 0);
		AUTO_MEM char *got = strikes(&rule, rows[i].key, 10);

		if (strcmp(got, rows[i].at) != 0)
			fail_msg("row %zu, %s: %s", i, rows[i].fault, got);
	}
}

static void a_kind_says_how_often_unless_the_fault_does(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *silent = quoted_json("{}");
	AUTO(cJSON_Delete) cJSON *thrice = quoted_json("{'times':3}");
	const struct fault_rule once = rule_of(silent, 1), more = rule_of(thrice, 1);
	AUTO_MEM char *first = strikes(&once, "", 9);
	AUTO_MEM char *three = strikes(&more, "", 9);

	assert_string_equal(first, "1 ");
	assert_string_equal(three, "1 2 3 ");
}

static void a_chance_of_three_tenths_is_27_to_33_percent(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *fault = quoted_json("{'probability':0.3}");
	const struct fault_rule rule = rule_of(fault, 0);

	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		int fired = 0;

		for (int64_t n = 1; n <= DRAWS; n++) {
			const struct fault_occurrence at = { "f", "key", n, 0 };

			fired += fault_rule_strikes(&rule, seed, &at);
		}
		if (fired < DRAWS * 27 / 100 || fired > DRAWS * 33 / 100)
			fail_msg("seed %llu: %d of %d", (unsigned long long)seed, fired,
			         DRAWS);
	}
}

/* Drawn again it is the same; of another seed, fault or key it is another row. */
static void chance_is_of_seed_fault_key_and_ordinal(void **state UNUSED)
{
	static const struct {
		uint64_t seed;
		const char *fault, *key;
	} rows[] = { { 1, "f", "a" }, { 2, "f", "a" }, { 1, "g", "a" }, { 1, "f", "b" } };
	AUTO(cJSON_Delete) cJSON *fault = quoted_json("{'probability':0.5}");
	const struct fault_rule rule = rule_of(fault, 0);
	uint64_t bits[ARRAY_LEN(rows)] = { 0 };

	for_each_row(i, rows) {
		for (int64_t n = 1; n <= 64; n++) {
			const struct fault_occurrence at = { rows[i].fault, rows[i].key,
				                             n, 0 };
			const bool one = fault_rule_strikes(&rule, rows[i].seed, &at);

			assert_int_equal(one,
			                 fault_rule_strikes(&rule, rows[i].seed, &at));
			bits[i] = bits[i] << 1 | one;
		}
		for (size_t k = 0; k < i; k++)
			assert_true(bits[i] != bits[k]);
	}
}

static void says_how_often_it_can_strike_yet(void **state UNUSED)
{
	static const struct {
		const char *fault;
		int64_t matched, fired, left;
	} rows[] = {
		{ "{}", 5, 5, -1 },           { "{'nth':[2,4]}", 0, 0, 2 },
		{ "{'nth':[2,4]}", 2, 1, 1 }, { "{'nth':[2,4]}", 4, 2, 0 },
		{ "{'times':3}", 9, 1, 2 },   { "{'nth':[2,4,6],'times':2}", 2, 1, 1 },
	};

	for_each_row(i, rows) {
		AUTO(cJSON_Delete) cJSON *fault = quoted_json(rows[i].fault);
		const struct fault_rule rule = rule_of(fault, 0);

		assert_int_equal(fault_rule_left(&rule, "", rows[i].matched,
		                                 rows[i].fired),
		                 rows[i].left);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strikes_where_the_rule_says),
		cmocka_unit_test(a_kind_says_how_often_unless_the_fault_does),
		cmocka_unit_test(a_chance_of_three_tenths_is_27_to_33_percent),
		cmocka_unit_test(chance_is_of_seed_fault_key_and_ordinal),
		cmocka_unit_test(says_how_often_it_can_strike_yet),
	};

	return cmocka_run_group_tests_name("draw", tests, NULL, NULL);
}
