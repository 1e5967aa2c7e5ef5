/*
 * test_read.c - lib/json/read.c: what is JSON, what is not, and where
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/json/json.h"
#include "lib/mem.h"
#include "lib/str.h"

static cJSON *must_parse(const char *text, size_t n)
{
	struct err e = { 0 };
	cJSON *v = NULL;

	if (json_parse(text, n, &v, &e) < 0)
		fail_msg("%s: %s", text, e.text);
	return v;
}

static void assert_refused(const char *text, size_t n, const char *reason)
{
	struct err e = { 0 };
	cJSON *v = NULL;

	if (json_parse(text, n, &v, &e) == 0)
		fail_msg("'%s' was accepted", text);
	assert_null(v);
	assert_int_equal(e.code, ERR_INVALID);
	assert_string_equal(e.text, reason);
}

static void json_is_accepted(void **state UNUSED)
{
	static const struct {
		const char *text, *printed;
	} cases[] = {
		/* clang-format off */
		{ "null", "null" },
		{ " \t\r\n true \n", "true" },
		{ "false", "false" },
		{ "\"\"", "\"\"" },
		{ "[]", "[]" },
		{ "[ ]", "[]" },
		{ "{}", "{}" },
		{ "{ }", "{}" },
		{ "[1 , 2,3]", "[1,2,3]" },
		{ "[[],{},[[]]]", "[[],{},[[]]]" },
		{ JSON({"b":1, "a" :2}), JSON({"b":1,"a":2}) },
		{ JSON({"":{"":""}}), JSON({"":{"":""}}) },
		{ JSON({"a":{"a":1},"b":{"a":2}}),
		  JSON({"a":{"a":1},"b":{"a":2}}) },
		{ JSON("\"\\\/\b\f\n\r\t"), JSON("\"\\/\b\f\n\r\t") },
		{ "\"\\u0041\\u00e9\\u20AC\"", "\"A\xc3\xa9\xe2\x82\xac\"" },
		{ "\"\\ud83d\\uDE00\"", "\"\xf0\x9f\x98\x80\"" },
		{ "\"\\udbff\\udfff\"", "\"\xf4\x8f\xbf\xbf\"" },
		{ "\"\\ud800\\udc00\"", "\"\xf0\x90\x80\x80\"" },
		{ "\"\\u007f\\u001f\\uffff\"", "\"\x7f\\u001f\xef\xbf\xbf\"" },
		{ "\"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"",
		  "\"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"" },
		{ "\"\x7f\"", "\"\x7f\"" },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *v = NULL;
		AUTO(mem_free) char *printed = NULL;

		v = must_parse(cases[i].text, strlen(cases[i].text));
		printed = json_text(v);
		assert_string_equal(printed, cases[i].printed);
	}
}

static void a_number_keeps_its_spelling(void **state UNUSED)
{
	static const struct {
		const char *text;
		double value;
	} cases[] = {
		{ "0", 0 },
		{ "-0", -0.0 },
		{ "-0.0", -0.0 },
		{ "275.0", 275 },
		{ "0.10", 0.1 },
		{ "1E+2", 100 },
		{ "1e-2", 0.01 },
		{ "12e00", 12 },
		{ "0e5", 0 },
		{ "9007199254740993", 9007199254740992 },
		{ "9223372036854775807", 0x1p63 },
		{ "9223372036854775808", 0x1p63 },
		{ "-9223372036854775808", -0x1p63 },
		{ "123456789012345678901234567890.123456789",
		  123456789012345678901234567890.0 },
		{ "1e400", __builtin_inf() },
		{ "-1e400", -__builtin_inf() },
		{ "1e-400", 0 },
		{ "4.9406564584124654e-324", 5e-324 },
	};

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *v = NULL;

		v = must_parse(cases[i].text, strlen(cases[i].text));
		assert_true(cJSON_IsNumber(v));
		assert_string_equal(v->valuestring, cases[i].text);
		assert_memory_equal(&v->valuedouble, &cases[i].value, sizeof(double));
	}
}

static void a_small_copy_of_a_number_stays_in_bounds(void **state UNUSED)
{
	static const struct {
		const char *text;
		int value;
	} cases[] = {
		{ "7", 7 },
		{ "-7.9", -7 },
		{ "2147483647", INT32_MAX },
		{ "2147483648", INT32_MAX },
		{ "-2147483649", INT32_MIN },
		{ "1e999", INT32_MAX },
	};

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *v = NULL;

		v = must_parse(cases[i].text, strlen(cases[i].text));
		assert_int_equal(v->valueint, cases[i].value);
	}
}

static void what_is_not_json_is_refused_with_its_place(void **state UNUSED)
{
	/* clang-format off */
	static const struct {
		const char *text, *reason;
	} cases[] = {
		{ "", "line 1, column 1: it ends where a value is expected (byte 0)" },
		{ " \n ", "line 2, column 2: it ends where a value is expected (byte 3)" },
		{ "nul", "line 1, column 1: expected a value (byte 0)" },
		{ "True", "line 1, column 1: expected a value (byte 0)" },
		{ "nullx", "line 1, column 5: something follows the value (byte 4)" },
		{ "1 2", "line 1, column 3: something follows the value (byte 2)" },
		{ "{}}", "line 1, column 3: something follows the value (byte 2)" },
		{ "NaN", "line 1, column 1: expected a value (byte 0)" },
		{ "'a'", "line 1, column 1: expected a value (byte 0)" },
		{ "/**/1", "line 1, column 1: expected a value (byte 0)" },
		{ "\xef\xbb\xbf{}", "line 1, column 1: expected a value (byte 0)" },
		{ "\f1", "line 1, column 1: expected a value (byte 0)" },
		{ "[", "line 1, column 2: it ends where a value is expected (byte 1)" },
		{ "[1", "line 1, column 3: expected ',' or ']' (byte 2)" },
		{ "[1,", "line 1, column 4: it ends where a value is expected (byte 3)" },
		{ "[1,]", "line 1, column 4: expected a value (byte 3)" },
		{ "[,1]", "line 1, column 2: expected a value (byte 1)" },
		{ "[1 2]", "line 1, column 4: expected ',' or ']' (byte 3)" },
		{ "[1}", "line 1, column 3: expected ',' or ']' (byte 2)" },
		{ "]", "line 1, column 1: expected a value (byte 0)" },
		{ "{", "line 1, column 2: expected a member's name in double quotes (byte 1)" },
		{ "{a:1}", "line 1, column 2: expected a member's name in double quotes (byte 1)" },
		{ "{1:1}", "line 1, column 2: expected a member's name in double quotes (byte 1)" },
		{ JSON({"a"}), "line 1, column 5: expected ':' (byte 4)" },
		{ JSON({"a":}), "line 1, column 6: expected a value (byte 5)" },
		{ "{" JSON("a":1), "line 1, column 7: expected ',' or '}' (byte 6)" },
		{ JSON({"a":1,}), "line 1, column 8: expected a member's name in double quotes (byte 7)" },
		{ "{" JSON("a":1) "]", "line 1, column 7: expected ',' or '}' (byte 6)" },
		{ "{\n  " JSON("a": 1) "\n  " JSON("b": 2) "\n}", "line 3, column 3: expected ',' or '}' (byte 13)" },
		{ JSON({"é":x}), "line 1, column 6: expected a value (byte 6)" },
	};
	/* clang-format on */

	for_each_row(i, cases)
		assert_refused(cases[i].text, strlen(cases[i].text), cases[i].reason);
}

static void malformed_numbers_are_refused(void **state UNUSED)
{
	static const char *const cases[] = {
		"-",   "01",  "-01", "00",    "1.",    "-1.",  "1.e1",
		"1e",  "1e+", "1e-", "1E",    "0.e",   "0.0e", "-e1",
		"-.5", "-a",  "-+1", "1e+-1", "007.5", "1.x",  "0x10",
	};

	for_each_row(i, cases) {
		bool follows = !strcmp(cases[i], "0x10");

		assert_refused(
			cases[i], strlen(cases[i]),
			follows ? "line 1, column 2: something follows the value "
				  "(byte 1)"
				: "line 1, column 1: a number is malformed (byte 0)");
	}
	assert_refused("+1", 2, "line 1, column 1: expected a value (byte 0)");
	assert_refused(".5", 2, "line 1, column 1: expected a value (byte 0)");
}

static void malformed_strings_are_refused(void **state UNUSED)
{
	/* clang-format off */
	static const struct {
		const char *text, *reason;
	} cases[] = {
		{ "\"", "line 1, column 1: a string does not end (byte 0)" },
		{ "[\"abc]", "line 1, column 2: a string does not end (byte 1)" },
		{ "{\"abc", "line 1, column 2: a string does not end (byte 1)" },
		{ "\"a\nb\"", "line 1, column 3: a control character stands in a string (byte 2)" },
		{ "\"\t\"", "line 1, column 2: a control character stands in a string (byte 1)" },
		{ "\"long enough \x1f for eight\"", "line 1, column 14: a control character stands in a string (byte 13)" },
		{ "\"\\x\"", "line 1, column 2: there is no such escape (byte 1)" },
		{ "\"\\", "line 1, column 2: there is no such escape (byte 1)" },
		{ "\"\\N\"", "line 1, column 2: there is no such escape (byte 1)" },
		{ "\"\\u12\"", "line 1, column 4: \\u needs four hexadecimal digits (byte 3)" },
		{ "\"\\u12g4\"", "line 1, column 4: \\u needs four hexadecimal digits (byte 3)" },
		{ "\"\\u", "line 1, column 4: \\u needs four hexadecimal digits (byte 3)" },
		{ "\"\\U0041\"", "line 1, column 2: there is no such escape (byte 1)" },
		{ "\"a\\u0000\"", "line 1, column 3: \\u0000 can't be kept (byte 2)" },
		{ "\"\\ud800\"", "line 1, column 2: a high surrogate stands alone (byte 1)" },
		{ "\"\\ud800x\"", "line 1, column 2: a high surrogate stands alone (byte 1)" },
		{ "\"\\ud800\\n\"", "line 1, column 2: a high surrogate stands alone (byte 1)" },
		{ "\"\\ud800\\u0041\"", "line 1, column 2: a high surrogate stands alone (byte 1)" },
		{ "\"\\ud800\\ud800\"", "line 1, column 2: a high surrogate stands alone (byte 1)" },
		{ "\"\\ud800\\u", "line 1, column 10: \\u needs four hexadecimal digits (byte 9)" },
		{ "\"\\udc00\"", "line 1, column 2: a low surrogate stands alone (byte 1)" },
		{ "\"\\udfff\\ud800\"", "line 1, column 2: a low surrogate stands alone (byte 1)" },
		{ "\"\xff\"", "line 1, column 2: a string holds bytes that are not UTF-8 (byte 1)" },
		{ "\"\xc3\xa9\xc3\"", "line 1, column 3: a string holds bytes that are not UTF-8 (byte 3)" },
		{ "\"0123456789\xe2\x82\"", "line 1, column 12: a string holds bytes that are not UTF-8 (byte 11)" },
		{ "\"\xc0\x80\"", "line 1, column 2: a string holds bytes that are not UTF-8 (byte 1)" },
		{ "\"\xed\xa0\x80\"", "line 1, column 2: a string holds bytes that are not UTF-8 (byte 1)" },
		{ "{\"\xf4\x90\x80\x80\":1}", "line 1, column 3: a string holds bytes that are not UTF-8 (byte 2)" },
	};
	/* clang-format on */

	for_each_row(i, cases)
		assert_refused(cases[i].text, strlen(cases[i].text), cases[i].reason);
}

static void a_nul_is_never_part_of_a_document(void **state UNUSED)
{
	assert_refused("\0", 1, "line 1, column 1: expected a value (byte 0)");
	assert_refused("1\0", 2,
	               "line 1, column 2: something follows the value (byte 1)");
	assert_refused("\"a\0b\"", 5,
	               "line 1, column 3: a control character stands in a string "
	               "(byte 2)");
	assert_refused("\"\\\0\"", 4,
	               "line 1, column 2: there is no such escape (byte 1)");
}

static void a_member_is_there_once(void **state UNUSED)
{
	/* clang-format off */
	static const struct {
		const char *text, *reason;
	} cases[] = {
		{ JSON({"a":1,"a":1}), "line 1, column 8: the member 'a' is there twice (byte 7)" },
		{ JSON({"a":1,"\u0061":2}), "line 1, column 8: the member 'a' is there twice (byte 7)" },
		{ JSON({"":1,"":2}), "line 1, column 7: the member '' is there twice (byte 6)" },
		{ "{" JSON("z":0,) "\n " JSON("a":1,"b":2,) "\n " JSON("z":3,"a":4) "}", "line 3, column 2: the member 'z' is there twice (byte 23)" },
		{ JSON([{"a":{"b":1,"c":[{"b":1}],"b":2},"b":3}]), "line 1, column 28: the member 'b' is there twice (byte 27)" },
	};
	/* clang-format on */

	for_each_row(i, cases)
		assert_refused(cases[i].text, strlen(cases[i].text), cases[i].reason);
	cJSON_Delete(must_parse(JSON({"a":1,"A":1,"a ":1}), 20));
}

static void one_twin_among_many_members_is_found(void **state UNUSED)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct err e = { 0 };
	cJSON *v = NULL;

	buf_add_char(&text, '{');
	for (int i = 0; i < 1000; i++)
		buf_printf(&text, JSON("%d":{"a":1,"b":%d},), i, i);
	buf_add_str(&text, JSON("765":1) "}");
	assert_int_equal(json_parse(text.data, text.size, &v, &e), -1);
	assert_non_null(strstr(e.text, "the member '765' is there twice"));
}

/* An object whose members are called a, b, c …, but the j-th as the i-th. */
static void put_twins(struct buf *text, int count, int i, int j)
{
	buf_clear(text);
	for (int k = 0; k < count; k++) {
		int name = 'a' + (k == j ? i : k);

		buf_printf(text, "%c" JSON("%c":0), k ? ',' : '{', name);
	}
	buf_add_char(text, '}');
}

/* Of few members and of many, which are looked through in different ways. */
static void a_twin_is_found_wherever_it_stands(void **state UNUSED)
{
	AUTO(buf_release) struct buf text = { 0 };

	for (int count = 2; count < 12; count++) {
		for (int j = 1; j < count; j++) {
			for (int i = 0; i < j; i++) {
				AUTO_MEM char *why = mem_printf(
					"line 1, column %d: the member '%c' is there "
					"twice (byte %d)",
					6 * j + 2, 'a' + i, 6 * j + 1);

				put_twins(&text, count, i, j);
				assert_refused(text.data, text.size, why);
			}
		}
		put_twins(&text, count, 0, 0);
		cJSON_Delete(must_parse(text.data, text.size));
	}
}

static void the_name_of_a_twin_is_cut_between_characters(void **state UNUSED)
{
	for (int shift = 0; shift < 4; shift++) {
		AUTO(buf_release) struct buf name = { 0 }, text = { 0 };
		struct err e = { 0 };
		cJSON *v = NULL;

		buf_add(&name, "xxx", (size_t)shift);
		for (int i = 0; i < 100; i++)
			buf_add_str(&name, "\xf0\x9f\x98\x80");
		buf_printf(&text, JSON({"%s":1,"%s":2}), name.data, name.data);
		assert_int_equal(json_parse(text.data, text.size, &v, &e), -1);
		assert_true(str_is_utf8(e.text, strlen(e.text)));
		assert_non_null(strstr(e.text, "\xf0\x9f\x98\x80' is there twice"));
	}
}

static void nest(struct buf *text, const char *open, const char *close, int depth)
{
	buf_clear(text);
	for (int i = 0; i < depth; i++)
		buf_add_str(text, open);
	buf_add_str(text, "0");
	for (int i = 0; i < depth; i++)
		buf_add_str(text, close);
}

static void nesting_has_a_limit(void **state UNUSED)
{
	AUTO(buf_release) struct buf text = { 0 };

	nest(&text, "[", "]", JSON_DEPTH_MAX);
	cJSON_Delete(must_parse(text.data, text.size));
	nest(&text, "{" JSON("a":), "}", JSON_DEPTH_MAX);
	cJSON_Delete(must_parse(text.data, text.size));
	nest(&text, "[", "]", JSON_DEPTH_MAX + 1);
	assert_refused(text.data, text.size,
	               "line 1, column 129: it is nested deeper than 128 (byte 128)");
	nest(&text, "{" JSON("a":), "}", 100000);
	assert_refused(text.data, text.size,
	               "line 1, column 641: it is nested deeper than 128 (byte 640)");
}

static void many_neighbours_are_not_nested(void **state UNUSED)
{
	AUTO(buf_release) struct buf text = { 0 };
	AUTO(cJSON_Delete) cJSON *v = NULL;

	buf_add_char(&text, '[');
	for (int i = 0; i < 1000; i++)
		buf_add_str(&text, JSON([{"a":[]}],));
	buf_add_str(&text, "0]");
	v = must_parse(text.data, text.size);
	assert_int_equal(cJSON_GetArraySize(v), 1001);
}

/* A document cut short is no document, and nothing is read past its end. */
static void no_start_of_a_document_is_one(void **state UNUSED)
{
	static const char text[] =
		JSON({"a\n\ud83d\ude00":[true,false,null,-1.5e+3,"é"],"b":{}});

	for (size_t n = 0; n < sizeof(text) - 1; n++) {
		/* ends where its text does, so that ASan sees a byte read too far */
		AUTO(mem_free) char *cut = mem_alloc(n + 1);
		struct err e = { 0 };
		cJSON *v = NULL;

		memcpy(cut + 1, text, n);
		assert_int_equal(json_parse(cut + 1, n, &v, &e), -1);
	}
	cJSON_Delete(must_parse(text, sizeof(text) - 1));
}

/* Any damage to a document is an error with a place, or another document. */
static void damaged_documents_never_surprise(void **state UNUSED)
{
	static const char text[] =
		JSON({"id":"a\u00e9é","n":[1,-2.50,3e5],"on":true,"x":{"y":null}});
	static const char bytes[] = "{}[]\",:\\u0e-. \n\xc3\xff\x01tfnd8";
	const uint64_t seed = 7;

	print_message("seed %llu\n", (unsigned long long)seed);
	for (uint64_t i = 0; i < 50000; i++) {
		char damaged[sizeof(text)];
		struct err e = { 0 };
		cJSON *v = NULL;

		memcpy(damaged, text, sizeof(text));
		for (uint64_t k = 0; k <= i % 3; k++) {
			uint64_t h = hash_with(seed, i * 3 + k);

			damaged[hash_below(h, sizeof(text) - 1)] =
				bytes[hash_below(h + 1, sizeof(bytes) - 1)];
		}
		if (json_parse(damaged, sizeof(text) - 1, &v, &e) < 0) {
			assert_int_equal(e.code, ERR_INVALID);
			assert_true(str_starts(e.text, "line "));
			assert_true(str_is_utf8(e.text, strlen(e.text)));
		}
		cJSON_Delete(v);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_is_accepted),
		cmocka_unit_test(a_number_keeps_its_spelling),
		cmocka_unit_test(a_small_copy_of_a_number_stays_in_bounds),
		cmocka_unit_test(what_is_not_json_is_refused_with_its_place),
		cmocka_unit_test(malformed_numbers_are_refused),
		cmocka_unit_test(malformed_strings_are_refused),
		cmocka_unit_test(a_nul_is_never_part_of_a_document),
		cmocka_unit_test(a_member_is_there_once),
		cmocka_unit_test(one_twin_among_many_members_is_found),
		cmocka_unit_test(a_twin_is_found_wherever_it_stands),
		cmocka_unit_test(the_name_of_a_twin_is_cut_between_characters),
		cmocka_unit_test(nesting_has_a_limit),
		cmocka_unit_test(many_neighbours_are_not_nested),
		cmocka_unit_test(no_start_of_a_document_is_one),
		cmocka_unit_test(damaged_documents_never_surprise),
	};

	return cmocka_run_group_tests_name("json_read", tests, NULL, NULL);
}
