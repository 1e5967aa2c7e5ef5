/*
 * test_jsonl_scalar.c - numbers, times and words as JSON: they read back as they were
 */
#include "tests/unit/unit.h"

#include <math.h>

#include "lib/decimal.h"
#include "lib/json/json.h"
#include "lib/vtime.h"
#include "mockserver/export/jsonl_scalar.h"
#include "tests/support/quoted.h"
#include "tests/support/seeded.h"

/* The text of one value; the column is of that type and holds it. */
static const char *text_of(enum column_type type, int scale, int64_t number, double real,
                           char out[JSONL_SCALAR_TEXT + 1])
{
	const struct column_def def = { .type = type, .precision = 18, .scale = scale };
	struct column c;
	char *end;

	memset(out, 'x', JSONL_SCALAR_TEXT + 1);
	column_init(&c, &def);
	switch (type) {
	case COLUMN_BOOL:
		column_add_bool(&c, number);
		break;
	case COLUMN_INT32:
	case COLUMN_DATE:
		column_add_i32(&c, (int32_t)number);
		break;
	case COLUMN_DOUBLE:
		column_add_double(&c, real);
		break;
	case COLUMN_INT64:
	case COLUMN_TIMESTAMP:
	case COLUMN_DECIMAL:
	case COLUMN_STRING:
	case COLUMN_STRUCT:
	case COLUMN_LIST:
	case COLUMN_MAP:
	case COLUMN_TYPE_COUNT:
		column_add_i64(&c, number);
		break;
	}
	end = jsonl_scalar(out, &c, type, scale, 0);
	assert_true(end <= out + JSONL_SCALAR_TEXT);
	*end = '\0';
	assert_int_equal(strlen(out), end - out);
	column_release(&c);
	return out;
}

static void values_have_their_usual_text(UNUSED void **state)
{
	static const struct {
		enum column_type type;
		int scale;
		int64_t number;
		const char *text;
	} rows[] = {
		/* clang-format off */
		{ COLUMN_BOOL,      0, 1, "true" },
		{ COLUMN_BOOL,      0, 0, "false" },
		{ COLUMN_INT32,     0, INT32_MIN, "-2147483648" },
		{ COLUMN_INT64,     0, INT64_MIN, "-9223372036854775808" },
		{ COLUMN_INT64,     0, INT64_MAX, "9223372036854775807" },
		{ COLUMN_DATE,      0, 0, "\"1970-01-01\"" },
		{ COLUMN_DATE,      0, -1, "\"1969-12-31\"" },
		{ COLUMN_DATE,      0, 19782, "\"2024-02-29\"" },
		{ COLUMN_DATE,      0, INT32_MAX, "2147483647" },
		{ COLUMN_TIMESTAMP, 0, 0, "\"1970-01-01T00:00:00.000Z\"" },
		{ COLUMN_TIMESTAMP, 0, 1767225600001, "\"2026-01-01T00:00:00.001Z\"" },
		{ COLUMN_TIMESTAMP, 0, -1, "\"1969-12-31T23:59:59.999Z\"" },
		{ COLUMN_TIMESTAMP, 0, INT64_MAX, "9223372036854775807" },
		{ COLUMN_TIMESTAMP, 0, INT64_MIN, "-9223372036854775808" },
		{ COLUMN_DECIMAL,   2, 0, "0.00" },
		{ COLUMN_DECIMAL,   2, -5, "-0.05" },
		{ COLUMN_DECIMAL,   2, 12345, "123.45" },
		{ COLUMN_DECIMAL,   0, -7, "-7" },
		{ COLUMN_DECIMAL,   18, 1, "0.000000000000000001" },
		{ COLUMN_DECIMAL,   18, -999999999999999999, "-0.999999999999999999" },
		/* clang-format on */
	};
	char out[JSONL_SCALAR_TEXT + 1];

	for_each_row(i, rows)
		row_string_equal(i,
		                 text_of(rows[i].type, rows[i].scale, rows[i].number, 0,
		                         out),
		                 rows[i].text);
}

static void what_json_has_no_number_for_is_a_word(UNUSED void **state)
{
	char out[JSONL_SCALAR_TEXT + 1];

	assert_quoted_equal(text_of(COLUMN_DOUBLE, 0, 0, (double)NAN, out), "'NaN'");
	assert_quoted_equal(text_of(COLUMN_DOUBLE, 0, 0, (double)INFINITY, out),
	                    "'Infinity'");
	assert_quoted_equal(text_of(COLUMN_DOUBLE, 0, 0, -(double)INFINITY, out),
	                    "'-Infinity'");
	assert_string_equal(text_of(COLUMN_DOUBLE, 0, 0, 0.1, out), "0.1");
}

/* The value behind a JSON text: a string without its quotes, a number as it stands. */
static void read_back(const char *text, cJSON **out)
{
	struct err e = { 0 };

	if (json_parse(text, strlen(text), out, &e) < 0)
		fail_msg("%s: %s", text, e.text);
}

static void random_values_read_back(UNUSED void **state)
{
	for (size_t round = 0; round < 5000; round++) {
		struct seeded d = seeded_begin(round);
		int64_t limit = INT64_C(1) << seeded_between(&d, 1, 60);
		int64_t number = seeded_between(&d, -limit, limit);
		int scale = (int)seeded_between(&d, 0, 18);
		char out[JSONL_SCALAR_TEXT + 1], want[64];
		AUTO(cJSON_Delete) cJSON *v = NULL;
		struct decimal back;
		struct err e = { 0 };
		vtime at;

		if (number >= VTIME_MIN && number <= VTIME_MAX) {
			AUTO(cJSON_Delete) cJSON *time = NULL;

			read_back(text_of(COLUMN_TIMESTAMP, 0, number, 0, out), &time);
			if (vtime_parse(json_str(time, ""), &at, &e) < 0 || at != number)
				fail_msg("TEST_SEED=%llu: %s", (unsigned long long)d.seed,
				         out);
		}
		read_back(text_of(COLUMN_DECIMAL, scale, number, 0, out), &v);
		snprintf(want, sizeof(want), "%llde-%d", (long long)number, scale);
		back = decimal_of(v->valuestring);
		if (json_number_cmp(v->valuestring, want) != 0 ||
		    back.negative != (number < 0))
			fail_msg("TEST_SEED=%llu: %s, not %s", (unsigned long long)d.seed,
			         out, want);
		/* It has as many digits behind the point as the column. */
		if (scale)
			assert_int_equal(strlen(strchr(out, '.') + 1), scale);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_have_their_usual_text),
		cmocka_unit_test(what_json_has_no_number_for_is_a_word),
		cmocka_unit_test(random_values_read_back),
	};

	return cmocka_run_group_tests_name("export/jsonl_scalar", tests, NULL, NULL);
}
