/*
 * arming.c - arming and clearing the faults of a world, each a transaction
 */
#include "mockserver/world/arming.h"

#include "mockserver/store/due.h"
#include "mockserver/world/transaction.h"

static int put(struct world *w, void *ctx, struct err *e)
{
	return faults_put(&w->faults, ctx, e);
}

static int arm(struct world *w, struct fault_batch *b, bool at_start, struct err *e)
{
	for (size_t i = 0; i < b->count; i++)
		b->all[i]->at_start = at_start;
	if (b->count && transaction_run(w, put, b, e) < 0)
		return -1;
	faults_take(&w->faults, b);
	return 0;
}

int arming_arm(struct world *w, const cJSON *json, size_t *armed, struct fault_refuse *r)
{
	AUTO(fault_batch_release) struct fault_batch b = { 0 };

	if (faults_read(&w->faults, json, &b, r) < 0)
		return -1;
	*armed = b.count;
	return arm(w, &b, false, r->e);
}

/* Has the action kept a run waiting? */
static bool keeps_runs(const struct fault *f, const struct receipt_row *row)
{
	enum fault_kind kind;

	if (!row->run || (size_t)row->action >= f->count)
		return false;
	kind = f->actions[row->action].kind;
	return kind == FAULT_STUCK || kind == FAULT_QUEUED || kind == FAULT_RUN_LATE;
}

/* Runs that it keeps waiting are due now: how many, or -1. */
static int release_runs(struct world *w, const struct fault *f, size_t *count,
                        struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	struct receipt_row row;
	int got;

	if (f->on.sort != FAULT_OF_RUNS)
		return 0;
	q = stmt_begin(&w->store.sql, SQL_RECEIPT_ALL);
	stmt_put_int(q, f->seq);
	stmt_put_int(q, 0);
	stmt_put_int(q, -1);
	while ((got = fault_receipt_next(q, &row, e)) > 0) {
		bool is_there = false;

		if (keeps_runs(f, &row) &&
		    job_hurry(&w->store, row.run, clock_now(&w->clock), &is_there, e) < 0)
			return -1;
		*count += is_there;
	}
	return got;
}

struct releasing {
	const struct fault *one; /* NULL: all */
	size_t count;
};

static int release(struct world *w, void *ctx, struct err *e)
{
	struct releasing *x = ctx;

	for (size_t i = 0; i < w->faults.count; i++) {
		const struct fault *f = w->faults.all[i];

		if ((!x->one || x->one == f) && release_runs(w, f, &x->count, e) < 0)
			return -1;
	}
	return 0;
}

int arming_release(struct world *w, const struct fault *f, size_t *count, struct err *e)
{
	struct releasing x = { f, 0 };

	if (transaction_run(w, release, &x, e) < 0)
		return -1;
	*count = x.count;
	return 0;
}

static int drop(struct world *w, void *ctx, struct err *e)
{
	const struct fault *one = ctx;
	struct releasing x = { one, 0 };

	if (release(w, &x, e) < 0)
		return -1;
	if (one)
		return faults_drop(&w->faults, one, e);
	for (size_t i = 0; i < w->faults.count; i++) {
		if (faults_drop(&w->faults, w->faults.all[i], e) < 0)
			return -1;
	}
	return 0;
}

int arming_clear(struct world *w, struct fault *f, struct err *e)
{
	if (!w->faults.count)
		return 0;
	if (transaction_run(w, drop, f, e) < 0)
		return -1;
	faults_forget(&w->faults, f);
	return 0;
}

/* ---------------------------------------------------------------- starting */

static int arm_at_start(struct world *w, const cJSON *fault, struct err *e)
{
	AUTO(fault_batch_release) struct fault_batch b = { 0 };
	struct fault_refuse r = { .e = e };
	const cJSON *name = json_get(fault, "fault");

	if (cJSON_IsString(name) && faults_find(&w->faults, name->valuestring))
		return 0;
	if (faults_read(&w->faults, fault, &b, &r) < 0)
		return -1;
	return arm(w, &b, true, e);
}

int arming_resume(struct world *w, struct err *e)
{
	const cJSON *one;

	if (faults_load(&w->faults, &w->store, w->seed, e) < 0)
		return -1;
	cJSON_ArrayForEach(one, w->start_faults) {
		if (arm_at_start(w, one, e) < 0)
			return -1;
	}
	return 0;
}

/* ---------------------------------------------------------------- counting */

static int save(struct world *w, void *ctx, struct err *e)
{
	return faults_save(&w->faults, ctx, e);
}

/* What is in memory is what the state holds. */
static int take_back(struct world *w)
{
	struct err ignored = { 0 };

	(void)!faults_load(&w->faults, &w->store, w->seed,
	                   &ignored); /* the first counts */
	return -1;
}

int arming_save(struct world *w, struct fault_strike *strike, struct err *e)
{
	if (!faults_unsaved(&w->faults) || transaction_run(w, save, strike, e) == 0)
		return 0;
	strike->count = 0;
	return take_back(w);
}

struct marked {
	const struct fault *fault;
	const struct fault_mark *mark;
};

static int save_mark(struct world *w, void *ctx, struct err *e)
{
	const struct marked *x = ctx;

	return faults_save_mark(&w->faults, x->fault, x->mark, e);
}

int arming_save_mark(struct world *w, const struct fault *f, const struct fault_mark *m,
                     struct err *e)
{
	struct marked x = { f, m };

	return transaction_run(w, save_mark, &x, e) == 0 ? 0 : take_back(w);
}

int arming_mark(struct world *w, struct fault *f, const char *name, const char *body,
                struct err *e)
{
	struct fault_mark *m = fault_mark_new(f, name, clock_now(&w->clock));

	m->body = body ? mem_strdup(body) : NULL;
	return arming_save_mark(w, f, m, e);
}

struct armed_effect {
	int64_t receipt;
	const char *done;
};

static int save_effect(struct world *w, void *ctx, struct err *e)
{
	const struct armed_effect *x = ctx;

	return faults_save_effect(&w->faults, x->receipt, x->done, NULL, e);
}

int arming_save_effect(struct world *w, int64_t receipt, const char *done, struct err *e)
{
	struct armed_effect x = { receipt, done };

	return transaction_run(w, save_effect, &x, e) == 0 ? 0 : take_back(w);
}
