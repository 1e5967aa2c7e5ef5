/*
 * file.h - whole files, and paths that cannot leave a root
 *
 * A file written here appears whole or not at all: it is written under a
 * temporary name in its own folder and renamed.  A path that came from outside
 * is data: it is cut at '/', and only components that file_join_below() lets
 * pass are joined below the root.  The root itself is the user's own: a symbolic
 * link that somebody put into it is followed like any folder.
 *
 * Owns: nothing but what each call says.
 * Errors: ERR_NOT_FOUND, ERR_INVALID (a path that would leave its root), ERR_IO;
 * the text names the path and the cause.
 */
#ifndef LIB_FILE_H
#define LIB_FILE_H

#include "lib/buf.h"
#include "lib/err.h"

/* Appends the whole file, up to `cap` bytes (ERR_INVALID past it). */
int file_read(const char *path, size_t cap, struct buf *out, struct err *e) MUST_USE;

/* Appends its first `most` bytes; all of it where it is shorter. */
int file_read_head(const char *path, size_t most, struct buf *out, struct err *e)
	MUST_USE;

/* Replaces the file in one step. */
int file_write(const char *path, const void *bytes, size_t n, struct err *e) MUST_USE;

enum file_sync { FILE_NO_SYNC, FILE_SYNC };

/*
 * What the names of temporaries start with.  One that a dead program left behind
 * is used again by the next that writes a file of that name.
 */
#define FILE_TEMP_PREFIX ".tmp-"

/* A file in the making: bytes go to a temporary name until file_commit(). */
struct newfile {
	int fd;            /* -1 when closed */
	char *path, *temp; /* NULL when closed */
	uint64_t size;     /* bytes written so far */
	size_t old_folder; /* bytes of path that name the last folder not made for it */
};

/* Creates the folders on the way; the caller must commit or drop it. */
int file_create(const char *path, struct newfile *out, struct err *e) MUST_USE;
int file_append(struct newfile *f, const void *bytes, size_t n, struct err *e) MUST_USE;
/*
 * Gives it its name, replacing what had it; with FILE_SYNC it survives a power
 * cut, the folders made for it too.  Closed afterwards, also when it fails.
 */
int file_commit(struct newfile *f, enum file_sync sync, struct err *e) MUST_USE;
/* Removes the temporary; nothing after a commit. */
void file_drop(struct newfile *f);
static inline void file_drop_auto(struct newfile *f)
{
	file_drop(f);
}

/*
 * Appends "/" and `path` to *out, component by component: empty ones and "." go,
 * a leading "/" goes; "..", NUL, control bytes, a component over 255 bytes, and
 * one that file_create could take for a temporary are ERR_INVALID.
 */
int file_join_below(struct buf *out, const char *path, struct err *e) MUST_USE;

/* Creates the folder and those above it. */
int file_make_dirs(const char *path, struct err *e) MUST_USE;

/*
 * Removes root/path (path as file_join_below() takes it) and then the folders
 * above it left empty, up to but not `root`.  What is gone already is fine.
 */
int file_remove_below(const char *root, const char *path, struct err *e) MUST_USE;

/* Removes the temporaries that a killed writer of root/path has left. */
void file_remove_temps_below(const char *root, const char *path);

/*
 * The path made absolute against the working folder, without "." and empty
 * components (".." stays: what is before it may be a link); the caller frees it.
 */
char *file_absolute(const char *path) MUST_USE;
bool file_exists(const char *path);

/* What changes when a file is written to: enough to see that it was. */
struct file_stamp {
	uint64_t size;
	int64_t changed_ns; /* or given other rights: since 1970, by the machine's clock
	                     */
};
int file_stamp(const char *path, struct file_stamp *out, struct err *e) MUST_USE;

/* Which file a path names: two that are equal are one file, by two names maybe. */
struct file_id {
	uint64_t device, inode;
};
int file_identify(const char *path, struct file_id *out, struct err *e) MUST_USE;

bool file_is_dir(const char *path);

/* A new empty folder below TMPDIR or /tmp, its name starting with prefix. */
int file_temp_dir(const char *prefix, char **out, struct err *e) MUST_USE;
/*
 * Removes a folder and all in it, symbolic links not followed; nothing when it
 * is not there.
 */
int file_remove_tree(const char *path, struct err *e) MUST_USE;

/*
 * Calls visit with the name of each file that lies in the folder itself, sorted (bytes).
 * A symbolic link counts as what it leads to; one that leads nowhere is told of, too.
 * ERR_NOT_FOUND when there is nothing of the folder's name.
 */
typedef int file_name_fn(void *ctx, const char *name, struct err *e);
int file_list(const char *folder, file_name_fn *visit, void *ctx, struct err *e) MUST_USE;

/*
 * Calls visit for each regular file below root, sorted by path (bytes), with the
 * path relative to root.  Symbolic links below it are not followed.
 */
typedef int file_visit_fn(void *ctx, const char *relative, uint64_t size, struct err *e);
int file_walk(const char *root, file_visit_fn *visit, void *ctx, struct err *e) MUST_USE;

#endif
