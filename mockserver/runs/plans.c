/*
 * plans.c - the last plan of each flow, until an entity is written
 */
#include "mockserver/runs/plans.h"

#include "lib/mem.h"

#define PLANS 1024 /* slots, by a flow's number: enough for all but the largest mocks */

struct plans {
	uint64_t writes; /* the store's, when they were read */
	struct plan *slot[PLANS];
};

static void forget(struct plans *all, size_t i)
{
	if (!all->slot[i])
		return;
	plan_release(all->slot[i]);
	free(all->slot[i]);
	all->slot[i] = NULL;
}

void plans_free(struct plans *all)
{
	for (size_t i = 0; all && i < PLANS; i++)
		forget(all, i);
	free(all);
}

static struct plans *plans_of(struct world *w)
{
	if (!w->plans)
		w->plans = mem_alloc(sizeof(*w->plans));
	for (size_t i = 0; w->plans->writes != w->store.writes && i < PLANS; i++)
		forget(w->plans, i);
	w->plans->writes = w->store.writes;
	return w->plans;
}

int plans_find(struct world *w, int64_t flow_seq, struct plan **out, struct err *e)
{
	struct plans *all = plans_of(w);
	size_t i = (uint64_t)flow_seq % PLANS;
	struct plan *fresh;

	*out = all->slot[i];
	if (*out && (*out)->flow.seq == flow_seq)
		return 0;
	forget(all, i);
	fresh = mem_alloc(sizeof(*fresh));
	if (plan_load(w, flow_seq, fresh, e) < 0) {
		free(fresh);
		return -1;
	}
	cJSON_Delete(fresh->entity);
	fresh->entity = NULL;
	*out = all->slot[i] = fresh;
	return 0;
}
