/*
 * folder.c - folders held open, made and removed one component at a time
 * (lib/file/file.h)
 *
 * Each folder on the way down is opened relative to its parent's descriptor, below a root
 * with O_NOFOLLOW, so that a link that takes a folder's place meanwhile is refused, too.
 * Where openat2() is known, the system itself goes down as far as that.
 * The way up uses "..", and a folder is removed only if its parent still has it under its
 * name.
 */
#include "lib/file/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/file/base.h"
#include "lib/mem.h"
#include "lib/str.h"

#define AS_FOLDER (O_PATH | O_DIRECTORY | O_CLOEXEC)

enum ways { FOLLOW = 0, NO_LINKS = O_NOFOLLOW };
enum missing { FAIL, MAKE };

const char *file_in_the_way(int folder, const char *name)
{
	struct stat st;

	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0 || S_ISREG(st.st_mode))
		return NULL;
	return S_ISLNK(st.st_mode)   ? "a symbolic link"
	       : S_ISDIR(st.st_mode) ? "a folder"
	                             : "no regular file";
}

/* Is that the folder's name in the one above it? */
static bool is_child(int above, const char *name, int folder)
{
	struct stat named, open_one;

	return fstatat(above, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstat(folder, &open_one) == 0 && named.st_dev == open_one.st_dev &&
	       named.st_ino == open_one.st_ino;
}

static int open_root(const char *root, enum missing missing, struct err *e)
{
	const char *path = *root ? root : ".";
	int fd = open(path, AS_FOLDER);

	if (fd >= 0)
		return fd;
	if (errno != ENOENT || missing == FAIL)
		return file_failed(e, "cannot open the folder", path);
	if (file_make_dirs(path, e) < 0)
		return -1;
	fd = open(path, AS_FOLDER);
	return fd < 0 ? file_failed(e, "cannot open the folder", path) : fd;
}

/* ---------------------------------------------------------------- down */

/* Opens one folder of the open one; errno says why not. */
static int enter(int fd, const char *name, enum ways ways, enum missing missing,
                 bool *made)
{
	int next = openat(fd, name, AS_FOLDER | (int)ways), why;

	*made = false;
	if (next >= 0 || errno != ENOENT || missing == FAIL)
		return next;
	*made = mkdirat(fd, name, 0777) == 0;
	if (!*made && errno != EEXIST)
		return -1;
	next = openat(fd, name, AS_FOLDER | (int)ways);
	why = errno;
	if (next < 0 && *made)
		unlinkat(fd, name, AT_REMOVEDIR);
	errno = why;
	return next;
}

/* Why the folder could not be entered, from errno; path names it. */
static int refuse(int fd, const char *name, const char *path, enum missing missing,
                  struct err *e)
{
	int cause = errno;
	struct stat st;

	if ((cause == ENOTDIR || cause == ELOOP) &&
	    fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode))
		return err_set(e, ERR_EXISTS,
		               "there is a symbolic link, which is not followed, at '%s'",
		               path);
	errno = missing == MAKE && cause == ENOTDIR ? EEXIST : cause;
	return file_failed(e,
	                   missing == MAKE ? "cannot make the folder"
	                                   : "cannot open the folder",
	                   path);
}

/* Opens a folder several levels down, with no link on the way; errno says why not. */
static int enter_below(int fd, const char *path)
{
	struct open_how how = { .flags = AS_FOLDER,
		                .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };

	return (int)syscall(SYS_openat2, fd, path, &how, sizeof(how));
}

/*
 * Descends in one step to the folder f->path + rest, or to the one above it: an export
 * makes just the last one.  What is left to go; all of it where that did not work.
 */
static const char *leap(struct file_folder *f, const char *rest)
{
	AUTO_MEM char *below = mem_strdup(rest + strspn(rest, "/"));

	for (int tries = 0; tries < 2 && *below; tries++) {
		int next = enter_below(f->fd, below);
		char *slash = strrchr(below, '/'), *path;

		if (next >= 0) {
			close(f->fd);
			f->fd = next;
			path = mem_printf("%s%s%s", f->path,
			                  !*f->path || str_ends(f->path, "/") ? "" : "/",
			                  below);
			free(f->path);
			f->path = path;
			return rest + strspn(rest, "/") + strlen(below);
		}
		if (errno != ENOENT || !slash)
			break;
		*slash = '\0';
	}
	return rest;
}

/*
 * Descends from f to the folder f->path + rest, where rest is like "/a/b".  On failure f
 * is the last folder that was reached.
 */
static int go_down(struct file_folder *f, const char *rest, enum ways ways,
                   enum missing missing, struct err *e)
{
	AUTO(buf_release) struct buf path = { 0 };
	int rc = 0;

	if (ways == NO_LINKS)
		rest = leap(f, rest);
	buf_add_str(&path, f->path);
	while (rc == 0 && *(rest += strspn(rest, "/"))) {
		size_t n = strcspn(rest, "/"), before = path.size;
		const char *name;
		bool made;
		int next;

		if (before && path.data[before - 1] != '/')
			buf_add_char(&path, '/');
		buf_add(&path, rest, n);
		name = path.data + path.size - n;
		next = enter(f->fd, name, ways, missing, &made);
		if (next < 0) {
			rc = refuse(f->fd, name, path.data, missing, e);
			path.size = before;
			path.data[before] = '\0';
			break;
		}
		close(f->fd);
		f->fd = next;
		f->made += made || f->made;
		rest += n;
	}
	free(f->path);
	f->path = buf_take(&path);
	f->unsynced = f->made;
	return rc;
}

/* ---------------------------------------------------------------- up */

/* Goes to the folder above: 1; 0 where that no longer has it under its name. */
static int go_up(struct file_folder *f, const char *name, struct err *e)
{
	int above = openat(f->fd, "..", AS_FOLDER);
	size_t at = strlen(f->path) - strlen(name);

	if (above < 0)
		return file_failed(e, "cannot open the folder above", f->path);
	if (!is_child(above, name, f->fd)) {
		close(above);
		return 0;
	}
	close(f->fd);
	f->fd = above;
	f->path[at ? at - 1 : 0] = '\0';
	return 1;
}

/* Removes the folder and those above it, up to `most`, as long as they are empty. */
static int prune(struct file_folder *f, size_t most, struct err *e)
{
	for (; most; most--) {
		AUTO(mem_free) char *name = mem_strdup(file_name(f->path));
		int moved = go_up(f, name, e);

		if (moved <= 0)
			return moved;
		if (unlinkat(f->fd, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
			continue;
		if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR ||
		    errno == EBUSY)
			return 0; /* still used */
		return err_set(e, ERR_IO, "cannot remove the folder '%s/%s': %m", f->path,
		               name);
	}
	return 0;
}

static void let_go(struct file_folder *f)
{
	if (!f->path)
		return;
	close(f->fd);
	free(f->path);
	*f = (struct file_folder){ .fd = -1 };
}

void file_folder_close(struct file_folder *f)
{
	struct err none = { 0 };

	if (f->path && f->made && !f->kept)
		(void)!prune(f, f->made, &none); /* what stays can't be helped */
	let_go(f);
}

void file_folder_take_back(struct file_folder *f, const char *name)
{
	if (!file_in_the_way(f->fd, name))
		unlinkat(f->fd, name, 0);
	f->kept = false;
}

/* ---------------------------------------------------------------- whole ways */

int file_cut_below(const char *path, struct buf *folder, const char **name, struct err *e)
{
	char *slash;

	if (file_join_below(folder, path, e) < 0)
		return -1;
	if (!folder->size)
		return err_set(e, ERR_INVALID, "the path '%s' names no file", path);
	slash = strrchr(folder->data, '/');
	*slash = '\0';
	*name = slash + 1;
	return 0;
}

int file_folder_open_own(const char *path, struct file_folder *out, struct err *e)
{
	const char *root = *path == '/' ? "/" : "";
	int fd = open_root(root, FAIL, e);

	*out = (struct file_folder){ .fd = -1 };
	if (fd < 0)
		return -1;
	*out = (struct file_folder){ .fd = fd, .path = mem_strdup(root) };
	if (go_down(out, path, FOLLOW, MAKE, e) == 0)
		return 0;
	file_folder_close(out);
	return -1;
}

int file_folder_open(const char *root, const char *path, struct file_folder *out,
                     struct err *e)
{
	AUTO(buf_release) struct buf below = { 0 };
	int fd;

	*out = (struct file_folder){ .fd = -1 };
	if (file_join_below(&below, path, e) < 0)
		return -1;
	if (strlen(root) + below.size >= PATH_MAX) { /* nobody could open a file there */
		errno = ENAMETOOLONG;
		return file_failed(e, "cannot make the folder", path);
	}
	fd = open_root(root, MAKE, e);
	if (fd < 0)
		return -1;
	*out = (struct file_folder){ .fd = fd, .path = mem_strdup(root) };
	if (go_down(out, buf_str(&below), NO_LINKS, MAKE, e) == 0)
		return 0;
	file_folder_close(out);
	return -1;
}

int file_make_dirs(const char *path, struct err *e)
{
	struct file_folder f;

	if (file_folder_open_own(path, &f, e) < 0)
		return -1;
	let_go(&f);
	return 0;
}

/* ---------------------------------------------------------------- to the disk */

static int sync_one(int fd, const char *path, struct err *e)
{
	return fsync(fd) < 0 ? file_failed(e, "cannot write the folder", path) : 0;
}

/* A descriptor of the folder that fsync() takes. */
static int open_for_sync(int fd, const char *path, struct err *e)
{
	int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return again < 0 ? file_failed(e, "cannot open the folder", path) : again;
}

int file_folder_sync(struct file_folder *f, struct err *e)
{
	int itself = open_for_sync(f->fd, f->path, e), fd = itself;
	int rc = itself < 0 ? -1 : 0;

	for (size_t left = f->unsynced; rc == 0 && left; left--) {
		int above = openat(fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (fd != itself)
			close(fd);
		fd = above;
		rc = fd < 0 ? file_failed(e, "cannot open the folder above", f->path)
		            : sync_one(fd, f->path, e);
	}
	if (fd >= 0 && fd != itself)
		close(fd);
	if (rc < 0) {
		if (itself >= 0)
			close(itself);
		return -1;
	}
	f->unsynced = 0;
	return itself;
}

/* ---------------------------------------------------------------- removing */

/* Removes the file of that name from the folder; a missing one is no error. */
static int remove_file(const struct file_folder *f, const char *name, struct err *e)
{
	const char *what = file_in_the_way(f->fd, name);

	if (what)
		return err_set(e, ERR_EXISTS,
		               "there is %s, which is left alone, at '%s/%s'", what,
		               f->path, name);
	if (unlinkat(f->fd, name, 0) < 0 && errno != ENOENT)
		return err_set(e, ERR_IO, "cannot remove '%s/%s': %m", f->path, name);
	return 0;
}

/* How many components a path has. */
static size_t depth_of(const char *path)
{
	size_t n = 0;

	while (*(path += strspn(path, "/"))) {
		path += strcspn(path, "/");
		n++;
	}
	return n;
}

int file_folder_find(const char *root, const char *below, struct file_folder *out,
                     bool *all, struct err *e)
{
	struct err why = { 0 };
	int fd = open_root(root, FAIL, &why);

	*all = false;
	*out = (struct file_folder){ .fd = -1 };
	if (fd >= 0) {
		*out = (struct file_folder){ .fd = fd, .path = mem_strdup(root) };
		*all = go_down(out, below, NO_LINKS, FAIL, &why) == 0;
	}
	if (*all || why.code == ERR_NOT_FOUND)
		return 0;
	let_go(out);
	return err_pass(e, &why);
}

int file_remove_below(const char *root, const char *path, struct err *e)
{
	AUTO(buf_release) struct buf below = { 0 };
	const char *name;
	struct file_folder f;
	bool all;
	int rc = 0;

	if (file_cut_below(path, &below, &name, e) < 0)
		return -1;
	if (file_folder_find(root, below.data, &f, &all, e) < 0)
		return -1;
	if (all)
		rc = remove_file(&f, name, e);
	if (rc == 0 && f.path)
		rc = prune(&f, depth_of(f.path) - depth_of(root), e);
	let_go(&f);
	return rc;
}
