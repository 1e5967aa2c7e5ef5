/*
 * file.h - whole files, and paths that cannot leave a root
 *
 * A file written here appears whole or not at all: it is written under a
 * temporary name in its own folder and renamed.  Only a regular file is replaced:
 * a device, a pipe, a folder or a symbolic link that has the name stays as it is.
 * (Files that a user names: lib/file/out.h.)
 *
 * A path that came from outside is data: it is cut at '/', and only components
 * that file_join_below() lets pass are joined below the root.  What is written or
 * removed below a root is reached one folder at a time, through no symbolic link:
 * one that is in the way, or comes in the way meanwhile, is ERR_EXISTS and named.
 * The root itself is the user's own, and may be a link.
 *
 * Owns: nothing but what each call says.
 * Errors: ERR_NOT_FOUND, ERR_INVALID (a path that would leave its root, or is too
 * long), ERR_EXISTS (what is there is not ours: it is left alone), ERR_IO; the text
 * names the path and the cause.
 */
#ifndef LIB_FILE_FILE_H
#define LIB_FILE_FILE_H

#include "lib/buf.h"
#include "lib/err.h"

/* Appends the whole file, up to `cap` bytes (ERR_INVALID past it). */
int file_read(const char *path, size_t cap, struct buf *out, struct err *e) MUST_USE;

/* Appends its first `most` bytes; all of it where it is shorter. */
int file_read_head(const char *path, size_t most, struct buf *out, struct err *e)
	MUST_USE;

/* Appends `most` bytes from `offset` on; fewer at the file's end, none behind it. */
int file_read_at(const char *path, uint64_t offset, size_t most, struct buf *out,
                 struct err *e) MUST_USE;

/* ---------------------------------------------------------------- writing */

enum file_sync { FILE_NO_SYNC, FILE_SYNC };

/*
 * What the names of temporaries start with.  One that a dead program left behind
 * is used again by the next that writes a file of that name.
 */
#define FILE_TEMP_PREFIX ".tmp-"

/*
 * A folder held open: what is written in it stays in it, whatever happens to its path.
 * Threads may share one, but for file_commit() and file_folder_close().
 */
struct file_folder {
	int fd;          /* of O_PATH */
	char *path;      /* NULL when closed */
	size_t made;     /* so many of the last components were made for it */
	size_t unsynced; /* so many of them a power cut may take */
	bool kept;       /* a file in it has its name */
};

/* Opens root/path (path as file_join_below() takes it); makes what is missing. */
int file_folder_open(const char *root, const char *path, struct file_folder *out,
                     struct err *e) MUST_USE;
/* Removes the file of that name, if there is one: for what was committed too early. */
void file_folder_take_back(struct file_folder *f, const char *name);
/* Removes the folders made for it, unless a file in it was committed. */
void file_folder_close(struct file_folder *f);
AUTO_DEFINE_STRUCT(struct file_folder, file_folder_close);

/* A file being written: bytes go to a temporary name until file_commit(). */
struct newfile {
	int fd;                     /* -1 when closed */
	char *path, *temp;          /* NULL when closed; temp: its name in the folder */
	uint64_t size;              /* bytes written so far */
	struct file_folder own;     /* the folder, unless it is another's */
	struct file_folder *shared; /* borrowed; NULL: own */
};

/* Makes the folders on the way; the caller must commit or drop it. */
int file_create(const char *path, struct newfile *out, struct err *e) MUST_USE;
/* The same for root/path, path as file_join_below() takes it. */
int file_create_below(const char *root, const char *path, struct newfile *out,
                      struct err *e) MUST_USE;
/* The same in a folder, which outlives it; `name` has no slash. */
int file_create_in(struct file_folder *in, const char *name, struct newfile *out,
                   struct err *e) MUST_USE;
int file_append(struct newfile *f, const void *bytes, size_t n, struct err *e) MUST_USE;
/*
 * Gives it its name, replacing a file that had it; with FILE_SYNC it survives a power
 * cut, the folders made for it too.  Closed afterwards, also when it fails: then no
 * file of ours has the name.  Where the folder can't be synced after the name was
 * given, one that was replaced is gone, too; else it is as it was.
 */
int file_commit(struct newfile *f, enum file_sync sync, struct err *e) MUST_USE;
/* Removes the temporary, and the folders made for it; nothing after a commit. */
void file_drop(struct newfile *f);
AUTO_DEFINE_STRUCT(struct newfile, file_drop);

/* Writes the file in one step, in folders made for it. */
int file_write(const char *path, const void *bytes, size_t n, struct err *e) MUST_USE;

/* ---------------------------------------------------------------- paths and folders */

/*
 * Appends "/" and `path` to *out, component by component: empty ones and "." go,
 * a leading "/" goes; "..", NUL, control bytes, a component over 255 bytes, and
 * one that file_create could take for a temporary are ERR_INVALID.
 */
int file_join_below(struct buf *out, const char *path, struct err *e) MUST_USE;

/* What stands behind the path's last slash, or all of it; within the path. */
const char *file_name(const char *path);

/* Creates the folder and those above it. */
int file_make_dirs(const char *path, struct err *e) MUST_USE;

/*
 * Removes the file root/path (path as file_join_below() takes it) and then the folders
 * above it left empty, up to but not `root`.  What is gone already is fine; what is no
 * regular file, or lies behind a symbolic link, is left alone: ERR_EXISTS.
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
	int64_t changed_ns; /* or its rights: since 1970, by the machine's clock */
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
 * The same in memory (/dev/shm), where there is room for `bytes` and TMPDIR names no
 * other place: for files that are read at once and removed.
 */
int file_temp_dir_in_memory(const char *prefix, uint64_t bytes, char **out, struct err *e)
	MUST_USE;
/*
 * Removes a folder and all in it, symbolic links not followed; nothing when it
 * is not there.
 */
int file_remove_tree(const char *path, struct err *e) MUST_USE;

/*
 * Calls visit with the name of each file that lies in the folder itself, sorted (bytes).
 * A symbolic link counts as what it leads to; one that leads nowhere is listed, too.
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

/*
 * As file_walk(), of folders that a user put together: a symbolic link counts as what it
 * leads to; one that leads nowhere is visited, too; ERR_INVALID for one that leads to a
 * folder above it.
 */
int file_walk_links(const char *root, file_visit_fn *visit, void *ctx, struct err *e)
	MUST_USE;

#endif
