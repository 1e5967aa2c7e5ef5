/*
 * test_file.c - lib/file/file.c: whole files, read and written
 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"

struct fixture {
	char *dir;
	struct err e;
};

static int make_folder(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));

	*state = f;
	return file_temp_dir("test-file-", &f->dir, &f->e);
}

static int remove_folder(void **state)
{
	struct fixture *f = *state;
	struct err e = { 0 };
	int rc = file_remove_tree(f->dir, &e);

	free(f->dir);
	free(f);
	return rc;
}

/* The path of a file of the fixture; the caller frees it. */
static char *in(const struct fixture *f, const char *name)
{
	return mem_printf("%s/%s", f->dir, name);
}

static void assert_holds(const char *path, const char *text)
{
	AUTO(buf_release) struct buf b = { 0 };
	struct err e = { 0 };

	if (file_read(path, 1 << 20, &b, &e) < 0)
		fail_msg("%s", e.text);
	assert_string_equal(buf_str(&b), text);
}

static int count_one(void *ctx, const char *relative UNUSED, uint64_t size UNUSED,
                     struct err *e UNUSED)
{
	(*(int *)ctx)++;
	return 0;
}

static int files_in(struct fixture *f)
{
	int count = 0;

	assert_int_equal(file_walk(f->dir, count_one, &count, &f->e), 0);
	return count;
}

static void reads_what_it_wrote(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *path = in(f, "deep/er/file.txt");

	assert_int_equal(file_write(path, "one", 3, &f->e), 0);
	assert_holds(path, "one");
	assert_int_equal(file_write(path, "", 0, &f->e), 0);
	assert_holds(path, "");
	assert_int_equal(files_in(f), 1);
}

static void reads_up_to_the_cap_and_no_byte_more(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *path = in(f, "file");
	AUTO(mem_free) char *bytes = mem_alloc(100000);
	AUTO(buf_release) struct buf b = { 0 };

	memset(bytes, 'x', 100000);
	assert_int_equal(file_write(path, bytes, 100000, &f->e), 0);
	buf_add_str(&b, "before");
	assert_int_equal(file_read(path, 100000, &b, &f->e), 0);
	assert_int_equal(b.size, 100006);
	assert_memory_equal(b.data, "beforexxx", 9);
	assert_int_equal(file_read(path, 99999, &b, &f->e), -1);
	assert_int_equal(f->e.code, ERR_INVALID);
	assert_non_null(strstr(f->e.text, "is larger than 99999 bytes"));
}

static void reads_from_an_offset_what_there_is(void **state)
{
	static const struct {
		uint64_t offset;
		size_t most;
		const char *found;
	} cases[] = { { 0, 3, "abc" }, { 2, 3, "cde" }, { 4, 9, "ef" },
		      { 6, 1, "" },    { 99, 1, "" },   { 1, 0, "" } };
	struct fixture *f = *state;
	AUTO(mem_free) char *path = in(f, "file");

	assert_int_equal(file_write(path, "abcdef", 6, &f->e), 0);
	for_each_row(i, cases) {
		AUTO(buf_release) struct buf b = { 0 };

		row_int_equal(i,
		              file_read_at(path, cases[i].offset, cases[i].most, &b,
		                           &f->e),
		              0);
		row_string_equal(i, buf_str(&b), cases[i].found);
	}
}

static void respects_the_cap_of_the_buffer(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *path = in(f, "file");
	AUTO(buf_release) struct buf b = { .cap = 3 };

	assert_int_equal(file_write(path, "four", 4, &f->e), 0);
	assert_int_equal(file_read(path, 1000, &b, &f->e), -1);
	assert_int_equal(f->e.code, ERR_INVALID);
}

static void names_the_path_and_the_cause(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *file = in(f, "file");
	static const struct {
		const char *name;
		enum err_code code;
		const char *cause;
	} cases[] = {
		{ "missing", ERR_NOT_FOUND, "missing': No such file or directory" },
		{ "file/below", ERR_NOT_FOUND, "file/below': Not a directory" },
		{ ".", ERR_IO, ".': Is a directory" },
	};

	assert_int_equal(file_write(file, "", 0, &f->e), 0);
	for_each_row(i, cases) {
		AUTO(buf_release) struct buf b = { 0 };
		AUTO(mem_free) char *path = in(f, cases[i].name);
		struct err e = { 0 };

		assert_int_equal(file_read(path, 10, &b, &e), -1);
		assert_int_equal(e.code, cases[i].code);
		if (!strstr(e.text, cases[i].cause))
			fail_msg("%s", e.text);
	}
}

static void shows_a_file_only_when_it_is_whole(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *path = in(f, "a/b/part");
	struct newfile n;

	assert_int_equal(file_create(path, &n, &f->e), 0);
	assert_int_equal(file_append(&n, "half", 4, &f->e), 0);
	assert_false(file_exists(path));
	assert_int_equal(file_append(&n, " and half", 9, &f->e), 0);
	assert_int_equal(n.size, 13);
	assert_int_equal(file_commit(&n, FILE_SYNC, &f->e), 0);
	assert_holds(path, "half and half");
	file_drop(&n); /* nothing any more */
	assert_holds(path, "half and half");
	assert_int_equal(files_in(f), 1);
}

static void keeps_the_old_file_until_the_new_one_is_there(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *path = in(f, "part");
	struct newfile n;

	assert_int_equal(file_write(path, "old", 3, &f->e), 0);
	assert_int_equal(file_create(path, &n, &f->e), 0);
	assert_int_equal(file_append(&n, "new", 3, &f->e), 0);
	assert_holds(path, "old");
	file_drop(&n);
	assert_holds(path, "old");
	assert_int_equal(files_in(f), 1);
}

static void drops_nothing_that_was_never_begun(void **state UNUSED)
{
	struct newfile n = { 0 };

	file_drop(&n); /* must not close descriptor 0 */
	assert_int_not_equal(fcntl(0, F_GETFD), -1);
}

static void lets_two_write_the_same_file(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *path = in(f, "part");
	struct newfile one, two;

	assert_int_equal(file_create(path, &one, &f->e), 0);
	assert_int_equal(file_create(path, &two, &f->e), 0);
	assert_string_not_equal(one.temp, two.temp);
	assert_int_equal(file_append(&one, "one", 3, &f->e), 0);
	assert_int_equal(file_append(&two, "two", 3, &f->e), 0);
	assert_int_equal(file_commit(&two, FILE_NO_SYNC, &f->e), 0);
	assert_holds(path, "two");
	assert_int_equal(file_commit(&one, FILE_NO_SYNC, &f->e), 0);
	assert_holds(path, "one");
	assert_int_equal(files_in(f), 1);
}

static void *write_often(void *path)
{
	char text[4096];

	for (int i = 0; i < 200; i++) {
		struct err e = { 0 };

		memset(text, 'a' + i % 26, sizeof(text));
		if (file_write(path, text, sizeof(text), &e) < 0)
			return mem_strdup(e.text);
	}
	return NULL;
}

/* Whoever wins, the file is one writer's, from its first byte to its last. */
static void never_mixes_the_bytes_of_two_writers(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *path = in(f, "part");
	AUTO(buf_release) struct buf b = { 0 };
	pthread_t threads[4];

	for_each_row(i, threads)
		assert_int_equal(pthread_create(&threads[i], NULL, write_often, path), 0);
	for_each_row(i, threads) {
		void *complaint;

		assert_int_equal(pthread_join(threads[i], &complaint), 0);
		if (complaint)
			fail_msg("%s", (char *)complaint);
	}
	assert_int_equal(file_read(path, 1 << 20, &b, &f->e), 0);
	assert_int_equal(b.size, 4096);
	for (size_t i = 1; i < b.size; i++)
		assert_int_equal(b.data[i], b.data[0]);
	assert_int_equal(files_in(f), 1);
}

static void uses_again_what_a_dead_writer_left(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *path = in(f, "part");
	pid_t child = fork();
	int status;

	if (!child) {
		struct newfile n;
		bool ok = !file_create(path, &n, &f->e) &&
		          !file_append(&n, "left behind", 11, &f->e);

		_exit(ok ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(files_in(f), 1);
	assert_int_equal(file_write(path, "new", 3, &f->e), 0);
	assert_holds(path, "new");
	assert_int_equal(files_in(f), 1);
}

static void writes_a_name_of_255_bytes(void **state)
{
	struct fixture *f = *state;
	char name[256];
	AUTO(mem_free) char *path = NULL;

	memset(name, 'n', 255);
	name[255] = '\0';
	path = in(f, name);
	assert_int_equal(file_write(path, "long", 4, &f->e), 0);
	assert_holds(path, "long");
}

static void leaves_nothing_when_the_name_cannot_be_given(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *path = in(f, "folder");

	assert_int_equal(file_make_dirs(path, &f->e), 0);
	assert_int_equal(file_write(path, "x", 1, &f->e), -1);
	assert_int_equal(f->e.code, ERR_EXISTS);
	assert_int_equal(files_in(f), 0);
}

static void says_when_the_disk_is_full(void **state UNUSED)
{
	struct newfile full = { .path = mem_strdup("/dev/full"),
		                .fd = open("/dev/full", O_WRONLY | O_CLOEXEC) };
	struct err e = { 0 };

	assert_int_equal(file_append(&full, "x", 1, &e), -1);
	assert_int_equal(e.code, ERR_IO);
	assert_string_equal(e.text, "cannot write '/dev/full': No space left on device");
	close(full.fd);
	free(full.path);
}

static void makes_folders_all_the_way_down(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *path = in(f, "a//b/c/");
	AUTO(mem_free) char *file = in(f, "a/b/file");
	AUTO(mem_free) char *below = in(f, "a/b/file/c");

	assert_int_equal(file_make_dirs(path, &f->e), 0);
	assert_true(file_is_dir(path));
	assert_int_equal(file_make_dirs(path, &f->e), 0);
	assert_int_equal(file_write(file, "", 0, &f->e), 0);
	assert_false(file_is_dir(file));
	assert_true(file_exists(file));
	assert_int_equal(file_make_dirs(below, &f->e), -1);
	assert_non_null(strstr(f->e.text, "a/b/file"));
}

static void remembers_which_folders_it_had_to_make(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *path = in(f, "a/b/part");
	AUTO(mem_free) char *neighbour = in(f, "a/b/other");
	struct newfile n;

	assert_int_equal(file_create(path, &n, &f->e), 0);
	assert_int_equal(n.own.made, 2);
	assert_int_equal(file_commit(&n, FILE_SYNC, &f->e), 0);
	assert_int_equal(file_create(neighbour, &n, &f->e), 0);
	assert_int_equal(n.own.made, 0);
	file_drop(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)
		TEST(reads_what_it_wrote),
		TEST(reads_up_to_the_cap_and_no_byte_more),
		TEST(reads_from_an_offset_what_there_is),
		TEST(respects_the_cap_of_the_buffer),
		TEST(names_the_path_and_the_cause),
		TEST(shows_a_file_only_when_it_is_whole),
		TEST(keeps_the_old_file_until_the_new_one_is_there),
		cmocka_unit_test(drops_nothing_that_was_never_begun),
		TEST(lets_two_write_the_same_file),
		TEST(never_mixes_the_bytes_of_two_writers),
		TEST(uses_again_what_a_dead_writer_left),
		TEST(writes_a_name_of_255_bytes),
		TEST(leaves_nothing_when_the_name_cannot_be_given),
		cmocka_unit_test(says_when_the_disk_is_full),
		TEST(makes_folders_all_the_way_down),
		TEST(remembers_which_folders_it_had_to_make),
#undef TEST
	};

	return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
