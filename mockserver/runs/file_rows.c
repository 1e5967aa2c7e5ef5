/*
 * file_rows.c - what faults do to the rows of a data file: some come again, a column is
 * not what the dataset's schema says
 */
#include "mockserver/runs/file_rows.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/export/partition.h"

static uint64_t draw_of(const struct struck_file *f, const struct fault_hit *hit)
{
	return struck_file_draw(f->of->run->w, hit);
}

/* ---------------------------------------------------------------- doubled */

int file_rows_duplicate(struct struck_file *f, const struct fault_hit *hit,
                        struct err *why UNUSED)
{
	const uint64_t rows = struck_file_rows(f), most = (uint64_t)hit->action->count;
	const uint64_t count = most < rows ? most : rows;
	uint64_t first = hash_below(draw_of(f, hit), rows - count + 1);

	if (hit->action->offset >= 0)
		first = (uint64_t)hit->action->offset;
	if (f->again || first + count > rows)
		return 0;
	f->again = count;
	f->first = first;
	struck_file_note(f, (struct file_change){
				    .hit = hit,
				    .offset = (int64_t)first,
				    .before = json_new_int((int64_t)rows),
				    .after = json_new_int((int64_t)(rows + count)),
				    .done = mem_printf("%llu rows come again at its end",
	                                               (unsigned long long)count) });
	return 0;
}

/* ---------------------------------------------------------------- another schema */

static const enum alter alters[] = {
	[FAULT_SCHEMA_RENAME] = ALTER_NAME,
	[FAULT_SCHEMA_TYPE] = ALTER_TYPE,
	[FAULT_SCHEMA_DROP] = ALTER_DROP,
	[FAULT_SCHEMA_ADD] = ALTER_ADD,
};
static_assert(ARRAY_LEN(alters) == FAULT_SCHEMA_COUNT, "every way has an alteration");

/* One of the columns that it can be done to; false: no column can. */
static bool choose(const struct column_def *schema, enum alter how, uint64_t draw,
                   size_t *out)
{
	size_t count = 0;

	for (size_t i = 0; i < schema->child_count; i++)
		count += altered_can(schema, how, i);
	if (!count)
		return false;
	count = (size_t)hash_below(draw, count);
	for (*out = 0; !altered_can(schema, how, *out) || count--;)
		++*out;
	return true;
}

/* Its other name, or the further column's, which no column has; NULL: none is needed. */
static bool choose_name(struct struck_file *f, const struct fault_hit *hit,
                        const struct column_def *schema)
{
	const enum alter how = f->column.how;
	size_t other;

	if (how != ALTER_NAME && how != ALTER_ADD)
		return true;
	f->as = hit->action->type ? mem_strdup(hit->action->type)
	                          : mem_printf("%s_", schema->child[f->column.at].name);
	f->column.as = f->as;
	if (!altered_find(schema, f->as, &other))
		return true;
	free(f->as);
	f->as = NULL;
	return false;
}

int file_rows_schema(struct struck_file *f, const struct fault_hit *hit,
                     struct err *why UNUSED)
{
	const struct column_def *schema = dataset_schema(f->of->dataset);
	const enum alter how = alters[hit->action->schema];
	size_t at;

	if (f->schema)
		return 0;
	if (hit->action->text ? !altered_find(schema, hit->action->text, &at) ||
	                                !altered_can(schema, how, at)
	                      : !choose(schema, how, draw_of(f, hit), &at))
		return 0;
	f->column = (struct alteration){ .how = how, .at = at };
	if (choose_name(f, hit, schema))
		f->schema = hit;
	return 0;
}

/* What its receipt says. */
static struct file_change change_of(const struct struck_file *f)
{
	const struct column_def *was =
		&dataset_schema(f->of->dataset)->child[f->column.at];
	struct file_change c = { .hit = f->schema, .column = was->name, .offset = -1 };

	switch (f->column.how) {
	case ALTER_NAME:
		c.before = json_new_str(was->name);
		c.after = json_new_str(f->as);
		c.done = mem_printf("its column '%s' is called '%s'", was->name, f->as);
		break;
	case ALTER_TYPE:
		c.before = json_new_str(column_type_name(was->type));
		c.after = json_new_str(
			column_type_name(altered_type(was->type, ALTER_TYPE)));
		c.done = mem_printf("its column '%s' has another type", was->name);
		break;
	case ALTER_DROP:
		c.before = json_new_str(was->name);
		c.done = mem_printf("its column '%s' is not there", was->name);
		break;
	case ALTER_ADD:
		c.after = json_new_str(f->as);
		c.done = mem_printf(
			"it has one more column, '%s', with the values of '%s'", f->as,
			was->name);
		break;
	case ALTER_COUNT:
		break;
	}
	return c;
}

/* ---------------------------------------------------------------- writing */

/* Over what lies staged. */
static int rewrite(struct struck_file *f, struct row_source *rows, struct err *why)
{
	const struct run_output *run = f->of->run;
	const struct export_options options = {
		.format = run->plan->format,
		.codec = run->plan->codec,
		.members = run->w->members,
	};
	AUTO(file_drop) struct newfile to = { .fd = -1 };
	struct export_stats stats;

	if (file_create_below(run->w->export_root, f->staged, &to, why) < 0 ||
	    export_write(&to, &options, rows, &stats, why) < 0)
		return -1;
	f->size = stats.bytes;
	return file_commit(&to, FILE_NO_SYNC, why);
}

/* In JSON a column without a value is in no line, altered or not. */
static bool is_seen(const struct struck_file *f, const struct altered *a)
{
	return f->of->run->plan->format == EXPORT_PARQUET || a->values;
}

int file_rows_write(struct struck_file *f, struct err *why)
{
	const struct faulted_export *x = f->of;
	const struct dataset_view view = { x->run->w->seed, x->run->w->zero };
	AUTO(dataset_read_end) struct dataset_reader *all = NULL, *again = NULL;
	AUTO(altered_release) struct altered a = { 0 };
	uint64_t from, to;

	if (!f->again && !f->schema)
		return 0;
	partition_range(x->window->count - x->skipped, x->total, f->part, &from, &to);
	from += x->skipped;
	to += x->skipped;
	all = dataset_read(x->dataset, view, x->window, from, to);
	from += f->first;
	if (f->again)
		again = dataset_read(x->dataset, view, x->window, from, from + f->again);
	altered_init(&a, dataset_rows(all), again ? dataset_rows(again) : NULL,
	             f->schema ? &f->column : NULL);
	if (rewrite(f, &a.source, why) < 0)
		return -1;
	if (f->schema && is_seen(f, &a))
		struck_file_note(f, change_of(f));
	return 0;
}
