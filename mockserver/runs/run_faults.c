/*
 * run_faults.c - the faults that strike a run, and the files that it writes
 */
#include "mockserver/runs/run_faults.h"

#include "lib/mem.h"

void run_faults_release(struct run_faults *rf)
{
	arena_release(&rf->arena);
	*rf = (struct run_faults){ 0 };
}

/* Tests switch a kind's effect off: it counts as done, and is no hit. */
static int drop_off(struct world *w, struct fault_strike *strike, struct err *e)
{
	const struct faults *fs = &w->faults;
	size_t left = 0;

	for (size_t i = 0; i < strike->count; i++) {
		const struct fault_hit *hit = &strike->hits[i];

		if (fs->is_off && fs->off == hit->action->kind) {
			if (run_faults_did(w, hit, e, "switched off") < 0)
				return -1;
			continue;
		}
		strike->hits[left++] = *hit;
	}
	strike->count = left;
	return 0;
}

int run_faults_judge(struct run_subject *s, struct run_faults *out, struct err *e)
{
	struct faults *fs = &s->w->faults;

	faults_judge(fs, &s->seen, &out->arena, &out->strike);
	return faults_save(fs, &out->strike, e) < 0 ? -1
	                                            : drop_off(s->w, &out->strike, e);
}

/* NULL: the fault was cleared, or is another one of the same number's state. */
static const struct fault_action *action_of(const struct faults *fs,
                                            const struct receipt_row *row,
                                            struct fault **f)
{
	*f = faults_of(fs, row->fault);
	return *f && (size_t)row->action < (*f)->count ? &(*f)->actions[row->action]
	                                               : NULL;
}

static void add_hit(struct world *w, const struct receipt_row *row,
                    struct run_faults *out)
{
	struct fault_strike *strike = &out->strike;
	struct fault_hit *all;
	struct fault *f;
	const struct fault_action *a = action_of(&w->faults, row, &f);

	if (!a)
		return;
	all = arena_alloc(&out->arena, (strike->count + 1) * sizeof(*all));
	if (strike->count)
		memcpy(all, strike->hits, strike->count * sizeof(*all));
	all[strike->count++] = (struct fault_hit){
		.fault = f,
		.action = a,
		.key = arena_strdup(&out->arena, row->key),
		.ordinal = row->ordinal,
		.value = row->value,
		.receipt = row->serial,
	};
	strike->hits = all;
}

int run_faults_load(struct world *w, int64_t run, struct run_faults *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&w->store.sql, SQL_RECEIPT_RUN);
	struct receipt_row row;
	int got;

	stmt_put_int(q, run);
	while ((got = fault_receipt_next(q, &row, e)) > 0) {
		if (strcmp(row.operation, fault_point_name(FAULT_POINT_RUN)) == 0)
			add_hit(w, &row, out);
	}
	return got;
}

const struct fault_hit *run_faults_find(const struct run_faults *rf, enum fault_kind kind)
{
	for (size_t i = 0; i < rf->strike.count; i++) {
		if (rf->strike.hits[i].action->kind == kind)
			return &rf->strike.hits[i];
	}
	return NULL;
}

int run_faults_did_to(struct world *w, const struct fault_hit *hit, const cJSON *about,
                      const char *done, struct err *e)
{
	return faults_save_effect(&w->faults, hit->receipt, done, about, e);
}

int run_faults_did(struct world *w, const struct fault_hit *hit, struct err *e,
                   const char *fmt, ...)
{
	struct buf text = { 0 };
	va_list args;
	int rc;

	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	rc = run_faults_did_to(w, hit, NULL, buf_str(&text), e);
	buf_release(&text);
	return rc;
}
