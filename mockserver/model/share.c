/*
 * share.c - one dataset's share of a run: which records, and the files they go to
 */
#include "mockserver/model/share.h"

#include "lib/hash.h"
#include "lib/mem.h"

int share_window(const struct share_of *run, struct share *s, struct err *e)
{
	struct world *w = run->w;
	const struct dataset_view view = { w->seed, w->zero };
	const struct flow_row *flow = &run->plan->flow;
	vtime since = VTIME_MIN;

	if (!run->plan->full && exported_load(&w->store, flow->seq, s->id, &since, e) < 0)
		return -1;
	s->window = dataset_window(s->dataset, view, since, run->scheduled_at);
	return 0;
}

/* A hash of (seed, flow, dataset, time, attempt): the files' names are drawn from it. */
static uint64_t name_key(const struct share_of *run, const struct share *s)
{
	uint64_t key = hash_text(run->w->seed, "file");

	key = hash_text(hash_text(key, run->plan->flow.id), s->id);
	key = hash_with(key, (uint64_t)run->scheduled_at);
	return run->attempt ? hash_with(key, (uint64_t)run->attempt) : key;
}

/* "<place>/<folder>/part-00000-….json", relative to the export root. */
static char *file_path(const struct share_of *run, const struct share *s)
{
	const struct plan *p = run->plan;
	const struct layout_names names = {
		.dataset_id = s->id,
		.dataset_name = dataset_name(s->dataset),
		.destination = p->destination,
		.instance_id = p->flow.id,
		.instance_name = p->name,
		.sandbox = p->flow.sandbox,
		.organization = p->flow.org,
		.scheduled_at = run->scheduled_at,
	};
	struct buf path = { 0 };

	buf_add_str(&path, p->place);
	buf_add_char(&path, '/');
	layout_folder(&path, p->template, &names);
	buf_add_char(&path, '/');
	layout_part_name(&path, name_key(run, s), 0,
	                 export_extension(p->format, p->codec));
	return buf_take(&path);
}

static int write_file(const struct share_of *run, struct share *s, const char *relative,
                      struct err *e)
{
	const struct world *w = run->w;
	const struct export_options options = {
		.format = run->plan->format,
		.codec = run->plan->codec,
		.sync = w->store.on_disk ? FILE_SYNC : FILE_NO_SYNC,
	};
	const struct dataset_view view = { w->seed, w->zero };
	AUTO(dataset_read_end)
	struct dataset_reader *reader =
		dataset_read(s->dataset, view, &s->window, 0, s->window.count);
	struct buf path = { 0 };
	int wrote;

	buf_add_str(&path, w->export_root);
	wrote = file_join_below(&path, relative, e);
	if (wrote == 0)
		wrote = export_file(path.data, &options, dataset_rows(reader), &s->stats,
		                    e);
	buf_release(&path);
	return wrote;
}

int share_export(const struct share_of *run, struct share *s, struct err *e,
                 struct err *why)
{
	AUTO(mem_free) char *path = NULL;

	if (!s->window.count)
		return 0;
	s->stats.rows = s->window.count;
	if (run->w->files == FILES_OFF)
		return 0;
	path = file_path(run, s);
	if (write_file(run, s, path, why) < 0) {
		s->stats = (struct export_stats){ 0 };
		return 0;
	}
	s->files = 1;
	return run_put_file(&run->w->store, run->run, path, (int64_t)s->stats.bytes,
	                    (int64_t)s->stats.rows, e);
}
