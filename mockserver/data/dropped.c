/*
 * dropped.c - files of records that somebody puts into a dataset's folder
 */
#include "mockserver/data/dropped.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/data/load.h"

/* All zero for a file that is gone, or hidden. */
static struct file_stamp stamp_of(const struct dropped *file)
{
	struct file_stamp stamp = { 0 };
	struct err ignored = { 0 };

	(void)!file_stamp(file->path, &stamp, &ignored); /* reading it tells why */
	return stamp;
}

bool dropped_is_bad(const struct dropped *file)
{
	const struct bad_file *bad = bad_files_find(&file->dataset->bad, file->name);
	struct file_stamp now;

	if (!bad)
		return false;
	now = stamp_of(file);
	return now.size == bad->stamp.size && now.changed_ns == bad->stamp.changed_ns;
}

void dropped_mark_bad(struct catalogue *c, const struct dropped *file, const char *reason)
{
	bad_files_put(&catalogue_own(c, file->dataset)->bad, file->name, reason,
	              stamp_of(file));
}

void dropped_mark_good(struct catalogue *c, const struct dropped *file)
{
	bad_files_drop(&catalogue_own(c, file->dataset)->bad, file->name);
}

/* Files that are gone are bad no more. */
static void forget_gone(struct bad_files *list, const char *folder)
{
	for (size_t i = list->count; i-- > 0;) {
		AUTO(mem_free)
		char *path = mem_printf("%s/%s", folder, list->all[i].name);

		if (!file_exists(path))
			bad_files_drop(list, list->all[i].name);
	}
}

struct scan {
	const struct dataset *dataset;
	const char *folder;
	dropped_fn *visit;
	void *ctx;
};

static int visit_file(void *ctx, const char *relative, uint64_t size UNUSED,
                      struct err *e)
{
	const struct scan *s = ctx;
	AUTO(mem_free) char *path = NULL;
	struct dropped file = { s->dataset, relative, NULL };

	if (*relative == '.' || strchr(relative, '/') || !str_ends(relative, ".jsonl"))
		return 0;
	file.path = path = mem_printf("%s/%s", s->folder, relative);
	return s->visit(s->ctx, &file, e);
}

int catalogue_scan(struct catalogue *c, dropped_fn *visit, void *ctx, struct err *e)
{
	for (size_t i = 0; i < catalogue_count(c); i++) {
		struct dataset *d = catalogue_own(c, catalogue_at(c, i));
		AUTO(mem_free) char *folder = NULL;
		struct scan s = { d, NULL, visit, ctx };

		if (d->from != LOAD_DISK)
			continue;
		s.folder = folder = mem_printf("%s/batches", d->folder);
		forget_gone(&d->bad, folder);
		if (file_is_dir(folder) && file_walk(folder, visit_file, &s, e) < 0)
			return -1;
	}
	return 0;
}
