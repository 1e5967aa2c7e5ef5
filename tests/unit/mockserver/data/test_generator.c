/*
 * test_generator.c - mockserver/data/generator.c
 */
#include "tests/unit/unit.h"

#include <ctype.h>

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/data/generator.h"
#include "tests/support/quoted.h"
#include "tests/support/rows.h"
#include "tests/support/show.h"

#define ZERO INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */
#define SEED UINT64_C(7)
#define MANY 4000

/* A generator over a schema; end() lets go of both. */
struct fixture {
	struct rows rows;
	struct generator *generator;
	struct column made;
	struct err e;
};

static int begin(struct fixture *f, const char *schema, const char *settings)
{
	AUTO(cursor_release) struct cursor at = { .file = "d" };
	AUTO(cJSON_Delete) cJSON *json = quoted_json(settings);

	*f = (struct fixture){ 0 };
	rows_init(&f->rows, schema);
	column_init(&f->made, f->rows.def);
	return generator_new(json, f->rows.def, &at, &f->generator, &f->e);
}

static void end(struct fixture *f)
{
	column_release(&f->made);
	generator_free(f->generator);
	rows_release(&f->rows);
}

/* Makes the first n values of the one field `x` by that rule. */
static const struct column *make(struct fixture *f, const char *type, const char *rule,
                                 size_t n)
{
	AUTO(buf_release) struct buf schema = { 0 }, settings = { 0 };

	buf_printf(&schema, "x %s", type);
	buf_printf(&settings, "{'rowsAtStart':1000,'rowsPerHour':40,'fields':{'x':%s}}",
	           rule);
	if (begin(f, buf_str(&schema), buf_str(&settings)) < 0)
		fail_msg("%s: %s", rule, f->e.text);
	generator_fill(f->generator, SEED, ZERO, 0, n, &f->made);
	assert_int_equal(f->made.count, n);
	assert_int_equal(f->made.child[0].count, n);
	return &f->made.child[0];
}

static void ranges_stay_within_and_reach_their_ends(void **state UNUSED)
{
	static const char *const skews[] = { "none", "low", "middle", "high" };

	for_each_row(s, skews) {
		AUTO(buf_release) struct buf rule = { 0 };
		struct fixture f;
		const struct column *c;
		int seen[9] = { 0 };

		buf_printf(&rule, "{'kind':'range','min':-4,'max':4,'skew':'%s'}",
		           skews[s]);
		c = make(&f, "int32", buf_str(&rule), MANY);
		for (size_t i = 0; i < MANY; i++) {
			assert_in_range(c->i32[i] + 4, 0, 8);
			seen[c->i32[i] + 4]++;
		}
		for_each_row(k, seen)
			assert_true(seen[k] > 0);
		/* where the weight lies */
		assert_true(s != 1 || seen[0] > 3 * seen[4]);
		assert_true(s != 2 || (seen[4] > 3 * seen[0] && seen[4] > 3 * seen[8]));
		assert_true(s != 3 || seen[8] > 3 * seen[4]);
		end(&f);
	}
}

static void the_widest_range_is_all_of_int64(void **state UNUSED)
{
	struct fixture f;
	const struct column *c = make(
		&f, "int64",
		"{'kind':'range','min':-9223372036854775808,'max':9223372036854775807}",
		MANY);
	int negative = 0, past_2_53 = 0;

	for (size_t i = 0; i < MANY; i++) {
		negative += c->i64[i] < 0;
		past_2_53 += c->i64[i] > INT64_C(9007199254740992);
	}
	assert_in_range(negative, MANY * 2 / 5, MANY * 3 / 5);
	assert_true(past_2_53 > MANY / 3);
	end(&f);
}

static void a_double_is_the_nearest_to_its_decimals(void **state UNUSED)
{
	struct fixture f;
	const struct column *c =
		make(&f, "double", "{'kind':'range','min':0,'max':9.99,'decimals':2}",
	             MANY);
	char text[32];

	for (size_t i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "%.2f", c->f64[i]);
		assert_true(strtod(text, NULL) == c->f64[i]);
	}
	end(&f);
}

static void choices_follow_their_weights(void **state UNUSED)
{
	struct fixture f;
	const struct column *c =
		make(&f, "int32", "{'kind':'choice','of':[0,1,2],'weights':[7,0,1]}",
	             MANY);
	int seen[3] = { 0 };

	for (size_t i = 0; i < MANY; i++)
		seen[c->i32[i]]++;
	assert_int_equal(seen[1], 0);
	assert_in_range(seen[2], MANY / 8 - MANY / 40, MANY / 8 + MANY / 40);
	end(&f);
}

static void nulls_are_as_frequent_as_asked(void **state UNUSED)
{
	static const struct {
		const char *share;
		int least, most;
	} cases[] = {
		{ "0", 0, 0 },
		{ "0.25", MANY / 4 - MANY / 40, MANY / 4 + MANY / 40 },
		{ "1", MANY, MANY },
	};
	static const char *const types[] = { "int32", "string", "{y bool}", "[bool]",
		                             "<bool>" };

	for_each_row(i, cases) {
		AUTO_MEM char *rule = mem_printf("{'nulls':%s}", cases[i].share);

		for_each_row(k, types) {
			struct fixture f;
			const struct column *c = make(&f, types[k], rule, MANY);
			int nulls = 0;

			for (size_t n = 0; n < MANY; n++)
				nulls += !c->valid[n];
			assert_in_range(nulls, cases[i].least, cases[i].most);
			end(&f);
		}
	}
}

static void a_sequence_counts_records_and_starts_anew_when_full(void **state UNUSED)
{
	struct fixture f;
	const struct column *c =
		make(&f, "int64", "{'kind':'sequence','start':5,'step':-3}", 100);

	for (int64_t i = 0; i < 100; i++)
		assert_int_equal(c->i64[i], 5 - 3 * i);
	end(&f);
	c = make(&f, "int32", "{'kind':'sequence','start':2147483645}", 7);
	assert_int_equal(c->i32[2], INT32_MAX);
	assert_int_equal(c->i32[3], INT32_MAX - 2);
	assert_int_equal(c->i32[6], INT32_MAX - 2);
	end(&f);
}

static void arrival_is_the_records_own_less_the_lag(void **state UNUSED)
{
	const struct arrival a = { 1000, 40, MS_PER_HOUR };
	struct fixture f;
	const struct column *c = make(&f, "timestamp", "{'kind':'arrival'}", 2000);
	bool lags = false;

	for (uint64_t i = 0; i < 2000; i++)
		assert_int_equal(c->i64[i], arrival_at(&a, ZERO, i));
	end(&f);
	c = make(&f, "timestamp", "{'kind':'arrival','lag':'PT1H'}", 2000);
	for (uint64_t i = 0; i < 2000; i++) {
		int64_t lag = arrival_at(&a, ZERO, i) - c->i64[i];

		assert_in_range(lag, 0, MS_PER_HOUR);
		lags |= lag > MS_PER_HOUR * 9 / 10;
	}
	assert_true(lags);
	end(&f);
	c = make(&f, "date", "{'kind':'arrival'}", 1001);
	assert_int_equal(c->i32[0], ZERO / MS_PER_DAY - 30);
	assert_int_equal(c->i32[1000], ZERO / MS_PER_DAY);
	end(&f);
}

/* Where it is not known, each record has to be looked at. */
static void the_lag_is_known_of_arrivals_alone(void **state UNUSED)
{
	static const struct {
		const char *rule;
		struct lag lag;
	} cases[] = {
		{ "{'kind':'arrival'}", { 0, 0 } },
		{ "{'kind':'arrival','lag':'PT1H'}", { 0, MS_PER_HOUR } },
		{ "{'kind':'range','min':'2025-01-01T00:00:00Z',"
		  "'max':'2026-01-01T00:00:00Z'}",
		  { -LAG_FAR, LAG_FAR } },
	};

	for_each_row(i, cases) {
		struct fixture f;

		(void)make(&f, "timestamp", cases[i].rule, 1);
		assert_int_equal(generator_lag(f.generator, 0).least, cases[i].lag.least);
		assert_int_equal(generator_lag(f.generator, 0).most, cases[i].lag.most);
		end(&f);
	}
}

static void a_text_has_its_patterns_form(void **state UNUSED)
{
	struct fixture f;
	const struct column *c =
		make(&f, "string", "{'kind':'text','pattern':'ab-{digits:2}'}", 50);

	for (size_t i = 0; i < c->count; i++) {
		const char *text = c->bytes + c->offsets[i];

		row_int_equal(i, c->offsets[i + 1] - c->offsets[i], 5);
		row_int_equal(i,
		              !strncmp(text, "ab-", 3) && isdigit((unsigned char)text[4]),
		              true);
	}
	end(&f);
}

static void days_before_1970_round_down(void **state UNUSED)
{
	struct fixture f;

	assert_int_equal(begin(&f, "x date", "{'rowsAtStart':1,'fields':{}}"), 0);
	generator_fill(f.generator, SEED, 15 * MS_PER_DAY + 1 - 3 * MS_PER_DAY, 0, 1,
	               &f.made);
	/* one record, 15 days before zero: -3 days and a millisecond */
	assert_int_equal(f.made.child[0].i32[0], -3);
	end(&f);
}

static void lists_have_lengths_within_and_elements_of_their_own(void **state UNUSED)
{
	struct fixture f;
	const struct column *c = make(&f, "[int64]", "{'length':[1,3]}", MANY);
	int same = 0, seen[4] = { 0 };

	for (size_t i = 0; i < MANY; i++) {
		uint32_t n = c->offsets[i + 1] - c->offsets[i];

		assert_in_range(n, 1, 3);
		seen[n]++;
		same += n > 1 && c->child[0].i64[c->offsets[i]] ==
		                         c->child[0].i64[c->offsets[i] + 1];
	}
	assert_int_equal(c->child[0].count, c->offsets[MANY]);
	assert_true(seen[1] > MANY / 4 && seen[2] > MANY / 4 && seen[3] > MANY / 4);
	assert_true(same < MANY / 100);
	end(&f);
}

static void maps_have_some_of_their_keys_in_order(void **state UNUSED)
{
	struct fixture f;
	const struct column *c =
		make(&f, "<int32>", "{'keys':['a','b','c'],'chance':0.5}", MANY);
	const struct column *keys = &c->child[0];
	size_t whole = 0;

	for (size_t i = 0; i < MANY; i++) {
		whole += c->offsets[i + 1] - c->offsets[i] == 3;
		for (size_t k = c->offsets[i] + 1; k < c->offsets[i + 1]; k++)
			assert_true(keys->bytes[keys->offsets[k - 1]] <
			            keys->bytes[keys->offsets[k]]);
	}
	assert_int_equal(keys->count, c->offsets[MANY]);
	assert_int_equal(c->child[1].count, keys->count);
	assert_in_range(whole, MANY / 8 - MANY / 40, MANY / 8 + MANY / 40);
	assert_in_range(keys->count, MANY * 14 / 10, MANY * 16 / 10);
	end(&f);
}

static void below_a_null_everything_is_null_or_empty(void **state UNUSED)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct fixture f;
	const struct column *c =
		make(&f, "{a int32!, b {c string!, d [int32]!}!, e <{f bool!}>!}",
	             "{'nulls':1}", 3);

	show_column(&f.made, &text);
	assert_quoted_equal(buf_str(&text), "{'x':null}\n{'x':null}\n{'x':null}\n");
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(c->child[0].valid[i], 0);
		assert_int_equal(c->child[1].valid[i], 0);
		assert_int_equal(c->child[1].child[0].valid[i], 0);
	}
	assert_int_equal(c->child[1].child[1].child[0].count, 0);
	assert_int_equal(c->child[2].child[1].child[0].count, 0);
	end(&f);
}

#define NESTED                                                                      \
	"a int64, b string, c {d double, e [{f string, g <[date]>}]}, h [[bool]], " \
	"firstName string, email string, i decimal(9,2), j timestamp"
#define NESTED_SETTINGS                                                               \
	"{'rowsAtStart':100,'rowsPerDay':17,'fields':{'b':{'nulls':0.3},"             \
	"'c':{'nulls':0.2},'c.e':{'nulls':0.2,'length':[0,4]},'c.e[]':{'nulls':0.2}," \
	"'c.e[].g':{'keys':['k','l']},'h':{'nulls':0.1},'h[]':{'nulls':0.5}}}"

static void any_range_has_the_same_records(void **state UNUSED)
{
	AUTO(buf_release) struct buf whole = { 0 };
	struct fixture f;

	assert_int_equal(begin(&f, NESTED, NESTED_SETTINGS), 0);
	generator_fill(f.generator, SEED, ZERO, 0, 400, &f.made);
	show_column(&f.made, &whole);
	for (uint64_t seed = 1; seed <= 50; seed++) {
		AUTO(buf_release) struct buf parts = { 0 };
		struct column c;
		size_t n;

		column_init(&c, f.rows.def);
		for (uint64_t at = 0; at < 400; at += n) {
			n = 1 + (size_t)hash_below(hash_with(seed, at), 60);
			n = n < 400 - at ? n : (size_t)(400 - at);
			/* half of the time into what is there, else by itself */
			if (seed % 2)
				column_clear(&c);
			generator_fill(f.generator, SEED, ZERO, at, n, &c);
			if (seed % 2)
				show_column(&c, &parts);
		}
		if (seed % 2 == 0)
			show_column(&c, &parts);
		if (strcmp(buf_str(&parts), buf_str(&whole)) != 0)
			fail_msg("seed %llu", (unsigned long long)seed);
		column_release(&c);
	}
	end(&f);
}

static void the_seed_changes_what_is_drawn_and_zero_only_times(void **state UNUSED)
{
	AUTO(buf_release) struct buf one = { 0 }, other = { 0 }, later = { 0 };
	struct fixture f;

	assert_int_equal(begin(&f, "a int64, b string, t timestamp",
	                       "{'rowsAtStart':10,'rowsPerHour':0}"),
	                 0);
	generator_fill(f.generator, 1, ZERO, 3, 1, &f.made);
	generator_fill(f.generator, 2, ZERO, 3, 1, &f.made);
	generator_fill(f.generator, 1, ZERO + 5, 3, 1, &f.made);
	show_value(&f.made, 0, &one);
	show_value(&f.made, 1, &other);
	assert_string_not_equal(buf_str(&one), buf_str(&other));
	assert_int_equal(f.made.child[0].i64[0], f.made.child[0].i64[2]);
	assert_int_equal(f.made.child[2].i64[0] + 5, f.made.child[2].i64[2]);
	show_value(&f.made, 2, &later);
	assert_string_not_equal(buf_str(&one), buf_str(&later));
	end(&f);
}

static void fields_of_one_record_mean_one_person(void **state UNUSED)
{
	struct fixture f;
	const struct column *first, *mail;

	assert_int_equal(begin(&f, "firstName string, email string", "{'rowsAtStart':9}"),
	                 0);
	generator_fill(f.generator, SEED, ZERO, 0, 500, &f.made);
	first = &f.made.child[0];
	mail = &f.made.child[1];
	for (size_t i = 0; i < 500; i++) {
		for (uint32_t k = 0; k < first->offsets[i + 1] - first->offsets[i]; k++)
			assert_int_equal(mail->bytes[mail->offsets[i] + k],
			                 first->bytes[first->offsets[i] + k] | 32);
	}
	end(&f);
}

static void the_last_index_there_is_can_be_made(void **state UNUSED)
{
	struct fixture f;

	assert_int_equal(begin(&f, "a int64, b timestamp, c date, d int32",
	                       "{'rowsAtStart':1000000000000,'rowsPerHour':1000000000,"
	                       "'fields':{'d':{'kind':'sequence'}}}"),
	                 0);
	generator_fill(f.generator, SEED, ZERO, UINT64_MAX - 2, 2, &f.made);
	assert_int_equal(f.made.child[1].i64[0], VTIME_MAX);
	end(&f);
}

static void settings_say_when_records_arrive(void **state UNUSED)
{
	static const struct {
		const char *settings;
		uint64_t at_start, rate;
		int64_t period_ms;
	} cases[] = {
		{ "{'rowsAtStart':0}", 0, 0, MS_PER_HOUR },
		{ "{'rowsAtStart':5,'rowsPerHour':7}", 5, 7, MS_PER_HOUR },
		{ "{'rowsAtStart':5,'rowsPerDay':7}", 5, 7, MS_PER_DAY },
	};

	for_each_row(i, cases) {
		struct fixture f;

		assert_int_equal(begin(&f, "x int32", cases[i].settings), 0);
		assert_int_equal(generator_arrival(f.generator)->at_start,
		                 cases[i].at_start);
		assert_int_equal(generator_arrival(f.generator)->rate, cases[i].rate);
		assert_int_equal(generator_arrival(f.generator)->period_ms,
		                 cases[i].period_ms);
		end(&f);
	}
}

static void bad_settings_are_refused(void **state UNUSED)
{
	static const struct {
		const char *settings, *expected;
	} cases[] = {
		{ "{}",
		  "d: 'rowsAtStart' is not a whole number from 0 to 1000000000000" },
		{ "{'rowsAtStart':-1}",
		  "d: 'rowsAtStart' is not a whole number from 0 to 1000000000000" },
		{ "{'rowsAtStart':1.5}",
		  "d: 'rowsAtStart' is not a whole number from 0 to 1000000000000" },
		{ "{'rowsAtStart':1,'rowsPerHour':1000000001}",
		  "d: 'rowsPerHour' is not a whole number from 0 to 1000000000" },
		{ "{'rowsAtStart':1,'rowsPerHour':1,'rowsPerDay':1}",
		  "d: has both 'rowsPerHour' and 'rowsPerDay'" },
		{ "{'rowsAtStart':1,'fields':{'y':{}}}",
		  "d: /fields: the schema has no field 'y'" },
	};

	for_each_row(i, cases) {
		struct fixture f;

		assert_int_equal(begin(&f, "x int32", cases[i].settings), -1);
		assert_string_equal(f.e.text, cases[i].expected);
		end(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_stay_within_and_reach_their_ends),
		cmocka_unit_test(the_widest_range_is_all_of_int64),
		cmocka_unit_test(a_double_is_the_nearest_to_its_decimals),
		cmocka_unit_test(choices_follow_their_weights),
		cmocka_unit_test(nulls_are_as_frequent_as_asked),
		cmocka_unit_test(a_sequence_counts_records_and_starts_anew_when_full),
		cmocka_unit_test(arrival_is_the_records_own_less_the_lag),
		cmocka_unit_test(the_lag_is_known_of_arrivals_alone),
		cmocka_unit_test(a_text_has_its_patterns_form),
		cmocka_unit_test(days_before_1970_round_down),
		cmocka_unit_test(lists_have_lengths_within_and_elements_of_their_own),
		cmocka_unit_test(maps_have_some_of_their_keys_in_order),
		cmocka_unit_test(below_a_null_everything_is_null_or_empty),
		cmocka_unit_test(any_range_has_the_same_records),
		cmocka_unit_test(the_seed_changes_what_is_drawn_and_zero_only_times),
		cmocka_unit_test(fields_of_one_record_mean_one_person),
		cmocka_unit_test(the_last_index_there_is_can_be_made),
		cmocka_unit_test(settings_say_when_records_arrive),
		cmocka_unit_test(bad_settings_are_refused),
	};

	return cmocka_run_group_tests_name("generator", tests, NULL, NULL);
}
