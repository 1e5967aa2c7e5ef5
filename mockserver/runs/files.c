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

struct run_manifest *run_files_manifest(const struct run_files *f, const char *folder)
{
	for (size_t i = 0; i < f->manifest_count; i++) {
		if (!strcmp(f->manifests[i]->folder, folder))
			return f->manifests[i];
	}
	return NULL;
}

struct run_manifest *run_files_add_manifest(struct run_files *f, const char *folder)
{
	struct run_manifest *m = mem_alloc(sizeof(*m));

	m->folder = mem_strdup(folder);
	f->manifests = mem_grow(f->manifests, f->manifest_count + 1,
	                        sizeof(struct run_manifest *));
	f->manifests[f->manifest_count++] = m;
	return m;
}

static void manifest_free(struct run_manifest *m)
{
	for (size_t i = 0; i < m->change_count; i++)
		file_change_release(&m->changes[i]);
	run_faults_release(&m->faults);
	free(m->changes);
	free(m->folder);
	free(m->dataset);
	free(m->place);
	free(m->path);
	free(m);
}

void run_files_release(struct run_files *f)
{
	run_files_cut(f, 0);
	free(f->all);
	for (size_t i = 0; i < f->manifest_count; i++)
		manifest_free(f->manifests[i]);
	free(f->manifests);
	*f = (struct run_files){ 0 };
}

enum file_sync run_files_sync(const struct world *w)
{
	return w->store.on_disk ? FILE_SYNC : FILE_NO_SYNC;
}
