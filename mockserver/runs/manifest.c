/*
 * manifest.c - the manifests that list the files of a run
 */
#include "mockserver/runs/manifest.h"

#include "lib/mem.h"
#include "mockserver/export/manifest.h"
#include "mockserver/runs/text.h"
#include "mockserver/world/transaction.h"

/* "s3/bucket/path/folder" is "/path/folder" in the bucket. */
static const char *sink_path(const char *folder)
{
	const char *at = strchr(folder, '/');

	at = at ? strchr(at + 1, '/') : NULL;
	return at ? at : "/";
}

static const char *name_in(const char *path)
{
	return strrchr(path, '/') + 1;
}

static void put_text(const struct run_files *files, const char *folder,
                     const struct manifest *m, struct buf *out)
{
	AUTO(mem_free) struct manifest_file *list = NULL;
	size_t count = 0;

	list = mem_alloc((files->count + 1) * sizeof(*list));
	for (size_t i = 0; i < files->count; i++) {
		const struct run_file *one = &files->all[i];

		if (!strcmp(one->folder, folder))
			list[count++] =
				(struct manifest_file){ name_in(one->path), one->bytes };
	}
	manifest_text(out, m, list, count);
}

static int write_below(const struct world *w, const char *relative,
                       const struct buf *text, struct err *e)
{
	AUTO(file_drop) struct newfile file = { .fd = -1 };

	if (file_create_below(w->export_root, relative, &file, e) < 0 ||
	    file_append(&file, text->data, text->size, e) < 0)
		return -1;
	return file_commit(&file, run_files_sync(w), e);
}

int run_manifest_put(const struct run_output *run, const char *folder, char **path,
                     struct err *e)
{
	char id[UUID_TEXT];
	const struct manifest m = {
		.flow = run->plan->flow.id,
		.run = run_id(run->w, run->run, id),
		.scheduled_at = run->scheduled_at,
		.sink_path = sink_path(folder),
	};
	AUTO(buf_release) struct buf text = { 0 };
	AUTO(buf_release) struct buf name = { 0 };

	put_text(run->files, folder, &m, &text);
	buf_printf(&name, "%s/", folder);
	manifest_name(&name, &m);
	transaction_name(run->w, name.data);
	if (transaction_named(run->w, e) < 0 ||
	    write_below(run->w, name.data, &text, e) < 0)
		return -1;
	*path = buf_take(&name);
	return 0;
}
