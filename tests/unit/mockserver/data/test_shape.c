/*
 * test_shape.c - mockserver/data/shape.c and words.c
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/str.h"
#include "mockserver/data/shape.h"
#include "mockserver/data/words.h"

static struct shape *compiled(const char *text)
{
	AUTO(cursor_release) struct cursor at = { .file = "p" };
	struct shape *p = NULL;
	struct err e = { 0 };

	if (shape_new(text, &at, &p, &e) < 0)
		fail_msg("%s: %s", text, e.text);
	return p;
}

/* The text for a draw of (field, record, row). */
static const char *text_of(const char *pattern, const struct shape_draw *draw,
                           struct buf *out)
{
	struct shape *p = compiled(pattern);

	buf_clear(out);
	shape_put(p, draw, out);
	shape_free(p);
	return buf_str(out);
}

static void plain_text_stays_and_rows_are_counted(void **state UNUSED)
{
	static const struct {
		const char *pattern, *expected;
	} cases[] = {
		{ "", "" },
		{ "plain", "plain" },
		{ "a}b", "a}b" },
		{ "{{x}", "{x}" },
		{ "{row}", "42" },
		{ "{row:1}", "42" },
		{ "n-{row:6}!", "n-000042!" },
		{ "{number:7:7}", "7" },
		{ "{number:-3:-3}", "-3" },
	};
	AUTO(buf_release) struct buf out = { 0 };
	const struct shape_draw draw = { 1, 2, 42 };

	for_each_row(i, cases)
		assert_string_equal(text_of(cases[i].pattern, &draw, &out),
		                    cases[i].expected);
}

static void tokens_draw_the_characters_that_they_name(void **state UNUSED)
{
	static const struct {
		const char *pattern, *alphabet;
		size_t size;
	} cases[] = {
		{ "{digits:6}", "0123456789", 6 },
		{ "{digits:38}", "0123456789", 38 },
		{ "{hex:32}", "0123456789abcdef", 32 },
		{ "{upper:3}", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 3 },
		{ "{lower:64}", "abcdefghijklmnopqrstuvwxyz", 64 },
		{ "{uuid}", "0123456789abcdef-", 36 },
		{ "{hex:0}", "", 0 },
	};
	AUTO(buf_release) struct buf out = { 0 };

	for_each_row(i, cases) {
		for (uint64_t seed = 0; seed < 200; seed++) {
			const struct shape_draw draw = { hash_mix(seed), 0, seed };
			const char *text = text_of(cases[i].pattern, &draw, &out);

			assert_int_equal(strlen(text), cases[i].size);
			assert_int_equal(strspn(text, cases[i].alphabet), cases[i].size);
			assert_true(!str_starts(cases[i].pattern, "{digits") ||
			            text[0] != '0');
		}
	}
}

static void numbers_reach_both_ends_and_no_further(void **state UNUSED)
{
	AUTO(buf_release) struct buf out = { 0 };
	bool seen[7] = { false };

	for (uint64_t seed = 0; seed < 500; seed++) {
		const struct shape_draw draw = { seed, 0, 0 };
		int64_t n = INT64_MIN;

		assert_true(str_to_int(text_of("{number:-3:3}", &draw, &out), &n));
		assert_in_range(n + 3, 0, 6);
		seen[n + 3] = true;
	}
	for_each_row(i, seen)
		assert_true(seen[i]);
}

static void a_record_means_one_person_and_place(void **state UNUSED)
{
	AUTO(buf_release) struct buf name = { 0 }, mail = { 0 }, city = { 0 };
	size_t cities = 0;

	for (uint64_t seed = 0; seed < 100; seed++) {
		const struct shape_draw one = { hash_mix(seed), seed, 0 };
		const struct shape_draw other = { hash_mix(~seed), seed, 0 };
		const struct words *places = words_find("city", 4);
		const struct words *countries = words_find("country", 7);

		text_of("{first} {last}", &one, &name);
		for (char *c = name.data; *c; c++)
			*c = (char)(*c == ' ' ? '.' : *c | 32);
		assert_string_equal(text_of("{first:lower}.{last:lower}", &other, &mail),
		                    buf_str(&name));
		text_of("{city}/{country}", &one, &city);
		for (size_t i = 0; i < places->count; i++) {
			buf_clear(&mail);
			buf_printf(&mail, "%s/%s", places->all[i], countries->all[i]);
			cities += !strcmp(buf_str(&mail), buf_str(&city));
		}
	}
	assert_int_equal(cities, 100);
}

static void other_words_differ_from_token_to_token(void **state UNUSED)
{
	AUTO(buf_release) struct buf out = { 0 };
	int same = 0;

	for (uint64_t seed = 0; seed < 200; seed++) {
		const struct shape_draw draw = { hash_mix(seed), 1, 0 };
		const char *text = text_of("{word}/{word}", &draw, &out);
		const char *slash = strchr(text, '/');

		same += strlen(slash + 1) == (size_t)(slash - text) &&
		        !memcmp(text, slash + 1, strlen(slash + 1));
	}
	assert_in_range(same, 0, 20); /* 200 of 56 words: about four by chance */
}

static void bad_tokens_are_named(void **state UNUSED)
{
	static const struct {
		const char *pattern, *expected;
	} cases[] = {
		{ "{", "p: a '{' is not closed; write '{{' for a brace" },
		{ "a{row", "p: a '{' is not closed; write '{{' for a brace" },
		{ "{}", "p: no token is called {}" },
		{ "{digits}", "p: no token is called {digits}" },
		{ "{digits:}", "p: no token is called {digits:}" },
		{ "{digits:65}", "p: no token is called {digits:65}" },
		{ "{digits:-1}", "p: no token is called {digits:-1}" },
		{ "{digits:1:2}", "p: no token is called {digits:1:2}" },
		{ "{hex:x}", "p: no token is called {hex:x}" },
		{ "{number:2:1}", "p: no token is called {number:2:1}" },
		{ "{number:1}", "p: no token is called {number:1}" },
		{ "{number:1:2:3}", "p: no token is called {number:1:2:3}" },
		{ "{number:1:99999999999999999999}",
		  "p: no token is called {number:1:99999999999999999999}" },
		{ "{uuid:4}", "p: no token is called {uuid:4}" },
		{ "{row:9:9}", "p: no token is called {row:9:9}" },
		{ "{firsts}", "p: no token is called {firsts}" },
		{ "{first:upper}", "p: no token is called {first:upper}" },
		{ "{First}", "p: no token is called {First}" },
	};

	for_each_row(i, cases) {
		AUTO(cursor_release) struct cursor at = { .file = "p" };
		struct shape *p = NULL;
		struct err e = { 0 };

		if (shape_new(cases[i].pattern, &at, &p, &e) == 0)
			fail_msg("%s is taken", cases[i].pattern);
		assert_null(p);
		assert_string_equal(e.text, cases[i].expected);
	}
}

static void words_for_addresses_are_plain_ascii(void **state UNUSED)
{
	static const char *const names[] = { "first", "last", "domain", "word",
		                             "product" };

	for_each_row(i, names) {
		const struct words *w = words_find(names[i], strlen(names[i]));

		assert_non_null(w);
		for (size_t k = 0; k < w->count; k++) {
			for (const char *c = w->all[k]; *c; c++)
				assert_in_range(*c, '.', 'z');
		}
	}
	assert_null(words_find("firs", 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_stays_and_rows_are_counted),
		cmocka_unit_test(tokens_draw_the_characters_that_they_name),
		cmocka_unit_test(numbers_reach_both_ends_and_no_further),
		cmocka_unit_test(a_record_means_one_person_and_place),
		cmocka_unit_test(other_words_differ_from_token_to_token),
		cmocka_unit_test(bad_tokens_are_named),
		cmocka_unit_test(words_for_addresses_are_plain_ascii),
	};

	return cmocka_run_group_tests_name("shape", tests, NULL, NULL);
}
