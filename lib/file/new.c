/*
 * new.c - files being written: bytes go under a temporary name, renamed
 * (lib/file/file.h)
 *
 * A temporary is ".tmp-NAME-N" in the folder of NAME.  Its writer holds a lock on it,
 * which ends with the process; so one that can be locked was left behind by a program
 * that died, and is emptied and reused instead of staying there for ever.  A writer keeps
 * the lock until after the rename.
 *
 * All that can fail is done before the rename, but for one fsync() of the folder:
 * where that fails, the name is taken away again.
 */
#include "lib/file/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file/base.h"
#include "lib/mem.h"

#define NAME_SHOWN 200  /* bytes of NAME in a temporary: a name has at most 255 */
#define TEMP_TRIES 1000 /* writers of one file at a time */

static struct file_folder *folder_of(struct newfile *f)
{
	return f->shared ? f->shared : &f->own;
}

/* ---------------------------------------------------------------- temporaries */

/* Is it a file of that name only?  If not, a writer has renamed it, or it is not ours. */
static bool is_same(int folder, int fd, const char *name)
{
	struct stat open_one, named;

	return fstat(fd, &open_one) == 0 &&
	       fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(open_one.st_mode) && open_one.st_nlink == 1 &&
	       open_one.st_dev == named.st_dev && open_one.st_ino == named.st_ino;
}

/*
 * Opens an empty, locked file of that name; -1 with errno EAGAIN when another writer has
 * it.  A file of that name that is not ours is not touched.
 */
static int open_temp(int folder, const char *name)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool is_new = fd >= 0, ours;
	int why;

	if (!is_new && errno != EEXIST)
		return -1;
	if (!is_new)
		fd = openat(folder, name, O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0) {
		if (errno == ENOENT) /* renamed meanwhile */
			errno = EAGAIN;
		return -1;
	}
	ours = is_new;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		ours = is_same(folder, fd, name);
		if (!ours)
			errno = EAGAIN;
		else if (is_new || ftruncate(fd, 0) == 0)
			return fd;
	}
	why = errno;
	if (ours && why != EAGAIN)
		unlinkat(folder, name, 0);
	close(fd);
	errno = why;
	return -1;
}

static char *temp_name(const char *name, int try)
{
	return mem_printf("%s%.*s-%d", FILE_TEMP_PREFIX, NAME_SHOWN, name, try);
}

/* Could another number be free? */
static bool is_taken(int why)
{
	return why == EAGAIN || why == ELOOP || why == EISDIR || why == ENXIO;
}

/* ---------------------------------------------------------------- beginning */

static void forget(struct newfile *f)
{
	file_folder_close(&f->own);
	free(f->path);
	free(f->temp);
	*f = (struct newfile){ .fd = -1, .own = { .fd = -1 } };
}

static char *path_in(const struct file_folder *in, const char *name)
{
	size_t n = strlen(in->path);

	return mem_printf("%s%s%s", in->path, n && in->path[n - 1] != '/' ? "/" : "",
	                  name);
}

/* The folder of f is already set; it is released on failure. */
static int begin(struct newfile *f, const char *name, struct err *e)
{
	const struct file_folder *in = folder_of(f);

	f->path = path_in(in, name);
	errno = strlen(f->path) < PATH_MAX ? EAGAIN : ENAMETOOLONG;
	for (int try = 0; is_taken(errno) && try < TEMP_TRIES; try++) {
		f->temp = temp_name(name, try);
		f->fd = open_temp(in->fd, f->temp);
		if (f->fd >= 0)
			return 0;
		free(f->temp);
		f->temp = NULL;
	}
	(void)file_failed(e, "cannot create", f->path);
	forget(f);
	return -1;
}

int file_create_in(struct file_folder *in, const char *name, struct newfile *out,
                   struct err *e)
{
	*out = (struct newfile){ .fd = -1, .own = { .fd = -1 }, .shared = in };
	return begin(out, name, e);
}

int file_create(const char *path, struct newfile *out, struct err *e)
{
	const char *name = file_name(path);
	AUTO_MEM char *folder = mem_printf("%.*s", (int)(name - path), path);

	*out = (struct newfile){ .fd = -1, .own = { .fd = -1 } };
	if (!*name || !strcmp(name, ".") || !strcmp(name, "..")) {
		errno = EISDIR;
		(void)file_failed(e, "cannot create", path);
		return -1; /* where analysers see it */
	}
	if (file_folder_open_own(folder, &out->own, e) < 0)
		return -1;
	return begin(out, name, e);
}

int file_create_below(const char *root, const char *path, struct newfile *out,
                      struct err *e)
{
	AUTO(buf_release) struct buf below = { 0 };
	const char *name;

	*out = (struct newfile){ .fd = -1, .own = { .fd = -1 } };
	if (file_cut_below(path, &below, &name, e) < 0 ||
	    file_folder_open(root, below.data, &out->own, e) < 0)
		return -1;
	return begin(out, name, e);
}

/* ---------------------------------------------------------------- bytes */

int file_append(struct newfile *f, const void *bytes, size_t n, struct err *e)
{
	if (file_put_bytes(f->fd, bytes, n) < 0)
		return file_failed(e, "cannot write", f->path);
	f->size += n;
	return 0;
}

/* ---------------------------------------------------------------- ending */

/* The error that close() would report, without releasing the lock. */
static int close_a_copy(int fd)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	return copy < 0 ? -1 : close(copy);
}

/* Makes sure that all bytes are written, still under the temporary name. */
static int settle(struct newfile *f, enum file_sync sync, struct err *e)
{
	const char *what = file_in_the_way(folder_of(f)->fd, file_name(f->path));

	if (what)
		return err_set(e, ERR_EXISTS, "cannot create '%s': there is %s", f->path,
		               what);
	if ((sync == FILE_SYNC && fsync(f->fd) < 0) || close_a_copy(f->fd) < 0)
		return file_failed(e, "cannot write", f->path);
	return 0;
}

/* Renames it, and removes it again if the rename may not be durable. */
static int publish(struct newfile *f, int synced_folder, struct err *e)
{
	struct file_folder *in = folder_of(f);
	const char *name = file_name(f->path);

	if (renameat(in->fd, f->temp, in->fd, name) < 0)
		return file_failed(e, "cannot create", f->path);
	free(f->temp); /* by now another writer may have one of that name */
	f->temp = NULL;
	if (synced_folder >= 0 && fsync(synced_folder) < 0) {
		(void)file_failed(e, "cannot write the folder", in->path);
		unlinkat(in->fd, name, 0);
		return -1;
	}
	in->kept = true;
	return 0;
}

static void end(struct newfile *f)
{
	if (f->temp)
		unlinkat(folder_of(f)->fd, f->temp, 0);
	close(f->fd);
	forget(f);
}

int file_commit(struct newfile *f, enum file_sync sync, struct err *e)
{
	int folder = -1, rc = settle(f, sync, e);

	if (rc == 0 && sync == FILE_SYNC) {
		folder = file_folder_sync(folder_of(f), e);
		rc = folder < 0 ? -1 : 0;
	}
	if (rc == 0)
		rc = publish(f, folder, e);
	if (folder >= 0)
		close(folder);
	end(f);
	return rc;
}

void file_drop(struct newfile *f)
{
	if (f->temp)
		end(f);
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

/* ---------------------------------------------------------------- what others left */

/* One of a living writer is locked, and stays; false if no such file is there. */
static bool remove_temp(int folder, const char *name)
{
	int fd = openat(folder, name, O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return errno != ENOENT;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && is_same(folder, fd, name))
		unlinkat(folder, name, 0);
	close(fd);
	return true;
}

void file_remove_temps_below(const char *root, const char *path)
{
	AUTO(buf_release) struct buf below = { 0 };
	struct file_folder in;
	struct err none = { 0 };
	bool all, more = true;
	const char *name;

	if (file_cut_below(path, &below, &name, &none) < 0 ||
	    file_folder_find(root, below.data, &in, &all, &none) < 0)
		return;
	for (int try = 0; all && more && try < TEMP_TRIES; try++) {
		AUTO(mem_free) char *temp = temp_name(name, try);

		more = remove_temp(in.fd, temp);
	}
	file_folder_close(&in);
}
