/*
 * outages.c - base connections that faults on runs have made unusable
 */
#include "mockserver/runs/outages.h"

#include "lib/mem.h"
#include "mockserver/entities/build.h"

static bool is_outage(enum fault_kind kind)
{
	return fault_kind_row(kind)->leaves == FAULT_LEAVES_OUTAGE;
}

static bool may_have_marks(const struct fault *f)
{
	return f->on.sort == FAULT_OF_RUNS && f->ending < f->count &&
	       is_outage(f->actions[f->ending].kind);
}

/* The base connection's id, in *base; NULL where the target is gone or names none. */
static int find_base(struct world *w, const struct plan *p, char **base, struct err *e)
{
	const struct caller by = { .org = p->flow.org, .sandbox = p->flow.sandbox };
	AUTO(cJSON_Delete) cJSON *target = NULL;
	struct err why = { 0 };
	const char *id;

	*base = NULL;
	if (entity_tree(&w->store, KIND_TARGET, &by, p->target, &target, &why) < 0)
		return why.code == ERR_NOT_FOUND ? 0 : err_pass(e, &why);
	id = json_str(target, "baseConnectionId");
	*base = id ? mem_strdup(id) : NULL;
	return 0;
}

int outage_begin(struct world *w, const struct plan *p, const struct fault_hit *hit,
                 struct err *e)
{
	AUTO_MEM char *base = NULL;
	struct fault_mark *mark;

	if (!is_outage(hit->action->kind))
		return 0;
	if (find_base(w, p, &base, e) < 0)
		return -1;
	if (!base)
		return 0;
	faults_note(&w->faults, hit->fault, NULL);
	mark = fault_mark_new(hit->fault, base, clock_now(&w->clock));
	faults_count_marks(&w->faults);
	return faults_save_mark(&w->faults, hit->fault, mark, e);
}

static int drop_mark(struct world *w, struct fault *f, const char *base, struct err *e)
{
	struct fault_mark *m = fault_mark_find(f, base);

	if (!m)
		return 0;
	faults_note(&w->faults, f, NULL);
	fault_mark_forget(f, m);
	faults_count_marks(&w->faults);
	return fault_mark_drop(&w->store, f->seq, base, e);
}

int outage_end(struct world *w, const struct plan *p, struct err *e)
{
	AUTO_MEM char *base = NULL;

	if (!w->faults.run_marks)
		return 0;
	if (find_base(w, p, &base, e) < 0)
		return -1;
	for (size_t i = 0; base && i < w->faults.count; i++) {
		struct fault *f = w->faults.all[i];

		if (may_have_marks(f) && drop_mark(w, f, base, e) < 0)
			return -1;
	}
	return 0;
}

bool outage_is_on(const struct world *w, const char *base)
{
	const vtime now = clock_now(&w->clock);

	for (size_t i = 0; i < w->faults.count; i++) {
		const struct fault *f = w->faults.all[i];

		if (may_have_marks(f) && fault_mark_find(f, base) &&
		    now >= f->rule.from && now < f->rule.until)
			return true;
	}
	return false;
}
