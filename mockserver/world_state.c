/*
 * world_state.c - opening a world, closing it, and beginning anew
 */
#include "mockserver/world_state.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/processor.h"
#include "mockserver/entities/spec_write.h"
#include "mockserver/export/parts.h"
#include "mockserver/runs/datasets.h"
#include "mockserver/runs/plans.h"
#include "mockserver/runs/reads.h"
#include "mockserver/world/arming.h"
#include "mockserver/world/flow_writes.h"
#include "mockserver/world/settings.h"
#include "mockserver/world/transaction.h"

/* SQLite keeps 64 bits signed; a seed goes there and back bit by bit. */
static int check_seed(struct world *w, struct err *e)
{
	int64_t seed;

	if (store_meta_load(&w->store, "seed", &seed, e) < 0)
		return -1;
	if ((uint64_t)seed != w->seed)
		return err_set(e, ERR_INVALID,
		               "the state was made with --seed %llu, not %llu",
		               (unsigned long long)seed, (unsigned long long)w->seed);
	return 0;
}

/* Shows `at` from now on, and keeps what a restart needs to know. */
static int set_clock(struct world *w, vtime at, struct err *e)
{
	clock_set(&w->clock, at);
	if (store_meta_put(&w->store, "now", clock_now(&w->clock), e) < 0 ||
	    store_meta_put(&w->store, "at", w->clock.at, e) < 0)
		return -1;
	return store_meta_put(&w->store, "anchor", w->clock.anchor, e);
}

#define ROOT "export root" /* a setting: where the state's files lie */

static int note_root(struct world *w, struct err *e)
{
	return store_setting_put(&w->store, ROOT, w->export_root, e);
}

static int begin_state(struct world *w, struct err *e)
{
	if (set_clock(w, w->start_at, e) < 0)
		return -1;
	w->zero = clock_now(&w->clock);
	w->starts = 1;
	if (store_meta_put(&w->store, "seed", (int64_t)w->seed, e) < 0 ||
	    store_meta_put(&w->store, "starts", w->starts, e) < 0 || note_root(w, e) < 0)
		return -1;
	return store_meta_put(&w->store, "zero", w->zero, e);
}

/* A virtual clock shows the same time as before, a scaled one has gone on meanwhile. */
static int resume_clock(struct world *w, struct err *e)
{
	vtime now, at, anchor;

	if (store_meta_load(&w->store, "now", &now, e) < 0 ||
	    store_meta_load(&w->store, "at", &at, e) < 0 ||
	    store_meta_load(&w->store, "anchor", &anchor, e) < 0)
		return -1;
	if (w->clock.mode == CLOCK_IS_SCALED && anchor) {
		w->clock.at = at;
		w->clock.anchor = anchor;
		if (clock_now(&w->clock) >= now)
			return 0;
	}
	return set_clock(w, now, e);
}

/* A state that is there goes on where it stopped. */
static int resume_state(struct world *w, void *ctx UNUSED, struct err *e)
{
	struct err none = { 0 };

	if (store_meta_load(&w->store, "zero", &w->zero, &none) < 0)
		return none.code == ERR_NOT_FOUND ? begin_state(w, e)
		                                  : err_pass(e, &none);
	if (check_seed(w, e) < 0 || resume_clock(w, e) < 0 ||
	    store_meta_count_up(&w->store, "starts", &w->starts, e) < 0 ||
	    note_root(w, e) < 0)
		return -1;
	w->resumed = true;
	return settings_resume(w, e);
}

/*
 * What a killed program has left lies below the root that it had; where that folder is
 * not there any more, it was moved.
 */
static int recover(struct world *w, struct err *e)
{
	AUTO_MEM char *root = NULL;
	struct err why = { 0 };
	bool stays;

	if (store_setting_load(&w->store, ROOT, &root, &why) < 0 &&
	    why.code != ERR_NOT_FOUND)
		return err_pass(e, &why);
	stays = root && file_is_dir(root);
	transaction_recover(w, stays ? root : w->export_root);
	if (root && strcmp(root, w->export_root) != 0)
		log_event(&w->log, LOG_WARN, "export_root.changed", F_STR("was", root),
		          F_STR("is", w->export_root),
		          F_STR("note", "files of earlier runs stay where they are"));
	return 0;
}

/* Where files go: for this mock alone, since files of one seed have the same names. */
static int open_root(struct world *w, struct err *e)
{
	struct err why = { 0 };

	if (w->files == FILES_OFF)
		return 0;
	if (file_make_dirs(w->export_root, e) < 0)
		return -1;
	if (file_check_writable(w->export_root, &why) < 0)
		return err_set(e, ERR_IO,
		               "export root %s; choose another with --export-root, or "
		               "--files off",
		               why.text);
	if (file_lock_folder(w->export_root, &w->root_lock, &why) == 0)
		return 0;
	if (why.code != ERR_EXISTS)
		return err_pass(e, &why);
	return err_set(e, ERR_EXISTS,
	               "export root %s is used by another flowmock; choose another with "
	               "--export-root, or --files off",
	               w->export_root);
}

static int open_parts(struct world *w, const struct world_options *o, struct err *e)
{
	if (specs_open(&w->specs, e) < 0)
		return -1;
	if (catalogue_open(o->datasets, &w->datasets, e) < 0 || open_root(w, e) < 0)
		return -1;
	if (store_open(o->state, &w->store, e) < 0)
		return -1;
	if (recover(w, e) < 0 || transaction_run(w, resume_state, NULL, e) < 0 ||
	    spec_write_load(w, e) < 0 || datasets_load(w, e) < 0)
		return -1;
	return arming_resume(w, e);
}

static unsigned cores(void)
{
	unsigned n = processor_count();

	return n < PARTS_WORKERS_MAX ? n : PARTS_WORKERS_MAX;
}

int world_open(const struct world_options *o, struct world *out, struct err *e)
{
	*out = (struct world){
		.clock = o->clock,
		.export_root = file_absolute(o->export_root),
		.seed = o->seed,
		.start_at = o->now,
		.now = o->settings,
		.at_start = o->settings,
		.limits = o->limits,
		.files = o->files,
		.dlz = o->dlz,
		.export_time = o->export_time,
		.members = o->members,
		.workers = o->workers ? o->workers : cores(),
		.adhoc_delay_ms = o->adhoc_delay_ms,
		.start_faults = o->faults ? json_copy(o->faults) : NULL,
		.log = o->log,
	};
	if (open_parts(out, o, e) == 0)
		return 0;
	world_close(out);
	return -1;
}

void world_close(struct world *w)
{
	faults_release(&w->faults);
	cJSON_Delete(w->start_faults);
	store_close(&w->store);
	catalogue_close(w->datasets);
	specs_close(w->specs);
	plans_free(w->plans);
	run_reads_free(w);
	file_lock_release(&w->root_lock);
	flow_writes_forget(w);
	free(w->export_root);
	*w = (struct world){ 0 };
}

/* All files that the state has written are to go with their rows. */
static int name_files(struct world *w, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&w->store.sql, SQL_FILE_ALL);
	int got;

	while ((got = stmt_step(q, e)) > 0)
		transaction_name(w, stmt_get_text(q));
	return got < 0 ? -1 : transaction_named(w, e);
}

static int begin_again(struct world *w, void *ctx UNUSED, struct err *e)
{
	transaction_name_kept(w);
	if (name_files(w, e) < 0 || store_wipe(&w->store, e) < 0)
		return -1;
	return begin_state(w, e);
}

/* The state of a first start; what it showed before is put back on -1. */
static int renew_state(struct world *w, struct err *e)
{
	const struct clock clock = w->clock;
	const vtime zero = w->zero;
	const int64_t starts = w->starts;

	if (transaction_run(w, begin_again, NULL, e) == 0)
		return 0;
	w->clock = clock;
	w->zero = zero;
	w->starts = starts;
	return -1;
}

int world_reset(struct world *w, struct err *e)
{
	size_t kept;

	if (renew_state(w, e) < 0)
		return -1;
	w->now = w->at_start;
	specs_forget(w->specs);
	w->resets++;
	w->requests = 0;
	catalogue_forget(w->datasets);
	w->faults.requests = 0;
	if (arming_resume(w, e) < 0)
		return -1;
	kept = transaction_kept(w);
	if (!kept)
		return 0;
	return err_set(
		e, ERR_IO,
		"the state is as at the start, but %zu exported files can't be "
		"removed (the log names them): the next reset or start tries again",
		kept);
}
