/*
 * formats.c - compares the JSON and the Parquet export of one dataset and time
 */
#include "harness/verify/formats.h"

#include "harness/verify/content.h"
#include "lib/mem.h"

#define NAMED_MAX \
	((size_t)1 << 22) /* records of an export that are compared one by one */

/* ---------------------------------------------------------------- which exports */

/* The folder's dataset and time lie in one text: "<dataset>/exportTime=<time>". */
static int compare_datasets(const struct names_folder *a, const struct names_folder *b)
{
	return memcmp(a->dataset.at, b->dataset.at, a->dataset.size);
}

static int compare_times(const struct names_folder *a, const struct names_folder *b)
{
	size_t n = a->time.size < b->time.size ? a->time.size : b->time.size;
	int order = memcmp(a->time.at, b->time.at, n);

	return order ? order
	             : (a->time.size > b->time.size) - (a->time.size < b->time.size);
}

static const struct names_folder *names_of(const struct formats *p,
                                           const struct inventory_export *x)
{
	return &p->inventory->folders[x->folder].names;
}

static int by_dataset_and_time(const void *a, const void *b, void *ctx)
{
	const struct inventory_export *x = *(const struct inventory_export *const *)a;
	const struct inventory_export *y = *(const struct inventory_export *const *)b;
	int order = compare_datasets(names_of(ctx, x), names_of(ctx, y));

	if (!order)
		order = compare_times(names_of(ctx, x), names_of(ctx, y));
	return order ? order : strcmp(x->path, y->path);
}

/* How many exports from `first` on are of one dataset; of one time, too. */
static size_t count_dataset(const struct formats *p, size_t first)
{
	size_t n = first;

	while (n < p->count &&
	       !compare_datasets(names_of(p, p->all[first]), names_of(p, p->all[n])))
		n++;
	return n - first;
}

static size_t count_time(const struct formats *p, size_t first, size_t most)
{
	size_t n = 0;

	while (n < most &&
	       !compare_times(names_of(p, p->all[first]), names_of(p, p->all[first + n])))
		n++;
	return n;
}

static bool are_of_two_types(const struct formats *p, size_t first, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		if (p->all[first + i]->type != p->all[first]->type)
			return true;
	}
	return false;
}

void formats_init(struct formats *p, const struct inventory *v)
{
	size_t n;

	*p = (struct formats){ .inventory = v };
	p->all = mem_alloc((v->export_count + 1) * sizeof(*p->all));
	p->wanted = mem_alloc(v->export_count + 1);
	for (size_t i = 0; i < v->export_count; i++) {
		if (v->folders[v->exports[i].folder].names.dataset.size)
			p->all[p->count++] = &v->exports[i];
	}
	if (p->count)
		qsort_r(p->all, p->count, sizeof(*p->all), by_dataset_and_time, p);
	for (size_t i = 0; i < p->count; i += n) {
		n = count_dataset(p, i);
		for (size_t k = i; are_of_two_types(p, i, n) && k < i + n; k++)
			p->wanted[p->all[k] - v->exports] = true;
	}
}

void formats_release(struct formats *p)
{
	free(p->all);
	free(p->wanted);
	*p = (struct formats){ 0 };
}

bool formats_wants(const struct formats *p, const struct inventory_file *file)
{
	return p->wanted[file->export];
}

/* ---------------------------------------------------------------- which record */

/* The digests of an export's records, file by file. */
struct digests {
	uint64_t *all;
	size_t count, room;
};

static int keep_digest(void *ctx, const struct digest *record, struct err *e)
{
	struct digests *d = ctx;

	if (d->count == NAMED_MAX)
		return err_set(e, ERR_INVALID, "too many records");
	if (d->count == d->room) {
		d->room = d->room ? 2 * d->room : 1024;
		d->all = mem_grow(d->all, d->room, sizeof(*d->all));
	}
	d->all[d->count++] = record->value;
	return 0;
}

static bool is_of(const struct inventory *v, const struct inventory_export *x,
                  const struct inventory_file *file)
{
	return file->form.type && &v->exports[file->export] == x;
}

static int read_digests(const struct inventory *v, const struct inventory_export *x,
                        const struct export_tree *t, struct digests *out, struct err *e)
{
	for (size_t i = 0; i < v->file_count; i++) {
		AUTO(tree_file_close) struct tree_file open = { .fd = -1 };
		struct content_reading r = {
			.record = keep_digest,
			.ctx = out,
			.whole = true,
		};

		if (!is_of(v, x, &v->files[i]))
			continue;
		if (tree_file_open(t, v->files[i].path, &open, e) < 0 ||
		    content_read(&open, v->files[i].form, &r, e) < 0)
			return -1;
	}
	return 0;
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The first record of `in` that the other lacks: its number from 0, or their count. */
static size_t first_lost(const struct digests *in, const struct digests *other)
{
	AUTO(mem_free) uint64_t *sorted = mem_alloc((other->count + 1) * sizeof(*sorted));
	size_t i = 0;

	if (other->count) {
		memcpy(sorted, other->all, other->count * sizeof(*sorted));
		qsort(sorted, other->count, sizeof(*sorted), by_number);
	}
	while (i < in->count &&
	       bsearch(&in->all[i], sorted, other->count, sizeof(*sorted), by_number))
		i++;
	return i;
}

/* The path of an export's i-th record, and its number in that file from 1. */
static const char *record_place(const struct inventory *v,
                                const struct inventory_export *x, size_t i,
                                uint64_t *record)
{
	for (size_t k = 0; k < v->file_count; k++) {
		if (!is_of(v, x, &v->files[k]))
			continue;
		if (i < v->files[k].rows) {
			*record = i + 1;
			return v->files[k].path;
		}
		i -= (size_t)v->files[k].rows;
	}
	*record = 0; /* the files changed meanwhile */
	return x->path;
}

/* Names the first record of `x` that is not among those of `y`. */
static bool name_lost(const struct inventory *v, const struct inventory_export *x,
                      const struct inventory_export *y, const struct digests both[2],
                      struct findings *f)
{
	size_t i = first_lost(&both[0], &both[1]);
	const char *path;
	uint64_t record;

	if (i == both[0].count)
		return false;
	path = record_place(v, x, i, &record);
	finding_add(f, FINDING_DIFFERS, path, record,
	            "the export of the same time in %s has no such record: %s",
	            records_type_name(y->type), y->path);
	return true;
}

/* ---------------------------------------------------------------- pairs */

static void check_pair(const struct formats *p, const struct inventory_export *x,
                       const struct inventory_export *y, const struct export_tree *t,
                       struct findings *f)
{
	const struct inventory *v = p->inventory;
	struct digests of_x = { 0 }, of_y = { 0 };
	struct err why = { 0 };
	bool named = false;

	if (x->damaged || y->damaged) {
		finding_unchecked(f, "JSON and Parquet of one export were not compared, "
		                     "for one of them is broken");
		return;
	}
	if (x->rows == y->rows && x->sum == y->sum)
		return;
	if (read_digests(v, x, t, &of_x, &why) == 0 &&
	    read_digests(v, y, t, &of_y, &why) == 0) {
		named = name_lost(v, x, y, (struct digests[]){ of_x, of_y }, f);
		named |= name_lost(v, y, x, (struct digests[]){ of_y, of_x }, f);
	}
	if (!named || x->rows != y->rows)
		finding_add(f, FINDING_DIFFERS, x->path, 0,
		            "its export has %llu records, that of the same time in %s "
		            "%llu: %s",
		            (unsigned long long)x->rows, records_type_name(y->type),
		            (unsigned long long)y->rows, y->path);
	free(of_x.all);
	free(of_y.all);
}

/* The exports of one dataset and time. */
static void check_time(const struct formats *p, size_t first, size_t count,
                       const struct export_tree *t, struct findings *f)
{
	if (!are_of_two_types(p, first, count)) {
		for (size_t i = 0; i < count; i++)
			finding_unchecked(f, "its dataset is there in JSON and Parquet, "
			                     "this export in one of them only");
		return;
	}
	for (size_t i = first; i < first + count; i++) {
		for (size_t k = i + 1; k < first + count; k++) {
			if (p->all[i]->type != p->all[k]->type)
				check_pair(p, p->all[i], p->all[k], t, f);
		}
	}
}

void formats_check(const struct formats *p, const struct export_tree *t,
                   struct findings *f)
{
	size_t of_dataset, of_time;

	for (size_t i = 0; i < p->count; i += of_dataset) {
		of_dataset = count_dataset(p, i);
		if (!are_of_two_types(p, i, of_dataset))
			continue;
		for (size_t k = i; k < i + of_dataset; k += of_time) {
			of_time = count_time(p, k, i + of_dataset - k);
			check_time(p, k, of_time, t, f);
		}
	}
}
