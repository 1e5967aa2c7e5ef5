/*
 * catalogue.c - the shipped datasets, and those of the user's folders
 */
#include "lib/asset.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/data/load.h"

#define SHIPPED "datasets/"
#define ENTRY   "dataset.json"

struct catalogue {
	struct dataset **all; /* in order of id */
	size_t count, room;
	struct jsonschema *format; /* NULL while what is built in is read */
};

static int add(struct catalogue *c, const char *folder, enum load_from from,
               struct err *e)
{
	struct dataset *d;

	if (c->count == c->room) {
		c->room = c->room ? 2 * c->room : 16;
		c->all = mem_grow(c->all, c->room, sizeof(struct dataset *));
	}
	if (dataset_load(folder, from, c->format, &d, e) < 0)
		return -1;
	c->all[c->count++] = d;
	return 0;
}

/* "datasets/cities/dataset.json" without its last component, or NULL. */
static char *folder_of(const char *path)
{
	size_t n = strlen(path), tail = strlen("/" ENTRY);

	if (!str_ends(path, "/" ENTRY))
		return NULL;
	return mem_printf("%.*s", (int)(n - tail), path);
}

static int add_shipped(struct catalogue *c, struct err *e)
{
	for (size_t i = 0; i < asset_count; i++) {
		AUTO(mem_free) char *folder = NULL;

		if (!str_starts(assets[i].path, SHIPPED))
			continue;
		folder = folder_of(assets[i].path);
		if (folder && add(c, folder, LOAD_ASSETS, e) < 0)
			return -1;
	}
	return 0;
}

/* A folder of the user's that is walked for datasets. */
struct search {
	struct catalogue *catalogue;
	const char *root;
	size_t found;
};

/* Takes dataset.json in the folder itself or one level below it. */
static int visit(void *ctx, const char *relative, uint64_t size, struct err *e)
{
	struct search *s = ctx;
	const char *slash = strchr(relative, '/');
	AUTO(mem_free) char *path = mem_printf("%s/%s", s->root, relative);
	AUTO(mem_free) char *folder = folder_of(path);

	(void)size;
	if (!folder || (slash && strcmp(slash + 1, ENTRY) != 0))
		return 0;
	s->found++;
	return add(s->catalogue, folder, LOAD_DISK, e);
}

static int add_folder(struct catalogue *c, const char *root, struct err *e)
{
	struct search s = { .catalogue = c, .root = root };

	if (!file_is_dir(root))
		return err_set(e, ERR_NOT_FOUND, "%s: there is no such folder", root);
	if (file_walk_links(root, visit, &s, e) < 0)
		return -1;
	if (!s.found)
		return err_set(e, ERR_NOT_FOUND,
		               "%s: neither it nor a folder in it holds a %s", root,
		               ENTRY);
	return 0;
}

static int by_id(const void *left, const void *right)
{
	const struct dataset *const *a = left, *const *b = right;

	return strcmp(dataset_id(*a), dataset_id(*b));
}

static int sort(struct catalogue *c, struct err *e)
{
	if (c->count)
		qsort(c->all, c->count, sizeof(struct dataset *), by_id);
	for (size_t i = 1; i < c->count; i++) {
		if (!by_id(&c->all[i - 1], &c->all[i]))
			return err_set(e, ERR_INVALID,
			               "%s/%s: /entry/id: '%s' is the id of %s, too",
			               c->all[i]->folder, ENTRY, dataset_id(c->all[i]),
			               c->all[i - 1]->folder);
	}
	return 0;
}

static int add_all(struct catalogue *c, const char *const *folders, struct err *e)
{
	if (add_shipped(c, e) < 0)
		return -1;
	if (folders && *folders && load_format(&c->format, e) < 0)
		return -1;
	for (; folders && *folders; folders++) {
		if (add_folder(c, *folders, e) < 0)
			return -1;
	}
	return sort(c, e);
}

int catalogue_open(const char *const *folders, struct catalogue **out, struct err *e)
{
	AUTO(catalogue_close) struct catalogue *c = mem_alloc(sizeof(*c));

	if (add_all(c, folders, e) < 0)
		return -1;
	*out = TAKE(c);
	return 0;
}

void catalogue_close(struct catalogue *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->count; i++)
		dataset_unload(c->all[i]);
	jsonschema_free(c->format);
	free(c->all);
	free(c);
}

size_t catalogue_count(const struct catalogue *c)
{
	return c->count;
}

const struct dataset *catalogue_at(const struct catalogue *c, size_t i)
{
	assert(i < c->count);
	dataset_wake(c->all[i]);
	return c->all[i];
}

const struct dataset *catalogue_find(const struct catalogue *c, const char *id)
{
	size_t low = 0, high = c->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(id, dataset_id(c->all[mid]));

		if (!order) {
			dataset_wake(c->all[mid]);
			return c->all[mid];
		}
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

struct dataset *load_at(struct catalogue *c, size_t i)
{
	assert(i < c->count);
	return c->all[i];
}

struct dataset *load_own(struct catalogue *c, const struct dataset *d)
{
	size_t i = 0;

	while (i < c->count && c->all[i] != d)
		i++;
	assert(i < c->count);
	return c->all[i];
}

void catalogue_post(struct catalogue *c, const struct dataset *d,
                    const struct posted_batch *b)
{
	posted_add(load_own(c, d)->posted, b);
}

void catalogue_forget(struct catalogue *c)
{
	for (size_t i = 0; i < c->count; i++)
		dataset_forget(c->all[i]);
}
