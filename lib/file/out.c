/*
 * out.c - files that a user names to be written
 *
 * A name is followed link by link, which distinguishes links from what they lead to,
 * and a missing folder from a missing file.  Links in /proc/PID/fd are not followed:
 * their text need not be a path.
 */
#include "lib/file/out.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file/base.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"

#define LINKS_MAX 40 /* as Linux */

enum end {
	END_FILE,       /* a regular file, or none yet */
	END_DESCRIPTOR, /* an open descriptor of this process */
	END_PIPE,
	END_OTHER, /* a device, a socket */
};

struct out_place {
	enum end end;
	char *path; /* without links; NULL for a descriptor */
	int fd;     /* of a descriptor */
};

static void place_release(struct out_place *p)
{
	free(p->path);
}
AUTO_DEFINE_STRUCT(struct out_place, place_release);

/* ---------------------------------------------------------------- finding it */

/* The folder's path without links, and the name in it; NULL when it is not there. */
static char *in_real_folder(const char *path)
{
	const char *name = file_name(path);
	AUTO_MEM char *folder = name == path
	                                ? mem_strdup(".")
	                                : mem_printf("%.*s", (int)(name - path), path);
	AUTO(mem_free) char *real = realpath(folder, NULL);

	if (!real)
		return NULL;
	return mem_printf("%s/%s", strcmp(real, "/") ? real : "", name);
}

/* Is it /proc/OUR-PID/fd/N?  Sets *fd. */
static bool is_descriptor(const char *path, int *fd)
{
	AUTO(mem_free) char *ours = mem_printf("/proc/%d/fd/", (int)getpid());
	int64_t n;

	if (!str_starts(path, ours) || !str_to_int(path + strlen(ours), &n) || n < 0 ||
	    n > INT_MAX)
		return false;
	*fd = (int)n;
	return true;
}

/*
 * The target of the link, relative to the folder of the link; NULL if it is not a link.
 */
static char *target_of(const char *path)
{
	char target[PATH_MAX];
	ssize_t n = readlink(path, target, sizeof(target) - 1);

	if (n < 0)
		return NULL;
	target[n] = '\0';
	if (*target == '/')
		return mem_strdup(target);
	return mem_printf("%.*s%s", (int)(file_name(path) - path), path, target);
}

/* Finds out what is at the end of all links; p->path contains none. */
static int judge(struct out_place *p)
{
	struct stat st;

	if (lstat(p->path, &st) < 0)
		return errno == ENOENT ? 0 : -1;
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return -1;
	}
	p->end = S_ISREG(st.st_mode)    ? END_FILE
	         : S_ISFIFO(st.st_mode) ? END_PIPE
	                                : END_OTHER;
	return 0;
}

/* errno says why not. */
static int find(const char *path, struct out_place *p)
{
	AUTO(mem_free) char *at = mem_strdup(path);

	for (int links = 0; links < LINKS_MAX; links++) {
		char *next;

		p->path = in_real_folder(at);
		if (!p->path)
			return -1;
		if (is_descriptor(p->path, &p->fd)) {
			free(p->path);
			p->path = NULL;
			p->end = END_DESCRIPTOR;
			return fcntl(p->fd, F_GETFD) < 0 ? -1 : 0;
		}
		if (!*file_name(p->path)) {
			errno = EISDIR;
			return -1;
		}
		next = target_of(p->path);
		if (!next)
			return judge(p);
		free(at);
		free(p->path);
		at = next;
		p->path = NULL;
	}
	errno = ELOOP;
	return -1;
}

/*
 * Is it the file or pipe that stdout is open on?  Devices are not compared: nothing is
 * lost when two outputs go to one.
 */
static bool shows_stdout(const struct out_place *p)
{
	struct stat ours, its;

	if (fstat(STDOUT_FILENO, &ours) < 0 || S_ISCHR(ours.st_mode))
		return false;
	return (p->path ? lstat(p->path, &its) : fstat(p->fd, &its)) == 0 &&
	       its.st_dev == ours.st_dev && its.st_ino == ours.st_ino;
}

static int locate(const char *path, struct out_place *p, struct err *e)
{
	*p = (struct out_place){ .end = END_DESCRIPTOR, .fd = STDOUT_FILENO };
	if (!strcmp(path, "-"))
		return 0;
	p->end = END_FILE;
	if (find(path, p) < 0) {
		(void)file_failed(e, "cannot write", path);
		return -1; /* where analysers see it */
	}
	if (shows_stdout(p)) {
		p->end = END_DESCRIPTOR;
		p->fd = STDOUT_FILENO;
	}
	return 0;
}

bool file_out_is_stdout(const char *path)
{
	AUTO(place_release) struct out_place p = { 0 };
	struct err none = { 0 };

	return locate(path, &p, &none) == 0 && p.end == END_DESCRIPTOR &&
	       p.fd == STDOUT_FILENO;
}

bool file_out_is_same(const char *path, const char *other)
{
	AUTO(place_release) struct out_place a = { 0 };
	AUTO(place_release) struct out_place b = { 0 };
	struct file_id one, two;
	struct err none = { 0 };

	if (locate(path, &a, &none) < 0 || locate(other, &b, &none) < 0 || a.end != b.end)
		return false;
	if (a.end == END_DESCRIPTOR)
		return a.fd == b.fd;
	if (!strcmp(a.path, b.path))
		return true;
	return file_identify(a.path, &one, &none) == 0 &&
	       file_identify(b.path, &two, &none) == 0 && one.device == two.device &&
	       one.inode == two.inode;
}

/* ---------------------------------------------------------------- trying it */

/* A file is tried by creating its temporary: that shows if its folder is writable. */
static int try_file(const char *path, struct err *e)
{
	struct newfile f;

	if (file_create(path, &f, e) < 0)
		return -1;
	file_drop(&f);
	return 0;
}

/* A pipe is not opened to try it: its reader would see that it was closed. */
static int try_other(const struct out_place *p, const char *path, struct err *e)
{
	struct stat st;

	if (lstat(p->path, &st) == 0 && S_ISSOCK(st.st_mode))
		errno = ENXIO; /* as open() would say */
	else if (access(p->path, W_OK) == 0)
		return 0;
	return file_failed(e, "cannot write", path);
}

static int try_descriptor(const struct out_place *p, const char *path, struct err *e)
{
	int flags = fcntl(p->fd, F_GETFL);

	if (flags >= 0 && (flags & O_ACCMODE) != O_RDONLY)
		return 0;
	if (flags >= 0)
		errno = EBADF;
	return file_failed(e, "cannot write", path);
}

int file_out_check(const char *path, struct err *e)
{
	AUTO(place_release) struct out_place p = { 0 };

	if (locate(path, &p, e) < 0)
		return -1;
	switch (p.end) {
	case END_FILE:
		return try_file(p.path, e);
	case END_PIPE:
	case END_OTHER:
		return try_other(&p, path, e);
	case END_DESCRIPTOR:
		break;
	}
	return try_descriptor(&p, path, e);
}

/* ---------------------------------------------------------------- writing it */

static int open_pipe(const char *path, const struct file_out_wait *wait)
{
	for (;;) {
		int fd = open(path, O_WRONLY | O_CLOEXEC | (wait ? O_NONBLOCK : 0));

		if (fd >= 0 || !wait || errno != ENXIO)
			return fd;
		if (!wait->wait(wait->ctx)) {
			errno = EINTR;
			return -1;
		}
	}
}

/* Writes the text to the descriptor and closes it. */
static int put(int fd, const struct buf *text)
{
	int rc, why;

	if (fd < 0)
		return -1;
	rc = file_put_bytes(fd, buf_str(text), text->size);
	why = errno;
	if (close(fd) < 0 && rc == 0)
		return -1;
	errno = why;
	return rc;
}

int file_out_write(const char *path, const struct buf *text,
                   const struct file_out_wait *wait, struct err *e)
{
	AUTO(place_release) struct out_place p = { 0 };
	int rc = -1;

	if (locate(path, &p, e) < 0)
		return -1;
	switch (p.end) {
	case END_FILE:
		return file_write(p.path, buf_str(text), text->size, e);
	case END_DESCRIPTOR:
		rc = file_put_bytes(p.fd, buf_str(text), text->size);
		break;
	case END_PIPE:
		rc = put(open_pipe(p.path, wait), text);
		break;
	case END_OTHER:
		rc = put(open(p.path, O_WRONLY | O_NOCTTY | O_CLOEXEC), text);
		break;
	}
	return rc < 0 ? file_failed(e, "cannot write", path) : 0;
}

int file_out_open(const char *path, const struct file_out_wait *wait, int *fd,
                  struct err *e)
{
	AUTO(place_release) struct out_place p = { 0 };

	if (locate(path, &p, e) < 0)
		return -1;
	switch (p.end) {
	case END_FILE:
		*fd = open(p.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		break;
	case END_DESCRIPTOR:
		*fd = fcntl(p.fd, F_DUPFD_CLOEXEC, 0);
		break;
	case END_PIPE:
		*fd = open_pipe(p.path, wait);
		break;
	case END_OTHER:
		*fd = open(p.path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
		break;
	}
	return *fd < 0 ? file_failed(e, "cannot write", path) : 0;
}

int file_out_append(int fd, const char *path, const struct buf *text, struct err *e)
{
	if (file_put_bytes(fd, buf_str(text), text->size) < 0)
		return file_failed(e, "cannot write", path);
	return 0;
}

void file_out_forget(const char *path)
{
	AUTO(place_release) struct out_place p = { 0 };
	struct err none = { 0 };

	if (locate(path, &p, &none) == 0 && p.end == END_FILE)
		(void)unlink(p.path); /* usually it is not there */
}
