/*
 * test_groups.c - harness/parquet/groups.c: what the footer says twice
 *
 * A file of another writer has one byte changed in the footer.
 */
#include "tests/unit/unit.h"

#include "harness/parquet/walk.h"
#include "lib/file/file.h"

/* Judges the file with the text's last occurrence changed to another as long. */
static int judge_changed(const char *from, const char *to, struct err *e)
{
	AUTO(buf_release) struct buf bytes = { 0 };
	struct parquet_about about;
	char *at = NULL;

	assert_int_equal(file_read("tests/fuzz/corpus/parquet_read/nested.parquet",
	                           1 << 20, &bytes, e),
	                 0);
	for (size_t i = 0; from && i + strlen(from) <= bytes.size; i++) {
		if (!memcmp(bytes.data + i, from, strlen(from)))
			at = bytes.data + i;
	}
	if (from) {
		assert_non_null(at);
		memcpy(at, to, strlen(to));
	}
	return parquet_walk(&(struct parquet_file){ (uint8_t *)bytes.data, bytes.size,
	                                            100 },
	                    NULL, NULL, &about, e);
}

static void a_columns_path_is_that_of_the_schema(void **state UNUSED)
{
	struct err e = { 0 }, f = { 0 };

	assert_int_equal(judge_changed(NULL, NULL, &e), 0);
	assert_int_equal(judge_changed("matrix", "matrox", &f), -1);
	assert_non_null(strstr(f.text, "has another path or type in its row group"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_columns_path_is_that_of_the_schema),
	};

	return cmocka_run_group_tests_name("parquet_groups", tests, NULL, NULL);
}
