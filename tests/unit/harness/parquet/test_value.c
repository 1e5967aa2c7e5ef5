/*
 * test_value.c - harness/parquet/value.c and harness/parquet/plain.c
 */
#include "tests/unit/unit.h"

#include "harness/parquet/value.h"
#include "lib/mem.h"

#define BYTES(b) b, sizeof(b) - 1

static void stored_bytes_become_json(void **state UNUSED)
{
	static const struct {
		enum pq_type type;
		enum pq_logical logical;
		int scale;
		const char *bytes;
		size_t size;
		const char *json;
	} cases[] = {
		/* clang-format off */
		{ PQ_BOOLEAN, PQ_PLAIN, 0, BYTES("\x01"), "true" },
		{ PQ_BOOLEAN, PQ_PLAIN, 0, BYTES("\xfe"), "false" },
		{ PQ_INT32, PQ_PLAIN, 0, BYTES("\xff\xff\xff\xff"), "-1" },
		{ PQ_INT32, PQ_UNSIGNED, 0, BYTES("\xff\xff\xff\xff"), "4294967295" },
		{ PQ_INT32, PQ_DATE, 0, BYTES("\xff\xff\xff\xff"), "\"1969-12-31\"" },
		{ PQ_INT32, PQ_DATE, 0, BYTES("\xff\xff\xff\x7f"), "2147483647" },
		{ PQ_INT32, PQ_DATE, 0, BYTES("\xc6\x06\xf5\xff"), "\"0001-01-01\"" },
		{ PQ_INT32, PQ_DATE, 0, BYTES("\xc5\x06\xf5\xff"), "-719163" },
		{ PQ_INT32, PQ_DATE, 0, BYTES("\xa0\xc0\x2c\x00"), "\"9999-12-31\"" },
		{ PQ_INT32, PQ_DATE, 0, BYTES("\xa1\xc0\x2c\x00"), "2932897" },
		{ PQ_INT32, PQ_DECIMAL, -1, BYTES("\x05\x00\x00\x00"), "5" },
		{ PQ_INT32, PQ_DECIMAL, 38, BYTES("\x05\x00\x00\x00"), "0.00000000000000000000000000000000000005" },
		{ PQ_INT32, PQ_DECIMAL, 39, BYTES("\x05\x00\x00\x00"), "5" }, /* beyond what a decimal can have */
		{ PQ_INT32, PQ_DECIMAL, 2, BYTES("\xfb\xff\xff\xff"), "-0.05" },
		{ PQ_INT32, PQ_DECIMAL, 0, BYTES("\x05\x00\x00\x00"), "5" },
		{ PQ_INT32, PQ_TIME, 0, BYTES("\x05\x00\x00\x00"), "5" },
		{ PQ_INT64, PQ_PLAIN, 0, BYTES("\x00\x00\x00\x00\x00\x00\x00\x80"), "-9223372036854775808" },
		{ PQ_INT64, PQ_UNSIGNED, 0, BYTES("\xff\xff\xff\xff\xff\xff\xff\xff"), "18446744073709551615" },
		{ PQ_INT64, PQ_TIMESTAMP_MS, 0, BYTES("\xff\xff\xff\xff\xff\xff\xff\xff"), "\"1969-12-31T23:59:59.999Z\"" },
		{ PQ_INT64, PQ_TIMESTAMP_US, 0, BYTES("\xff\xff\xff\xff\xff\xff\xff\xff"), "\"1969-12-31T23:59:59.999Z\"" },
		{ PQ_INT64, PQ_TIMESTAMP_NS, 0, BYTES("\x40\x42\x0f\x00\x00\x00\x00\x00"), "\"1970-01-01T00:00:00.001Z\"" },
		{ PQ_INT64, PQ_TIMESTAMP_MS, 0, BYTES("\xff\xff\xff\xff\xff\xff\xff\x7f"), "9223372036854775807" },
		{ PQ_INT64, PQ_DECIMAL, 2, BYTES("\x39\x30\x00\x00\x00\x00\x00\x00"), "123.45" },
		{ PQ_INT96, PQ_PLAIN, 0, BYTES("\x40\x42\x0f\x00\x00\x00\x00\x00\x8d\x3d\x25\x00"), "\"1970-01-02T00:00:00.001Z\"" },
		{ PQ_FLOAT, PQ_PLAIN, 0, BYTES("\x00\x00\xc0\x3f"), "1.5" },
		{ PQ_DOUBLE, PQ_PLAIN, 0, BYTES("\x9a\x99\x99\x99\x99\x99\xb9\x3f"), "0.1" },
		{ PQ_DOUBLE, PQ_PLAIN, 0, BYTES("\x00\x00\x00\x00\x00\x00\xf0\x7f"), "\"Infinity\"" },
		{ PQ_DOUBLE, PQ_PLAIN, 0, BYTES("\x00\x00\x00\x00\x00\x00\xf0\xff"), "\"-Infinity\"" },
		{ PQ_DOUBLE, PQ_PLAIN, 0, BYTES("\x00\x00\x00\x00\x00\x00\xf8\x7f"), "\"NaN\"" },
		{ PQ_BYTE_ARRAY, PQ_STRING, 0, BYTES("\x03\x00\x00\x00" "a\xc3\xa9"), "\"a\xc3\xa9\"" },
		{ PQ_BYTE_ARRAY, PQ_PLAIN, 0, BYTES("\x02\x00\x00\x00" "ok"), "\"ok\"" },
		{ PQ_BYTE_ARRAY, PQ_PLAIN, 0, BYTES("\x02\x00\x00\x00" "a\x00"), "\"0x6100\"" },
		{ PQ_BYTE_ARRAY, PQ_PLAIN, 0, BYTES("\x00\x00\x00\x00"), "\"\"" },
		{ PQ_BYTE_ARRAY, PQ_DECIMAL, 1, BYTES("\x02\x00\x00\x00\xff\x38"), "-20.0" },
		{ PQ_FIXED, PQ_DECIMAL, 3, BYTES("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01"), "0.001" },
		{ PQ_FIXED, PQ_DECIMAL, 0, BYTES("\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), "-170141183460469231731687303715884105728" },
		{ PQ_FIXED, PQ_UUID, 0, BYTES("\x12\x40\x14\x96\x25\x73\x4c\xa7\x81\x37\xfe\xf1\xae\xb9\xdd\x4c"), "\"12401496-2573-4ca7-8137-fef1aeb9dd4c\"" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		const struct parquet_node leaf = { .type = cases[i].type,
			                           .logical = cases[i].logical,
			                           .scale = cases[i].scale,
			                           .type_length = 16 };
		const uint8_t *at = (const uint8_t *)cases[i].bytes;
		const uint8_t *end = at + cases[i].size;
		AUTO(cJSON_Delete) cJSON *json = NULL;
		AUTO(mem_free) char *text = NULL;
		union parquet_value value;
		struct err e = { 0 };

		row_int_equal(i, parquet_plain_read(&leaf, &at, end, 1, &value), 0);
		assert_ptr_equal(at, end);
		row_int_equal(i, parquet_value_json(&leaf, &value, &json, &e), 0);
		text = json_text(json);
		row_string_equal(i, text, cases[i].json);
	}
}

static void a_text_that_is_no_utf8_is_an_error(void **state UNUSED)
{
	const struct parquet_node leaf = { .name = { (const uint8_t *)"city", 4 },
		                           .type = PQ_BYTE_ARRAY,
		                           .logical = PQ_STRING };
	const union parquet_value value = { .b = { (const uint8_t *)"\xff", 1 } };
	struct err e = { 0 };
	cJSON *json;

	assert_int_equal(parquet_value_json(&leaf, &value, &json, &e), -1);
	assert_string_equal(e.text, "a text in column 'city' is no UTF-8");
}

/* A check finds what a value as JSON would be refused for, without making one. */
static void only_texts_are_checked(void **state UNUSED)
{
	static const struct {
		enum pq_type type;
		enum pq_logical logical;
		const char *bytes;
		size_t size;
		int rc;
	} cases[] = {
		{ PQ_BYTE_ARRAY, PQ_STRING, BYTES("\xc3\xa9"), 0 },
		{ PQ_BYTE_ARRAY, PQ_STRING, BYTES("\xff"), -1 },
		{ PQ_BYTE_ARRAY, PQ_STRING, BYTES("a\0"), -1 },
		{ PQ_FIXED, PQ_STRING, BYTES("\xff"), -1 },
		{ PQ_BYTE_ARRAY, PQ_PLAIN, BYTES("\xff"), 0 },
		{ PQ_FIXED, PQ_UUID, BYTES("\xff"), 0 },
		{ PQ_INT96, PQ_STRING,
		  BYTES("\xff\xff\xff\xff\xff\xff\xff\xff"
		        "\xff\xff\xff\xff"),
		  0 },
	};

	for_each_row(i, cases) {
		const struct parquet_node leaf = { .type = cases[i].type,
			                           .logical = cases[i].logical };
		const union parquet_value value = {
			.b = { (const uint8_t *)cases[i].bytes, (uint32_t)cases[i].size }
		};
		AUTO(cJSON_Delete) cJSON *json = NULL;
		struct err e = { 0 }, f = { 0 };

		row_int_equal(i, parquet_value_check(&leaf, &value, &e), cases[i].rc);
		row_int_equal(i, parquet_value_json(&leaf, &value, &json, &f),
		              cases[i].rc);
		row_string_equal(i, e.text, f.text);
	}
}

static void values_past_the_end_are_refused(void **state UNUSED)
{
	static const struct {
		enum pq_type type;
		const char *bytes;
		size_t size, count;
	} cases[] = {
		{ PQ_BOOLEAN, BYTES("\xff"), 9 },
		{ PQ_INT32, BYTES("\x01\x02\x03"), 1 },
		{ PQ_INT64, BYTES("\x01\x02\x03\x04\x05\x06\x07\x08"), 2 },
		{ PQ_INT64, BYTES(""), SIZE_MAX },
		{ PQ_BYTE_ARRAY, BYTES("\x03\x00\x00"), 1 },
		{ PQ_BYTE_ARRAY, BYTES("\x03\x00\x00\x00ok"), 1 },
		{ PQ_BYTE_ARRAY, BYTES("\xff\xff\xff\xffok"), 1 },
		{ PQ_FIXED, BYTES("abc"), 1 },
	};

	for_each_row(i, cases) {
		const struct parquet_node leaf = { .type = cases[i].type,
			                           .type_length = 4 };
		const uint8_t *at = (const uint8_t *)cases[i].bytes;
		union parquet_value out[16];

		row_int_equal(i,
		              parquet_plain_read(&leaf, &at, at + cases[i].size,
		                                 cases[i].count, out),
		              -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stored_bytes_become_json),
		cmocka_unit_test(a_text_that_is_no_utf8_is_an_error),
		cmocka_unit_test(only_texts_are_checked),
		cmocka_unit_test(values_past_the_end_are_refused),
	};

	return cmocka_run_group_tests_name("parquet_value", tests, NULL, NULL);
}
