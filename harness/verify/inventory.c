/*
 * inventory.c - the files of a tree, sorted out: data, manifests, folders, series
 */
#include "harness/verify/inventory.h"

#include "harness/files/template.h"
#include "lib/file/file.h"
#include "lib/map.h"
#include "lib/mem.h"

struct sorting {
	struct inventory *v;
	struct findings *f;
	const char *root;                    /* absolute */
	const char *layout;                  /* or NULL */
	struct map folders, exports, series; /* number + 1, by a text */
};

/* ---------------------------------------------------------------- folders */

/* The number kept for a text, which is the next one where it is new. */
static size_t number_for(struct map *m, const char *key, size_t next)
{
	void **place = map_place(m, key);

	if (!*place)
		*place = (void *)(uintptr_t)(next + 1);
	return (size_t)(uintptr_t)*place - 1;
}

/* The folder of a dataset; of a layout's names without one, the folder above. */
static char *series_path(const struct names_folder *names)
{
	return mem_printf("%.*s%s%.*s", (int)names->above.size, names->above.at,
	                  names->dataset.size ? "/" : "", (int)names->dataset.size,
	                  names->dataset.at);
}

/* What of an absolute path lies below the root; all of it where it does not. */
static const char *below_root(const char *root, const char *path)
{
	size_t n = strlen(root);

	if (strncmp(path, root, n) != 0 || (path[n] && path[n] != '/'))
		return path;
	return path[n] ? path + n + 1 : ".";
}

static size_t series_of(struct sorting *s, const struct inventory_folder *folder)
{
	AUTO(mem_free) char *key = NULL;
	struct inventory *v = s->v;
	size_t i;

	key = folder->placed ? series_path(&folder->names) : mem_strdup(folder->whole);
	i = number_for(&s->series, key, v->series_count);
	if (i == v->series_count) {
		v->series = mem_grow(v->series, ++v->series_count, sizeof(*v->series));
		v->series[i] = (struct inventory_series){ .rows_known = true };
		if (folder->placed)
			v->series[i].dataset = folder->names.dataset;
		v->series[i].path = mem_strdup(below_root(s->root, key));
	}
	return i;
}

/* Is the end of the path, from the start of a folder's name on, named as the layout? */
static bool fits_layout(const char *layout, const char *path, struct names_folder *out)
{
	const char *at = path;

	for (; at; at = strchr(at, '/')) {
		at += *at == '/';
		if (!template_fits(layout, at, "", NULL))
			continue;
		*out = (struct names_folder){
			.above = { path, at == path ? 0 : (size_t)(at - path) - 1 },
			.dataset = names_dataset(str_of(at)),
			.time = str_of(at),
		};
		return true;
	}
	return false;
}

static void place_folder(struct sorting *s, struct inventory_folder *folder)
{
	AUTO_MEM char *path = mem_printf("%.*s", (int)folder->path.size, folder->path.at);

	folder->placed = s->layout ? fits_layout(s->layout, folder->whole, &folder->names)
	                           : names_folder(str_of(folder->whole), &folder->names);
	if (folder->placed)
		return;
	folder->names = (struct names_folder){ 0 };
	finding_add(s->f, FINDING_FOLDER, path, 0, "the folder is not called %s",
	            s->layout ? s->layout : "datasetID/exportTime=YYYYMMDDHHMM");
}

static size_t folder_of(struct sorting *s, const char *path)
{
	struct str at = names_folder_of(path);
	AUTO(mem_free) char *key = mem_printf("%.*s", (int)at.size, at.at);
	struct inventory *v = s->v;
	size_t i = number_for(&s->folders, key, v->folder_count);
	struct inventory_folder *folder;

	if (i < v->folder_count)
		return i;
	v->folders = mem_grow(v->folders, ++v->folder_count, sizeof(*v->folders));
	folder = &v->folders[i];
	*folder = (struct inventory_folder){ .path = at };
	folder->whole = mem_printf("%s%s%s", s->root, at.size ? "/" : "", key);
	place_folder(s, folder);
	folder->series = series_of(s, folder);
	return i;
}

/* ---------------------------------------------------------------- files */

static size_t export_of(struct sorting *s, const struct tree_entry *entry, size_t folder,
                        const struct records_type *type)
{
	AUTO(mem_free) char *key = mem_printf("%zu %s", folder, records_type_name(type));
	struct inventory *v = s->v;
	size_t i = number_for(&s->exports, key, v->export_count);

	if (i < v->export_count)
		return i;
	v->exports = mem_grow(v->exports, ++v->export_count, sizeof(*v->exports));
	v->exports[i] = (struct inventory_export){ folder, type, entry->path, 0, 0, 0 };
	v->series[v->folders[folder].series].exports++;
	return i;
}

static void add_file(struct sorting *s, const struct tree_entry *entry,
                     struct records_form form)
{
	struct inventory *v = s->v;
	size_t folder = folder_of(s, entry->path);
	struct inventory_file *file;
	struct inventory_series *series = &v->series[v->folders[folder].series];

	v->files = mem_grow(v->files, v->file_count + 1, sizeof(*v->files));
	file = &v->files[v->file_count++];
	*file = (struct inventory_file){
		.path = entry->path,
		.name = file_name(entry->path),
		.size = entry->size,
		.form = form,
		.folder = folder,
	};
	if (form.type)
		file->export = export_of(s, entry, folder, form.type);
	file->named = form.type && names_part(file->name, &file->part);
	v->folders[folder].files += form.type != NULL;
	v->folders[folder].manifests += form.type == NULL;
	series->files += form.type != NULL;
	series->manifests += form.type == NULL;
	series->bytes += form.type ? entry->size : 0;
}

/* Writers keep in folders with a dot what is not yet there for others. */
static bool lies_hidden(const char *path)
{
	const char *slash = strrchr(path, '/'), *at = path;

	while (slash && at < slash) {
		if (*at == '.')
			return true;
		at = strchr(at, '/') + 1;
	}
	return false;
}

static void sort_file(struct sorting *s, const struct tree_entry *entry)
{
	const char *name = file_name(entry->path);
	const struct records_form form = records_form_of(name), none = { 0 };

	if (lies_hidden(entry->path))
		finding_unchecked(s->f, "in a folder whose name begins with a dot, as "
		                        "one that is not published");
	else if (names_temporary(name))
		finding_add(s->f, FINDING_TEMPORARY, entry->path, 0, "a temporary file");
	else if (str_starts(name, "manifest-") && str_ends(name, ".json"))
		add_file(s, entry, none);
	else if (!form.type || name[0] == '.')
		finding_add(s->f, FINDING_STRAY, entry->path, 0,
		            "its name is no data file's and no manifest's");
	else
		add_file(s, entry, form);
}

/* Of an export that was begun, or was lost; other folders may be empty. */
static void sort_empty(struct sorting *s, const struct tree_entry *entry)
{
	AUTO(mem_free) char *whole = mem_printf("%s/%s", s->root, entry->path);
	struct names_folder names;

	if (s->layout ? fits_layout(s->layout, whole, &names)
	              : names_folder(str_of(whole), &names))
		finding_add(s->f, FINDING_LOST, entry->path, 0,
		            "no file lies in the folder of an export");
}

static void sort_entry(struct sorting *s, const struct tree_entry *entry)
{
	switch (entry->kind) {
	case TREE_FILE:
		sort_file(s, entry);
		return;
	case TREE_LINK:
		finding_add(s->f, FINDING_LINK, entry->path, 0, "a symbolic link");
		return;
	case TREE_SPECIAL:
		finding_add(s->f, FINDING_SPECIAL, entry->path, 0,
		            "it is no regular file");
		return;
	case TREE_UNREADABLE:
		finding_add(s->f, FINDING_UNREADABLE, entry->path, 0,
		            "the folder cannot be read, or is nested too deep");
		return;
	case TREE_EMPTY:
		sort_empty(s, entry);
		return;
	}
}

void inventory_init(struct inventory *v, const struct export_tree *t, const char *root,
                    const char *layout, struct findings *f)
{
	AUTO(mem_free) char *absolute = file_absolute(root);
	struct sorting s = { .v = v, .f = f, .root = absolute, .layout = layout };

	*v = (struct inventory){ 0 };
	for (size_t i = 0; i < t->count; i++)
		sort_entry(&s, &t->all[i]);
	map_release(&s.folders);
	map_release(&s.exports);
	map_release(&s.series);
}

void inventory_release(struct inventory *v)
{
	for (size_t i = 0; i < v->folder_count; i++)
		free(v->folders[i].whole);
	for (size_t i = 0; i < v->series_count; i++)
		free(v->series[i].path);
	free(v->files);
	free(v->folders);
	free(v->exports);
	free(v->series);
	*v = (struct inventory){ 0 };
}

/* ---------------------------------------------------------------- parts */

static bool are_parts_of_one(const struct inventory_file *a,
                             const struct inventory_file *b)
{
	return a->folder == b->folder && a->named && b->named &&
	       a->part.export.size == b->part.export.size &&
	       !memcmp(a->part.export.at, b->part.export.at, a->part.export.size);
}

/* By folder, export and number: the parts of an export one after the other. */
static int by_export(const void *a, const void *b)
{
	const struct inventory_file *x = *(const struct inventory_file *const *)a;
	const struct inventory_file *y = *(const struct inventory_file *const *)b;
	size_t n;
	int order;

	if (x->folder != y->folder)
		return x->folder < y->folder ? -1 : 1;
	n = x->part.export.size < y->part.export.size ? x->part.export.size
	                                              : y->part.export.size;
	order = memcmp(x->part.export.at, y->part.export.at, n);
	if (order)
		return order;
	if (x->part.number != y->part.number)
		return x->part.number < y->part.number ? -1 : 1;
	return strcmp(x->path, y->path);
}

static void check_part(const struct inventory_file *first,
                       const struct inventory_file *file, unsigned expected,
                       struct findings *f)
{
	if (file->part.number > expected)
		finding_add(f, FINDING_PARTS, file->path, 0,
		            "part %05u of the export is missing", expected);
	else if (file->part.number < expected)
		finding_add(f, FINDING_PARTS, file->path, 0,
		            "part %05u of the export is there twice", file->part.number);
	if (file->form.type != first->form.type ||
	    file->form.compression != first->form.compression)
		finding_add(f, FINDING_FORMS, file->path, 0,
		            "it is of another type than %s", first->name);
}

void inventory_check_parts(const struct inventory *v, struct findings *f)
{
	const struct inventory_file **named =
		mem_alloc((v->file_count + 1) * sizeof(*named));
	const struct inventory_file *first = NULL;
	size_t count = 0;
	unsigned expected = 0;

	for (size_t i = 0; i < v->file_count; i++) {
		const struct inventory_file *file = &v->files[i];

		if (file->named)
			named[count++] = file;
		else if (file->form.type)
			finding_add(f, FINDING_NAME, file->path, 0,
			            "its name is not that of a part");
	}
	if (count)
		qsort(named, count, sizeof(*named), by_export);
	for (size_t i = 0; i < count; i++) {
		if (!first || !are_parts_of_one(first, named[i])) {
			first = named[i];
			expected = 0;
		}
		check_part(first, named[i], expected, f);
		expected = named[i]->part.number + 1;
	}
	free(named);
}
