/*
 * tree.c - folders as wholes: walking, listing, removing, temporary ones
 * (lib/file/file.h)
 */
#include "lib/file/file.h"

#include <dirent.h>
#include <errno.h>
#include <fts.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "lib/mem.h"

static void fts_close_auto(FTS **tree)
{
	if (*tree)
		fts_close(*tree);
}

#define MEMORY_FOLDER "/dev/shm"

/* The byte of the entry's name at i, as it stands in a path below it. */
static int path_byte(const FTSENT *entry, size_t i)
{
	if (i < entry->fts_namelen)
		return (unsigned char)entry->fts_name[i];
	return i == entry->fts_namelen && entry->fts_info == FTS_D ? '/' : 0;
}

/* The order of the paths: "a.b" stands before "a/b", so before the folder "a". */
static int by_path(const FTSENT **a, const FTSENT **b)
{
	for (size_t i = 0;; i++) {
		int left = path_byte(*a, i), right = path_byte(*b, i);

		if (left != right)
			return left < right ? -1 : 1;
		if (!left)
			return 0;
	}
}

static FTS *open_tree(const char *root, int options)
{
	char *copy = mem_strdup(root); /* fts wants texts that it could change */
	char *roots[] = { copy, NULL };
	FTS *tree = fts_open(roots, FTS_NOCHDIR | options, by_path);

	free(copy);
	return tree;
}

/* Why fts could not read an entry; 0 where it just went away. */
static int entry_error(const FTSENT *entry, struct err *e)
{
	if (entry->fts_errno == ENOENT && entry->fts_level > FTS_ROOTLEVEL)
		return 0;
	errno = entry->fts_errno;
	return err_set(e, errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_IO,
	               "cannot read '%s': %m", entry->fts_path);
}

static bool is_unreadable(const FTSENT *entry)
{
	return entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR ||
	       entry->fts_info == FTS_NS;
}

static int visit_entry(const FTSENT *entry, size_t root_size, file_visit_fn *visit,
                       void *ctx, struct err *e)
{
	const char *relative = entry->fts_path + root_size;
	bool is_folder = entry->fts_info == FTS_D || entry->fts_info == FTS_DP;

	if (is_unreadable(entry))
		return entry_error(entry, e);
	if (entry->fts_level == FTS_ROOTLEVEL && !is_folder)
		return err_set(e, ERR_INVALID, "'%s' is not a folder", entry->fts_path);
	if (entry->fts_info == FTS_DC)
		return err_set(e, ERR_INVALID,
		               "'%s' is a link to a folder that it lies in",
		               entry->fts_path);
	if (entry->fts_info != FTS_F && entry->fts_info != FTS_SLNONE)
		return 0;
	return visit(ctx, relative + strspn(relative, "/"),
	             (uint64_t)entry->fts_statp->st_size, e);
}

static int walk(const char *root, int options, file_visit_fn *visit, void *ctx,
                struct err *e)
{
	AUTO(fts_close) FTS *tree = open_tree(root, options);
	FTSENT *entry;

	while (tree && (errno = 0, entry = fts_read(tree))) {
		if (visit_entry(entry, strlen(root), visit, ctx, e) < 0)
			return -1;
	}
	if (errno)
		return err_set(e, ERR_IO, "cannot read '%s': %m", root);
	return 0;
}

int file_walk(const char *root, file_visit_fn *visit, void *ctx, struct err *e)
{
	return walk(root, FTS_PHYSICAL | FTS_COMFOLLOW, visit, ctx, e);
}

int file_walk_links(const char *root, file_visit_fn *visit, void *ctx, struct err *e)
{
	return walk(root, FTS_LOGICAL, visit, ctx, e);
}

/* ---------------------------------------------------------------- one folder */

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* An entry that stat() refuses is listed: reading it says why. */
static bool is_for_reading(const char *folder, const char *name)
{
	AUTO(mem_free) char *path = mem_printf("%s/%s", folder, name);
	struct stat st;

	return stat(path, &st) < 0 ? is_there(path) : S_ISREG(st.st_mode);
}

int file_list(const char *folder, file_name_fn *visit, void *ctx, struct err *e)
{
	struct dirent **all;
	int count = scandir(folder, &all, NULL, by_name), rc = 0;

	if (count < 0) {
		int cause = errno;
		bool gone = cause == ENOENT && !is_there(folder);

		errno = cause;
		return err_set(e, gone ? ERR_NOT_FOUND : ERR_IO, "cannot open '%s': %m",
		               folder);
	}
	for (int i = 0; i < count; i++) {
		if (rc == 0 && is_for_reading(folder, all[i]->d_name))
			rc = visit(ctx, all[i]->d_name, e);
		free(all[i]);
	}
	free(all);
	return rc;
}

/* ---------------------------------------------------------------- removing */

static int remove_entry(const FTSENT *entry, struct err *e)
{
	int rc;

	if (entry->fts_info == FTS_D)
		return 0; /* comes again, as FTS_DP, when it is empty */
	if (is_unreadable(entry) && entry->fts_errno != ENOENT)
		return entry_error(entry, e);
	rc = entry->fts_info == FTS_DP ? rmdir(entry->fts_path) : unlink(entry->fts_path);
	if (rc < 0 && errno != ENOENT)
		return err_set(e, ERR_IO, "cannot remove '%s': %m", entry->fts_path);
	return 0;
}

int file_remove_tree(const char *path, struct err *e)
{
	AUTO(fts_close) FTS *tree = open_tree(path, FTS_PHYSICAL);
	FTSENT *entry;

	while (tree && (errno = 0, entry = fts_read(tree))) {
		if (remove_entry(entry, e) < 0)
			return -1;
	}
	if (errno)
		return err_set(e, ERR_IO, "cannot remove '%s': %m", path);
	return 0;
}

static int make_temp_dir(const char *below, const char *prefix, char **out, struct err *e)
{
	char *path = mem_printf("%s/%sXXXXXX", below, prefix);

	if (!mkdtemp(path)) {
		(void)err_set(e, ERR_IO, "cannot make a folder like '%s': %m", path);
		free(path);
		return -1;
	}
	*out = path;
	return 0;
}

int file_temp_dir(const char *prefix, char **out, struct err *e)
{
	const char *set = getenv("TMPDIR");

	return make_temp_dir(set && *set ? set : "/tmp", prefix, out, e);
}

int file_temp_dir_in_memory(const char *prefix, uint64_t bytes, char **out, struct err *e)
{
	const char *set = getenv("TMPDIR");
	struct err why = { 0 };
	struct statvfs st;

	if ((!set || !*set) && statvfs(MEMORY_FOLDER, &st) == 0 &&
	    (uint64_t)st.f_bavail * st.f_frsize >= bytes &&
	    make_temp_dir(MEMORY_FOLDER, prefix, out, &why) == 0)
		return 0;
	return file_temp_dir(prefix, out, e);
}
