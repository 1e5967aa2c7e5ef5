/*
 * faults.c - /__admin/faults: arming, looking at and clearing faults
 */
#include "mockserver/api/routes.h"

#include "mockserver/api/app.h"
#include "mockserver/api/strike.h"
#include "mockserver/faults/frozen.h"
#include "mockserver/faults/show.h"
#include "mockserver/http/reply.h"
#include "mockserver/world/arming.h"

/* GET /__admin/faults */
int admin_faults(struct request *rq)
{
	return reply_tree(rq, 200, faults_show(&rq->app->world.faults));
}

/* GET /__admin/faults/kinds */
int admin_fault_kinds(struct request *rq)
{
	return reply_tree(rq, 200, fault_kinds_show());
}

/* GET /__admin/faults/runs: what struck runs and files, by run */
int admin_faults_runs(struct request *rq)
{
	cJSON *body;

	if (faults_show_runs(&rq->app->world.faults, &body, &rq->refusal.err) < 0)
		return -1;
	return reply_tree(rq, 200, body);
}

/* GET /__admin/faults/frozen: a list that can be armed */
int admin_faults_frozen(struct request *rq)
{
	cJSON *list;

	if (faults_freeze(&rq->app->world.faults, &list, &rq->refusal.err) < 0)
		return -1;
	return reply_tree(rq, 200, list);
}

static int refuse_fault(struct request *rq, const struct fault_refuse *r)
{
	AUTO(buf_release) struct buf pointer = { 0 };
	struct err why = *r->e;

	if (!r->at)
		return err_pass(&rq->refusal.err, &why);
	fault_refuse_pointer(rq->body, r->at, &pointer);
	violations_add(&rq->refusal.violations, buf_str(&pointer), "fault", why.text);
	return refuse(&rq->refusal,
	              why.code == ERR_EXISTS ? E_ADMIN_CONFLICT : E_ADMIN_INVALID,
	              arena_printf(&rq->arena, "%s%s%s", buf_str(&pointer),
	                           pointer.size ? ": " : "", why.text));
}

/* What a fault that was just armed, one of the last, does to these paths themselves. */
static void add_notes(const struct faults *fs, size_t armed, cJSON *body)
{
	cJSON *notes = json_new_array();

	for (size_t i = fs->count - armed; i < fs->count; i++) {
		const struct fault *f = fs->all[i];
		AUTO(mem_free) char *text = NULL;

		if (f->ending == f->count || f->actions[f->ending].kind != FAULT_REFUSE)
			continue;
		text = mem_printf("When '%s' strikes, connections to this port are "
		                  "refused for %lld ms, to /__admin/ too.",
		                  f->name, (long long)f->actions[f->ending].ms);
		json_push(notes, json_new_str(text));
	}
	if (notes->child)
		json_set(body, "notes", notes);
	else
		cJSON_Delete(notes);
}

/* POST /__admin/faults: one fault, or a list of them; all or none. */
int admin_faults_arm(struct request *rq)
{
	struct world *w = &rq->app->world;
	struct err why = { 0 };
	struct fault_refuse r = { .e = &why };
	size_t armed;
	cJSON *body;

	if (arming_arm(w, rq->body, &armed, &r) < 0)
		return refuse_fault(rq, &r);
	body = json_new_object();
	json_set(body, "armed", json_new_int((int64_t)armed));
	add_notes(&w->faults, armed, body);
	return reply_tree(rq, 201, body);
}

/* DELETE /__admin/faults */
int admin_faults_clear(struct request *rq)
{
	cJSON *body;
	int64_t count = (int64_t)rq->app->world.faults.count;

	strike_release(rq->app, 0, WIRE_UNTIL_CLEARED);
	if (arming_clear(&rq->app->world, NULL, &rq->refusal.err) < 0)
		return -1;
	body = json_new_object();
	json_set(body, "cleared", json_new_int(count));
	return reply_tree(rq, 200, body);
}

/* The fault that the path names; NULL with rq->refusal set. */
static struct fault *find(struct request *rq)
{
	struct fault *f = faults_find(&rq->app->world.faults, rq->param[0]);

	if (!f)
		(void)refuse(&rq->refusal, E_ADMIN_UNKNOWN,
		             arena_printf(&rq->arena, "No fault called '%.60s' is armed",
		                          rq->param[0]));
	return f;
}

/* GET /__admin/faults/{name} */
int admin_fault(struct request *rq)
{
	const struct fault *f = find(rq);
	cJSON *body;

	if (!f || fault_show(&rq->app->world.faults, f, &body, &rq->refusal.err) < 0)
		return -1;
	return reply_tree(rq, 200, body);
}

/* DELETE /__admin/faults/{name}: answers it once more, as it was. */
int admin_fault_clear(struct request *rq)
{
	struct fault *f = find(rq);
	cJSON *body;

	if (!f || fault_show(&rq->app->world.faults, f, &body, &rq->refusal.err) < 0)
		return -1;
	strike_release(rq->app, f->seq, WIRE_UNTIL_CLEARED);
	if (arming_clear(&rq->app->world, f, &rq->refusal.err) == 0)
		return reply_tree(rq, 200, body);
	cJSON_Delete(body);
	return -1;
}

/* POST /__admin/faults/{name}/release: requests and runs that it holds go on. */
int admin_fault_release(struct request *rq)
{
	const struct fault *f = find(rq);
	size_t requests, runs;
	cJSON *body;

	if (!f || arming_release(&rq->app->world, f, &runs, &rq->refusal.err) < 0)
		return -1;
	requests = strike_release(rq->app, f->seq, WIRE_UNTIL_RELEASE);
	body = json_new_object();
	json_set(body, "released", json_new_int((int64_t)(requests + runs)));
	return reply_tree(rq, 200, body);
}
