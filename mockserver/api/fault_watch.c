/*
 * fault_watch.c - faults that watch writes, to strike reads that come later
 */
#include "mockserver/api/fault_watch.h"

#include "mockserver/api/answer.h"
#include "mockserver/api/entities.h"
#include "mockserver/faults/ready.h"
#include "mockserver/world/arming.h"

bool fault_watch_kind(enum operation operation, enum kind *out)
{
	const char *path = operation_row(operation)->path + 1;
	const struct str collection = { path, strcspn(path, "/") };

	for (int i = 0; i < KIND_COUNT; i++) {
		if (!str_is(collection, kind_collection((enum kind)i)))
			continue;
		*out = (enum kind)i;
		return true;
	}
	return false;
}

/* Is the fault of that kind, and on an operation of the same collection? */
static const struct fault_action *watcher(const struct fault *f, enum fault_kind kind,
                                          const struct route *r)
{
	const struct fault_action *a = fault_action_of(f, kind);

	if (!a || !fault_scope_watches(kind, r->operation))
		return NULL;
	for (int i = 0; i < OPERATION_COUNT; i++) {
		if (f->on.how[i] != FAULT_ON_NOT &&
		    fault_scope_same_collection((enum operation)i, r->operation))
			return a;
	}
	return NULL;
}

/* ---------------------------------------------------------------- old versions */

void fault_watched_release(struct fault_watched *w)
{
	free(w->body);
	free(w->etag);
	*w = (struct fault_watched){ 0 };
}

/* What GET answers now; nothing where that is a refusal. */
static void keep_answer(struct request *rq, enum kind kind, struct fault_watched *out)
{
	struct buf body;

	if (out->body)
		return;
	if (entity_show(rq, kind) == 0) {
		body = rq->reply.body;
		rq->reply.body = (struct buf){ 0 };
		out->etag = mem_strdup(rq->reply.etag);
		out->body = buf_take(&body);
	}
	buf_clear(&rq->reply.body);
	rq->reply = (struct reply){ .body = rq->reply.body };
	refusal_release(&rq->refusal);
}

static char *both_text(const struct fault_watched *was)
{
	AUTO(cJSON_Delete) cJSON *both = json_new_object();

	json_set(both, "etag", json_new_str(was->etag));
	json_set(both, "body", json_new_str(was->body));
	return json_text(both);
}

void fault_watch_stale(struct request *rq, struct fault_hit *hit)
{
	const struct fault_mark *m = fault_mark_find(hit->fault, rq->param[0]);
	AUTO(cJSON_Delete) cJSON *both = NULL;
	struct err ignored = { 0 };

	if ((rq->reply.status != 200 && rq->reply.status != 404) || !m || !m->body ||
	    json_parse(m->body, strlen(m->body), &both, &ignored) < 0)
		return;
	buf_clear(&rq->reply.body);
	buf_add_str(&rq->reply.body, json_str(both, "body"));
	rq->reply.etag = arena_strdup(&rq->arena, json_str(both, "etag"));
	rq->reply.status = 200;
	rq->reply.content_type = "application/json";
	hit->done = arena_printf(&rq->arena, "answered the version of etag %s",
	                         rq->reply.etag);
}

/* ---------------------------------------------------------------- transient states */

/* The mark of the entity, while it is in that state; NULL. */
static struct fault_mark *in_state(const struct request *rq, const struct fault *f,
                                   const struct fault_action *a, const char *id)
{
	struct fault_mark *m = fault_mark_find(f, id);

	return m && fault_mark_alive(a, m, clock_now(&rq->app->world.clock)) ? m : NULL;
}

static bool is_finalizing(const char *state)
{
	return str_ends(state, "-finalizing");
}

/* What may not be done in a transient state, by method and collection. */
static int refuse_state(struct request *rq, const struct route *r, const char *state)
{
	enum kind kind = KIND_FLOW;

	(void)fault_watch_kind(r->operation, &kind); /* it is one */
	if (r->method == POST)
		return refuse(&rq->refusal, E_TRANSITION, state);
	if (kind == KIND_CONNECTION && !strcmp(state, "initializing"))
		return refuse(&rq->refusal, E_CHANGE_INITIALIZING);
	if (kind == KIND_CONNECTION)
		return refuse(&rq->refusal, E_CHANGE_STATE);
	if (r->method == DELETE)
		return refuse(&rq->refusal, E_DELETE_STATE, state);
	return refuse(&rq->refusal,
	              is_finalizing(state) ? E_UPDATE_FINALIZING : E_UPDATE_STATE, state);
}

static int check_state(struct request *rq, const struct route *r, const struct fault *f)
{
	const struct fault_action *a = watcher(f, FAULT_TRANSIENT, r);

	if (!a || !rq->param[0] || r->method == GET || !in_state(rq, f, a, rq->param[0]))
		return 0;
	return refuse_state(rq, r, a->text);
}

/* A read of the entity by its id is counted; lists show the state and are not. */
static void show_state(struct request *rq, struct fault *f, const struct fault_action *a)
{
	size_t at = 0;
	void *value;

	while (map_next(&f->marks, &at, &value)) {
		struct fault_mark *m = value;
		struct err ignored = { 0 }; /* the state is shown once more, then */

		if (!m || !in_state(rq, f, a, m->name) ||
		    !answer_put_state(rq, m->name, a->text))
			continue;
		if (!rq->param[0] || strcmp(rq->param[0], m->name) != 0)
			continue;
		m->reads++;
		(void)!arming_save_mark(&rq->app->world, f, m, &ignored);
	}
}

/* ---------------------------------------------------------------- both sides */

int fault_watch_before(struct request *rq, const struct route *r,
                       struct fault_watched *out)
{
	const struct faults *fs = &rq->app->world.faults;
	enum kind kind;

	for (size_t i = 0; i < fs->count; i++) {
		if (check_state(rq, r, fs->all[i]) < 0)
			return -1;
		if (watcher(fs->all[i], FAULT_STALE_READ, r) &&
		    fault_watch_kind(r->operation, &kind))
			keep_answer(rq, kind, out);
	}
	return 0;
}

int fault_watch_after(struct request *rq, const struct route *r,
                      const struct fault_watched *was)
{
	struct world *w = &rq->app->world;
	struct err *e = &rq->refusal.err;

	for (size_t i = 0; i < w->faults.count; i++) {
		struct fault *f = w->faults.all[i];
		AUTO(mem_free) char *both = NULL;
		const char *id;

		if (was->body && watcher(f, FAULT_STALE_READ, r)) {
			both = both_text(was);
			if (arming_mark(w, f, rq->param[0], both, e) < 0)
				return -1;
		}
		if (!watcher(f, FAULT_LIST_LAG, r))
			continue;
		id = answer_member(rq, "id");
		if (id && arming_mark(w, f, id, NULL, e) < 0)
			return -1;
	}
	return 0;
}

void fault_watch_answer(struct request *rq)
{
	struct faults *fs = &rq->app->world.faults;

	for (size_t i = 0; i < fs->count; i++) {
		const struct fault_action *a =
			fault_action_of(fs->all[i], FAULT_TRANSIENT);

		if (a)
			show_state(rq, fs->all[i], a);
	}
}
