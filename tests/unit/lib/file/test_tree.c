/*
 * test_tree.c - lib/file/tree.c: walking, listing, removing, temporary folders
 */
#include "tests/unit/unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"

struct fixture {
	char *dir, *root, *outside; /* dir/root, and dir/outside/kept next to it */
	struct err e;
};

static void put(struct fixture *f, const char *name, const char *text)
{
	AUTO(mem_free) char *path = mem_printf("%s/%s", f->root, name);

	if (file_write(path, text, strlen(text), &f->e) < 0)
		fail_msg("%s", f->e.text);
}

static bool there(const struct fixture *f, const char *name)
{
	AUTO(mem_free) char *path = mem_printf("%s/%s", f->root, name);

	return file_exists(path);
}

static int make_folders(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));

	*state = f;
	if (file_temp_dir("test-tree-", &f->dir, &f->e) < 0)
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
	AUTO(mem_free) char *path = mem_printf("%s/%s", f->root, name);

	assert_int_equal(symlink(f->outside, path), 0);
}

static int note(void *ctx, const char *relative, uint64_t size, struct err *e UNUSED)
{
	buf_printf(ctx, "%s:%llu ", relative, (unsigned long long)size);
	return 0;
}

static void walks_files_in_the_order_of_their_paths(void **state)
{
	struct fixture *f = *state;
	AUTO(buf_release) struct buf seen = { 0 };
	AUTO(mem_free) char *slash = mem_printf("%s//", f->root);

	put(f, "b/2", "22");
	put(f, "b/1", "1");
	put(f, "b.json", "");
	put(f, "b-x/deep/er", "333");
	put(f, "a", "");
	put(f, "bc", "");
	put(f, "\xc3\xa9", "");
	assert_int_equal(file_walk(f->root, note, &seen, &f->e), 0);
	assert_string_equal(seen.data,
	                    "a:0 b-x/deep/er:3 b.json:0 b/1:1 b/2:2 bc:0 \xc3\xa9:0 ");
	buf_clear(&seen);
	assert_int_equal(file_walk(slash, note, &seen, &f->e), 0);
	assert_string_equal(seen.data,
	                    "a:0 b-x/deep/er:3 b.json:0 b/1:1 b/2:2 bc:0 \xc3\xa9:0 ");
}

static void walks_past_links_but_through_a_root_that_is_one(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *root = mem_printf("%s/link", f->root);
	AUTO(buf_release) struct buf seen = { 0 };

	link_outside(f, "link");
	assert_int_equal(file_walk(f->root, note, &seen, &f->e), 0);
	assert_string_equal(buf_str(&seen), "");
	assert_int_equal(file_walk(root, note, &seen, &f->e), 0);
	assert_string_equal(buf_str(&seen), "kept:4 ");
}

static void walks_links_where_it_is_to(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *file = mem_printf("%s/a/file", f->root);
	AUTO(mem_free) char *nowhere = mem_printf("%s/a/nowhere", f->root);
	AUTO(mem_free) char *round = mem_printf("%s/a/round", f->root);
	AUTO(buf_release) struct buf seen = { 0 };

	put(f, "a/1", "1");
	link_outside(f, "link");
	assert_int_equal(symlink("1", file), 0);
	assert_int_equal(symlink("missing", nowhere), 0);
	assert_int_equal(file_walk_links(f->root, note, &seen, &f->e), 0);
	assert_string_equal(buf_str(&seen), "a/1:1 a/file:1 a/nowhere:7 link/kept:4 ");
	assert_int_equal(symlink("..", round), 0);
	assert_int_equal(file_walk_links(f->root, note, &seen, &f->e), -1);
	assert_int_equal(f->e.code, ERR_INVALID);
	assert_non_null(strstr(f->e.text, "a/round' is a link to a folder that it lies "
	                                  "in"));
}

static int object(void *ctx, const char *relative, uint64_t size UNUSED, struct err *e)
{
	(*(int *)ctx)++;
	return err_set(e, ERR_EXISTS, "no %s", relative);
}

static void stops_at_the_first_error_of_a_visit(void **state)
{
	struct fixture *f = *state;
	int count = 0;

	put(f, "a", "");
	put(f, "b", "");
	assert_int_equal(file_walk(f->root, object, &count, &f->e), -1);
	assert_int_equal(count, 1);
	assert_string_equal(f->e.text, "no a");
}

static void says_what_cannot_be_walked(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *missing = mem_printf("%s/missing", f->root);
	AUTO(mem_free) char *file = mem_printf("%s/kept", f->outside);
	AUTO(buf_release) struct buf seen = { 0 };
	struct err e = { 0 };

	assert_int_equal(file_walk(missing, note, &seen, &f->e), -1);
	assert_int_equal(f->e.code, ERR_NOT_FOUND);
	assert_int_equal(file_walk(file, note, &seen, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_non_null(strstr(e.text, "is not a folder"));
}

static int note_name(void *ctx, const char *name, struct err *e)
{
	buf_printf(ctx, "%s ", name);
	return strcmp(name, "stop") != 0 ? 0 : err_set(e, ERR_EXISTS, "at %s", name);
}

static void lists_the_files_of_one_folder_in_the_order_of_their_names(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *file = mem_printf("%s/to-a-file", f->root);
	AUTO(mem_free) char *nowhere = mem_printf("%s/to-nothing", f->root);
	AUTO(buf_release) struct buf seen = { 0 };

	put(f, "b", "");
	put(f, "a-b", "");
	put(f, "a/below", "");
	put(f, ".a", "");
	link_outside(f, "to-a-folder");
	assert_int_equal(symlink("b", file), 0);
	assert_int_equal(symlink("missing", nowhere), 0);
	assert_int_equal(file_list(f->root, note_name, &seen, &f->e), 0);
	assert_string_equal(buf_str(&seen), ".a a-b b to-a-file to-nothing ");
	put(f, "stop", "");
	buf_clear(&seen);
	assert_int_equal(file_list(f->root, note_name, &seen, &f->e), -1);
	assert_string_equal(buf_str(&seen), ".a a-b b stop ");
	assert_string_equal(f->e.text, "at stop");
}

static void says_what_cannot_be_listed(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *nowhere = mem_printf("%s/to-nothing", f->root);
	AUTO(buf_release) struct buf seen = { 0 };
	const struct {
		const char *name, *cause;
		enum err_code code;
	} cases[] = {
		{ "missing", "No such file or directory", ERR_NOT_FOUND },
		{ "to-nothing", "No such file or directory", ERR_IO },
		{ "file", "Not a directory", ERR_IO },
	};

	put(f, "file", "");
	assert_int_equal(symlink("missing", nowhere), 0);
	for_each_row(i, cases) {
		AUTO(mem_free) char *path = mem_printf("%s/%s", f->root, cases[i].name);
		AUTO_MEM char *text =
			mem_printf("cannot open '%s': %s", path, cases[i].cause);
		struct err e = { 0 };

		assert_int_equal(file_list(path, note_name, &seen, &e), -1);
		assert_int_equal(e.code, cases[i].code);
		assert_string_equal(e.text, text);
	}
	assert_int_equal(seen.size, 0);
}

static void removes_a_tree_but_not_what_its_links_show(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *kept = mem_printf("%s/kept", f->outside);

	put(f, "a/b/c", "");
	put(f, "a/d", "");
	link_outside(f, "a/link");
	assert_int_equal(file_remove_tree(f->root, &f->e), 0);
	assert_false(file_exists(f->root));
	assert_true(file_exists(kept));
	assert_int_equal(file_remove_tree(f->root, &f->e), 0);
}

static void removes_a_link_and_not_its_folder(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *link = mem_printf("%s/link", f->root);

	link_outside(f, "link");
	assert_int_equal(file_remove_tree(link, &f->e), 0);
	assert_false(there(f, "link"));
	assert_true(there(f, "../outside/kept"));
}

static void makes_a_new_folder_each_time(void **state)
{
	struct fixture *f = *state;
	AUTO_MEM char *before = getenv("TMPDIR") ? mem_strdup(getenv("TMPDIR")) : NULL;
	char *one, *two;

	assert_int_equal(setenv("TMPDIR", f->root, 1), 0);
	assert_int_equal(file_temp_dir("x-", &one, &f->e), 0);
	assert_int_equal(file_temp_dir("x-", &two, &f->e), 0);
	assert_string_not_equal(one, two);
	assert_true(file_is_dir(one) && file_is_dir(two));
	assert_memory_equal(one, f->root, strlen(f->root));
	setenv("TMPDIR", "/nowhere/at/all", 1);
	free(one);
	assert_int_equal(file_temp_dir("x-", &one, &f->e), -1);
	assert_int_equal(f->e.code, ERR_IO);
	unsetenv("TMPDIR");
	if (before)
		setenv("TMPDIR", before, 1);
	free(two);
}

/* In memory where there is room, else where file_temp_dir() makes one; TMPDIR decides. */
static void a_temporary_folder_lies_in_memory_only_where_it_may(void **state UNUSED)
{
	AUTO(mem_free) char *set = getenv("TMPDIR") ? mem_strdup(getenv("TMPDIR")) : NULL;
	static const struct {
		const char *tmpdir;
		uint64_t bytes;
	} cases[] = { { "/tmp", 1 }, { NULL, UINT64_MAX }, { NULL, 1 } };

	for_each_row(i, cases) {
		AUTO(mem_free) char *path = NULL;
		bool in_memory;
		struct err e = { 0 };

		if (cases[i].tmpdir)
			setenv("TMPDIR", cases[i].tmpdir, 1);
		else
			unsetenv("TMPDIR");
		row_int_equal(i,
		              file_temp_dir_in_memory("test-", cases[i].bytes, &path, &e),
		              0);
		in_memory = !strncmp(path, "/dev/shm/test-", strlen("/dev/shm/test-"));
		row_int_equal(i, in_memory || !strncmp(path, "/tmp/test-", 10), true);
		row_int_equal(i, in_memory && (cases[i].tmpdir || cases[i].bytes > 1),
		              false);
		row_int_equal(i, file_remove_tree(path, &e), 0);
	}
	if (set)
		setenv("TMPDIR", set, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_temporary_folder_lies_in_memory_only_where_it_may),
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_folders, remove_folders)
		TEST(walks_files_in_the_order_of_their_paths),
		TEST(walks_past_links_but_through_a_root_that_is_one),
		TEST(walks_links_where_it_is_to),
		TEST(stops_at_the_first_error_of_a_visit),
		TEST(says_what_cannot_be_walked),
		TEST(lists_the_files_of_one_folder_in_the_order_of_their_names),
		TEST(says_what_cannot_be_listed),
		TEST(removes_a_tree_but_not_what_its_links_show),
		TEST(removes_a_link_and_not_its_folder),
		TEST(makes_a_new_folder_each_time),
#undef TEST
	};

	return cmocka_run_group_tests_name("file_tree", tests, NULL, NULL);
}
