/*
 * test_out.c - lib/file/out.c: whatever is at the path that a user names
 *
 * The device and the pipe are the test's own, in its folder.
 */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/file/out.h"
#include "lib/mem.h"
#include "tests/support/scratch.h"

static const struct {
	const char *name;
	unsigned minor; /* of the memory devices */
} devices[] = { { "null", 3 }, { "full", 7 } };

/* False where the test may make no device, or not open it. */
static bool make_device(const char *path, unsigned number)
{
	int fd;

	if (mknod(path, S_IFCHR | 0600, makedev(1, number)) < 0)
		return false;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static mode_t kind_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? st.st_mode & S_IFMT : 0;
}

static void assert_holds(const char *path, const char *text)
{
	AUTO(buf_release) struct buf got = { 0 };

	scratch_read(path, &got);
	assert_string_equal(buf_str(&got), text);
}

static int put_text(const char *path, const char *text, struct err *e)
{
	AUTO(buf_release) struct buf bytes = { 0 };

	buf_add_str(&bytes, text);
	return file_out_write(path, &bytes, NULL, e);
}

static int write_text(const char *path, const char *text, struct err *e)
{
	return file_out_check(path, e) < 0 ? -1 : put_text(path, text, e);
}

static void a_file_is_replaced_in_one_step(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "file");
	AUTO(mem_free) char *second = scratch_path(state, "second");
	struct err e = { 0 };

	assert_int_equal(write_text(path, "one", &e), 0);
	assert_holds(path, "one");
	assert_int_equal(link(path, second), 0);
	assert_int_equal(file_out_check(path, &e), 0);
	assert_holds(path, "one");
	assert_int_equal(write_text(path, "two", &e), 0);
	assert_holds(path, "two");
	assert_holds(second, "one"); /* it was not written to */
	assert_int_equal(scratch_files(state), 2);
}

static void a_link_is_followed_and_stays(void **state)
{
	static const char *const links[][2] = {
		{ "to-file", "file" },       { "to-new", "new" },
		{ "to-folder", "sub" },      { "to-link", "to-file" },
		{ "sub/up", "../up-there" }, { "absolute", NULL },
	};
	static const struct {
		const char *name, *file;
	} cases[] = {
		{ "to-file", "file" },       { "to-new", "new" },
		{ "to-link", "file" },       { "to-folder/in", "sub/in" },
		{ "sub/up", "up-there" },    { "to-folder/up", "up-there" },
		{ "absolute", "elsewhere" },
	};
	AUTO(mem_free) char *elsewhere = scratch_path(state, "elsewhere");

	scratch_write(state, "file", "old");
	scratch_write(state, "sub/other", "");
	for_each_row(i, links) {
		AUTO(mem_free) char *path = scratch_path(state, links[i][0]);

		assert_int_equal(symlink(links[i][1] ? links[i][1] : elsewhere, path), 0);
	}
	for_each_row(i, cases) {
		AUTO(mem_free) char *path = scratch_path(state, cases[i].name);
		AUTO(mem_free) char *file = scratch_path(state, cases[i].file);
		struct err e = { 0 };

		if (write_text(path, cases[i].name, &e) < 0)
			fail_msg("%s", e.text);
		assert_holds(file, cases[i].name);
		assert_true(kind_of(file) == S_IFREG);
	}
	for_each_row(i, links) {
		AUTO(mem_free) char *path = scratch_path(state, links[i][0]);

		assert_true(kind_of(path) == S_IFLNK);
	}
}

static void a_pipe_is_written_to(void **state)
{
	AUTO(mem_free) char *pipe = scratch_path(state, "pipe");
	AUTO(mem_free) char *link = scratch_path(state, "link");
	char got[20] = "";
	struct err e = { 0 };
	int reader;

	assert_int_equal(mkfifo(pipe, 0600), 0);
	assert_int_equal(symlink("pipe", link), 0);
	reader = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_true(reader >= 0);
	assert_int_equal(write_text(pipe, "one ", &e), 0);
	assert_int_equal(write_text(link, "two", &e), 0);
	file_out_forget(link);
	assert_int_equal(read(reader, got, sizeof(got) - 1), 7);
	assert_string_equal(got, "one two");
	close(reader);
	assert_true(kind_of(pipe) == S_IFIFO && kind_of(link) == S_IFLNK);
}

static bool give_up_at_3(void *ctx)
{
	return ++*(int *)ctx < 3;
}

static void a_pipe_without_a_reader_is_waited_for_as_long_as_asked(void **state)
{
	AUTO(mem_free) char *pipe = scratch_path(state, "pipe");
	AUTO(buf_release) struct buf text = { 0 };
	int looks = 0;
	const struct file_out_wait wait = { give_up_at_3, &looks };
	struct err e = { 0 };

	buf_add_str(&text, "late");
	assert_int_equal(mkfifo(pipe, 0600), 0);
	assert_int_equal(file_out_check(pipe, &e), 0);
	assert_int_equal(file_out_write(pipe, &text, &wait, &e), -1);
	assert_int_equal(looks, 3);
	assert_non_null(strstr(e.text, "pipe': Interrupted system call"));
}

static bool make_devices(void **state)
{
	bool made = true;

	for_each_row(i, devices) {
		AUTO(mem_free) char *path = scratch_path(state, devices[i].name);

		made = made && make_device(path, devices[i].minor);
	}
	return made;
}

static void a_device_is_written_to(void **state)
{
	if (!make_devices(state)) {
		print_message("no device of its own can be made here\n");
		skip();
	}
	for_each_row(i, devices) {
		AUTO(mem_free) char *path = scratch_path(state, devices[i].name);
		AUTO(mem_free) char *link = mem_printf("%s-link", path);
		struct err e = { 0 };
		int rc;

		assert_int_equal(symlink(devices[i].name, link), 0);
		assert_int_equal(file_out_check(path, &e), 0);
		rc = put_text(path, "x", &e);
		assert_int_equal(rc, devices[i].minor == 7 ? -1 : 0);
		assert_int_equal(rc, put_text(link, "x", &e));
		if (rc < 0)
			assert_non_null(strstr(e.text, "full': No space left on device"));
		file_out_forget(path);
		file_out_forget(link);
		assert_true(kind_of(path) == S_IFCHR && kind_of(link) == S_IFLNK);
	}
}

static void a_descriptor_of_the_programs_own_is_written_to(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "open");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	AUTO(mem_free) char *name = mem_printf("/proc/self/fd/%d", fd);
	AUTO(mem_free) char *other = mem_printf("/dev/fd/%d", fd);
	AUTO(mem_free) char *link = scratch_path(state, "link");
	struct err e = { 0 };

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "one ", 4), 4);
	assert_int_equal(symlink(name, link), 0);
	assert_int_equal(write_text(name, "two ", &e), 0);
	assert_int_equal(write_text(link, "three", &e), 0);
	assert_holds(path, "one two three");
	if (file_is_dir("/dev/fd")) {
		assert_int_equal(write_text(other, " four", &e), 0);
		assert_holds(path, "one two three four");
	}
	assert_int_equal(write(fd, ".", 1), 1); /* it is still open */
	close(fd);
	assert_int_equal(file_out_check(name, &e), -1);
	assert_non_null(strstr(e.text, "Bad file descriptor"));
}

/* Stdout is a file of the test's, while it is. */
static void what_stdout_is_open_on_is_stdout(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "stdout");
	AUTO(mem_free) char *link = scratch_path(state, "link");
	AUTO(mem_free) char *other = scratch_path(state, "other");
	const char *const names[] = { "-", path, link, "/proc/self/fd/1" };
	struct err e = { 0 };
	int kept, fd;

	scratch_write(state, "other", "");
	assert_int_equal(symlink("stdout", link), 0);
	fflush(stdout);
	kept = dup(STDOUT_FILENO);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(kept >= 0 && fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0);
	for_each_row(i, names) {
		bool is = file_out_is_stdout(names[i]);
		int rc = write_text(names[i], "a", &e);

		if (!is || rc < 0)
			dup2(kept, STDOUT_FILENO);
		assert_true(is);
		assert_int_equal(rc, 0);
	}
	dup2(kept, STDOUT_FILENO);
	close(kept);
	close(fd);
	assert_false(file_out_is_stdout(other));
	assert_false(file_out_is_stdout(path));
	assert_holds(path, "aaaa");
	assert_int_equal(scratch_files(state), 2);
}

static void says_what_cannot_be_written_and_makes_nothing(void **state)
{
	static const struct {
		const char *name, *cause;
		enum err_code code;
	} cases[] = {
		{ "nowhere/file", "No such file or directory", ERR_NOT_FOUND },
		{ "no/where/file", "No such file or directory", ERR_NOT_FOUND },
		{ "file/below", "Not a directory", ERR_NOT_FOUND },
		{ "dangling", "No such file or directory", ERR_NOT_FOUND },
		{ "loop", "Too many levels of symbolic links", ERR_IO },
		{ "sub", "Is a directory", ERR_IO },
		{ "sub/", "Is a directory", ERR_IO },
		{ "", "Is a directory", ERR_IO },
		{ "socket", "No such device or address", ERR_IO },
	};
	AUTO(mem_free) char *loop = scratch_path(state, "loop");
	AUTO(mem_free) char *dangling = scratch_path(state, "dangling");
	AUTO(mem_free) char *bound = scratch_path(state, "socket");
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	scratch_write(state, "file", "");
	scratch_write(state, "sub/file", "");
	assert_int_equal(symlink("loop", loop), 0);
	assert_int_equal(symlink("nowhere/else", dangling), 0);
	assert_true(fd >= 0 && strlen(bound) < sizeof(at.sun_path));
	memcpy(at.sun_path, bound, strlen(bound));
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	close(fd);
	for_each_row(i, cases) {
		AUTO(mem_free) char *path = scratch_path(state, cases[i].name);
		struct err e = { 0 }, why = { 0 };

		assert_int_equal(file_out_check(path, &e), -1);
		assert_int_equal(put_text(path, "x", &why), -1);
		assert_int_equal(e.code, cases[i].code);
		if (!strstr(e.text, cases[i].cause) || !strstr(e.text, path))
			fail_msg("%s: %s", cases[i].name, e.text);
		assert_int_equal(why.code, cases[i].code);
		file_out_forget(path);
	}
	assert_int_equal(scratch_files(state), 2);
	assert_true(kind_of(bound) == S_IFSOCK);
}

static void only_a_regular_file_is_forgotten(void **state)
{
	AUTO(mem_free) char *file = scratch_path(state, "file");
	AUTO(mem_free) char *link = scratch_path(state, "link");
	struct err e = { 0 };

	scratch_write(state, "file", "");
	assert_int_equal(symlink("file", link), 0);
	file_out_forget(link);
	assert_true(kind_of(link) == S_IFLNK);
	assert_false(file_exists(file));
	file_out_forget(link);
	file_out_forget("-");
	assert_int_equal(write_text(link, "new", &e), 0);
	assert_holds(file, "new");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_open, scratch_close)
		TEST(a_file_is_replaced_in_one_step),
		TEST(a_link_is_followed_and_stays),
		TEST(a_pipe_is_written_to),
		TEST(a_pipe_without_a_reader_is_waited_for_as_long_as_asked),
		TEST(a_device_is_written_to),
		TEST(a_descriptor_of_the_programs_own_is_written_to),
		TEST(what_stdout_is_open_on_is_stdout),
		TEST(says_what_cannot_be_written_and_makes_nothing),
		TEST(only_a_regular_file_is_forgotten),
#undef TEST
	};

	return cmocka_run_group_tests_name("file_out", tests, NULL, NULL);
}
