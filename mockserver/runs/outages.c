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

	if (!is_outage(hit->action->kind))
		return 0;
	if (find_base(w, p, &base, e) < 0)
		return -1;
	if (!base)
		return 0;
	faults_note(&w->faults, hit->fault, NULL);
	return faults_save_mark(&w->faults, hit->fault,
	                        fault_mark_new(hit->fault, base, clock_now(&w->clock)),
	                        e);
}

static int drop_mark(struct world *w, struct fault *f, const char *base, struct err *e)
{
	struct fault_mark *m = fault_mark_find(f, base);

	if (!m)
		return 0;
	faults_note(&w->faults, f, NULL);
	fault_mark_forget(f, m);
	return fault_mark_drop(&w->store, f->seq, base, e);
}

static bool has_marks(const struct fault *f)
{
	size_t at = 0;
	void *value;

	while (map_next(&f->marks, &at, &value)) {
		if (value)
			return true;
	}
	return false;
}

int outage_end(struct world *w, const struct plan *p, struct err *e)
{
	AUTO_MEM char *base = NULL;
	bool known = false;

	for (size_t i = 0; i < w->faults.count; i++) {
		struct fault *f = w->faults.all[i];

		if (!has_marks(f) || !may_have_marks(f))
			continue;
		if (!known && find_base(w, p, &base, e) < 0)
			return -1;
		known = true;
		if (base && drop_mark(w, f, base, e) < 0)
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
