/*
 * test_print.c - lib/json/print.c: trees into text that reads back the same
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/json/json.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

#define SEED 4711

static void assert_str(const char *s, size_t n, const char *expected)
{
	AUTO(buf_release) struct buf out = { 0 };

	json_put_str(&out, s, n);
	assert_string_equal(buf_str(&out), expected);
	assert_int_equal(out.size, strlen(expected));
}

static void strings_are_escaped_only_where_they_must_be(void **state UNUSED)
{
	static const struct {
		const char *text, *printed;
	} cases[] = {
		{ "", "\"\"" },
		{ "plain", "\"plain\"" },
		{ "a\"b", "\"a\\\"b\"" },
		{ "\\", "\"\\\\\"" },
		{ "/", "\"/\"" },
		{ "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"" },
		{ "\x01\x0b\x1f", "\"\\u0001\\u000b\\u001f\"" },
		{ "\x7f", "\"\x7f\"" },
		{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
		  "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"" },
		{ "\"\"\"\"\"\"\"\"\"", "\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\"" },
		{ "seventeen letters\n", "\"seventeen letters\\n\"" },
	};

	for_each_row(i, cases)
		assert_str(cases[i].text, strlen(cases[i].text), cases[i].printed);
	assert_str(NULL, 0, "\"\"");
	assert_str("a\0b", 3, "\"a\\u0000b\"");
}

/* By the definition: RFC 8259 names the bytes that must be escaped. */
static void put_byte(struct buf *out, unsigned char c)
{
	static const char letters[] = "\b\f\n\r\t", names[] = "bfnrt";
	const char *letter = c ? strchr(letters, c) : NULL;

	if (letter)
		buf_printf(out, "\\%c", names[letter - letters]);
	else if (c < 0x20)
		buf_printf(out, "\\u%04x", c);
	else if (c == '"' || c == '\\')
		buf_printf(out, "\\%c", c);
	else
		buf_add(out, &c, 1);
}

/* Runs are skipped eight bytes at a time: each byte, at each place, in each length. */
static void every_byte_is_seen_at_every_place(void **state UNUSED)
{
	for (unsigned c = 0; c < 256; c++) {
		for (size_t n = 1; n < 20; n++) {
			AUTO(buf_release) struct buf expected = { 0 };
			char text[20];
			size_t at = (c * 7 + n) % n;

			memset(text, 'x', n);
			text[at] = (char)c;
			buf_add_char(&expected, '"');
			for (size_t i = 0; i < n; i++)
				put_byte(&expected, (unsigned char)text[i]);
			buf_add_char(&expected, '"');
			assert_str(text, n, expected.data);
		}
	}
}

static void random_bytes_are_escaped_by_the_definition(void **state UNUSED)
{
	static const char bytes[] =
		"abcdefgh \"\\\n\t\x01\x1f\x20\x21\x5b\x5d\x7f\x80\xa2\xdc\xff";

	print_message("seed %d\n", SEED);
	for (uint64_t i = 0; i < 20000; i++) {
		AUTO(buf_release) struct buf expected = { 0 };
		char text[40];
		size_t n = hash_below(hash_with(SEED, i), sizeof(text));

		buf_add_char(&expected, '"');
		for (size_t k = 0; k < n; k++) {
			uint64_t h = hash_with(hash_with(SEED, i), k);

			/* long plain runs in a third of them */
			text[k] = bytes[hash_below(h, i % 3 ? sizeof(bytes) : 9)];
			put_byte(&expected, (unsigned char)text[k]);
		}
		buf_add_char(&expected, '"');
		assert_str(text, n, expected.data);
	}
}

static void a_string_past_the_cap_leaves_its_mark(void **state UNUSED)
{
	AUTO(buf_release) struct buf out = { .cap = 8 };

	json_put_str(&out, "123456", 6);
	assert_false(out.overflow);
	assert_quoted_equal(out.data, "'123456'");
	buf_clear(&out);
	json_put_str(&out, "1234567", 7);
	assert_true(out.overflow);
}

static void members_and_numbers_stay_as_they_were_written(void **state UNUSED)
{
	static const char text[] = "{'z':[1.0,1e0,-0,12345678901234567890],"
				   "'a':{'y':null,'b':true},'m':'\\n'}";
	AUTO(cJSON_Delete) cJSON *v = quoted_json(text);
	AUTO(mem_free) char *printed = json_text(v);

	assert_quoted_equal(printed, text);
}

static void pretty_text_has_a_line_a_value(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *v = NULL;
	AUTO(buf_release) struct buf out = { 0 };

	v = parsed(JSON({"a":[1,{"b":[]},[2]],"c":{},"d":"x"}));
	json_print_pretty(v, &out);
	assert_quoted_equal(out.data, "{\n"
	                              "  'a': [\n"
	                              "    1,\n"
	                              "    {\n"
	                              "      'b': []\n"
	                              "    },\n"
	                              "    [\n"
	                              "      2\n"
	                              "    ]\n"
	                              "  ],\n"
	                              "  'c': {},\n"
	                              "  'd': 'x'\n"
	                              "}");
}

static void printing_appends(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *v = parsed("[false]");
	AUTO(buf_release) struct buf out = { 0 };

	buf_add_str(&out, "data: ");
	json_print(v, &out);
	json_print(v, &out);
	assert_string_equal(out.data, "data: [false][false]");
}

/* ---- random trees ---- */

static cJSON *random_string(uint64_t h)
{
	static const char *const pieces[] = { "a",
		                              "\"",
		                              "\\",
		                              "\n",
		                              "\x01",
		                              "/",
		                              "\xc3\xa9",
		                              "long run of text",
		                              "\xf0\x9f\x98\x80" };
	AUTO(buf_release) struct buf text = { 0 };
	size_t n = hash_below(h, 6);

	for (size_t i = 0; i < n; i++)
		buf_add_str(&text,
		            pieces[hash_below(hash_with(h, i), ARRAY_LEN(pieces))]);
	return json_new_str(buf_str(&text));
}

static cJSON *random_scalar(uint64_t h)
{
	double d;

	switch (hash_below(h, 6)) {
	case 0:
		return json_new_null();
	case 1:
		return json_new_bool(h & 1);
	case 2:
		return json_new_int((int64_t)hash_mix(h));
	case 3:
		return json_new_int((int64_t)hash_below(h, 100) - 50);
	case 4:
		h = hash_mix(h);
		memcpy(&d, &h, sizeof(d));
		return json_new_double(d - d == 0 ? d : 0.5);
	default:
		return random_string(h);
	}
}

static cJSON *random_tree(uint64_t h, int depth)
{
	cJSON *v;
	size_t n = hash_below(hash_with(h, 'n'), 5);
	uint64_t sort = hash_below(hash_with(h, 's'), 5);

	if (depth == 0 || sort < 2)
		return random_scalar(h);
	v = sort == 2 ? json_new_array() : json_new_object();
	for (size_t i = 0; i < n; i++) {
		cJSON *child = random_tree(hash_with(h, i), depth - 1);
		AUTO(cJSON_Delete) cJSON *name = random_string(hash_with(h, 100 + i));

		if (sort == 2)
			json_push(v, child);
		else
			json_set(v, name->valuestring, child);
	}
	return v;
}

static void random_trees_read_back_as_they_were(void **state UNUSED)
{
	print_message("seed %d\n", SEED);
	for (uint64_t i = 0; i < 3000; i++) {
		AUTO(cJSON_Delete) cJSON *v = random_tree(hash_with(SEED, i), 5);
		AUTO(mem_free) char *text = json_text(v);
		AUTO(cJSON_Delete) cJSON *again = parsed(text);
		AUTO(mem_free) char *same = json_text(again);
		AUTO(buf_release) struct buf pretty = { 0 };
		AUTO(cJSON_Delete) cJSON *wide = NULL;

		assert_string_equal(same, text);
		assert_true(json_equal(v, again));
		json_print_pretty(v, &pretty);
		wide = parsed(pretty.data);
		assert_true(json_equal(v, wide));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_escaped_only_where_they_must_be),
		cmocka_unit_test(every_byte_is_seen_at_every_place),
		cmocka_unit_test(random_bytes_are_escaped_by_the_definition),
		cmocka_unit_test(a_string_past_the_cap_leaves_its_mark),
		cmocka_unit_test(members_and_numbers_stay_as_they_were_written),
		cmocka_unit_test(pretty_text_has_a_line_a_value),
		cmocka_unit_test(printing_appends),
		cmocka_unit_test(random_trees_read_back_as_they_were),
	};

	return cmocka_run_group_tests_name("json_print", tests, NULL, NULL);
}
