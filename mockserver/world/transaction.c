/*
 * transaction.c - one change of a world: its state, and the files that go with it
 */
#include "mockserver/world/transaction.h"

#include "lib/file/file.h"
#include "mockserver/store/exported_file.h"
#include "mockserver/world/flow_writes.h"

/* One that is not ours to remove stays; one that can't be removed now is noted. */
static void remove_file(struct world *w, const char *root, const char *path)
{
	struct err why = { 0 };

	if (file_remove_below(root, path, &why) == 0 ||
	    why.code == ERR_INVALID) /* no file can have such a path */
		return;
	log_event(&w->log, LOG_WARN, "file.kept", F_STR("path", path),
	          F_STR("reason", why.text));
	if (why.code != ERR_EXISTS)
		intents_keep(&w->store.intents, path);
}

/* Removes the named files, from byte `from` on, that have no row. */
static void settle(struct world *w, const char *root, size_t from)
{
	struct intents *n = &w->store.intents;
	size_t at = from;
	const char *path;

	while ((path = intents_next(n, &at))) {
		struct err why = { 0 };
		bool has_row = true;

		if (exported_file_has_row(&w->store, path, &has_row, &why) < 0)
			intents_keep(n, path);
		else if (!has_row)
			remove_file(w, root, path);
	}
	intents_cut(n, from);
}

/* What is in memory is what the state holds. */
static void take_back_faults(struct world *w)
{
	struct err why = { 0 };

	if (faults_unsaved(&w->faults) &&
	    faults_load(&w->faults, &w->store, w->seed, &why) < 0)
		log_event(&w->log, LOG_ERROR, "faults.lost", F_STR("reason", why.text));
}

int transaction_run(struct world *w, transaction_fn *fn, void *ctx, struct err *e)
{
	int rc;

	if (store_begin(&w->store, e) < 0)
		return -1;
	rc = fn(w, ctx, e);
	if (rc < 0 || flow_writes_flush(w, e) < 0 || faults_flush(&w->faults, e) < 0 ||
	    store_commit(&w->store, e) < 0) {
		flow_writes_forget(w);
		store_rollback(&w->store);
		take_back_faults(w);
		rc = -1;
	}
	faults_flushed(&w->faults);
	settle(w, w->export_root, 0);
	return rc;
}

void transaction_name(struct world *w, const char *path)
{
	intents_add(&w->store.intents, path);
}

int transaction_named(struct world *w, struct err *e)
{
	return intents_sync(&w->store.intents, e);
}

void transaction_name_kept(struct world *w)
{
	intents_retry(&w->store.intents);
}

size_t transaction_kept(const struct world *w)
{
	return intents_kept(&w->store.intents);
}

size_t transaction_mark(const struct world *w)
{
	return w->store.intents.names.size;
}

void transaction_undo(struct world *w, size_t mark)
{
	settle(w, w->export_root, mark);
}

void transaction_recover(struct world *w, const char *root)
{
	struct intents *n = &w->store.intents;
	const char *path;
	size_t at = 0;

	while ((path = intents_next(n, &at)))
		file_remove_temps_below(root, path);
	settle(w, root, 0);
}
