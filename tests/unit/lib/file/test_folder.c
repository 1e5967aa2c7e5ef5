/*
 * test_folder.c - lib/file/folder.c: below a root, through no link
 *
 * All of it once more at the end where the system does not know openat2().
 */
#include "tests/unit/unit.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"

struct fixture {
	char *dir, *root, *outside; /* dir/root, and dir/outside/kept next to it */
	struct err e;
};

static char *in(const struct fixture *f, const char *name)
{
	return mem_printf("%s/%s", f->root, name);
}

static void put(struct fixture *f, const char *name, const char *text)
{
	AUTO(mem_free) char *path = in(f, name);

	if (file_write(path, text, strlen(text), &f->e) < 0)
		fail_msg("%s", f->e.text);
}

static bool there(const struct fixture *f, const char *name)
{
	AUTO(mem_free) char *path = in(f, name);
	struct stat st;

	return lstat(path, &st) == 0;
}

static int make_folders(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));

	*state = f;
	if (file_temp_dir("test-folder-", &f->dir, &f->e) < 0)
		return -1;
	f->root = mem_printf("%s/root", f->dir);
	f->outside = mem_printf("%s/outside", f->dir);
	put(f, "../outside/kept", "kept");
	return file_make_dirs(f->root, &f->e);
}

static int remove_folders(void **state)
{
	struct fixture *f = *state;
	struct err e = { 0 };
	int rc = file_remove_tree(f->dir, &e);

	free(f->root);
	free(f->outside);
	free(f->dir);
	free(f);
	return rc;
}

static void link_outside(struct fixture *f, const char *name)
{
	AUTO(mem_free) char *path = in(f, name);

	assert_int_equal(symlink(f->outside, path), 0);
}

static int write_below(const char *root, const char *path, struct err *e)
{
	AUTO(file_drop) struct newfile n = { .fd = -1 };

	if (file_create_below(root, path, &n, e) < 0 || file_append(&n, "new", 3, e) < 0)
		return -1;
	return file_commit(&n, FILE_SYNC, e);
}

/* What lies outside: the file that is kept, and nothing else. */
static void assert_outside_is_as_it_was(const struct fixture *f)
{
	AUTO(mem_free) char *kept = mem_printf("%s/kept", f->outside);
	AUTO(buf_release) struct buf text = { 0 };
	struct err e = { 0 };

	assert_int_equal(file_read(kept, 10, &text, &e), 0);
	assert_string_equal(buf_str(&text), "kept");
	assert_int_equal(unlink(kept), 0);
	assert_int_equal(rmdir(f->outside), 0);
}

static void writes_below_a_root_and_makes_what_is_missing(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *fresh = mem_printf("%s/fresh/root", f->dir);

	assert_int_equal(write_below(f->root, "/a//b/./one", &f->e), 0);
	assert_true(there(f, "a/b/one"));
	assert_int_equal(write_below(fresh, "one", &f->e), 0);
	assert_true(there(f, "../fresh/root/one"));
	assert_int_equal(write_below(f->root, "one", &f->e), 0);
	assert_true(there(f, "one"));
}

static void takes_a_root_that_is_a_link(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *root = in(f, "root");

	link_outside(f, "root");
	assert_int_equal(write_below(root, "a/one", &f->e), 0);
	assert_true(there(f, "../outside/a/one"));
	assert_int_equal(file_remove_below(root, "a/one", &f->e), 0);
	assert_false(there(f, "../outside/a"));
	assert_true(there(f, "root"));
}

/* The link stands at each level of the way; what it leads to has the rest of it. */
static void goes_through_no_link_to_write_or_remove(void **state)
{
	static const struct {
		const char *link, *path;
	} cases[] = {
		{ "a", "a/one" },     { "a", "a/b/c/one" },
		{ "x/a", "x/a/one" }, { "x/y/z/a", "x/y/z/a/b/one" },
		{ "x/one", "x/one" },
	};
	struct fixture *f = *state;

	put(f, "../outside/one", "1");
	put(f, "../outside/b/one", "1");
	put(f, "../outside/b/c/one", "1");
	for_each_row(i, cases) {
		AUTO(mem_free) char *named = in(f, cases[i].link);
		AUTO_MEM char *neighbour = mem_printf("%s-neighbour", cases[i].link);
		struct err e = { 0 }, why = { 0 };

		put(f, neighbour, "");
		link_outside(f, cases[i].link);
		assert_int_equal(write_below(f->root, cases[i].path, &e), -1);
		assert_int_equal(e.code, ERR_EXISTS);
		assert_non_null(strstr(e.text, named));
		assert_non_null(strstr(e.text, "symbolic link"));
		assert_int_equal(file_remove_below(f->root, cases[i].path, &why), -1);
		assert_int_equal(why.code, ERR_EXISTS);
		assert_non_null(strstr(why.text, named));
		assert_non_null(strstr(why.text, "symbolic link"));
		assert_true(there(f, cases[i].link));
		assert_int_equal(unlink(named), 0);
	}
	assert_int_equal(file_remove_below(f->dir, "outside/one", &f->e), 0);
	assert_int_equal(file_remove_below(f->dir, "outside/b/one", &f->e), 0);
	assert_int_equal(file_remove_below(f->dir, "outside/b/c/one", &f->e), 0);
	assert_outside_is_as_it_was(f);
}

/* The folder goes elsewhere while the file is being written, a link takes its place. */
static void a_link_that_comes_meanwhile_is_not_followed(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *folder = in(f, "a/b");
	AUTO(mem_free) char *away = in(f, "away");
	struct newfile n;

	assert_int_equal(file_create_below(f->root, "a/b/one", &n, &f->e), 0);
	assert_int_equal(rename(folder, away), 0);
	link_outside(f, "a/b");
	assert_int_equal(file_append(&n, "new", 3, &f->e), 0);
	assert_int_equal(file_commit(&n, FILE_SYNC, &f->e), 0);
	assert_true(there(f, "away/one"));
	assert_outside_is_as_it_was(f);
}

static void refuses_a_path_that_nobody_could_open_before_it_makes_a_folder(void **state)
{
	struct fixture *f = *state;
	AUTO(buf_release) struct buf deep = { 0 };

	for (int i = 0; i < 2100; i++)
		buf_add_str(&deep, "d/");
	buf_add_str(&deep, "file");
	assert_int_equal(write_below(f->root, deep.data, &f->e), -1);
	assert_int_equal(f->e.code, ERR_INVALID);
	assert_non_null(strstr(f->e.text, "File name too long"));
	assert_false(there(f, "d"));
}

static void a_folder_that_gets_no_file_goes_with_those_made_for_it(void **state)
{
	struct fixture *f = *state;
	struct file_folder in_it;
	struct newfile one, two;

	assert_int_equal(file_folder_open(f->root, "a/b", &in_it, &f->e), 0);
	assert_int_equal(file_create_in(&in_it, "one", &one, &f->e), 0);
	assert_int_equal(file_create_in(&in_it, "two", &two, &f->e), 0);
	assert_int_equal(file_commit(&one, FILE_NO_SYNC, &f->e), 0);
	file_drop(&two);
	file_folder_take_back(&in_it, "one");
	file_folder_close(&in_it);
	assert_false(there(f, "a"));

	assert_int_equal(file_folder_open(f->root, "a/b", &in_it, &f->e), 0);
	assert_int_equal(file_create_in(&in_it, "one", &one, &f->e), 0);
	assert_int_equal(file_commit(&one, FILE_NO_SYNC, &f->e), 0);
	file_folder_close(&in_it);
	assert_true(there(f, "a/b/one"));
}

static void a_file_in_place_of_a_folder_is_reported(void **state)
{
	struct fixture *f = *state;

	put(f, "a/b", "");
	assert_int_equal(write_below(f->root, "a/b/one", &f->e), -1);
	assert_int_equal(f->e.code, ERR_IO);
	assert_non_null(strstr(f->e.text, "a/b': File exists"));
}

static void removes_a_file_and_the_folders_left_empty(void **state)
{
	struct fixture *f = *state;

	put(f, "a/b/c/one", "");
	put(f, "a/two", "");
	assert_int_equal(file_remove_below(f->root, "a/b/c/one", &f->e), 0);
	assert_false(there(f, "a/b"));
	assert_true(there(f, "a/two"));
	assert_int_equal(file_remove_below(f->root, "/a/./two", &f->e), 0);
	assert_false(there(f, "a"));
	assert_true(file_is_dir(f->root));
}

static void removes_what_is_gone_already(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *empty = mem_printf("%s/a/b", f->root);

	assert_int_equal(file_make_dirs(empty, &f->e), 0);
	assert_int_equal(file_remove_below(f->root, "a/b/gone", &f->e), 0);
	assert_false(there(f, "a"));
	assert_int_equal(file_remove_below(f->root, "a/b/gone", &f->e), 0);
}

static void removes_nothing_outside_its_root(void **state)
{
	static const char *const paths[] = {
		"../outside/kept", "a/../../outside/kept", "", "/", ".", ".."
	};
	struct fixture *f = *state;

	for_each_row(i, paths) {
		struct err e = { 0 };

		assert_int_equal(file_remove_below(f->root, paths[i], &e), -1);
		assert_int_equal(e.code, ERR_INVALID);
	}
	assert_true(there(f, "../outside/kept"));
	assert_true(file_is_dir(f->root));
}

static void removes_no_folder_in_place_of_a_file(void **state)
{
	struct fixture *f = *state;

	put(f, "a/b/c", "");
	assert_int_equal(file_remove_below(f->root, "a/b", &f->e), -1);
	assert_int_equal(f->e.code, ERR_EXISTS);
	assert_non_null(
		strstr(f->e.text, "there is a folder, which is left alone, at '"));
	assert_true(there(f, "a/b/c"));
}

/* Makes openat2() unknown to this process for good. */
static int forget_openat2(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { ARRAY_LEN(filter), filter };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_folders, remove_folders)
		TEST(writes_below_a_root_and_makes_what_is_missing),
		TEST(takes_a_root_that_is_a_link),
		TEST(goes_through_no_link_to_write_or_remove),
		TEST(a_link_that_comes_meanwhile_is_not_followed),
		TEST(refuses_a_path_that_nobody_could_open_before_it_makes_a_folder),
		TEST(a_folder_that_gets_no_file_goes_with_those_made_for_it),
		TEST(a_file_in_place_of_a_folder_is_reported),
		TEST(removes_a_file_and_the_folders_left_empty),
		TEST(removes_what_is_gone_already),
		TEST(removes_nothing_outside_its_root),
		TEST(removes_no_folder_in_place_of_a_file),
#undef TEST
	};

	int failed = cmocka_run_group_tests_name("file_folder", tests, NULL, NULL);

	if (forget_openat2() < 0) /* the system may forbid filters */
		return failed;
	return failed + cmocka_run_group_tests_name("file_folder without openat2", tests,
	                                            NULL, NULL);
}
