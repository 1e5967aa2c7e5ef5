/*
 * files.c - the files that a run has written
 */
#include "mockserver/runs/files.h"

#include "lib/mem.h"

void run_files_add(struct run_files *f, const char *folder, const char *path,
                   uint64_t bytes)
{
	f->all = mem_grow(f->all, f->count + 1, sizeof(*f->all));
	f->all[f->count++] =
		(struct run_file){ mem_strdup(folder), mem_strdup(path), bytes };
}

void run_files_cut(struct run_files *f, size_t count)
{
	while (f->count > count) {
		f->count--;
		free(f->all[f->count].folder);
		free(f->all[f->count].path);
	}
}

void run_files_release(struct run_files *f)
{
	run_files_cut(f, 0);
	free(f->all);
	*f = (struct run_files){ 0 };
}

enum file_sync run_files_sync(const struct world *w)
{
	return w->store.on_disk ? FILE_SYNC : FILE_NO_SYNC;
}
