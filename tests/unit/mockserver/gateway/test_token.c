/*
 * test_token.c - mockserver/gateway/token.c
 */
#include "tests/unit/unit.h"

#include "mockserver/gateway/token.h"

#define SEED 7

static const struct token sample = {
	.serial = 3,
	.client = "client",
	.org = "O@AdobeOrg",
	.scope = "openid,AdobeID",
	.issued_at = 1767225600000,
	.lifetime_ms = 86400000,
};

static char *sample_text(void)
{
	struct buf text = { 0 };

	token_write(SEED, &sample, &text);
	return buf_take(&text);
}

static void a_token_comes_back_as_it_was_written(void **state UNUSED)
{
	AUTO(mem_free) char *text = sample_text();
	struct arena arena = { 0 };
	struct token got;

	assert_true(token_read(SEED, text, &arena, &got));
	assert_int_equal(got.serial, sample.serial);
	assert_string_equal(got.client, sample.client);
	assert_string_equal(got.org, sample.org);
	assert_string_equal(got.scope, sample.scope);
	assert_int_equal(got.issued_at, sample.issued_at);
	assert_int_equal(got.lifetime_ms, sample.lifetime_ms);
	arena_release(&arena);
}

static void a_token_has_three_parts_and_the_look_of_a_jwt(void **state UNUSED)
{
	AUTO(mem_free) char *text = sample_text();
	int dots = 0;

	for (const char *s = text; *s; s++)
		dots += *s == '.';
	assert_int_equal(dots, 2);
	assert_int_equal(strncmp(text, "eyJhbGciOi", 10), 0);
	assert_true(token_has_form(text));
	assert_false(token_has_form("a.b.c"));
	assert_false(token_has_form("eyJ9"));
}

static void no_other_seed_takes_it(void **state UNUSED)
{
	AUTO(mem_free) char *text = sample_text();
	struct arena arena = { 0 };
	struct token got;

	assert_false(token_read(SEED + 1, text, &arena, &got));
	arena_release(&arena);
}

static void one_changed_character_anywhere_breaks_it(void **state UNUSED)
{
	AUTO(mem_free) char *text = sample_text();

	for (char *s = text; *s; s++) {
		struct arena arena = { 0 };
		struct token got;
		char was = *s;

		*s = was == 'A' ? 'B' : 'A';
		assert_false(token_read(SEED, text, &arena, &got));
		*s = was;
		arena_release(&arena);
	}
}

static void other_texts_are_no_tokens(void **state UNUSED)
{
	static const char *const texts[] = {
		"", ".", "..", "...", "token", "a.b.c", "e30.e30.e30", "e30.W10.e30"
	};

	for_each_row(i, texts) {
		struct arena arena = { 0 };
		struct token got;

		assert_false(token_read(SEED, texts[i], &arena, &got));
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_comes_back_as_it_was_written),
		cmocka_unit_test(a_token_has_three_parts_and_the_look_of_a_jwt),
		cmocka_unit_test(no_other_seed_takes_it),
		cmocka_unit_test(one_changed_character_anywhere_breaks_it),
		cmocka_unit_test(other_texts_are_no_tokens),
	};

	return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
