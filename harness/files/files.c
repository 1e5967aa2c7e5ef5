/*
 * files.c - reads the exported files of a flow, whole
 */
#include "harness/files/files.h"

#include "harness/files/parts.h"
#include "harness/match/compare.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"

/* ---------------------------------------------------------------- records */

/* One file being read, and where its differences go. */
struct file_reading {
	struct files *files;
	struct found_file *file;
	struct diffs *diffs;
};

static void keep_key(struct file_reading *r, const cJSON *record, const char *path)
{
	struct files *f = r->files;
	const cJSON *key = json_at(record, path);

	if (!key || cJSON_IsNull(key)) {
		AUTO_MEM char *at = mem_printf("record of %s: %s", r->file->path, path);

		diffs_add_value(r->diffs, at, "a key", NULL);
		return;
	}
	if (f->key_count == f->key_room) {
		f->key_room = f->key_room ? 2 * f->key_room : 256;
		f->keys = mem_grow(f->keys, f->key_room, sizeof(*f->keys));
	}
	f->keys[f->key_count++] = json_text(key);
}

/* Of `every`, only the first record that does not fit becomes a difference. */
static void check_every(struct file_reading *r, const cJSON *pattern, const cJSON *record)
{
	AUTO(mem_free) char *at = NULL;

	if (r->files->every_differs)
		return;
	at = mem_printf("%s record %llu", r->file->path,
	                (unsigned long long)r->file->rows);
	r->files->every_differs = !compare_value(pattern, record, at, r->diffs);
}

static int take_record(void *ctx, const cJSON *record, struct err *e UNUSED)
{
	struct file_reading *r = ctx;
	struct files *f = r->files;
	const cJSON *records = json_get(f->expect, "records");
	const char *unique = json_str(f->expect, "unique");

	r->file->rows++;
	if (unique)
		keep_key(r, record, unique);
	if (json_get(records, "every"))
		check_every(r, json_get(records, "every"), record);
	if (json_get(records, "any") && !f->any_fits)
		f->any_fits = compare_value(json_get(records, "any"), record, "", NULL);
	if (json_get(records, "first") && !f->first)
		f->first = json_copy(record);
	if (json_get(records, "last")) {
		cJSON_Delete(f->last);
		f->last = json_copy(record);
	}
	return 0;
}

/* ---------------------------------------------------------------- folders */

static struct folder *folder_of(struct files *f, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;
	struct folder *added;

	for (size_t i = 0; i < f->folder_count; i++) {
		if (strlen(f->folders[i].path) == n &&
		    !memcmp(f->folders[i].path, path, n))
			return &f->folders[i];
	}
	f->folders = mem_grow(f->folders, f->folder_count + 1, sizeof(*f->folders));
	added = &f->folders[f->folder_count++];
	*added = (struct folder){ .path = mem_printf("%.*s", (int)n, path) };
	return added;
}

static void count_file(struct files *f, const struct found_file *file)
{
	struct folder *folder = folder_of(f, file->path);

	folder->files++;
	folder->rows += file->rows;
	folder->bytes += file->bytes;
	f->rows += file->rows;
	f->bytes += file->bytes;
}

/* ---------------------------------------------------------------- walking */

/* Is a record compared with anything?  Those that are not are only judged. */
static bool wants_records(const struct files *f)
{
	return json_get(f->expect, "records") || json_get(f->expect, "unique");
}

/* The member that holds the key, where nothing else of a record is looked at. */
static struct str key_member(const struct files *f)
{
	const char *unique = json_str(f->expect, "unique");

	if (!unique || !*unique || json_get(f->expect, "records"))
		return (struct str){ 0 };
	return (struct str){ unique, strcspn(unique, ".[") };
}

struct record_search {
	struct files *files;
	struct diffs *diffs;
};

static int read_file(struct record_search *w, struct found_file *file, struct err *e)
{
	AUTO_MEM char *path = mem_printf("%s/%s", w->files->exports->folder, file->path);
	struct file_reading r = { w->files, file, w->diffs };
	struct records_sink sink = {
		.record = wants_records(w->files) ? take_record : NULL,
		.ctx = &r,
		.only = key_member(w->files),
	};
	struct err why = { 0 };
	int rc = records_read(path, file->form, &sink, &file->crc, &why);

	file->rows = sink.rows;
	if (rc == 0)
		return 0;
	if (why.code != ERR_INVALID)
		return err_pass(e, &why);
	file->broken = mem_strdup(why.text);
	if (!json_get(w->files->expect, "broken"))
		diffs_add(w->diffs, file->path, "a whole file in its format", why.text);
	return 0;
}

/* One that is no data file. */
static void note_stray(struct record_search *w, const char *relative)
{
	struct files *f = w->files;

	f->strays = mem_grow(f->strays, f->stray_count + 1, sizeof(*f->strays));
	f->strays[f->stray_count++] = mem_strdup(relative);
	if (!json_get(f->expect, "strays"))
		diffs_add(w->diffs, relative, "no stray file",
		          "one that is no data file");
}

/* As readers of such folders have it: names that start so are a writer's own. */
static bool is_temporary(const char *name)
{
	return name[0] == '.' || name[0] == '_';
}

static int visit(void *ctx, const char *relative, uint64_t size, struct err *e)
{
	struct record_search *w = ctx;
	struct files *f = w->files;
	const char *name = file_name(relative);
	const struct records_form form = records_form_of(name);
	struct found_file *file;

	if (str_starts(name, "manifest-") && str_ends(name, ".json"))
		return parts_read_manifest(f, relative, w->diffs, e);
	if (!form.type || is_temporary(name)) {
		note_stray(w, relative);
		return 0;
	}
	f->all = mem_grow(f->all, f->count + 1, sizeof(*f->all));
	file = &f->all[f->count++];
	*file = (struct found_file){
		.path = mem_strdup(relative),
		.form = form,
		.bytes = size,
	};
	if (read_file(w, file, e) < 0)
		return -1;
	count_file(f, file);
	return 0;
}

int files_read(const struct exports *x, const cJSON *expect, struct files *out,
               struct diffs *diffs, struct err *e)
{
	struct record_search w = { out, diffs };

	*out = (struct files){ .exports = x, .expect = expect };
	if (!file_is_dir(x->folder))
		return 0;
	return file_walk(x->folder, visit, &w, e);
}
