/*
 * faults_save.c - counts, marks and receipts of faults, stored
 */
#include "mockserver/faults/faults.h"

static int save_receipt(struct faults *fs, const struct fault_strike *strike,
                        struct fault_hit *hit, struct err *e)
{
	AUTO(mem_free) char *about = strike->about ? json_text(strike->about) : NULL;
	const struct receipt_row row = {
		.fault = hit->fault->seq,
		.key = hit->key,
		.ordinal = hit->ordinal,
		.request = strike->request,
		.at = strike->at,
		.operation = fault_point_name(strike->point),
		.action = hit->action - hit->fault->actions,
		.value = hit->value,
		.done = "",
		.run = strike->run,
		.flow = strike->flow_seq,
		.scheduled_at = strike->scheduled_at,
		.about = about,
	};

	return fault_receipt_put(fs->store, &row, &hit->receipt, e);
}

static int save_counts(struct faults *fs, const struct fault_touched *t, struct err *e)
{
	struct fault_key_row row;

	if (!t->key)
		return fault_row_count(fs->store, t->fault->seq, &t->fault->counts, e);
	row = (struct fault_key_row){ t->key->key, t->key->matched, t->key->fired };
	return fault_key_put(fs->store, t->fault->seq, &row, e);
}

int faults_flush(struct faults *fs, struct err *e)
{
	for (size_t i = 0; i < fs->unsaved_count; i++) {
		if (save_counts(fs, &fs->unsaved[i], e) < 0)
			return -1;
	}
	return 0;
}

void faults_flushed(struct faults *fs)
{
	for (size_t i = 0; i < fs->unsaved_count; i++) {
		if (fs->unsaved[i].key)
			fs->unsaved[i].key->unsaved = false;
		else
			fs->unsaved[i].fault->unsaved = false;
	}
	fs->unsaved_count = 0;
}

int faults_save_mark(struct faults *fs, const struct fault *f, const struct fault_mark *m,
                     struct err *e)
{
	const struct fault_mark_row row = { m->name, m->at, m->reads, m->body };

	return fault_mark_put(fs->store, f->seq, &row, e);
}

int faults_save(struct faults *fs, struct fault_strike *strike, struct err *e)
{
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
                       const cJSON *about, struct err *e)
{
	AUTO(mem_free) char *text = about ? json_text(about) : NULL;
	struct receipt_row row;
	struct err why = { 0 };
	struct fault *f;

	if (fault_receipt_load(fs->store, receipt, &row, &why) < 0)
		return why.code == ERR_NOT_FOUND ? 0 : err_pass(e, &why);
	f = faults_of(fs, row.fault);
	if (fault_receipt_done(fs->store, receipt, done, text, e) < 0)
		return -1;
	if (!f || row.effective || (size_t)row.action != main_action(f))
		return 0;
	f->counts.effective++;
	faults_note(fs, f, NULL);
	return 0;
}
