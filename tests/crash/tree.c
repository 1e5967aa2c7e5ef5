/*
 * tree.c - all that lies below a folder
 */
#include "tests/crash/tree.h"

#include <fts.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/mem.h"

static void add(struct tree *t, const FTSENT *entry, size_t root)
{
	if (t->count == t->room) {
		t->room = t->room ? 2 * t->room : 64;
		t->all = mem_grow(t->all, t->room, sizeof(*t->all));
	}
	t->all[t->count++] = (struct tree_entry){
		.path = mem_strdup(entry->fts_path + root + 1),
		.is_folder = entry->fts_info == FTS_DP,
		.children = (size_t)entry->fts_number,
		.size = entry->fts_statp->st_size,
	};
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct tree_entry *)a)->path,
	              ((const struct tree_entry *)b)->path);
}

void tree_read(const char *folder, struct tree *out)
{
	AUTO(mem_free) char *root = mem_strdup(folder);
	char *const roots[] = { root, NULL };
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;

	*out = (struct tree){ 0 };
	assert(fts);
	while ((entry = fts_read(fts))) {
		if (entry->fts_info == FTS_D || entry->fts_level == FTS_ROOTLEVEL)
			continue;
		entry->fts_parent->fts_number++;
		add(out, entry, strlen(root));
	}
	fts_close(fts);
	if (out->count)
		qsort(out->all, out->count, sizeof(*out->all), by_path);
}

void tree_release(struct tree *t)
{
	for (size_t i = 0; i < t->count; i++)
		free(t->all[i].path);
	free(t->all);
	*t = (struct tree){ 0 };
}
