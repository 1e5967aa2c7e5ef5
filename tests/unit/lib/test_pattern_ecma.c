/*
 * test_pattern_ecma.c - how ECMA 262 patterns are rewritten for PCRE2
 *
 * What the rewritten patterns find is tested in test_pattern.c, but for the sets of
 * characters that both dialects have and mean differently: those are compared with the
 * definitions of ECMA 262, character by character.
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/pattern.h"
#include "lib/pattern_ecma.h"
#include "tests/support/seeded.h"

static char *rewritten(const char *ecma, struct pattern_shape *shape)
{
	struct buf out = { 0 };
	struct err e = { 0 };

	if (pattern_ecma(ecma, &out, shape, &e) < 0)
		fail_msg("%s: %s", ecma, e.text);
	return buf_take(&out);
}

static void what_means_something_else_to_pcre2_is_written_anew(UNUSED void **state)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "^[a-z]+$", "^[a-z]+$" },
		{ "a.c", "a[^\\n\\r\\u2028\\u2029]c" },
		{ "[.]", "[.]" },
		{ "\\.", "\\." },
		{ "\\/\\!\\-", "\\/\\!\\-" },
		{ "\\\xc3\xa9", "\xc3\xa9" },
		{ "\\v", "\\u000b" },
		{ "[\\b]", "[\\u0008]" },
		{ "\\b", "\\b" },
		{ "\\0", "\\u0000" },
		{ "[\\0]", "[\\u0000]" },
		{ "(a)\\1", "(a)\\g{1}" },
		{ "(?<x>a)\\k<x>", "(?<x>a)\\k<x>" },
		{ "\\x41", "\\u{41}" },
		{ "\\cJ", "\\u{a}" },
		{ "\\cj", "\\u{a}" },
		{ "\\u0041", "\\u{41}" },
		{ "\\ud83d\\ude00", "\\u{1f600}" },
		{ "\\u{1F600}", "\\u{1f600}" },
		{ "\\u{0000000041}", "\\u{41}" },
		{ "\\u{0}", "\\u{0}" },
		{ "\\p{Letter}", "\\p{L}" },
		{ "\\P{gc=Uppercase_Letter}", "\\P{Lu}" },
		{ "\\p{General_Category=Lu}", "\\p{Lu}" },
		{ "[[:alpha:]]", "[\\[:alpha:]]" },
		{ "[\\w-.]", "[\\w\\-.]" },
		{ "[a-\\d]", "[a\\-\\d]" },
		{ "[a-c]", "[a-c]" },
		{ "{", "\\{" },
		{ "a{,2}", "a\\{,2}" },
		{ "a{2", "a\\{2" },
		{ "a{2,}?", "a{2,}?" },
		{ "a*?b+?c??", "a*?b+?c??" },
		{ "[^]", "[^]" },
		{ "[]", "[]" },
	};

	for_each_row(i, rows) {
		struct pattern_shape shape = { 0 };
		AUTO_MEM char *out = rewritten(rows[i][0], &shape);

		row_string_equal(i, out, rows[i][1]);
	}
}

static void the_shape_says_what_makes_a_step_long(UNUSED void **state)
{
	static const struct {
		const char *pattern;
		struct pattern_shape shape;
	} rows[] = {
		{ "abc", { .repeat = 0 } },
		{ "a{3}b{9,}c{2,17}", { .repeat = 9 } },
		{ "[abc]|[a-z]", { .class_size = 5, .edges = 1 } },
		{ "^a\\b\\B$", { .edges = 4 } },
		{ "\\^\\$", { .edges = 0 } },
		{ "(a)\\1", { .references = true } },
		{ "\\0", { .references = false } },
		{ "(?<n>a)\\k<n>", { .references = true } },
		{ "[\\b]", { .class_size = 8 } },
	};

	for_each_row(i, rows) {
		struct pattern_shape shape = { 0 };
		AUTO_MEM char *out = rewritten(rows[i].pattern, &shape);

		assert_non_null(out);
		row_int_equal(i, shape.repeat, rows[i].shape.repeat);
		row_int_equal(i, shape.class_size, rows[i].shape.class_size);
		row_int_equal(i, shape.references, rows[i].shape.references);
		row_int_equal(i, shape.edges, rows[i].shape.edges);
	}
}

/* WhiteSpace and LineTerminator of ECMA 262; the second list alone. */
static bool is_space(unsigned c)
{
	return (c >= 9 && c <= 13) || c == ' ' || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
	       c == 0x202f || c == 0x205f || c == 0x3000 || c == 0xfeff;
}

static bool is_line_end(unsigned c)
{
	return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
}

static bool is_not_line_end(unsigned c)
{
	return !is_line_end(c);
}

static bool is_not_space(unsigned c)
{
	return !is_space(c);
}

static bool is_digit(unsigned c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(unsigned c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_';
}

static bool is_tab_11(unsigned c)
{
	return c == 11;
}

static const char *utf8(unsigned c, char out[5])
{
	size_t n = 0;

	if (c < 0x80) {
		out[n++] = (char)c;
	} else if (c < 0x800) {
		out[n++] = (char)(0xc0 | c >> 6);
		out[n++] = (char)(0x80 | (c & 63));
	} else {
		out[n++] = (char)(0xe0 | c >> 12);
		out[n++] = (char)(0x80 | (c >> 6 & 63));
		out[n++] = (char)(0x80 | (c & 63));
	}
	out[n] = '\0';
	return out;
}

static void sets_of_characters_are_those_of_ecma_262(UNUSED void **state)
{
	static const struct {
		const char *pattern;
		bool (*has)(unsigned c);
	} rows[] = {
		{ "^\\s$", is_space },        { "^[\\s]$", is_space },
		{ "^\\S$", is_not_space },    { "^[\\S]$", is_not_space },
		{ "^[^\\s]$", is_not_space }, { "^.$", is_not_line_end },
		{ "^\\d$", is_digit },        { "^\\w$", is_word },
		{ "^\\v$", is_tab_11 },
	};

	for_each_row(i, rows) {
		AUTO(pattern_free) struct pattern *p = NULL;
		AUTO(pattern_room_release) struct pattern_room room = { 0 };
		struct err e = { 0 };

		assert_int_equal(pattern_new(rows[i].pattern, &p, &e), 0);
		for (unsigned c = 1; c < 0xffff; c++) {
			int64_t steps = 1000000;
			char text[5];

			if (c >= 0x3100 && c < 0xfe00)
				continue; /* neither has any of these */
			if ((pattern_find(p, utf8(c, text), &room, &steps) ==
			     PATTERN_FOUND) != rows[i].has(c))
				fail_msg("row %zu: %s on U+%04X", i, rows[i].pattern, c);
		}
	}
}

static void any_row_of_tokens_is_rewritten_or_refused_at_its_byte(UNUSED void **state)
{
	static const char *const tokens[] = {
		"a",    "\\",  "[",    "]",        "(",    ")",   "?",   ":", "<", ">",
		"=",    "!",   "*",    "+",        "{",    "}",   "1",   ",", "0", "u",
		"d83d", "\\u", "de00", "p",        "Lu",   "k",   "c",   "x", "-", "^",
		"$",    "|",   ".",    "\xc3\xa9", "\xff", "\\s", "\\b",
	};
	size_t taken = 0;

	for (size_t round = 0; round < 20000; round++) {
		struct seeded d = seeded_begin(round);
		AUTO(buf_release) struct buf text = { 0 }, out = { 0 };
		struct pattern_shape shape = { 0 };
		struct err e = { 0 };
		const char *at;

		for (size_t n = seeded_below(&d, 12); n; n--)
			buf_add_str(&text, tokens[seeded_below(&d, ARRAY_LEN(tokens))]);
		if (pattern_ecma(buf_str(&text), &out, &shape, &e) == 0) {
			taken++;
			continue;
		}
		at = strstr(e.text, " at byte ");
		if (e.code != ERR_INVALID || !at ||
		    strtoul(at + 9, NULL, 10) >= text.size)
			fail_msg("TEST_SEED=%llu: %s: %s", (unsigned long long)d.seed,
			         buf_str(&text), e.text);
	}
	assert_in_range(taken, 2000, 18000);
}

static void a_message_shows_the_start_of_a_long_pattern(UNUSED void **state)
{
	AUTO(buf_release) struct buf text = { 0 }, out = { 0 };
	struct pattern_shape shape = { 0 };
	struct err e = { 0 };

	for (int i = 0; i < 5000; i++)
		buf_add_str(&text, "\xc3\xa9");
	buf_add_str(&text, "\\q");
	assert_int_equal(pattern_ecma(buf_str(&text), &out, &shape, &e), -1);
	assert_true(strlen(e.text) < 300);
	assert_non_null(strstr(e.text, "an escape that is not known at byte 10000"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_means_something_else_to_pcre2_is_written_anew),
		cmocka_unit_test(the_shape_says_what_makes_a_step_long),
		cmocka_unit_test(sets_of_characters_are_those_of_ecma_262),
		cmocka_unit_test(any_row_of_tokens_is_rewritten_or_refused_at_its_byte),
		cmocka_unit_test(a_message_shows_the_start_of_a_long_pattern),
	};

	return cmocka_run_group_tests_name("pattern_ecma", tests, NULL, NULL);
}
