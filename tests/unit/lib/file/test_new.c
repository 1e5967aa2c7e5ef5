/*
 * test_new.c - lib/file/new.c: a file is whole or not there, whatever fails
 *
 * The system calls of lib/ come here first, so that a test can make one of them fail.
 */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/scratch.h"

/* ---------------------------------------------------------------- calls that fail */

#define CALLS(X) \
	X(openat) X(mkdirat) X(flock) X(ftruncate) X(write) X(fsync) X(close) X(renameat)

#define AS_ENUM(name) CALL_##name,
#define AS_TEXT(name) #name,
enum call { CALLS(AS_ENUM) CALL_COUNT };
static const char *const call_names[] = { CALLS(AS_TEXT) };

static struct {
	bool on;
	enum call call;
	int skip; /* so many of it succeed before */
	bool hit;
} strike;

static bool is_struck(enum call call)
{
	if (!strike.on || strike.call != call || strike.skip-- != 0)
		return false;
	strike.hit = true;
	errno = EIO;
	return true;
}

/* Stand in the place of the C library's. */
int our_openat(int fd, const char *path, int flags, ...) __asm__("openat");
int our_openat_2(int fd, const char *path, int flags) __asm__("__openat_2");
int our_mkdirat(int fd, const char *path, mode_t mode) __asm__("mkdirat");
int our_flock(int fd, int operation) __asm__("flock");
int our_ftruncate(int fd, off_t size) __asm__("ftruncate");
ssize_t our_write(int fd, const void *bytes, size_t n) __asm__("write");
int our_fsync(int fd) __asm__("fsync");
int our_close(int fd) __asm__("close");
int our_renameat(int a, const char *from, int b, const char *to) __asm__("renameat");

int our_openat(int fd, const char *path, int flags, ...)
{
	va_list more;
	int mode;

	va_start(more, flags);
	mode = flags & O_CREAT ? va_arg(more, int) : 0;
	va_end(more);
	return is_struck(CALL_openat) ? -1
	                              : (int)syscall(SYS_openat, fd, path, flags, mode);
}

int our_openat_2(int fd, const char *path, int flags)
{
	return is_struck(CALL_openat) ? -1 : (int)syscall(SYS_openat, fd, path, flags, 0);
}

int our_mkdirat(int fd, const char *path, mode_t mode)
{
	return is_struck(CALL_mkdirat) ? -1 : (int)syscall(SYS_mkdirat, fd, path, mode);
}

int our_flock(int fd, int operation)
{
	return is_struck(CALL_flock) ? -1 : (int)syscall(SYS_flock, fd, operation);
}

int our_ftruncate(int fd, off_t size)
{
	return is_struck(CALL_ftruncate) ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}

ssize_t our_write(int fd, const void *bytes, size_t n)
{
	return is_struck(CALL_write) ? -1 : syscall(SYS_write, fd, bytes, n);
}

int our_fsync(int fd)
{
	return is_struck(CALL_fsync) ? -1 : (int)syscall(SYS_fsync, fd);
}

int our_close(int fd)
{
	int rc = (int)syscall(SYS_close, fd);

	return is_struck(CALL_close) ? -1 : rc;
}

int our_renameat(int a, const char *from, int b, const char *to)
{
	return is_struck(CALL_renameat) ? -1 : (int)syscall(SYS_renameat, a, from, b, to);
}

/* ---------------------------------------------------------------- what is there */

/* How many descriptors are open. */
static size_t descriptors(void)
{
	size_t n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) != -1;
	return n;
}

static bool holds(const char *path, const char *text)
{
	AUTO(buf_release) struct buf b = { 0 };
	struct err e = { 0 };

	return file_read(path, 100, &b, &e) == 0 && !strcmp(buf_str(&b), text);
}

static char *in(void *const *state, const char *name)
{
	return scratch_path(state, name);
}

/* Leaves an unlocked temporary of "part", as a writer that died does. */
static void leave_temp(void *const *state, const char *folder)
{
	AUTO_MEM char *name = mem_printf("%s/" FILE_TEMP_PREFIX "part-0", folder);
	AUTO(mem_free) char *path = in(state, name);
	AUTO(mem_free) char *dir = in(state, folder);
	struct err e = { 0 };
	int fd;

	assert_int_equal(file_make_dirs(dir, &e), 0);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "left behind", 11), 11);
	close(fd);
}

enum way { ANYWHERE, BELOW, SHARED, WAY_COUNT };

/* One file at root/a/b/part, with the strike on. */
static int write_file(const char *root, enum way way, struct err *e)
{
	AUTO(file_folder_close) struct file_folder folder = { .fd = -1 };
	AUTO(file_drop) struct newfile f = { .fd = -1 };
	AUTO(mem_free) char *path = mem_printf("%s/a/b/part", root);
	int rc;

	if (way == ANYWHERE)
		rc = file_create(path, &f, e);
	else if (way == BELOW)
		rc = file_create_below(root, "a/b/part", &f, e);
	else
		rc = file_folder_open(root, "a/b", &folder, e) < 0
		             ? -1
		             : file_create_in(&folder, "part", &f, e);
	if (rc < 0 || file_append(&f, "new", 3, e) < 0)
		return -1;
	return file_commit(&f, FILE_SYNC, e);
}

/* ---------------------------------------------------------------- tests */

/* One call of one kind fails: then the file has its name and is whole, or nothing is. */
static bool strike_once(void **state, enum way way, enum call call, int skip)
{
	AUTO(mem_free) char *root = in(state, "root");
	AUTO(mem_free) char *folder = in(state, "root/a");
	AUTO(mem_free) char *path = in(state, "root/a/b/part");
	struct err e = { 0 };
	size_t before;
	int rc;

	assert_int_equal(file_remove_tree(root, &e), 0);
	assert_int_equal(file_make_dirs(root, &e), 0);
	before = descriptors();
	memset(&strike, 0, sizeof(strike));
	strike.call = call;
	strike.skip = skip;
	strike.on = true;
	rc = write_file(root, way, &e);
	strike.on = false;
	assert_int_equal(descriptors(), before);
	if (rc == 0 ? !holds(path, "new") : file_exists(folder))
		fail_msg("%s, call %d, way %d: %s", call_names[call], skip, (int)way,
		         rc == 0 ? "it is not there" : "something is left");
	if (rc == 0)
		assert_int_equal(scratch_files(state), 1);
	assert_true(rc == 0 || strike.hit);
	return strike.hit;
}

static void a_call_that_fails_leaves_the_whole_file_or_nothing(void **state)
{
	for (int way = 0; way < WAY_COUNT; way++) {
		for (int call = 0; call < CALL_COUNT; call++) {
			int n = 0;

			while (strike_once(state, (enum way)way, (enum call)call, n))
				n++;
			if (!n && call != CALL_ftruncate)
				fail_msg("no %s was made", call_names[call]);
		}
	}
}

/* Some file systems say only then that the bytes have no place. */
static void what_close_says_is_heard(void **state)
{
	AUTO(mem_free) char *path = in(state, "part");
	struct newfile f;
	struct err e = { 0 };
	int rc;

	assert_int_equal(file_create(path, &f, &e), 0);
	memset(&strike, 0, sizeof(strike));
	strike.call = CALL_close;
	strike.on = true;
	rc = file_commit(&f, FILE_NO_SYNC, &e);
	strike.on = false;
	assert_true(strike.hit);
	assert_int_equal(rc, -1);
	assert_non_null(strstr(e.text, "cannot write"));
	assert_int_equal(scratch_files(state), 0);
}

/* A temporary that a dead writer left is emptied, or goes. */
static void a_temporary_that_cannot_be_emptied_goes(void **state)
{
	AUTO(mem_free) char *root = in(state, "root");
	AUTO(mem_free) char *path = in(state, "root/a/b/part");
	struct err e = { 0 };

	leave_temp(state, "root/a/b");
	memset(&strike, 0, sizeof(strike));
	strike.call = CALL_ftruncate;
	strike.on = true;
	assert_int_equal(write_file(root, BELOW, &e), -1);
	strike.on = false;
	assert_true(strike.hit);
	assert_int_equal(scratch_files(state), 0);
	leave_temp(state, "root/a/b");
	memset(&e, 0, sizeof(e));
	assert_int_equal(write_file(root, BELOW, &e), 0);
	assert_true(holds(path, "new"));
	assert_int_equal(scratch_files(state), 1);
}

static void what_a_killed_writer_left_can_be_removed(void **state)
{
	AUTO(mem_free) char *root = in(state, "root");
	struct newfile alive;
	struct err e = { 0 };

	file_remove_temps_below(root, "a/b/part"); /* there is nothing */
	leave_temp(state, "root/a/b");
	file_remove_temps_below(root, "a/b/part");
	assert_int_equal(scratch_files(state), 0);
	assert_int_equal(file_create_below(root, "a/b/part", &alive, &e), 0);
	file_remove_temps_below(root, "a/b/part");
	assert_int_equal(scratch_files(state), 1);
	file_drop(&alive);
}

/* Only our own temporaries are emptied: no pipe, no link, no second name of a file. */
static void a_temporary_of_another_kind_is_not_touched(void **state)
{
	AUTO(mem_free) char *pipe = in(state, ".tmp-part-0");
	AUTO(mem_free) char *link = in(state, ".tmp-part-1");
	AUTO(mem_free) char *second = in(state, ".tmp-part-2");
	AUTO(mem_free) char *kept = in(state, "kept");
	AUTO(mem_free) char *path = in(state, "part");
	struct err e = { 0 };
	int reader;

	scratch_write(state, "kept", "kept");
	assert_int_equal(mkfifo(pipe, 0600), 0);
	reader = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_true(reader >= 0); /* else the pipe could not even be opened */
	assert_int_equal(symlink("kept", link), 0);
	assert_int_equal(linkat(AT_FDCWD, kept, AT_FDCWD, second, 0), 0);
	assert_int_equal(file_write(path, "new", 3, &e), 0);
	assert_true(holds(path, "new"));
	assert_true(holds(kept, "kept"));
	assert_true(holds(second, "kept"));
	close(reader);
}

static void only_a_regular_file_is_replaced(void **state)
{
	AUTO(mem_free) char *path = in(state, "part");
	AUTO(mem_free) char *kept = in(state, "kept");
	struct stat st;
	struct err e = { 0 };

	scratch_write(state, "kept", "kept");
	assert_int_equal(symlink("kept", path), 0);
	assert_int_equal(file_write(path, "new", 3, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	assert_non_null(strstr(e.text, "/part': there is a symbolic link"));
	assert_true(holds(kept, "kept"));
	assert_int_equal(unlink(path), 0);

	memset(&e, 0, sizeof(e));
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(file_write(path, "new", 3, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
	assert_int_equal(scratch_files(state), 1);
}

static void what_is_dropped_takes_its_folders_along(void **state)
{
	AUTO(mem_free) char *root = in(state, "root");
	AUTO(mem_free) char *folder = in(state, "root/a");
	AUTO(mem_free) char *deep = in(state, "root/a/b/c/part");
	struct newfile f, other;
	struct err e = { 0 };

	assert_int_equal(file_make_dirs(folder, &e), 0);
	assert_int_equal(file_create(deep, &f, &e), 0);
	assert_int_equal(file_create_below(root, "a/b/other", &other, &e), 0);
	file_drop(&other);
	file_drop(&f);
	assert_true(file_is_dir(folder));
	assert_int_equal(rmdir(folder), 0); /* it is empty */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_open, scratch_close)
		TEST(a_call_that_fails_leaves_the_whole_file_or_nothing),
		TEST(what_close_says_is_heard),
		TEST(a_temporary_that_cannot_be_emptied_goes),
		TEST(what_a_killed_writer_left_can_be_removed),
		TEST(a_temporary_of_another_kind_is_not_touched),
		TEST(only_a_regular_file_is_replaced),
		TEST(what_is_dropped_takes_its_folders_along),
#undef TEST
	};

	return cmocka_run_group_tests_name("file_new", tests, NULL, NULL);
}
