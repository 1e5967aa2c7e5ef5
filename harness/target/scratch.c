/*
 * scratch.c - the folder of a run's own: it ends with the run, or with the next one
 */
#include "harness/target/scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"

#define NEW    "flowcheck-"     /* before it is locked */
#define LOCKED "flowcheck-run-" /* and after */

/* Somebody else's folder, or a link to one, is not ours to look into. */
static bool is_ours(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid();
}

/* What can't be removed stays: it is not this run's. */
static void remove_left(const char *parent, const char *name)
{
	AUTO_MEM char *path = mem_printf("%s/%s", parent, name);
	struct file_lock lock = { 0 };
	struct err ignored = { 0 };

	if (is_ours(path) && file_lock_folder(path, &lock, &ignored) == 0 && lock.held)
		(void)!file_remove_tree(path, &ignored);
	file_lock_release(&lock);
}

static void remove_all_left(const char *parent)
{
	DIR *folder = opendir(parent);
	struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		if (str_starts(entry->d_name, LOCKED))
			remove_left(parent, entry->d_name);
	}
	if (folder)
		closedir(folder);
}

/* Gives it the name of one that is locked; it keeps the other where that can't be. */
static void rename_locked(struct scratch_folder *s)
{
	char *name = strrchr(s->path, '/') + 1 + strlen(NEW);
	char *locked = mem_printf("%.*s/" LOCKED "%s",
	                          (int)(name - s->path - strlen(NEW) - 1), s->path, name);

	if (s->lock.held &&
	    renameat2(AT_FDCWD, s->path, AT_FDCWD, locked, RENAME_NOREPLACE) == 0) {
		free(s->path);
		s->path = locked;
		return;
	}
	free(locked);
}

int scratch_folder_open(uint64_t bytes, struct scratch_folder *out, struct err *e)
{
	AUTO_MEM char *parent = NULL;
	struct err ignored = { 0 };

	*out = (struct scratch_folder){ 0 };
	if (file_temp_dir_in_memory(NEW, bytes, &out->path, e) < 0)
		return -1;
	parent = mem_strdup(out->path);
	*strrchr(parent, '/') = '\0';
	remove_all_left(parent);
	if (file_lock_folder(out->path, &out->lock, &ignored) == 0)
		rename_locked(out);
	return 0;
}

int scratch_folder_close(struct scratch_folder *s, struct err *e)
{
	int rc = s->path ? file_remove_tree(s->path, e) : 0;

	file_lock_release(&s->lock);
	free(s->path);
	*s = (struct scratch_folder){ 0 };
	return rc;
}
