/*
 * fail_calls.c - a library to preload: the Nth call of a kind fails, or kills
 *
 * Each function counts, and then fails or calls the one that it replaces.  A close that
 * fails has closed the descriptor, as on Linux.
 */
#include "tests/crash/fail_calls.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define SHOWN __attribute__((visibility("default")))

static struct fail_control *control;

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv(FAIL_CALLS_ENV);
	long fd = path ? syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC) : -1;
	void *map;

	if (fd < 0)
		return;
	map = mmap(NULL, sizeof(*control), PROT_READ | PROT_WRITE, MAP_SHARED, (int)fd,
	           0);
	syscall(SYS_close, fd);
	if (map != MAP_FAILED)
		control = map;
}

static bool is_below(const char *path)
{
	size_t n = strlen(control->below);

	return n && !strncmp(path, control->below, n) &&
	       (path[n] == '/' || path[n] == '\0');
}

static bool fd_is_below(int fd)
{
	char name[64], path[PATH_MAX];
	ssize_t n;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	n = readlink(name, path, sizeof(path) - 1);
	if (n < 0)
		return false;
	path[n] = '\0';
	return is_below(path);
}

static bool name_is_below(int dir, const char *path)
{
	return *path == '/' || dir == AT_FDCWD ? is_below(path) : fd_is_below(dir);
}

/* True where the call is to fail; errno is set then. */
static bool strikes(void)
{
	uint64_t visit = __atomic_add_fetch(&control->visits, 1, __ATOMIC_SEQ_CST);

	if (control->how == FAIL_NOTHING || visit < control->at ||
	    (visit > control->at && control->how != FAIL_FROM_THEN_ON))
		return false;
	__atomic_add_fetch(&control->struck, 1, __ATOMIC_SEQ_CST);
	if (control->how == FAIL_BY_KILL)
		kill(getpid(), SIGKILL);
	errno = control->error;
	return true;
}

static bool is_struck(enum fail_call call, bool is_ours)
{
	if (!is_ours)
		return false;
	__atomic_add_fetch(&control->seen[__builtin_ctz(call)], 1, __ATOMIC_SEQ_CST);
	return (control->calls & call) && strikes();
}

static bool fd_fails(enum fail_call call, int fd)
{
	int before = errno;
	bool is_ours = control && fd_is_below(fd);

	errno = before;
	return is_struck(call, is_ours);
}

static bool name_fails(enum fail_call call, int dir, const char *path)
{
	int before = errno;
	bool is_ours = control && name_is_below(dir, path);

	errno = before;
	return is_struck(call, is_ours);
}

/* The function that `name` would be without this library. */
#define REAL(name) ((__typeof__(&(name)))(uintptr_t)dlsym(RTLD_NEXT, #name))

/* ---------------------------------------------------------------- descriptors */

SHOWN ssize_t write(int fd, const void *bytes, size_t n)
{
	return fd_fails(CALL_WRITE, fd) ? -1 : REAL(write)(fd, bytes, n);
}

SHOWN ssize_t writev(int fd, const struct iovec *all, int count)
{
	return fd_fails(CALL_WRITE, fd) ? -1 : REAL(writev)(fd, all, count);
}

SHOWN ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
	return fd_fails(CALL_PWRITE, fd) ? -1 : REAL(pwrite)(fd, bytes, n, at);
}

SHOWN ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
	return fd_fails(CALL_PWRITE, fd) ? -1 : REAL(pwrite64)(fd, bytes, n, at);
}

SHOWN ssize_t pwritev(int fd, const struct iovec *all, int count, off_t at)
{
	return fd_fails(CALL_PWRITE, fd) ? -1 : REAL(pwritev)(fd, all, count, at);
}

SHOWN int fsync(int fd)
{
	return fd_fails(CALL_FSYNC, fd) ? -1 : REAL(fsync)(fd);
}

SHOWN int fdatasync(int fd)
{
	return fd_fails(CALL_FSYNC, fd) ? -1 : REAL(fdatasync)(fd);
}

SHOWN int ftruncate(int fd, off_t size)
{
	return fd_fails(CALL_FTRUNCATE, fd) ? -1 : REAL(ftruncate)(fd, size);
}

SHOWN int ftruncate64(int fd, off64_t size)
{
	return fd_fails(CALL_FTRUNCATE, fd) ? -1 : REAL(ftruncate64)(fd, size);
}

SHOWN int close(int fd)
{
	bool fails = fd_fails(CALL_CLOSE, fd);
	int why = errno, rc = REAL(close)(fd);

	if (!fails)
		return rc;
	errno = why;
	return -1;
}

/* ---------------------------------------------------------------- names */

SHOWN int rename(const char *from, const char *to)
{
	return name_fails(CALL_RENAME, AT_FDCWD, from) ? -1 : REAL(rename)(from, to);
}

SHOWN int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	return name_fails(CALL_RENAME, from_dir, from)
	               ? -1
	               : REAL(renameat)(from_dir, from, to_dir, to);
}

SHOWN int renameat2(int from_dir, const char *from, int to_dir, const char *to,
                    unsigned flags)
{
	return name_fails(CALL_RENAME, from_dir, from)
	               ? -1
	               : REAL(renameat2)(from_dir, from, to_dir, to, flags);
}

SHOWN int mkdir(const char *path, mode_t mode)
{
	return name_fails(CALL_MKDIR, AT_FDCWD, path) ? -1 : REAL(mkdir)(path, mode);
}

SHOWN int mkdirat(int dir, const char *path, mode_t mode)
{
	return name_fails(CALL_MKDIR, dir, path) ? -1 : REAL(mkdirat)(dir, path, mode);
}

SHOWN int unlink(const char *path)
{
	return name_fails(CALL_UNLINK, AT_FDCWD, path) ? -1 : REAL(unlink)(path);
}

SHOWN int rmdir(const char *path)
{
	return name_fails(CALL_RMDIR, AT_FDCWD, path) ? -1 : REAL(rmdir)(path);
}

SHOWN int unlinkat(int dir, const char *path, int flags)
{
	enum fail_call call = flags & AT_REMOVEDIR ? CALL_RMDIR : CALL_UNLINK;

	return name_fails(call, dir, path) ? -1 : REAL(unlinkat)(dir, path, flags);
}

/* ---------------------------------------------------------------- opening */

static bool open_fails(int dir, const char *path, int flags)
{
	if (flags & O_CREAT)
		return name_fails(CALL_CREATE, dir, path);
	if ((flags & O_ACCMODE) != O_RDONLY || (flags & O_DIRECTORY))
		return name_fails(CALL_OPEN, dir, path);
	return false;
}

static mode_t mode_of(int flags, va_list args)
{
	return flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY)) ? va_arg(args, mode_t) : 0;
}

#define OPEN(name)                                              \
	SHOWN int name(const char *path, int flags, ...)        \
	{                                                       \
		va_list args;                                   \
		mode_t mode;                                    \
                                                                \
		va_start(args, flags);                          \
		mode = mode_of(flags, args);                    \
		va_end(args);                                   \
		return open_fails(AT_FDCWD, path, flags)        \
		               ? -1                             \
		               : REAL(name)(path, flags, mode); \
	}
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                 \
	SHOWN int name(int dir, const char *path, int flags, ...)    \
	{                                                            \
		va_list args;                                        \
		mode_t mode;                                         \
                                                                     \
		va_start(args, flags);                               \
		mode = mode_of(flags, args);                         \
		va_end(args);                                        \
		return open_fails(dir, path, flags)                  \
		               ? -1                                  \
		               : REAL(name)(dir, path, flags, mode); \
	}
OPENAT(openat)
OPENAT(openat64)

/* Called by a fortified build that passes no mode. */
SHOWN int __open_2(const char *path, int flags);
SHOWN int __open_2(const char *path, int flags)
{
	return open(path, flags);
}

SHOWN int __open64_2(const char *path, int flags);
SHOWN int __open64_2(const char *path, int flags)
{
	return open64(path, flags);
}

SHOWN int __openat_2(int dir, const char *path, int flags);
SHOWN int __openat_2(int dir, const char *path, int flags)
{
	return openat(dir, path, flags);
}

SHOWN int __openat64_2(int dir, const char *path, int flags);
SHOWN int __openat64_2(int dir, const char *path, int flags)
{
	return openat64(dir, path, flags);
}
