/*
 * test_str.c - lib/str.c
 */
#include "tests/unit/unit.h"

#include "lib/str.h"

static void a_slice_is_a_text_only_as_a_whole(void **state UNUSED)
{
	struct str s = str_of("GET");

	assert_int_equal(s.size, 3);
	assert_true(str_is(s, "GET"));
	assert_false(str_is(s, "GE"));
	assert_false(str_is(s, "GETS"));
	assert_false(str_is(s, "get"));
	assert_true(str_is((struct str){ "GETS", 3 }, "GET"));
	assert_true(str_is(str_of(""), ""));
}

static void texts_are_the_same_with_all_their_bytes(void **state UNUSED)
{
	assert_true(str_same("aZ", "aZ"));
	assert_true(str_same("", ""));
	assert_false(str_same("aZ", "az"));
	assert_false(str_same("aZ", "a"));
	assert_false(str_same("", "a"));
}

static void case_is_forgiven_for_letters_alone(void **state UNUSED)
{
	assert_true(str_is_nocase(str_of("Content-TYPE"), "content-type"));
	assert_false(str_is_nocase(str_of("content-type"), "content-typ"));
	assert_true(str_same_nocase("aZ09", "Az09"));
	assert_false(str_same_nocase("a", "ab"));
	assert_false(str_same_nocase("ab", "a"));
	/* pairs that differ by the bit of case, and are no letters of A-Z */
	assert_false(str_same_nocase("@", "`"));
	assert_false(str_same_nocase("[", "{"));
	assert_false(str_same_nocase("\xc3\x89", "\xc3\xa9"));
	assert_int_equal(str_lower('Z'), 'z');
	assert_int_equal(str_lower('z'), 'z');
	assert_int_equal(str_lower('['), '[');
	assert_int_equal(str_lower('\xc9'), '\xc9');
}

static void starts_and_ends_may_be_the_whole(void **state UNUSED)
{
	assert_true(str_starts("export.json", "export"));
	assert_true(str_starts("export", "export"));
	assert_true(str_starts("export", ""));
	assert_false(str_starts("exp", "export"));
	assert_true(str_ends("export.json", ".json"));
	assert_true(str_ends(".json", ".json"));
	assert_true(str_ends(".json", ""));
	assert_false(str_ends("json", ".json"));
	assert_false(str_ends("x.json.gz", ".json"));
}

/* The parts with '|' between them and at both ends. */
static void join_parts(const char *text, char *out, size_t room)
{
	struct str rest = str_of(text), part;
	size_t n = 0;

	out[n++] = '|';
	while (str_split(&rest, ',', &part)) {
		assert_true(n + part.size + 2 < room);
		memcpy(out + n, part.at, part.size);
		n += part.size;
		out[n++] = '|';
	}
	out[n] = '\0';
	assert_null(rest.at);
}

static void splitting_keeps_empty_parts(void **state UNUSED)
{
	static const char *const cases[][2] = {
		{ "a,b", "|a|b|" }, { "a,,b", "|a||b|" }, { "a", "|a|" },
		{ "", "||" },       { ",", "|||" },       { "a,", "|a||" },
	};

	for_each_row(i, cases) {
		char out[64];

		join_parts(cases[i][0], out, sizeof(out));
		assert_string_equal(out, cases[i][1]);
	}
}

static void trimming_leaves_what_is_between_the_blanks(void **state UNUSED)
{
	assert_true(str_is(str_trim(str_of(" \ta b\t"), " \t"), "a b"));
	assert_true(str_is(str_trim(str_of("a\n"), " \t"), "a\n"));
	assert_true(str_is(str_trim(str_of("  "), " "), ""));
	assert_true(str_is(str_trim(str_of(""), " "), ""));
	assert_int_equal(str_trim((struct str){ "\0a\0", 3 }, " ").size, 3);
}

static void whole_numbers_are_read_whole(void **state UNUSED)
{
	static const struct {
		const char *text;
		int64_t value;
	} cases[] = {
		{ "0", 0 },
		{ "-0", 0 },
		{ "+7", 7 },
		{ "007", 7 },
		{ "-42", -42 },
		{ "9223372036854775807", INT64_MAX },
		{ "-9223372036854775808", INT64_MIN },
		{ "-9223372036854775807", -INT64_MAX },
	};
	int64_t v;

	for_each_row(i, cases) {
		assert_true(str_to_int(cases[i].text, &v));
		assert_int_equal(v, cases[i].value);
	}
}

static void what_is_no_whole_number_is_refused(void **state UNUSED)
{
	static const char *const cases[] = {
		"",
		"-",
		"+",
		"--1",
		"+-1",
		" 1",
		"1 ",
		"1.0",
		"1e3",
		"0x10",
		"1,0",
		"a1",
		"1a",
		"/",
		":",
		"9223372036854775808",
		"-9223372036854775809",
		"99999999999999999999",
	};
	int64_t v;

	for_each_row(i, cases)
		assert_false(str_to_int(cases[i], &v));
}

static void fractions_are_read_to_the_nearest_double(void **state UNUSED)
{
	static const struct {
		const char *text;
		double value;
	} cases[] = {
		{ "0.1", 0.1 },  { "-2.5e3", -2500 },
		{ "+1", 1 },     { ".5", .5 },
		{ "1.", 1 },     { "1E-2", 0.01 },
		{ "0", 0 },      { "5e-324", 5e-324 },
		{ "1e-400", 0 }, { "1.7976931348623157e308", 1.7976931348623157e308 },
	};
	double v;

	for_each_row(i, cases) {
		assert_true(str_to_double(cases[i].text, &v));
		assert_true(v == cases[i].value);
	}
}

static void what_is_no_decimal_is_refused(void **state UNUSED)
{
	static const char *const cases[] = {
		"",   ".",   "-",   "e5",    "1e",    "1e+",    "1.2.3", " 1",
		"1 ", "inf", "nan", "0x1p3", "1e400", "-1e400", "1,5",
	};
	double v;

	for_each_row(i, cases)
		assert_false(str_to_double(cases[i], &v));
}

/* The code point as UTF-8 would have it in n bytes, also where it must not be so. */
static void encode(uint32_t c, size_t n, char *out)
{
	static const unsigned char first[] = { 0, 0, 0xc0, 0xe0, 0xf0, 0xf8 };

	if (n == 1) {
		out[0] = (char)c;
		return;
	}
	for (size_t i = n - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	out[0] = (char)(first[n] | c);
}

static void utf8_is_each_code_point_in_its_shortest_form(void **state UNUSED)
{
	static const uint32_t limits[] = { 0, 0x80, 0x800, 0x10000, 0x200000 };
	char text[8] = { 0 };

	for (uint32_t c = 0; c < 0x110000; c += c < 0x20000 ? 1 : 251) {
		size_t shortest = 1;

		while (c >= limits[shortest])
			shortest++;
		for (size_t n = shortest; n <= 4; n++) {
			bool surrogate = c >= 0xd800 && c <= 0xdfff;

			encode(c, n, text);
			assert_int_equal(str_is_utf8(text, n),
			                 n == shortest && !surrogate);
		}
	}
	encode(0x10ffff, 4, text);
	assert_true(str_is_utf8(text, 4));
	for (uint32_t c = 0x110000; c < 0x200000; c += 61) {
		encode(c, 4, text);
		assert_false(str_is_utf8(text, 4));
	}
}

static void utf8_does_not_end_in_a_sequence_nor_start_in_one(void **state UNUSED)
{
	static const char text[] = "\xf0\x9f\x98\x80";

	for (size_t n = 1; n < 4; n++) {
		assert_false(str_is_utf8(text, n));
		assert_false(str_is_utf8(text + n, 4 - n));
	}
	assert_false(str_is_utf8("\xff", 1));
	assert_false(str_is_utf8("\xc3(", 2));
	assert_false(str_is_utf8("\xf8\x88\x80\x80\x80", 5));
	assert_true(str_is_utf8("", 0));
	assert_true(str_is_utf8("a\0b", 3));
}

/* Long runs are looked at several bytes at a time: one bad byte is found anywhere. */
static void one_bad_byte_is_found_anywhere(void **state UNUSED)
{
	char text[64];

	for (size_t at = 0; at < sizeof(text); at++) {
		memset(text, 'x', sizeof(text));
		assert_true(str_is_utf8(text, sizeof(text)));
		text[at] = '\x80';
		for (size_t start = 0; start < sizeof(text); start++)
			assert_int_equal(str_is_utf8(text + start, sizeof(text) - start),
			                 start > at);
	}
}

static void a_length_counts_characters(void **state UNUSED)
{
	assert_int_equal(str_length(""), 0);
	assert_int_equal(str_length("abc"), 3);
	assert_int_equal(str_length("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), 4);
}

static void cutting_leaves_whole_characters(void **state UNUSED)
{
	/* e9 takes 2 bytes, 20ac 3, 1f600 4 */
	static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
	static const size_t expected[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10, 10 };

	for_each_row(most, expected)
		assert_int_equal(str_cut(text, most), expected[most]);
	assert_int_equal(str_cut("", 5), 0);
}

static void cutting_what_is_no_text_takes_at_most_three_bytes_more(void **state UNUSED)
{
	static const struct {
		const char *text;
		size_t most, expected;
	} rows[] = {
		{ "name-\x80\x80\x80\x80\x80\x80", 9, 9 },
		{ "\x80\x80\x80\x80\x80\x80", 4, 4 },
		{ "\x80\x80\x80", 2, 2 },
		{ "\x80\x80\x80", 0, 0 },
		{ "ab\xc3\xa9\xa9\xa9", 4, 4 }, /* the character ends before */
		{ "ab\xc3\xa9\xa9\xa9", 3, 2 },
		{ "ab\xf0\x9f\x98\x80", 5, 2 },
		{ "ab\xff\x80\x80", 3, 3 }, /* ff starts nothing */
		{ "ab\xff\x80\x80", 2, 2 },
	};
	char text[300];

	for_each_row(i, rows)
		assert_int_equal(str_cut(rows[i].text, rows[i].most), rows[i].expected);
	for (unsigned first = 1; first < 256; first++) {
		memset(text, (int)first, sizeof(text));
		text[sizeof(text) - 1] = '\0';
		for (size_t most = 0; most < sizeof(text); most++)
			assert_true(str_cut(text, most) + 3 >= most);
	}
}

static void hex_digits_and_percent_escapes_have_their_values(void **state UNUSED)
{
	static const struct {
		const char *text;
		int byte;
	} cases[] = {
		{ "%41", 0x41 }, { "%fF", 0xff }, { "%00", 0 },  { "%4", -1 },
		{ "%", -1 },     { "41%", -1 },   { "%g1", -1 }, { "%1G", -1 },
	};

	for_each_row(i, cases) {
		const char *text = cases[i].text;
		int byte = str_percent(text, text + strlen(text));

		if (byte != cases[i].byte)
			fail_msg("'%s' is %d, not %d", text, byte, cases[i].byte);
	}
	for (int c = 0; c < 256; c++) {
		static const char digits[] = "0123456789abcdef";
		const char *at =
			c ? strchr(digits, c | (c >= 'A' && c <= 'F' ? 32 : 0)) : NULL;

		assert_int_equal(str_hex((char)c), at ? (int)(at - digits) : -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slice_is_a_text_only_as_a_whole),
		cmocka_unit_test(texts_are_the_same_with_all_their_bytes),
		cmocka_unit_test(case_is_forgiven_for_letters_alone),
		cmocka_unit_test(starts_and_ends_may_be_the_whole),
		cmocka_unit_test(splitting_keeps_empty_parts),
		cmocka_unit_test(trimming_leaves_what_is_between_the_blanks),
		cmocka_unit_test(whole_numbers_are_read_whole),
		cmocka_unit_test(what_is_no_whole_number_is_refused),
		cmocka_unit_test(fractions_are_read_to_the_nearest_double),
		cmocka_unit_test(what_is_no_decimal_is_refused),
		cmocka_unit_test(utf8_is_each_code_point_in_its_shortest_form),
		cmocka_unit_test(utf8_does_not_end_in_a_sequence_nor_start_in_one),
		cmocka_unit_test(one_bad_byte_is_found_anywhere),
		cmocka_unit_test(a_length_counts_characters),
		cmocka_unit_test(cutting_leaves_whole_characters),
		cmocka_unit_test(cutting_what_is_no_text_takes_at_most_three_bytes_more),
		cmocka_unit_test(hex_digits_and_percent_escapes_have_their_values),
	};

	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
