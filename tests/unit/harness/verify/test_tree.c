/*
 * test_tree.c - harness/verify/tree.c
 */
#include "tests/unit/unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "harness/verify/tree.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/scratch.h"

static void make_link(void **state, const char *to, const char *name)
{
	AUTO(mem_free) char *path = scratch_path(state, name);

	assert_int_equal(symlink(to, path), 0);
}

static void everything_but_folders_is_listed_by_path(void **state)
{
	static const struct {
		const char *path;
		enum tree_kind kind;
	} expected[] = {
		{ "a-b.json", TREE_FILE }, { "a/b.json", TREE_FILE },
		{ "a/link", TREE_LINK },   { "a/pipe", TREE_SPECIAL },
		{ "aa", TREE_FILE },       { "folder-link", TREE_LINK },
	};
	AUTO(tree_close) struct export_tree t = { .fd = -1 };
	AUTO(mem_free) char *pipe = scratch_path(state, "a/pipe");
	struct err e = { 0 };

	scratch_write(state, "aa", "12345");
	scratch_write(state, "a/b.json", "");
	scratch_write(state, "a-b.json", "");
	make_link(state, "b.json", "a/link");
	make_link(state, "/etc", "folder-link");
	assert_int_equal(mkfifo(pipe, 0600), 0);
	assert_int_equal(tree_open(*state, &t, &e), 0);
	assert_int_equal(t.count, ARRAY_LEN(expected));
	for_each_row(i, expected) {
		assert_string_equal(t.all[i].path, expected[i].path);
		assert_int_equal(t.all[i].kind, expected[i].kind);
	}
	assert_int_equal(t.all[4].size, 5);
}

/* So are folders in which nothing lies, at any depth; the tree itself may be empty. */
static void folders_without_files_are_listed(void **state)
{
	static const char *const folders[] = { "a", "a/b", "a/b/c", "d", "d/e" };
	static const char *const expected[] = { "a", "a/b", "a/b/c", "d/e", "d/f" };
	AUTO(tree_close) struct export_tree t = { .fd = -1 };
	struct err e = { 0 };

	assert_int_equal(tree_open(*state, &t, &e), 0);
	assert_int_equal(t.count, 0);
	tree_close(&t);
	for_each_row(i, folders) {
		AUTO(mem_free) char *path = scratch_path(state, folders[i]);

		assert_int_equal(file_make_dirs(path, &e), 0);
	}
	scratch_write(state, "d/f", "");
	assert_int_equal(tree_open(*state, &t, &e), 0);
	assert_int_equal(t.count, ARRAY_LEN(expected));
	for_each_row(i, expected) {
		row_string_equal(i, t.all[i].path, expected[i]);
		row_int_equal(i, t.all[i].kind, i == 4 ? TREE_FILE : TREE_EMPTY);
	}
}

static void a_file_is_read_from_any_place(void **state)
{
	AUTO(tree_close) struct export_tree t = { .fd = -1 };
	AUTO(tree_file_close) struct tree_file f = { .fd = -1 };
	struct err e = { 0 };
	char room[8] = "";
	size_t got;

	scratch_write(state, "a/b/c.json", "0123456789");
	assert_int_equal(tree_open(*state, &t, &e), 0);
	assert_int_equal(tree_file_open(&t, "a/b/c.json", &f, &e), 0);
	assert_int_equal(f.size, 10);
	assert_int_equal(tree_file_read(&f, 7, room, 7, &got, &e), 0);
	assert_int_equal(got, 3);
	assert_string_equal(room, "789");
}

/* A folder that became a link after it was listed leads nowhere. */
static void no_file_is_opened_through_a_link(void **state)
{
	static const char *const paths[] = { "link/c.json", "a/link.json", "pipe" };
	AUTO(tree_close) struct export_tree t = { .fd = -1 };
	AUTO(mem_free) char *pipe = scratch_path(state, "pipe");
	struct err e = { 0 };

	scratch_write(state, "a/c.json", "x");
	assert_int_equal(tree_open(*state, &t, &e), 0);
	make_link(state, "a", "link");
	make_link(state, "c.json", "a/link.json");
	assert_int_equal(mkfifo(pipe, 0600), 0);
	for_each_row(i, paths) {
		struct tree_file f;
		struct err why = { 0 };

		row_int_equal(i, tree_file_open(&t, paths[i], &f, &why), -1);
		row_int_equal(i, why.code, ERR_IO);
		row_int_equal(i, f.fd, -1);
	}
}

static void folders_that_lie_too_deep_are_said(void **state)
{
	AUTO(tree_close) struct export_tree t = { .fd = -1 };
	AUTO(buf_release) struct buf path = { 0 };
	struct err e = { 0 };

	for (int i = 0; i < 80; i++)
		buf_add_str(&path, "d/");
	buf_add_str(&path, "x");
	scratch_write(state, buf_str(&path), "");
	assert_int_equal(tree_open(*state, &t, &e), 0);
	assert_int_equal(t.count, 1);
	assert_int_equal(t.all[0].kind, TREE_UNREADABLE);
}

static void what_is_no_folder_is_refused(void **state)
{
	AUTO(mem_free) char *file = scratch_path(state, "f");
	AUTO(mem_free) char *nothing = scratch_path(state, "n");
	struct export_tree t;
	struct err e = { 0 }, f = { 0 };

	scratch_write(state, "f", "");
	assert_int_equal(tree_open(file, &t, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_int_equal(tree_open(nothing, &t, &f), -1);
	assert_int_equal(f.code, ERR_NOT_FOUND);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(everything_but_folders_is_listed_by_path),
		IN_FOLDER(folders_without_files_are_listed),
		IN_FOLDER(a_file_is_read_from_any_place),
		IN_FOLDER(no_file_is_opened_through_a_link),
		IN_FOLDER(folders_that_lie_too_deep_are_said),
		IN_FOLDER(what_is_no_folder_is_refused),
	};

	return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
