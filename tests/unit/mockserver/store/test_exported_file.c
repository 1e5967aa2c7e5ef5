/*
 * test_exported_file.c - mockserver/store/exported_file.c
 */
#include "mockserver/store/due.h"
#include "mockserver/store/exported_file.h"
#include "tests/unit/mockserver/store/opened.h"

static void a_staged_file_is_due_until_it_is_in_its_place(void **state UNUSED)
{
	const struct staged_file file = {
		.run = 1, .path = ".staged/1/f", .place = "s3/f", .appears_at = 9
	};
	struct staged_file found;
	struct stmt *q;
	struct due due;
	int64_t serial;
	bool has;

	assert_int_equal(exported_file_stage(&store, &file, &serial, &err), 0);
	assert_int_equal(exported_file_has_row(&store, "s3/f", &has, &err), 0);
	assert_false(has);
	assert_int_equal(due_other(&store, 8, &due, &err), 0);
	assert_int_equal(due.what, DUE_NOTHING);
	assert_int_equal(due_other(&store, 9, &due, &err), 0);
	assert_int_equal(due.what, DUE_STAGED);
	assert_int_equal(due.id, serial);
	assert_int_equal(exported_file_put_off(&store, due.id, 12, &err), 0);
	assert_int_equal(due_at(&store, 0, &due.at, &err), 0);
	assert_int_equal(due.at, 12);
	assert_int_equal(exported_file_staged(&store, due.id, &q, &found, &err), 0);
	assert_string_equal(found.path, ".staged/1/f");
	assert_string_equal(found.place, "s3/f");
	stmt_end(q);
	assert_int_equal(exported_file_appeared(&store, due.id, &err), 0);
	assert_int_equal(due_other(&store, 99, &due, &err), 0);
	assert_int_equal(due.what, DUE_NOTHING);
	assert_int_equal(exported_file_has_row(&store, "s3/f", &has, &err), 0);
	assert_true(has);
	assert_int_equal(exported_file_has_row(&store, ".staged/1/f", &has, &err), 0);
	assert_false(has);
}

static void of_one_instant_files_appear_before_others_expire(void **state UNUSED)
{
	const struct staged_file file = {
		.run = 2, .path = "a", .place = "b", .appears_at = 7
	};
	struct due due;
	int64_t serial;

	assert_int_equal(exported_file_put(&store, 1, "f", 1, 1, &err), 0);
	assert_int_equal(exported_file_expire(&store, 1, 7, &err), 0);
	assert_int_equal(exported_file_stage(&store, &file, &serial, &err), 0);
	assert_int_equal(due_other(&store, 7, &due, &err), 0);
	assert_int_equal(due.what, DUE_STAGED);
}

static void a_file_has_a_row_until_it_is_forgotten(void **state UNUSED)
{
	const char *path;
	struct stmt *q;
	struct due due;
	bool has;

	assert_int_equal(exported_file_put(&store, 3, "s3/a/f", 10, 2, &err), 0);
	assert_int_equal(exported_file_expire(&store, 3, 7, &err), 0);
	assert_int_equal(exported_file_expire(&store, 4, 1, &err), 0);
	assert_int_equal(due_other(&store, 7, &due, &err), 0);
	assert_int_equal(due.what, DUE_FILE);
	assert_int_equal(exported_file_begin(&store, due.id, &q, &path, &err), 0);
	assert_string_equal(path, "s3/a/f");
	stmt_end(q);
	assert_int_equal(exported_file_forget(&store, due.id, &err), 0);
	assert_int_equal(exported_file_has_row(&store, "s3/a/f", &has, &err), 0);
	assert_false(has);
	assert_int_equal(exported_file_begin(&store, due.id, &q, &path, &err), -1);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, opened_begin, opened_end)
	const struct CMUnitTest tests[] = {
		TEST(a_staged_file_is_due_until_it_is_in_its_place),
		TEST(of_one_instant_files_appear_before_others_expire),
		TEST(a_file_has_a_row_until_it_is_forgotten),
	};

	return cmocka_run_group_tests_name("exported_file", tests, NULL, NULL);
}
