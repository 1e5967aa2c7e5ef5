/*
 * file.c - whole files, read at once, and what is known of a path
 */
#include "lib/file/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file/base.h"

#define PIECE_BYTES 16384

/* ---------------------------------------------------------------- reading */

/* Up to `most` bytes of it. */
static int read_some(int fd, const char *path, size_t most, struct buf *out,
                     struct err *e)
{
	char piece[PIECE_BYTES];
	size_t left = most;

	while (left) {
		size_t want = left < sizeof(piece) ? left : sizeof(piece);
		ssize_t n = read(fd, piece, want);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return file_failed(e, "cannot read", path);
		if (!n)
			return 0;
		buf_add(out, piece, (size_t)n);
		left -= (size_t)n;
	}
	return 0;
}

int file_read_at(const char *path, uint64_t offset, size_t most, struct buf *out,
                 struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return file_failed(e, "cannot open", path);
	if (offset && lseek(fd, (off_t)offset, SEEK_SET) < 0)
		rc = file_failed(e, "cannot read", path);
	else
		rc = read_some(fd, path, most, out, e);
	close(fd);
	return rc;
}

int file_read_head(const char *path, size_t most, struct buf *out, struct err *e)
{
	return file_read_at(path, 0, most, out, e);
}

int file_read(const char *path, size_t cap, struct buf *out, struct err *e)
{
	size_t before = out->size;

	if (file_read_head(path, cap < SIZE_MAX ? cap + 1 : cap, out, e) < 0)
		return -1;
	if (out->overflow || out->size - before > cap)
		return err_set(e, ERR_INVALID, "'%s' is larger than %zu bytes", path,
		               cap);
	return 0;
}

/* ---------------------------------------------------------------- what is there */

bool file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

static int look_at(const char *path, struct stat *out, struct err *e)
{
	return stat(path, out) < 0 ? file_failed(e, "cannot look at", path) : 0;
}

int file_stamp(const char *path, struct file_stamp *out, struct err *e)
{
	struct stat st;

	if (look_at(path, &st, e) < 0)
		return -1;
	*out = (struct file_stamp){
		.size = (uint64_t)st.st_size,
		.changed_ns =
			(int64_t)st.st_ctim.tv_sec * 1000000000 + st.st_ctim.tv_nsec,
	};
	return 0;
}

int file_identify(const char *path, struct file_id *out, struct err *e)
{
	struct stat st;

	if (look_at(path, &st, e) < 0)
		return -1;
	*out = (struct file_id){ st.st_dev, st.st_ino };
	return 0;
}

bool file_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}
