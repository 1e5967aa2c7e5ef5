/*
 * test_format.c - mockserver/contract/format.c
 */
#include "tests/unit/unit.h"

#include "mockserver/contract/format.h"

static void every_name_is_found_in_any_case(void **state UNUSED)
{
	static const char *const formats[] = { "JSON", "json", "Parquet", "PARQUET" };
	static const char *const codecs[] = { "NONE", "none", "gZip", "GZIP" };

	for_each_row(i, formats) {
		enum export_format format = EXPORT_FORMATS;
		enum export_codec codec = EXPORT_CODECS;

		assert_true(format_find(formats[i], &format));
		row_int_equal(i, format, i < 2 ? EXPORT_JSON : EXPORT_PARQUET);
		assert_true(format_find_codec(codecs[i], &codec));
		row_int_equal(i, codec, i < 2 ? EXPORT_NONE : EXPORT_GZIP);
	}
	for (int i = 0; i < EXPORT_FORMATS; i++) {
		enum export_format found = EXPORT_FORMATS;

		assert_true(format_find(format_name((enum export_format)i), &found));
		row_int_equal((size_t)i, found, i);
	}
	for (int i = 0; i < EXPORT_CODECS; i++) {
		enum export_codec found = EXPORT_CODECS;

		assert_true(format_find_codec(format_codec_name((enum export_codec)i),
		                              &found));
		row_int_equal((size_t)i, found, i);
	}
}

static void an_unknown_name_or_none_leaves_what_was_there(void **state UNUSED)
{
	static const char *const unknown[] = { NULL, "", "JSO", "JSON ", "ZIP" };

	for_each_row(i, unknown) {
		enum export_format format = EXPORT_PARQUET;
		enum export_codec codec = EXPORT_GZIP;

		row_int_equal(i, format_find(unknown[i], &format), false);
		row_int_equal(i, format_find_codec(unknown[i], &codec), false);
		row_int_equal(i, format, EXPORT_PARQUET);
		row_int_equal(i, codec, EXPORT_GZIP);
	}
}

static void a_codec_s_suffix_stands_where_the_format_puts_it(void **state UNUSED)
{
	static const struct {
		enum export_format format;
		enum export_codec codec;
		const char *extension;
		int parquet;
	} cases[] = {
		{ EXPORT_JSON, EXPORT_NONE, "json", 0 },
		{ EXPORT_JSON, EXPORT_GZIP, "json.gz", 2 },
		{ EXPORT_PARQUET, EXPORT_NONE, "parquet", 0 },
		{ EXPORT_PARQUET, EXPORT_GZIP, "gz.parquet", 2 },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf out = { 0 };

		format_put_extension(&out, cases[i].format, cases[i].codec);
		row_string_equal(i, buf_str(&out), cases[i].extension);
		row_int_equal(i, format_parquet_codec(cases[i].codec), cases[i].parquet);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_is_found_in_any_case),
		cmocka_unit_test(an_unknown_name_or_none_leaves_what_was_there),
		cmocka_unit_test(a_codec_s_suffix_stands_where_the_format_puts_it),
	};

	return cmocka_run_group_tests_name("format", tests, NULL, NULL);
}
