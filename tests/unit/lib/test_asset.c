/*
 * test_asset.c - lib/asset.c: what is built in is what lies in fixtures/
 */
#include "tests/unit/unit.h"

#include "lib/asset.h"
#include "lib/file/file.h"
#include "lib/mem.h"

static void each_file_is_built_in_byte_by_byte(void **state UNUSED)
{
	assert_true(asset_count > 10);
	for_each_row_of(i, assets, asset_count) {
		const struct asset *a = &assets[i];
		AUTO(buf_release) struct buf bytes = { 0 };
		AUTO_MEM char *path = mem_printf("fixtures/%s", a->path);
		struct err e = { 0 };

		assert_ptr_equal(asset_find(a->path), a);
		assert_int_equal(a->data[a->size], '\0');
		if (!file_exists(path))
			continue; /* the mock's own: mockserver/store/schema.sql, empty.db
			           */
		assert_int_equal(file_read(path, a->size + 1, &bytes, &e), 0);
		assert_int_equal(bytes.size, a->size);
		assert_memory_equal(buf_str(&bytes), a->data, a->size);
	}
}

static void one_that_is_not_there_is_not_found(void **state UNUSED)
{
	assert_null(asset_find("specs/connections/amazon-s4.json"));
	assert_null(asset_find(""));
}

static void names_are_what_paths_have_in_between(void **state UNUSED)
{
	AUTO(buf_release) struct buf packs = { 0 }, none = { 0 };

	asset_names("faults/", ".yaml", &packs);
	assert_non_null(strstr(buf_str(&packs), "throttled"));
	assert_non_null(strstr(buf_str(&packs), ", "));
	assert_null(strstr(buf_str(&packs), ".yaml"));
	assert_null(strstr(buf_str(&packs), "faults/"));
	asset_names("faults/", ".txt", &none);
	assert_string_equal(buf_str(&none), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_file_is_built_in_byte_by_byte),
		cmocka_unit_test(one_that_is_not_there_is_not_found),
		cmocka_unit_test(names_are_what_paths_have_in_between),
	};

	return cmocka_run_group_tests_name("asset", tests, NULL, NULL);
}
