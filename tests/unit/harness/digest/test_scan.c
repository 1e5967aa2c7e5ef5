/*
 * test_scan.c - harness/digest/scan.c
 *
 * What it refuses is what json_parse() refuses, which has its own tests: the two must
 * agree on texts of all kinds, and on each text with a byte of it changed.
 */
#include "tests/unit/unit.h"

#include "harness/digest/scan.h"
#include "lib/file/file.h"
#include "lib/json/json.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

static bool scans(const char *text, size_t n)
{
	AUTO(scan_release) struct scanner s = { 0 };
	struct err e = { 0 };

	return scan_record(&s, text, n, &e) == 0;
}

/* json_parse() refuses \u0000, which is a character like others here. */
static bool parses(const char *text, size_t n)
{
	AUTO(cJSON_Delete) cJSON *json = NULL;
	struct err e = { 0 };

	if (json_parse(text, n, &json, &e) < 0)
		return strstr(e.text, "\\u0000") && scans(text, n);
	return cJSON_IsObject(json);
}

static void agree(const char *text, size_t n)
{
	if (scans(text, n) != parses(text, n))
		fail_msg("the two disagree on: %.*s", (int)n, text);
}

static const char *const records[] = {
	"{}",
	" { 'a' : 1 } ",
	"{'a':[1,-0,0.5,1e9,1E+9,1e-9,-12.25],'b':{'c':[{},[],null,true,false]}}",
	"{'a':'\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00'}",
	"{'a':'\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80','\xc3\xa9':1}",
	("{'a':1,'b':2,'c':3,'d':4,'e':5,'f':6,'g':7,'h':8,'i':9,'j':1,'k':2,'l':3,"
	 "'m':4,'n':5,'o':6,'p':7,'q':8,'r':{'a':1}}"),
};

static void it_refuses_what_the_reader_refuses(void **state UNUSED)
{
	static const char *const bad[] = {
		"",
		"[]",
		"1",
		"{'a':1,'a':2}",
		"{'a':1,}",
		"{'a'}",
		"{'a':01}",
		"{'a':1.}",
		"{'a':+1}",
		"{'a':.5}",
		"{'a':1e}",
		"{'a':tru}",
		"{'a':'\\x'}",
		"{'a':'\\ud800'}",
		"{'a':'\\udc00'}",
		"{'a':'\\u00g0'}",
		"{'a':'\xc3'}",
		"{'a':'\xc0\x80'}",
		"{'a':'\xed\xa0\x80'}",
		"{'a':'\x01'}",
		"{'a':1}x",
		"{'a':1",
		"{'a':[1 2]}",
		("{'a':1,'b':2,'c':3,'d':4,'e':5,'f':6,'g':7,'h':8,'i':9,'j':1,'k':2,"
		 "'l':3,'m':4,'n':5,'o':6,'p':7,'q':8,'r':9,'q':1}"),
	};

	for_each_row(i, records) {
		AUTO(mem_free) char *text = quoted(records[i]);

		row_int_equal(i, scans(text, strlen(text)), true);
		row_int_equal(i, parses(text, strlen(text)), true);
	}
	for_each_row(i, bad) {
		AUTO(mem_free) char *text = quoted(bad[i]);

		row_int_equal(i, scans(text, strlen(text)), false);
		row_int_equal(i, parses(text, strlen(text)), false);
	}
}

static void the_two_agree_whatever_byte_is_changed_or_cut(void **state UNUSED)
{
	for_each_row(i, records) {
		AUTO(mem_free) char *text = quoted(records[i]);
		size_t n = strlen(text);

		for (size_t k = 0; k < n; k++) {
			char kept = text[k];

			for (int bit = 0; bit < 8; bit++) {
				text[k] = (char)(kept ^ 1 << bit);
				if (text[k] != '\n')
					agree(text, n);
			}
			text[k] = kept;
			agree(text, k);
		}
	}
}

static void nesting_has_the_same_bound(void **state UNUSED)
{
	for (int deep = JSON_DEPTH_MAX - 2; deep <= JSON_DEPTH_MAX + 2; deep++) {
		AUTO(buf_release) struct buf text = { 0 };

		buf_add_str(&text, "{" JSON("a":));
		for (int i = 0; i < deep; i++)
			buf_add_char(&text, '[');
		for (int i = 0; i < deep; i++)
			buf_add_char(&text, ']');
		buf_add_char(&text, '}');
		agree(buf_str(&text), text.size);
	}
}

static int one_of_corpus(void *ctx UNUSED, const char *name, struct err *e)
{
	AUTO(mem_free) char *path = mem_printf("tests/fuzz/corpus/json/%s", name);
	AUTO(buf_release) struct buf text = { 0 };

	if (file_read(path, 1 << 20, &text, e) < 0)
		return -1;
	if (!memchr(buf_str(&text), '\n', text.size))
		agree(buf_str(&text), text.size);
	return 0;
}

static void the_two_agree_on_what_fuzzing_found(void **state UNUSED)
{
	struct err e = { 0 };

	assert_int_equal(file_list("tests/fuzz/corpus/json", one_of_corpus, NULL, &e), 0);
}

static void an_error_names_the_byte(void **state UNUSED)
{
	AUTO(scan_release) struct scanner s = { 0 };
	AUTO(mem_free) char *text = quoted("{'a':1,'b' 2}");
	struct err e = { 0 };

	assert_int_equal(scan_record(&s, text, strlen(text), &e), -1);
	assert_string_equal(e.text, "expected ':' (byte 11 of the line)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_refuses_what_the_reader_refuses),
		cmocka_unit_test(the_two_agree_whatever_byte_is_changed_or_cut),
		cmocka_unit_test(nesting_has_the_same_bound),
		cmocka_unit_test(the_two_agree_on_what_fuzzing_found),
		cmocka_unit_test(an_error_names_the_byte),
	};

	return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
