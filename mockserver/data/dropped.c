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
	bad_files_put(&load_own(c, file->dataset)->bad, file->name, reason,
	              stamp_of(file));
}

void dropped_mark_good(struct catalogue *c, const struct dropped *file)
{
	bad_files_drop(&load_own(c, file->dataset)->bad, file->name);
}

/* Files that are gone are bad no more. */
static void forget_gone(struct bad_files *list, const char *folder)
{
	for (size_t i = list->count; i-- > 0;) {
		const char *name = list->all[i].name;
		AUTO(mem_free) char *path = mem_printf("%s/%s", folder, name);

		if (!file_exists(path))
			bad_files_drop(list, name);
	}
}

struct folder_scan {
	struct dataset *dataset;
	const char *folder;
	dropped_fn *visit;
	void *ctx;
	struct err *e; /* the visitor's; the folder's own is no error */
};

static int visit_file(void *ctx, const char *name, struct err *ignored UNUSED)
{
	const struct folder_scan *s = ctx;
	AUTO(mem_free) char *path = NULL;
	struct dropped file = { .dataset = s->dataset, .name = name };

	if (*name == '.' || !str_ends(name, ".jsonl"))
		return 0;
	file.path = path = mem_printf("%s/%s", s->folder, name);
	return s->visit(s->ctx, &file, s->e);
}

/* Remembers why the folder can't be read; NULL: it can be, or does not exist. */
static int note_folder(const struct folder_scan *s, const char *reason)
{
	struct dataset *d = s->dataset;
	const struct dropped folder = { .dataset = d,
		                        .path = s->folder,
		                        .unread = reason };
	bool is_news = reason && (!d->unread || strcmp(d->unread, reason) != 0);

	free(d->unread);
	d->unread = reason ? mem_strdup(reason) : NULL;
	return is_news ? s->visit(s->ctx, &folder, s->e) : 0;
}

static int scan_folder(struct folder_scan *s)
{
	struct err why = { 0 };

	forget_gone(&s->dataset->bad, s->folder);
	if (file_list(s->folder, visit_file, s, &why) < 0 && !why.code)
		return -1;
	return note_folder(s, why.code && why.code != ERR_NOT_FOUND ? why.text : NULL);
}

int dropped_scan(struct catalogue *c, dropped_fn *visit, void *ctx, struct err *e)
{
	for (size_t i = 0; i < catalogue_count(c); i++) {
		struct dataset *d = load_at(c, i);
		AUTO(mem_free) char *folder = NULL;
		struct folder_scan s = { d, NULL, visit, ctx, e };

		if (d->from != LOAD_DISK)
			continue;
		s.folder = folder = mem_printf("%s/batches", d->folder);
		if (scan_folder(&s) < 0)
			return -1;
	}
	return 0;
}
