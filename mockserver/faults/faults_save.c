/*
 * faults_save.c - counts, marks and receipts of faults, stored
 */
#include "mockserver/faults/faults.h"

static int save_receipt(struct faults *fs, const struct fault_strike *strike,
                        struct fault_hit *hit, struct err *e)
{
	const struct receipt_row row = {
		.fault = hit->fault->seq,
		.key = hit->key,
		.ordinal = hit->ordinal,
		.request = strike->request,
		.at = strike->at,
		.operation = operation_row(strike->operation)->name,
		.action = hit->action - hit->fault->actions,
		.value = hit->value,
		.done = "",
	};

	return fault_receipt_put(fs->store, &row, &hit->receipt, e);
}

static int save_counts(struct faults *fs, const struct fault_touched *t, struct err *e)
{
	struct fault_key_row row;

	if (fault_row_count(fs->store, t->fault->seq, &t->fault->counts, e) < 0)
		return -1;
	if (!t->key)
		return 0;
	row = (struct fault_key_row){ t->key->key, t->key->matched, t->key->fired };
	return fault_key_put(fs->store, t->fault->seq, &row, e);
}

int faults_save_mark(struct faults *fs, const struct fault *f, const struct fault_mark *m,
                     struct err *e)
{
	const struct fault_mark_row row = { m->name, m->at, m->reads, m->body };

	return fault_mark_put(fs->store, f->seq, &row, e);
}

int faults_save(struct faults *fs, struct fault_strike *strike, struct err *e)
{
	for (size_t i = 0; i < strike->touched_count; i++) {
		if (save_counts(fs, &strike->touched[i], e) < 0)
			return -1;
	}
	for (size_t i = 0; i < strike->marked_count; i++) {
		const struct fault_marked *m = &strike->marked[i];

		if (faults_save_mark(fs, m->fault, m->mark, e) < 0)
			return -1;
	}
	for (size_t i = 0; i < strike->count; i++) {
		if (save_receipt(fs, strike, &strike->hits[i], e) < 0)
			return -1;
	}
	return 0;
}

/* The action whose effect counts for the fault: its ending, or the first. */
static size_t main_action(const struct fault *f)
{
	return f->ending < f->count ? f->ending : 0;
}

int faults_save_effect(struct faults *fs, int64_t receipt, const char *done,
                       struct err *e)
{
	struct receipt_row row;
	struct err why = { 0 };
	struct fault *f;

	if (fault_receipt_load(fs->store, receipt, &row, &why) < 0)
		return why.code == ERR_NOT_FOUND ? 0 : err_pass(e, &why);
	f = faults_of(fs, row.fault);
	if (fault_receipt_done(fs->store, receipt, done, e) < 0)
		return -1;
	if (!f || row.effective || (size_t)row.action != main_action(f))
		return 0;
	f->counts.effective++;
	return fault_row_count(fs->store, f->seq, &f->counts, e);
}
