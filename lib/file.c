/*
 * file.c - whole files: read at once, written under a temporary name, renamed
 *
 * A temporary is ".tmp-NAME-N" in the folder of NAME.  Its writer holds a lock
 * on it, which ends with the process; so one that can be locked was left behind
 * by a program that died, and is emptied and used again instead of staying there
 * for ever.  A writer keeps the lock until after the rename.
 */
#include "lib/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/mem.h"

#define PIECE_BYTES 16384
#define NAME_SHOWN  200  /* bytes of NAME in a temporary: a name has at most 255 */
#define TEMP_TRIES  1000 /* writers of one file at a time */

/* Sets *e from errno; `what` is as in "cannot read". */
static int fail(struct err *e, const char *what, const char *path)
{
	enum err_code code = errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND
	                     : errno == ENAMETOOLONG             ? ERR_INVALID
	                                                         : ERR_IO;

	return err_set(e, code, "%s '%s': %m", what, path);
}

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
			return fail(e, "cannot read", path);
		if (!n)
			return 0;
		buf_add(out, piece, (size_t)n);
		left -= (size_t)n;
	}
	return 0;
}

int file_read_head(const char *path, size_t most, struct buf *out, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return fail(e, "cannot open", path);
	rc = read_some(fd, path, most, out, e);
	close(fd);
	return rc;
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

/* ---------------------------------------------------------------- folders */

bool file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

int file_stamp(const char *path, struct file_stamp *out, struct err *e)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return fail(e, "cannot look at", path);
	*out = (struct file_stamp){
		.size = (uint64_t)st.st_size,
		.changed_ns =
			(int64_t)st.st_ctim.tv_sec * 1000000000 + st.st_ctim.tv_nsec,
	};
	return 0;
}

bool file_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/*
 * Makes the folder `path` and those above it.  *old tells how many bytes of path
 * name the last one that was there before; 0 when even the first is new.
 */
static int make_dirs(const char *path, size_t *old, struct err *e)
{
	AUTO(mem_free) char *part = mem_strdup(path);
	size_t n = strlen(path);

	*old = n;
	if (file_is_dir(path))
		return 0;
	*old = 0;
	for (size_t i = 1; i <= n; i++) {
		if (i < n && path[i] != '/')
			continue;
		part[i] = '\0';
		if (mkdir(part, 0777) < 0) {
			int why = errno;

			if (!file_is_dir(part)) {
				errno = why;
				return fail(e, "cannot make the folder", part);
			}
			*old = i;
		}
		part[i] = path[i];
	}
	return 0;
}

int file_make_dirs(const char *path, struct err *e)
{
	size_t old;

	return make_dirs(path, &old, e);
}

/* ---------------------------------------------------------------- writing */

/* Bytes of path before its last component, without the slash: 0 for "name". */
static size_t folder_size(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return 0;
	return slash == path ? 1 : (size_t)(slash - path);
}

static char *temp_name(const char *path, int try)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	return mem_printf("%.*s%s%.*s-%d", (int)(name - path), path, FILE_TEMP_PREFIX,
	                  NAME_SHOWN, name, try);
}

/* Does the name still stand for the open file?  Else its writer gave it another. */
static bool is_same(int fd, const char *name)
{
	struct stat open_one, named;

	return fstat(fd, &open_one) == 0 && lstat(name, &named) == 0 &&
	       open_one.st_dev == named.st_dev && open_one.st_ino == named.st_ino;
}

/* An empty file of that name, locked; -1 with errno EAGAIN when somebody has it. */
static int open_temp(const char *name)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	int why;

	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		if (!is_same(fd, name))
			errno = EAGAIN;
		else if (ftruncate(fd, 0) == 0)
			return fd;
	}
	why = errno;
	close(fd);
	errno = why;
	return -1;
}

int file_create(const char *path, struct newfile *out, struct err *e)
{
	AUTO(mem_free) char *folder = mem_strdup(path);
	size_t old = 0;

	*out = (struct newfile){ .fd = -1 };
	folder[folder_size(path)] = '\0';
	if (*folder && make_dirs(folder, &old, e) < 0)
		return -1;
	for (int try = 0; try < TEMP_TRIES; try++) {
		AUTO(mem_free) char *temp = temp_name(path, try);
		int fd = open_temp(temp);

		if (fd >= 0) {
			*out = (struct newfile){
				.fd = fd,
				.path = mem_strdup(path),
				.temp = TAKE(temp),
				.old_folder = old,
			};
			return 0;
		}
		if (errno != EAGAIN && errno != ELOOP && errno != EISDIR)
			break;
	}
	return fail(e, "cannot create", path);
}

int file_append(struct newfile *f, const void *bytes, size_t n, struct err *e)
{
	const char *at = bytes;

	while (n) {
		ssize_t done = write(f->fd, at, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return fail(e, "cannot write", f->path);
		at += done;
		n -= (size_t)done;
		f->size += (size_t)done;
	}
	return 0;
}

static int sync_folder(const char *path, struct err *e)
{
	int fd = open(*path ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = 0;

	if (fd < 0)
		return fail(e, "cannot open the folder", path);
	if (fsync(fd) < 0)
		rc = fail(e, "cannot write the folder", path);
	close(fd);
	return rc;
}

/* The file's folder and, where folders were made for it, all up to an old one. */
static int sync_folders(const struct newfile *f, struct err *e)
{
	AUTO(mem_free) char *folder = mem_strdup(f->path);
	size_t n;

	do {
		n = folder_size(folder);
		folder[n] = '\0';
		if (sync_folder(folder, e) < 0)
			return -1;
	} while (n > f->old_folder && strcmp(folder, "/") != 0);
	return 0;
}

static void forget(struct newfile *f)
{
	free(f->path);
	free(f->temp);
	*f = (struct newfile){ .fd = -1 };
}

int file_commit(struct newfile *f, enum file_sync sync, struct err *e)
{
	int rc = 0;

	if (sync == FILE_SYNC && fsync(f->fd) < 0)
		rc = fail(e, "cannot write", f->path);
	if (!rc && rename(f->temp, f->path) < 0)
		rc = fail(e, "cannot create", f->path);
	if (rc < 0) {
		file_drop(f);
		return -1;
	}
	/* The lock goes with the descriptor, so it is closed when the name is settled. */
	if (close(f->fd) < 0)
		rc = fail(e, "cannot write", f->path);
	if (!rc && sync == FILE_SYNC)
		rc = sync_folders(f, e);
	forget(f);
	return rc;
}

/* One that a living writer has is locked, and stays. */
static bool remove_temp(const char *name)
{
	int fd = open(name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0)
		return errno != ENOENT;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && is_same(fd, name))
		(void)unlink(name);
	close(fd);
	return true;
}

void file_remove_temps_below(const char *root, const char *path)
{
	AUTO(buf_release) struct buf full = { 0 };
	struct err none = { 0 };

	buf_add_str(&full, root);
	if (file_join_below(&full, path, &none) < 0)
		return;
	for (int try = 0; try < TEMP_TRIES; try++) {
		AUTO(mem_free) char *temp = temp_name(full.data, try);

		if (!remove_temp(temp))
			return;
	}
}

void file_drop(struct newfile *f)
{
	if (!f->temp)
		return;
	unlink(f->temp);
	close(f->fd);
	forget(f);
}

int file_write(const char *path, const void *bytes, size_t n, struct err *e)
{
	struct newfile f;

	if (file_create(path, &f, e) < 0)
		return -1;
	if (file_append(&f, bytes, n, e) < 0) {
		file_drop(&f);
		return -1;
	}
	return file_commit(&f, FILE_NO_SYNC, e);
}
