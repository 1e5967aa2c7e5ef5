/*
 * dataset_export.c - one dataset in a run: its records and files
 */
#include "mockserver/runs/dataset_export.h"

#include <inttypes.h>

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/export/partition.h"
#include "mockserver/export/parts.h"
#include "mockserver/runs/file_faults.h"
#include "mockserver/runs/manifest.h"
#include "mockserver/store/exported_file.h"
#include "mockserver/world/transaction.h"

int dataset_export_window(const struct run_output *run, struct dataset_export *s,
                          struct err *e)
{
	struct world *w = run->w;
	const struct dataset_view view = { w->seed, w->zero };
	const struct flow_row *flow = &run->plan->flow;
	vtime since = VTIME_MIN;

	if (!run->plan->full &&
	    flow_load_exported(&w->store, flow->seq, s->id, &since, e) < 0)
		return -1;
	s->window = dataset_window(s->dataset, view, since, run->scheduled_at);
	return 0;
}

/* A hash of (seed, flow, dataset, time, attempt): the files' names are drawn from it. */
static uint64_t name_key(const struct run_output *run, const struct dataset_export *s)
{
	uint64_t key = hash_text(run->w->seed, "file");

	key = hash_text(hash_text(key, run->plan->flow.id), s->id);
	key = hash_with(key, (uint64_t)run->scheduled_at);
	return run->attempt ? hash_with(key, (uint64_t)run->attempt) : key;
}

/* "<place>/<folder>", relative to the export root. */
static char *folder_of(const struct run_output *run, const struct dataset_export *s)
{
	const struct plan *p = run->plan;
	const struct world *w = run->w;
	const struct layout_names names = {
		.dataset_id = s->id,
		.dataset_name = dataset_name(s->dataset),
		.destination = p->destination,
		.instance_id = p->flow.id,
		.instance_name = p->name,
		.sandbox = p->flow.sandbox,
		.organization = p->flow.org,
		.at = run->by_hand ? clock_now(&w->clock) : run->scheduled_at,
		.shows = run->by_hand ? EXPORT_TIME_SECOND : w->export_time,
	};
	struct buf path = { 0 };
	size_t place;

	buf_add_str(&path, p->place);
	buf_add_char(&path, '/');
	place = path.size;
	layout_folder(&path, p->template, &names);
	if (path.size == place)
		path.data[place - 1] = '\0'; /* the target's own folder */
	return buf_take(&path);
}

/* ---------------------------------------------------------------- the parts */

/* The records that go to files. */
static uint64_t records_of(const struct dataset_export *s)
{
	return s->window.count - s->skipped;
}

uint64_t dataset_export_files(const struct run_output *run,
                              const struct dataset_export *s)
{
	return records_of(s) ? partition_count(records_of(s), run->w->now.partitions) : 0;
}

/* What the workers share; each part has a reader of its own. */
struct parts {
	const struct dataset_export *of;
	struct dataset_view view;
	const char *folder; /* below the export root */
	struct export_part *part;
	char **path; /* below the export root; part[i].name is its end */
	size_t count;
	size_t total; /* parts that the records go to; `count` are written */
	struct file_faults faults;
	struct run_manifest *manifest; /* NULL: none is wanted */
};

static void *open_part(void *ctx, size_t i, struct row_source **rows)
{
	const struct parts *p = ctx;
	struct dataset_reader *reader;
	uint64_t from, to;

	partition_range(records_of(p->of), p->total, i, &from, &to);
	reader = dataset_read(p->of->dataset, p->view, &p->of->window,
	                      from + p->of->skipped, to + p->of->skipped);
	*rows = dataset_rows(reader);
	return reader;
}

static void close_part(void *reader)
{
	dataset_read_end(reader);
}

static void begin_parts(const struct run_output *run, const struct dataset_export *s,
                        const char *folder, struct parts *p)
{
	AUTO(buf_release) struct buf extension = { 0 };
	size_t total = partition_count(records_of(s), run->w->now.partitions);
	size_t count = s->files_most && s->files_most < total ? s->files_most : total;
	uint64_t key = name_key(run, s);

	*p = (struct parts){ .of = s,
		             .view = { run->w->seed, run->w->zero },
		             .folder = folder,
		             .total = total };
	format_put_extension(&extension, run->plan->format, run->plan->codec);
	p->part = mem_alloc(count * sizeof(*p->part));
	p->path = mem_alloc(count * sizeof(*p->path));
	for (; p->count < count; p->count++) {
		struct buf path = { 0 };

		buf_printf(&path, "%s/", folder);
		layout_part_name(&path, key, (unsigned)p->count, buf_str(&extension));
		p->path[p->count] = buf_take(&path);
		p->part[p->count].name = strrchr(p->path[p->count], '/') + 1;
	}
}

static void parts_release(struct parts *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->path[i]);
	free(p->part);
	free(p->path);
	file_faults_release(&p->faults);
}

AUTO_DEFINE_STRUCT(struct parts, parts_release);

/* Before the first of them appears, all are named in the state. */
static int name_parts(const struct run_output *run, const struct parts *p, struct err *e)
{
	if (p->faults.staged)
		file_faults_name(&p->faults);
	for (size_t i = 0; i < p->count; i++)
		transaction_name(run->w, p->path[i]);
	return transaction_named(run->w, e);
}

static int write_parts(const struct run_output *run, struct parts *p, struct err *e)
{
	const struct export_options options = {
		.format = run->plan->format,
		.codec = run->plan->codec,
		.sync = run_files_sync(run->w),
		.members = run->w->members,
	};
	const struct export_input input = { open_part, close_part, p };
	const char *folder = p->faults.staged ? p->faults.staged : p->folder;
	const struct export_output output = { run->w->export_root, folder, p->part,
		                              p->count };

	return export_parts(&options, &input, &output, run->w->workers, e);
}

/* ---------------------------------------------------------------- the export */

static void note_parts(const struct run_output *run, struct dataset_export *s,
                       const char *folder, const struct parts *p)
{
	for (size_t i = 0; i < p->count; i++) {
		s->stats.bytes += p->part[i].stats.bytes;
		s->stats.rows += p->part[i].stats.rows;
		run_files_add(run->files, folder, p->path[i], p->part[i].stats.bytes);
	}
	s->files = p->count;
}

/* The manifest and the parts are judged before anything is written. */
static int judge(const struct run_output *run, struct dataset_export *s, struct parts *p,
                 struct err *e)
{
	const struct faulted_export of = {
		.run = run,
		.dataset_id = s->id,
		.dataset = s->dataset,
		.window = &s->window,
		.skipped = s->skipped,
		.total = p->total,
		.folder = p->folder,
		.path = p->path,
		.part = p->part,
		.count = p->count,
		.first_number = (int64_t)run->files->count + 1,
	};
	vtime held_until = 0;

	if (run->plan->manifest && !run->fails) {
		if (run_manifest_of(run, s->id, p->folder, &p->manifest, e) < 0)
			return -1;
		held_until = run_manifest_holds_files(run, p->manifest);
	}
	return file_faults_judge(&of, held_until, &p->faults, e);
}

/* Writes the parts and, with all of them in place, the manifest. */
static int write_all(const struct run_output *run, struct dataset_export *s,
                     struct parts *p, struct err *why)
{
	if (name_parts(run, p, why) < 0 || write_parts(run, p, why) < 0 ||
	    (p->faults.staged && file_faults_place(&p->faults, why) < 0))
		return -1;
	note_parts(run, s, p->folder, p);
	return p->manifest
	               ? run_manifest_write(run, p->manifest, p->faults.appears_at, why)
	               : 0;
}

static int put_parts(const struct run_output *run, const struct parts *p, struct err *e)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct export_stats *stats = &p->part[i].stats;

		if (exported_file_put(&run->w->store, run->run, p->path[i],
		                      (int64_t)stats->bytes, (int64_t)stats->rows, e) < 0)
			return -1;
	}
	return 0;
}

/* Their rows, with which they stay. */
static int put_files(const struct run_output *run, const struct parts *p, struct err *e)
{
	const int rc =
		p->faults.staged ? file_faults_put(&p->faults, e) : put_parts(run, p, e);

	return rc < 0 || !p->manifest ? rc : run_manifest_put(run, p->manifest, e);
}

/* Is there more than documents let an export hold?  *why says so. */
static bool is_too_much(const struct run_output *run, const struct dataset_export *s,
                        struct err *why)
{
	const bool packed = run->plan->codec != EXPORT_NONE;
	const enum limit limit =
		packed ? LIMIT_EXPORT_COMPRESSED : LIMIT_EXPORT_PLAIN_PARQUET;

	if (run->w->limits != LIMITS_DOCUMENTED ||
	    dataset_behavior(s->dataset) == DATASET_TIME_SERIES ||
	    (!packed && run->plan->format != EXPORT_PARQUET) ||
	    !limit_is_broken(limit, (int64_t)s->window.count))
		return false;
	err_set(why, ERR_INVALID,
	        "there are %" PRIu64 " records, and such an export holds at most "
	        "%" PRId64,
	        s->window.count, limit_row(limit)->number);
	return true;
}

int dataset_export_write(const struct run_output *run, struct dataset_export *s,
                         struct err *e, struct err *why)
{
	AUTO(mem_free) char *folder = NULL;
	AUTO(parts_release) struct parts parts = { 0 };
	size_t mark = transaction_mark(run->w), before = run->files->count;

	if (!records_of(s) || is_too_much(run, s, why))
		return 0;
	if (run->w->files == FILES_OFF) {
		s->stats.rows = records_of(s);
		return 0;
	}
	folder = folder_of(run, s);
	begin_parts(run, s, folder, &parts);
	if (judge(run, s, &parts, e) < 0)
		return -1;
	if (write_all(run, s, &parts, why) < 0) {
		run_files_cut(run->files, before);
		transaction_undo(run->w, mark);
		s->stats = (struct export_stats){ 0 };
		s->files = 0;
		return 0;
	}
	return put_files(run, &parts, e);
}

int dataset_export_nothing(const struct run_output *run, const struct dataset_export *s,
                           struct err *e, struct err *why)
{
	AUTO(mem_free) char *folder = NULL;
	size_t mark = transaction_mark(run->w);
	struct run_manifest *m;

	if (!run->plan->manifest || run->w->files == FILES_OFF)
		return 0;
	folder = folder_of(run, s);
	if (run_manifest_of(run, s->id, folder, &m, e) < 0)
		return -1;
	if (run_manifest_write(run, m, 0, why) < 0) {
		transaction_undo(run->w, mark);
		return 0;
	}
	return run_manifest_put(run, m, e);
}
