/*
 * test_source.c - harness/scenario/source.c
 */
#include "tests/unit/unit.h"

#include "harness/scenario/source.h"
#include "lib/mem.h"
#include "tests/support/scratch.h"

static void a_file_is_read_once_for_all_who_share_a_cache(void **state)
{
	AUTO_MEM char *path = scratch_path(state, "x.yaml");
	struct source_cache cache = { 0 };
	struct source *first, *second, *alone;
	struct err e = { 0 };

	scratch_write(state, "x.yaml", "a: 1\n");
	assert_int_equal(source_open(path, &cache, &first, &e), 0);
	scratch_write(state, "x.yaml", "a: 2\n");
	assert_int_equal(source_open(path, &cache, &second, &e), 0);
	assert_int_equal(source_open(path, NULL, &alone, &e), 0);
	assert_ptr_equal(first, second);
	assert_ptr_not_equal(first, alone);
	source_close(first);
	source_cache_release(&cache);
	assert_string_equal(json_get(second->yaml.root, "a")->valuestring, "1");
	assert_string_equal(json_get(alone->yaml.root, "a")->valuestring, "2");
	source_close(second);
	source_close(alone);
}

static void one_that_cannot_be_read_is_not_kept(void **state)
{
	AUTO_MEM char *path = scratch_path(state, "x.yaml");
	AUTO(source_cache_release) struct source_cache cache = { 0 };
	struct source *s;
	struct err e = { 0 };

	scratch_write(state, "x.yaml", "a: { at: ${now} }\n");
	assert_int_equal(source_open(path, &cache, &s, &e), -1);
	assert_non_null(strstr(e.text, "quote a name inside { } and [ ]"));
	scratch_write(state, "x.yaml", "a: 1\n");
	assert_int_equal(source_open(path, &cache, &s, &e), 0);
	source_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_file_is_read_once_for_all_who_share_a_cache, scratch_open,
			scratch_close),
		cmocka_unit_test_setup_teardown(one_that_cannot_be_read_is_not_kept,
		                                scratch_open, scratch_close),
	};

	return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
