/*
 * tree.c - all that lies in a folder, and files of it to read
 */
#include "harness/verify/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"

#define FOLDERS_DEEP 64
#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* ---------------------------------------------------------------- walking */

static void add_entry(struct export_tree *t, const char *path, enum tree_kind kind,
                      off_t size)
{
	if (t->count == t->room) {
		t->room = t->room ? 2 * t->room : 64;
		t->all = mem_grow(t->all, t->room, sizeof(*t->all));
	}
	t->all[t->count++] =
		(struct tree_entry){ mem_strdup(path), kind, (uint64_t)size };
}

static enum tree_kind kind_of(mode_t mode)
{
	if (S_ISREG(mode))
		return TREE_FILE;
	return S_ISLNK(mode) ? TREE_LINK : TREE_SPECIAL;
}

/* Is nothing listed from there on but folders in which nothing lies? */
static bool is_empty_from(const struct export_tree *t, size_t first)
{
	while (first < t->count && t->all[first].kind == TREE_EMPTY)
		first++;
	return first == t->count;
}

static void walk_folder(struct export_tree *t, int fd, const char *path, int depth);

/* Adds what has that name in the open folder; what just went away is not there. */
static void walk_entry(struct export_tree *t, int folder, const char *path,
                       const char *name, int depth)
{
	AUTO(mem_free) char *below = mem_printf("%s%s%s", path, *path ? "/" : "", name);
	struct stat st;
	int fd;

	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
		if (errno != ENOENT)
			add_entry(t, below, TREE_UNREADABLE, 0);
		return;
	}
	if (!S_ISDIR(st.st_mode)) {
		add_entry(t, below, kind_of(st.st_mode), st.st_size);
		return;
	}
	fd = depth < FOLDERS_DEEP ? openat(folder, name, FOLDER_FLAGS) : -1;
	if (fd < 0)
		add_entry(t, below, TREE_UNREADABLE, 0);
	else
		walk_folder(t, fd, below, depth + 1);
}

/* Takes the descriptor. */
static void walk_folder(struct export_tree *t, int fd, const char *path, int depth)
{
	DIR *all = fdopendir(fd);
	const size_t before = t->count;
	struct dirent *one;

	if (!all) {
		close(fd);
		add_entry(t, path, TREE_UNREADABLE, 0);
		return;
	}
	while ((errno = 0, one = readdir(all))) {
		if (strcmp(one->d_name, ".") != 0 && strcmp(one->d_name, "..") != 0)
			walk_entry(t, dirfd(all), path, one->d_name, depth);
	}
	if (errno)
		add_entry(t, path, TREE_UNREADABLE, 0);
	else if (*path && is_empty_from(t, before))
		add_entry(t, path, TREE_EMPTY, 0);
	closedir(all);
}

static int by_path(const void *a, const void *b)
{
	const struct tree_entry *x = a, *y = b;

	return strcmp(x->path, y->path);
}

int tree_open(const char *root, struct export_tree *out, struct err *e)
{
	int again;

	*out = (struct export_tree){ .fd = open(root,
		                                O_RDONLY | O_DIRECTORY | O_CLOEXEC) };
	if (out->fd < 0 && errno == ENOTDIR)
		return err_set(e, ERR_INVALID, "'%s' is not a folder", root);
	if (out->fd < 0)
		return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO,
		               "cannot open '%s': %m", root);
	again = openat(out->fd, ".", FOLDER_FLAGS);
	if (again < 0) {
		tree_close(out);
		return err_set(e, ERR_IO, "cannot read '%s': %m", root);
	}
	walk_folder(out, again, "", 0);
	if (out->count)
		qsort(out->all, out->count, sizeof(*out->all), by_path);
	return 0;
}

void tree_close(struct export_tree *t)
{
	for (size_t i = 0; i < t->count; i++)
		free(t->all[i].path);
	free(t->all);
	if (t->fd >= 0)
		close(t->fd);
	*t = (struct export_tree){ .fd = -1 };
}

/* ---------------------------------------------------------------- one file */

/* Opens the folder of a path, one after the other; *name is what is left of it. */
static int open_folder(const struct export_tree *t, const char *path, const char **name)
{
	int at = openat(t->fd, ".", FOLDER_FLAGS | O_PATH);
	const char *slash;

	while (at >= 0 && (slash = strchr(path, '/')) != NULL) {
		AUTO(mem_free) char *one = mem_printf("%.*s", (int)(slash - path), path);
		int next = openat(at, one, FOLDER_FLAGS | O_PATH), cause = errno;

		close(at);
		errno = cause;
		at = next;
		path = slash + 1;
	}
	*name = path;
	return at;
}

int tree_file_open(const struct export_tree *t, const char *path, struct tree_file *out,
                   struct err *e)
{
	struct stat st = { 0 };
	const char *name;
	int folder = open_folder(t, path, &name), cause;

	*out = (struct tree_file){ .fd = -1 };
	if (folder < 0)
		return err_set(e, ERR_IO, "cannot be opened: %m");
	out->fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	cause = errno;
	close(folder);
	errno = cause;
	if (out->fd < 0 || fstat(out->fd, &st) < 0) {
		tree_file_close(out);
		errno = cause;
		return err_set(e, ERR_IO, "cannot be opened: %m");
	}
	if (!S_ISREG(st.st_mode)) {
		tree_file_close(out);
		return err_set(e, ERR_IO, "it is no longer a regular file");
	}
	out->size = (uint64_t)st.st_size;
	return 0;
}

int tree_file_read(const struct tree_file *f, uint64_t at, void *out, size_t n,
                   size_t *got, struct err *e)
{
	*got = 0;
	while (*got < n) {
		ssize_t some =
			pread(f->fd, (char *)out + *got, n - *got, (off_t)(at + *got));

		if (some < 0 && errno == EINTR)
			continue;
		if (some < 0)
			return err_set(e, ERR_IO, "cannot be read: %m");
		if (!some)
			break;
		*got += (size_t)some;
	}
	return 0;
}

void tree_file_close(struct tree_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}
