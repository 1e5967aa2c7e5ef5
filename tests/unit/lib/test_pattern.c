/*
 * test_pattern.c - ECMA 262 patterns: what they find, what is refused, what ends
 */
#include "tests/unit/unit.h"

#include "lib/buf.h"
#include "lib/pattern.h"

#define S3_BUCKET                                                                        \
	"(?=^.{3,63}$)(?!^(\\d+\\.)+\\d+$)(^(([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])\\." \
	")*"                                                                             \
	"([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])$)"
#define S3_PATH \
	"^[0-9a-zA-Z\\/\\!\\-_\\.\\*\\''\\(\\)]*((\\%SEGMENT_(NAME|ID)\\%)?\\/?)+$"
#define GCS_BUCKET                                                                     \
	"(?!^goog.*$)(?!^.*g(o|0)(o|0)gle.*$)(((?=^.{3,63}$)(^([a-z0-9]|[a-z0-9]"      \
	"[a-z0-9\\-_]*)[a-z0-9]$))|((?=^.{3,222}$)(?!^(\\d+\\.)+\\d+$)(^(([a-z0-9]{1," \
	"63}|"                                                                         \
	"[a-z0-9][a-z0-9\\-_]{1,61}[a-z0-9])\\.)*([a-z0-9]{1,63}|[a-z0-9][a-z0-9\\-_]" \
	"{1,61}[a-z0-9])$)))"
#define CONTAINER  "^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$"
#define BLOB_PATH  "^[0-9a-zA-Z\\/\\!\\-_\\.\\*\\'\\(\\)]+$"
#define ACCESS_KEY "^[A-Z2-7]{20}$"
#define SECRET_KEY "^[A-Za-z0-9\\/\\+]{40}$"

#define TEN   "abcdefghij"
#define STEPS 400000 /* of a search */

static enum pattern_result find(const char *ecma, const char *text)
{
	AUTO(pattern_free) struct pattern *p = NULL;
	AUTO(pattern_room_release) struct pattern_room room = { 0 };
	enum pattern_result found;
	int64_t steps = STEPS;
	struct err e = { 0 };

	if (pattern_new(ecma, &p, &e) < 0)
		fail_msg("%s", e.text);
	assert_string_equal(pattern_text(p), ecma);
	found = pattern_find(p, text, &room, &steps);
	room.uncounted = INT64_MAX / 2; /* now all is counted; the answer is the same */
	assert_int_equal(pattern_find(p, text, &room, &steps), found);
	return found;
}

struct row {
	const char *pattern, *text;
	bool found;
};

static void check_rows(const struct row *rows, size_t count)
{
	for_each_row_of(i, rows, count) {
		if (find(rows[i].pattern, rows[i].text) !=
		    (rows[i].found ? PATTERN_FOUND : PATTERN_ABSENT))
			fail_msg("%s on '%s'", rows[i].pattern, rows[i].text);
	}
}

static void judges_the_names_of_the_specs(UNUSED void **state)
{
	static const struct row rows[] = {
		{ S3_BUCKET, "my-bucket", true },
		{ S3_BUCKET, "your-bucket-name", true },
		{ S3_BUCKET, "a.b.c", true },
		{ S3_BUCKET, "abc", true },
		{ S3_BUCKET, "ab", false },
		{ S3_BUCKET, "192.168.5.4", false },
		{ S3_BUCKET, "1.2.3.a", true },
		{ S3_BUCKET, "My-Bucket", false },
		{ S3_BUCKET, "-bucket", false },
		{ S3_BUCKET, "bucket-", false },
		{ S3_BUCKET, "a..b", false },
		{ S3_BUCKET, "under_score", false },
		{ S3_BUCKET, TEN TEN TEN TEN TEN TEN "xyz", true },
		{ S3_BUCKET, TEN TEN TEN TEN TEN TEN "xyz1", false },
		{ S3_BUCKET, "my-bucket\n", false },
		{ S3_PATH, "", true },
		{ S3_PATH, "folder/subfolder", true },
		{ S3_PATH, "a/b-c_d.e*f'g(h)!", true },
		{ S3_PATH, "acme/%SEGMENT_NAME%/%SEGMENT_ID%/", true },
		{ S3_PATH, "acme/%SEGMENT%", false },
		{ S3_PATH, "with space", false },
		{ S3_PATH, "back\\slash", false },
		{ S3_PATH, "\xc3\xa9", false },
		{ GCS_BUCKET, "my_bucket-1", true },
		{ GCS_BUCKET, "goog-bucket", false },
		{ GCS_BUCKET, "my-google-bucket", false },
		{ GCS_BUCKET, "my-g00gle-bucket", false },
		{ GCS_BUCKET, "my-gogle-bucket", true },
		{ GCS_BUCKET, "10.1.1.1", false },
		{ GCS_BUCKET, "example.com.bucket", true },
		{ GCS_BUCKET, "ab", false },
		{ GCS_BUCKET, TEN TEN TEN TEN TEN TEN "xyz1", false },
		{ GCS_BUCKET, TEN TEN TEN TEN "." TEN TEN TEN TEN, true },
		{ CONTAINER, "my-container", true },
		{ CONTAINER, "my--container", false },
		{ CONTAINER, "ab", false },
		{ CONTAINER, "abc", true },
		{ CONTAINER, "abc-", false },
		{ BLOB_PATH, "", false },
		{ BLOB_PATH, "a/b", true },
		{ BLOB_PATH, "a/%SEGMENT_ID%", false },
		{ ACCESS_KEY, "AKIA2345ABCDEFGHIJKL", true },
		{ ACCESS_KEY, "AKIA0123ABCDEFGHIJKL", false },
		{ ACCESS_KEY, "<Add access key>", false },
		{ SECRET_KEY, TEN TEN TEN "abcde/+012", true },
		{ SECRET_KEY, TEN TEN TEN "abcde/+01", false },
	};

	check_rows(rows, ARRAY_LEN(rows));
}

static void means_what_ecma_262_means(UNUSED void **state)
{
	static const struct row rows[] = {
		/* Anchors and the end of a line. */
		{ "b", "abc", true },
		{ "^b", "abc", false },
		{ "^abc$", "abc\n", false },
		{ "^b", "a\nb", false },
		/* The dot stops at the four ends of a line, and is a whole character. */
		{ "^.$", "x", true },
		{ "^.$", "\n", false },
		{ "^.$", "\r", false },
		{ "^.$", "\xe2\x80\xa8", false },
		{ "^.$", "\xc2\x85", true },
		{ "^.$", "\xf0\x9f\x98\x80", true },
		/* Space is that of Unicode, digits and words that of ASCII. */
		{ "^\\s$", "\xc2\xa0", true },
		{ "^\\s$", "\xef\xbb\xbf", true },
		{ "^\\s$", "\xe2\x80\xa9", true },
		{ "^\\s$", "\xc2\x85", false },
		{ "^\\S$", "\xc2\xa0", false },
		{ "^[\\s]$", "\xe3\x80\x80", true },
		{ "^[^\\s]$", "\xe3\x80\x80", false },
		{ "^[\\S]$", "\xe3\x80\x80", false },
		{ "^[\\S]$", "\xc3\xa9", true },
		{ "^[\\S ]$", " ", true },
		{ "^[a-\\s]$", "-", true },
		{ "^[\\w-.]$", "-", true },
		{ "^[\\w-.]$", "+", false },
		{ "^[\\s-z]$", "-", true },
		{ "^[\\s-z]$", "b", false },
		{ "^[\\S-z]$", "-", true },
		{ "^\\d$", "\xdf\x80", false },
		{ "^\\D$", "\xdf\x80", true },
		{ "^\\w$", "\xc3\xa9", false },
		{ "^\\W$", "\xc3\xa9", true },
		{ "\\bfoo\\b", "a foo b", true },
		{ "\\bfoo\\b", "food", false },
		{ "\\Boo\\b", "foo", true },
		/* Escapes. */
		{ "^\\v$", "\v", true },
		{ "^\\v$", "\n", false },
		{ "^[\\v]$", "\f", false },
		{ "^[\\b]$", "\b", true },
		{ "^\\t\\n\\f\\r$", "\t\n\f\r", true },
		{ "^\\cC$", "\003", true },
		{ "^\\cc$", "\003", true },
		{ "^\\x41$", "A", true },
		{ "^\\u0041$", "A", true },
		{ "^\\u{1f600}$", "\xf0\x9f\x98\x80", true },
		{ "^\\ud83d\\ude00$", "\xf0\x9f\x98\x80", true },
		{ "^[\\u{1F600}-\\u{1F64F}]$", "\xf0\x9f\x98\x81", true },
		{ "^\\!\\-\\%\\_\\'$", "!-%_'", true },
		{ "^\\\xc3\xa9$", "\xc3\xa9", true },
		{ "^\xc3\xa9+$", "\xc3\xa9\xc3\xa9", true },
		{ "^\\p{Lu}\\p{Letter}\\P{gc=Decimal_Number}$",
		  "\xc3\x89"
		  "aa",
		  true },
		{ "^\\p{General_Category=Uppercase_Letter}$", "a", false },
		{ "^[\\p{digit}]$", "\xdf\x80", true },
		{ "^\\p{Script=Greek}$", "\xce\xb1", true },
		/* Classes: empty ones, brackets, no POSIX names. */
		{ "[]", "a", false },
		{ "^[^]$", "\n", true },
		{ "^[[]$", "[", true },
		{ "^[[:alpha:]]$", "b", false },
		{ "^[[:alpha:]]$", "a]", true },
		{ "^[\\]\\-]$", "]", true },
		/* Groups and references. */
		{ "^(?<y>a|b)\\k<y>$", "aa", true },
		{ "^(?<y>a|b)\\k<y>$", "ab", false },
		{ "^(a)(b)\\2\\1$", "abba", true },
		{ "^(?:(a)|b)\\1$", "b", true },
		{ "^a(?=b)", "ab", true },
		{ "^a(?!b)", "ab", false },
		{ "(?<=a)b$", "ab", true },
		{ "(?<!a)b$", "ab", false },
		/* Braces that count, and those that do not. */
		{ "^a{2}$", "aa", true },
		{ "^a{2,}$", "aaa", true },
		{ "^a{1,2}?$", "aa", true },
		{ "^{a}$", "{a}", true },
		{ "^a{,2}$", "a{,2}", true },
		{ "^a{x$", "a{x", true },
		{ "^a*?b+?c??$", "aabb", true },
		{ "", "", true },
		{ "^]}$", "]}", true },
	};

	check_rows(rows, ARRAY_LEN(rows));
}

static void refuses_what_ecma_262_does_not_know(UNUSED void **state)
{
	static const struct {
		const char *pattern, *why;
	} rows[] = {
		{ "^\\S(|(.|\\n)*\\S)\\Z", "an escape that is not known at byte 15" },
		{ "\\A", "not known" },
		{ "\\Qa\\E", "not known" },
		{ "\\K", "not known" },
		{ "\\G", "not known" },
		{ "\\R", "not known" },
		{ "\\h", "not known" },
		{ "\\N", "not known" },
		{ "\\a", "not known" },
		{ "\\e", "not known" },
		{ "(?>a)", "a group that is not known" },
		{ "(?i)a", "a group that is not known" },
		{ "(?#a)", "a group that is not known" },
		{ "(?P<a>b)", "a group that is not known" },
		{ "(?R)", "a group that is not known" },
		{ "(*LIMIT_MATCH=100000000)a", "nothing to repeat" },
		{ "a++", "nothing to repeat" },
		{ "a{2}+", "nothing to repeat" },
		{ "a**", "nothing to repeat" },
		{ "*", "nothing to repeat" },
		{ "a|*", "nothing to repeat" },
		{ "{2}", "nothing to repeat" },
		{ "\\b+", "nothing to repeat" },
		{ "[a", "a class that does not end at byte 0" },
		{ "a\\", "nothing behind it at byte 1" },
		{ "\\u12", "four hex digits" },
		{ "\\u{110000}", "no character" },
		{ "\\u{}", "no character" },
		{ "\\ud83d", "surrogates" },
		{ "\\xg0", "two hex digits" },
		{ "\\c1", "without a letter" },
		{ "\\01", "octal" },
		{ "[\\1]", "octal" },
		{ "\\k", "\\k without" },
		{ "\\p", "\\p without" },
		{ "\\p{No such}", "\\p without" },
		{ "\\p{Nosuch}", "cannot be used" },
		{ "[\\B]", "not known" },
		{ "(a", "cannot be used" },
		{ "a)", "cannot be used" },
		{ "[b-a]", "cannot be used" },
		{ "(?<n>a)(?<n>b)", "cannot be used" },
	};

	for_each_row(i, rows) {
		struct pattern *p = NULL;
		struct err e = { 0 };

		if (pattern_new(rows[i].pattern, &p, &e) == 0)
			fail_msg("%s is taken", rows[i].pattern);
		assert_int_equal(e.code, ERR_INVALID);
		if (!strstr(e.text, rows[i].why))
			fail_msg("%s: %s", rows[i].pattern, e.text);
	}
}

static void a_hundred_groups_are_enough_and_ten_thousand_too_many(UNUSED void **state)
{
	AUTO(buf_release) struct buf deep = { 0 };
	struct pattern *p = NULL;
	struct err e = { 0 };

	for (int i = 0; i < 10000; i++)
		buf_add_char(&deep, '(');
	for (int i = 0; i < 10000; i++)
		buf_add_char(&deep, ')');
	assert_int_equal(pattern_new(buf_str(&deep), &p, &e), -1);
	deep.data[10100] = '\0';
	assert_int_equal(find(deep.data + 9900, "x"), PATTERN_FOUND);
}

static void a_pattern_longer_than_any_honest_one_is_refused(UNUSED void **state)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct pattern *p = NULL;
	struct err e = { 0 };

	for (int i = 0; i < 4000; i++)
		buf_add_str(&text, "abcdefghij");
	assert_int_equal(pattern_new(buf_str(&text), &p, &e), -1);
	assert_non_null(strstr(e.text, "is longer than"));
}

static void catastrophes_end_at_the_limit(UNUSED void **state)
{
	static const char *const patterns[] = {
		"^(a+)+$",
		"^(a|aa)+$",
		"^(a*)*[bc]$",
		"^(?:a?){40}a{40}[bc]$",
	};
	AUTO(buf_release) struct buf text = { 0 };

	for (int i = 0; i < 60; i++)
		buf_add_char(&text, 'a');
	buf_add_char(&text, '!');
	for_each_row(i, patterns)
		assert_int_equal(find(patterns[i], buf_str(&text)), PATTERN_LIMIT);
}

static void long_texts_are_no_catastrophe(UNUSED void **state)
{
	AUTO(buf_release) struct buf text = { 0 };

	for (int i = 0; i < 5000; i++)
		buf_add_str(&text, "folder/ab-");
	assert_int_equal(find(S3_PATH, buf_str(&text)), PATTERN_FOUND);
	assert_int_equal(find(BLOB_PATH, buf_str(&text)), PATTERN_FOUND);
	assert_int_equal(find("^(?:[a-z]+|[/-])*$", buf_str(&text)), PATTERN_FOUND);
}

static void text_that_is_not_utf_8_matches_nothing(UNUSED void **state)
{
	assert_int_equal(find("a", "a\xff"), PATTERN_ABSENT);
	assert_int_equal(find("", "\xed\xa0\x80"), PATTERN_ABSENT);
}

static void a_room_serves_many_patterns(UNUSED void **state)
{
	AUTO(pattern_free) struct pattern *one = NULL;
	AUTO(pattern_free) struct pattern *two = NULL;
	struct pattern_room room = { 0 };
	int64_t steps = STEPS;
	struct err e = { 0 };

	assert_int_equal(pattern_new("(a)(b)(c)(d)", &one, &e), 0);
	assert_int_equal(pattern_new("^x$", &two, &e), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(pattern_find(one, "abcd", &room, &steps), PATTERN_FOUND);
		assert_int_equal(pattern_find(two, "abcd", &room, &steps),
		                 PATTERN_ABSENT);
		pattern_room_release(&room);
	}
	pattern_room_release(&room);
	pattern_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges_the_names_of_the_specs),
		cmocka_unit_test(means_what_ecma_262_means),
		cmocka_unit_test(refuses_what_ecma_262_does_not_know),
		cmocka_unit_test(a_hundred_groups_are_enough_and_ten_thousand_too_many),
		cmocka_unit_test(a_pattern_longer_than_any_honest_one_is_refused),
		cmocka_unit_test(catastrophes_end_at_the_limit),
		cmocka_unit_test(long_texts_are_no_catastrophe),
		cmocka_unit_test(text_that_is_not_utf_8_matches_nothing),
		cmocka_unit_test(a_room_serves_many_patterns),
	};

	return cmocka_run_group_tests_name("pattern", tests, NULL, NULL);
}
