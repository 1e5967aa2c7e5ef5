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
	assert_int_equal(exported_file_expire(&store, 1, 7, 0, &err), 0);
	assert_int_equal(exported_file_stage(&store, &file, &serial, &err), 0);
	assert_int_equal(due_other(&store, 7, &due, &err), 0);
	assert_int_equal(due.what, DUE_STAGED);
}

/* What waits expires later, and later still where it is put off. */
static void a_file_expires_so_long_after_it_has_appeared(void **state UNUSED)
{
	const struct staged_file file = {
		.run = 5, .records = 1, .path = "a", .place = "b", .appears_at = 30
	};
	struct due due;
	int64_t serial;

	assert_int_equal(exported_file_put(&store, 5, "f", 1, 1, &err), 0);
	assert_int_equal(exported_file_stage(&store, &file, &serial, &err), 0);
	assert_int_equal(exported_file_expire(&store, 5, 1, 6, &err), 0);
	assert_int_equal(due_other(&store, 7, &due, &err), 0);
	assert_int_equal(due.what, DUE_FILE);
	assert_int_equal(due.at, 7);
	assert_int_equal(exported_file_forget(&store, due.id, &err), 0);
	assert_int_equal(exported_file_put_off(&store, serial, 40, &err), 0);
	assert_int_equal(exported_file_appeared(&store, serial, &err), 0);
	assert_int_equal(due_other(&store, 99, &due, &err), 0);
	assert_int_equal(due.what, DUE_FILE);
	assert_int_equal(due.id, serial);
	assert_int_equal(due.at, 46);
}

/* Its manifest has no records, and waits with it; others do not. */
static void what_has_no_records_is_put_off_with_its_folder(void **state UNUSED)
{
	static const char *const places[] = { "s3/a/part", "s3/a/manifest", "s3/manifest",
		                              "s3/a/part2" };
	int64_t serials[ARRAY_LEN(places)];
	struct due due;

	for_each_row(i, places) {
		const struct staged_file file = { .run = 1,
			                          .records = i % 3 ? 0 : 5,
			                          .path = places[i] + 3,
			                          .place = places[i],
			                          .appears_at = 3 };

		assert_int_equal(exported_file_stage(&store, &file, &serials[i], &err),
		                 0);
	}
	assert_int_equal(exported_file_put_off(&store, serials[0], 12, &err), 0);
	for (size_t i = 2; i < ARRAY_LEN(places); i++) {
		row_int_equal(i, due_other(&store, 3, &due, &err), 0);
		row_int_equal(i, due.id, serials[i]);
		row_int_equal(i, exported_file_appeared(&store, due.id, &err), 0);
	}
	assert_int_equal(due_other(&store, 11, &due, &err), 0);
	assert_int_equal(due.what, DUE_NOTHING);
}

static void a_file_has_a_row_until_it_is_forgotten(void **state UNUSED)
{
	const char *path;
	struct stmt *q;
	struct due due;
	bool has;

	assert_int_equal(exported_file_put(&store, 3, "s3/a/f", 10, 2, &err), 0);
	assert_int_equal(exported_file_expire(&store, 3, 7, 0, &err), 0);
	assert_int_equal(exported_file_expire(&store, 4, 1, 0, &err), 0);
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
		TEST(a_file_expires_so_long_after_it_has_appeared),
		TEST(what_has_no_records_is_put_off_with_its_folder),
		TEST(a_file_has_a_row_until_it_is_forgotten),
	};

	return cmocka_run_group_tests_name("exported_file", tests, NULL, NULL);
}
