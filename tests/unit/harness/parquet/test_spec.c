/*
 * test_spec.c - harness/parquet/spec.c
 */
#include "tests/unit/unit.h"

#include "harness/parquet/spec.h"

/* The heads of fields: how far from the one before, and the type. */
#define I16(delta)    ((char)((delta) << 4 | 4))
#define I32(delta)    ((char)((delta) << 4 | 5))
#define I64(delta)    ((char)((delta) << 4 | 6))
#define BINARY(delta) ((char)((delta) << 4 | 8))
#define LIST(delta)   ((char)((delta) << 4 | 9))
#define STRUCT(delta) ((char)((delta) << 4 | 12))
#define YES(delta)    ((char)((delta) << 4 | 1))
#define NO(delta)     ((char)((delta) << 4 | 2))

static void a_struct_is_that_of_the_description(void **state UNUSED)
{
	static const struct {
		enum parquet_spec spec;
		bool fits;
		size_t size;
		char bytes[24];
	} cases[] = {
		/* clang-format off */
		{ SPEC_EMPTY, true, 1, { 0 } },
		{ SPEC_EMPTY, false, 3, { I32(1), 0, 0 } },
		{ SPEC_EMPTY, false, 1, { 0x10 } }, /* an end with a number */
		{ SPEC_DECIMAL, true, 5, { I32(1), 4, I32(1), 18, 0 } },
		{ SPEC_DECIMAL, false, 3, { I32(1), 4, 0 } }, /* without its precision */
		{ SPEC_DECIMAL, false, 5, { I64(1), 4, I32(1), 18, 0 } },
		{ SPEC_DECIMAL, false, 7, { I32(1), 4, I32(1), 18, I32(1), 0, 0 } },
		{ SPEC_TIME, true, 7, { YES(1), STRUCT(1), STRUCT(1), 0, 0, 0 } },
		{ SPEC_TIME, true, 7, { NO(1), STRUCT(1), STRUCT(3), 0, 0, 0 } },
		{ SPEC_TIME, false, 7, { YES(1), STRUCT(1), STRUCT(4), 0, 0, 0 } },
		{ SPEC_TIME, false, 5, { YES(1), STRUCT(1), 0, 0 } }, /* no unit */
		{ SPEC_TIME, false, 9, { YES(1), STRUCT(1), STRUCT(1), 0, STRUCT(1), 0, 0, 0 } },
		{ SPEC_ORDER, true, 3, { STRUCT(1), 0, 0 } },
		{ SPEC_ORDER, false, 1, { 0 } },
		{ SPEC_ENCODING_STATS, true, 7, { I32(1), 0, I32(1), 0, I32(1), 2, 0 } },
		{ SPEC_ENCODING_STATS, false, 7, { I32(1), 0, I32(1), 0, I16(1), 2, 0 } },
		{ SPEC_KEY_VALUE, true, 4, { BINARY(1), 1, 'k', 0 } },
		{ SPEC_KEY_VALUE, false, 4, { BINARY(1), 1, '\xff', 0 } },
		{ SPEC_STATISTICS, true, 4, { BINARY(6), 1, '\xff', 0 } }, /* a value */
		{ SPEC_STATISTICS, true, 6, { BINARY(5), 0, BINARY(1), 0, YES(1), 0 } },
		{ SPEC_DICTIONARY_PAGE, true, 5, { I32(1), 2, I32(1), 0, 0 } },
		{ SPEC_DICTIONARY_PAGE, false, 5, { I32(2), 2, I32(1), 0, 0 } },
		{ SPEC_PAGE, true, 7, { I32(1), 4, I32(1), 0, I32(1), 0, 0 } },
		{ SPEC_PAGE, false, 7, { I32(1), 4, I32(1), 0, I32(2), 0, 0 } },
		/* in its long form a number may not go back */
		{ SPEC_ENCODING_STATS, false, 9, { I32(1), 0, I32(1), 0, I32(1), 2, 5, 4, 0 } },
		{ SPEC_ANY, true, 5, { I32(9), 4, BINARY(3), 0, 0 } },
		{ SPEC_ANY, false, 4, { I32(9), 4, BINARY(3), 9 } },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		const uint8_t *at = (const uint8_t *)cases[i].bytes;
		const uint8_t *start = at;
		int rc = parquet_spec_check(cases[i].spec, &at, at + cases[i].size);

		row_int_equal(i, rc, cases[i].fits ? 0 : -1);
		if (rc < 0)
			row_int_equal(i, at - start, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_struct_is_that_of_the_description),
	};

	return cmocka_run_group_tests_name("parquet/spec", tests, NULL, NULL);
}
