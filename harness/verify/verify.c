/*
 * verify.c - judges a tree of exports, whoever wrote it
 */
#include "harness/verify/verify.h"

#include "harness/files/template.h"
#include "harness/verify/content.h"
#include "harness/verify/formats.h"
#include "harness/verify/manifests.h"
#include "harness/verify/unique.h"
#include "lib/mem.h"

struct verifying {
	struct verified *out;
	const struct verify_options *options;
	struct digest_path path; /* of the key; count 0: none is asked for */
	struct formats formats;
	struct unique unique;
	bool again; /* the files were read before: only keys are looked for */
};

/* ---------------------------------------------------------------- records */

/* A file whose records are being read. */
struct file_judging {
	struct verifying *v;
	struct inventory_file *file;
	size_t number;
	uint64_t rows, sum;
};

static void check_key(struct file_judging *j, const struct digest_key *key)
{
	struct inventory *inventory = &j->v->out->inventory;
	const struct unique_place here = { (uint32_t)j->number, j->rows };
	struct unique_place earlier;

	if (!key->there) {
		if (!j->v->again)
			finding_add(&j->v->out->findings, FINDING_NO_KEY, j->file->path,
			            j->rows, "nothing at %s", j->v->options->unique);
		return;
	}
	if (unique_add(&j->v->unique, inventory->folders[j->file->folder].series, key,
	               here, &earlier))
		finding_add(&j->v->out->findings, FINDING_TWICE, j->file->path, j->rows,
		            "its %s is that of record %llu of %s", j->v->options->unique,
		            (unsigned long long)earlier.record,
		            inventory->files[earlier.file].path);
}

static int take_record(void *ctx, const struct digest *record, struct err *e UNUSED)
{
	struct file_judging *j = ctx;

	j->rows++;
	j->sum += record->value;
	if (j->v->path.count)
		check_key(j, &record->key);
	return 0;
}

/* ---------------------------------------------------------------- files */

static void add_failure(struct verifying *v, const struct inventory_file *file,
                        const struct content_reading *r, const struct err *why)
{
	finding_add(&v->out->findings,
	            why->code == ERR_INVALID ? FINDING_BROKEN : FINDING_UNREADABLE,
	            file->path, r->record_failed, "%s", why->text);
}

/* What not even a whole file could show. */
static void note_limits(struct verifying *v, const struct inventory_file *file,
                        const struct content_reading *r)
{
	struct findings *f = &v->out->findings;

	if (r->pages_without_crc)
		finding_unchecked(f, "Parquet pages without CRC: a changed byte of them "
		                     "may not be seen");
	if (v->options->structure)
		finding_unchecked(f, "--structure: its records were not read");
	else if (!strcmp(records_type_name(file->form.type), "json") &&
	         !compression_packs(file->form.compression) &&
	         !formats_wants(&v->formats, file))
		finding_unchecked(f, "JSON without compression or a second format: a "
		                     "changed byte within a value can't be seen");
}

static int read_content(struct verifying *v, struct file_judging *j,
                        struct content_reading *r, struct err *e)
{
	AUTO(tree_file_close) struct tree_file open = { .fd = -1 };

	if (tree_file_open(&v->out->tree, j->file->path, &open, e) < 0)
		return -1;
	if (v->options->structure)
		return content_skim(&open, j->file->form, r, e);
	if (v->path.count || formats_wants(&v->formats, j->file)) {
		r->record = take_record;
		r->ctx = j;
		r->whole = !v->again && formats_wants(&v->formats, j->file);
		r->path = v->path.count ? &v->path : NULL;
	}
	return content_read(&open, j->file->form, r, e);
}

static void judge_file(struct verifying *v, size_t number)
{
	struct inventory *inventory = &v->out->inventory;
	struct inventory_file *file = &inventory->files[number];
	struct inventory_export *export = &inventory->exports[file->export];
	struct inventory_series *series =
		&inventory->series[inventory->folders[file->folder].series];
	struct file_judging j = { v, file, number, 0, 0 };
	struct content_reading r = { 0 };
	struct err why = { 0 };

	if (!file->size) {
		finding_add(&v->out->findings, FINDING_EMPTY, file->path, 0, "0 bytes");
	} else if (read_content(v, &j, &r, &why) < 0) {
		add_failure(v, file, &r, &why);
	} else {
		file->whole = true;
		note_limits(v, file, &r);
	}
	file->rows = r.rows;
	file->sum = j.sum;
	export->rows += r.rows;
	export->sum += j.sum;
	export->damaged |= !file->whole;
	series->rows += r.rows;
	series->rows_known &= file->whole && (!v->options->structure || r.rows);
}

/* More passes over the files, while the table of keys has not had room for all. */
static void judge_keys_again(struct verifying *v)
{
	struct inventory *inventory = &v->out->inventory;

	v->again = true;
	while (unique_begin_pass(&v->unique)) {
		for (size_t i = 0; i < inventory->file_count; i++) {
			struct file_judging j = { v, &inventory->files[i], i, 0, 0 };
			struct content_reading r = { 0 };
			struct err why = { 0 };

			if (inventory->files[i].whole &&
			    read_content(v, &j, &r, &why) < 0)
				add_failure(v, j.file, &r, &why);
		}
	}
}

static void judge(struct verifying *v)
{
	struct inventory *inventory = &v->out->inventory;

	inventory_check_parts(inventory, &v->out->findings);
	manifests_check(inventory, &v->out->tree, &v->out->findings);
	formats_init(&v->formats, inventory);
	if (v->path.count)
		(void)unique_begin_pass(&v->unique); /* the first there always is */
	for (size_t i = 0; i < inventory->file_count; i++) {
		if (inventory->files[i].form.type)
			judge_file(v, i);
	}
	if (v->path.count)
		judge_keys_again(v);
	if (!v->options->structure)
		formats_check(&v->formats, &v->out->tree, &v->out->findings);
	findings_sort(&v->out->findings);
}

int verify_run(const char *root, const struct verify_options *o, struct verified *out,
               struct err *e)
{
	struct verifying v = { .out = out,
		               .options = o,
		               .unique.room_max = o->keys_room };

	*out = (struct verified){ .tree.fd = -1 };
	if ((o->layout && template_check(o->layout, e) < 0) ||
	    (o->unique && digest_path_parse(o->unique, &v.path, e) < 0) ||
	    tree_open(root, &out->tree, e) < 0)
		return -1;
	inventory_init(&out->inventory, &out->tree, root, o->layout, &out->findings);
	judge(&v);
	formats_release(&v.formats);
	unique_release(&v.unique);
	return 0;
}

void verify_release(struct verified *v)
{
	inventory_release(&v->inventory);
	findings_release(&v->findings);
	tree_close(&v->tree);
}

size_t verify_count(const struct verified *v)
{
	size_t count = 0;

	for (size_t i = 0; i < v->inventory.series_count; i++)
		count += v->inventory.series[i].files;
	return count;
}
