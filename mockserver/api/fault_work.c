/*
 * fault_work.c - faults on what the service does: twice, by another, hidden, forbidden
 */
#include "mockserver/api/fault_work.h"

#include "mockserver/api/answer.h"
#include "mockserver/api/app.h"
#include "mockserver/api/fault_watch.h"
#include "mockserver/entities/patch.h"
#include "mockserver/http/reply.h"
#include "mockserver/world/arming.h"
#include "mockserver/world/transaction.h"

/* ---------------------------------------------------------------- twice */

/* The second PATCH is of the version that the first has made. */
static void put_if_match(struct request *rq)
{
	for (size_t i = 0; i < rq->header_count; i++) {
		if (str_same_nocase(rq->headers[i].name, "if-match") && rq->reply.etag)
			rq->headers[i].value = rq->reply.etag;
	}
}

/* The request as it came, for a handler may have changed the parsed body. */
static int read_again(struct request *rq)
{
	struct buf body = rq->reply.body;

	cJSON_Delete(rq->body);
	rq->body = NULL;
	buf_clear(&body);
	rq->reply = (struct reply){ .body = body };
	return json_parse(rq->raw.data, rq->raw.size, &rq->body, &rq->refusal.err);
}

int fault_work_twice(struct request *rq, const struct route *r, struct fault_hit *hit)
{
	if (r->run(rq) < 0)
		return -1;
	put_if_match(rq);
	hit->done = arena_printf(&rq->arena, "did it once before: %s",
	                         answer_member(rq, "id"));
	return read_again(rq);
}

/* ---------------------------------------------------------------- another writer */

struct other {
	struct request *rq;
	enum kind kind;
	struct created made;
	struct refusal refusal;
};

/* Puts the name that the entity has, which makes a version. */
static int rewrite(struct world *w, void *ctx, struct err *e)
{
	struct other *x = ctx;
	const struct request *rq = x->rq;
	const struct caller by = { "another-client", rq->caller.org, rq->caller.sandbox };
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	AUTO(cJSON_Delete) cJSON *patch = json_new_array();
	struct change change = { x->kind, rq->param[0], "*" };
	cJSON *op = json_push(patch, json_new_object());
	const char *name;

	if (entity_tree(&w->store, x->kind, &by, rq->param[0], &tree, e) < 0)
		return -1;
	name = json_str(tree, "name");
	change.if_match = json_str(tree, "etag");
	json_set(op, "op", json_new_str("replace"));
	json_set(op, "path", json_new_str("/name"));
	json_set(op, "value", json_new_str(name ? name : "another name"));
	return entity_patch(w, &by, &change, patch, &x->made, &x->refusal);
}

int fault_work_other_writer(struct request *rq, const struct route *r,
                            struct fault_hit *hit)
{
	struct other x = { .rq = rq };
	struct err ignored = { 0 }; /* an entity that is not there: the service says so */

	if (fault_watch_kind(r->operation, &x.kind) &&
	    transaction_run(&rq->app->world, rewrite, &x, &ignored) == 0)
		hit->done =
			arena_printf(&rq->arena, "another client wrote: %s", x.made.etag);
	refusal_release(&x.refusal);
	return 0;
}

/* ---------------------------------------------------------------- hidden */

static void hide(struct request *rq, const char *id)
{
	const char **all = arena_alloc(&rq->arena, (rq->hidden_count + 1) * sizeof(*all));

	if (rq->hidden_count)
		memcpy(all, rq->hidden, rq->hidden_count * sizeof(*all));
	all[rq->hidden_count++] = id;
	rq->hidden = all;
}

static int refuse_hidden(struct request *rq, struct fault_hit *hit, const char *what)
{
	hit->done = "answered that there is no such entity";
	return refuse(&rq->refusal, E_NOT_FOUND, what, rq->param[0]);
}

int fault_work_hide(struct request *rq, const struct route *r, struct fault_hit *hit)
{
	const char *id = hit->action->text;
	enum kind kind;

	if (!fault_scope_has(FAULT_SCOPE_LISTS, fault_point_of(r->operation))) {
		if (!rq->param[0] || strcmp(rq->param[0], id) != 0 ||
		    !fault_watch_kind(r->operation, &kind))
			return 0;
		return refuse_hidden(rq, hit, kind_collection(kind));
	}
	hide(rq, id);
	hit->done = arena_printf(&rq->arena, "left %s out of a list", id);
	return 0;
}

int fault_work_hide_run(struct request *rq, const struct route *r, struct fault_hit *hit)
{
	const char *flow;

	if (r->operation != OP_RUN_GET)
		return 0;
	flow = answer_member(rq, "items[0].flowId");
	if (!flow || strcmp(flow, hit->action->text) != 0)
		return 0;
	return refuse_hidden(rq, hit, "runs");
}

int fault_work_lag(struct request *rq, const struct route *r UNUSED,
                   struct fault_hit *hit)
{
	const struct fault_strike *strike = rq->strike;

	for (size_t i = 0; i < strike->marked_count; i++) {
		if (strike->marked[i].fault == hit->fault)
			hide(rq, arena_strdup(&rq->arena, strike->marked[i].mark->name));
	}
	hit->done = arena_printf(&rq->arena, "left %zu new entities out of a list",
	                         rq->hidden_count);
	return 0;
}

/* ---------------------------------------------------------------- states */

int fault_work_transient(struct request *rq, const struct route *r UNUSED,
                         struct fault_hit *hit)
{
	const char *id = rq->param[0] ? rq->param[0] : answer_member(rq, "id");

	if (!id)
		return 0;
	hit->done = arena_printf(&rq->arena, "%s is %s", id, hit->action->text);
	return arming_mark(&rq->app->world, hit->fault, id, NULL, &rq->refusal.err);
}

/* ---------------------------------------------------------------- refused */

int fault_work_refuse_token(struct request *rq, const struct route *r UNUSED,
                            struct fault_hit *hit)
{
	hit->done = "refused the token";
	return refuse(&rq->refusal, E_TOKEN_INVALID);
}

int fault_work_forbid(struct request *rq, const struct route *r UNUSED,
                      struct fault_hit *hit)
{
	const char *permission = hit->action->text, *resource = hit->action->type;

	hit->done = "refused for want of a permission";
	if (!permission)
		return refuse(&rq->refusal, E_FORBIDDEN);
	if (!resource)
		return refuse(&rq->refusal, E_PERMISSION_MISSING, permission);
	return refuse(&rq->refusal, E_PERMISSION_DENIED, permission, resource);
}

int fault_work_throttle(struct request *rq, const struct route *r, struct fault_hit *hit)
{
	const char *seconds = arena_printf(&rq->arena, "%lld", (long long)hit->value);
	const bool ims = str_starts(r->path, "/ims/");

	reply_header(rq, "Retry-After", seconds);
	hit->done = arena_printf(&rq->arena, "answered 429, Retry-After %s", seconds);
	return refuse(&rq->refusal, ims ? E_IMS_THROTTLED : E_THROTTLED);
}
