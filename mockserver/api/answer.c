/*
 * answer.c - faults on an answer that is there: its body and its headers
 */
#include "mockserver/api/answer.h"

#include "lib/json/patch.h"
#include "lib/mem.h"
#include "mockserver/http/reply.h"
#include "mockserver/http/reply_head.h"

/* The body, parsed; NULL where it is no JSON. */
static cJSON *parse(const struct request *rq)
{
	const struct buf *body = &rq->reply.body;
	struct err ignored = { 0 };
	cJSON *out = NULL;

	if (!body->size || json_parse(body->data, body->size, &out, &ignored) < 0)
		return NULL;
	return out;
}

static void put(struct request *rq, const cJSON *tree)
{
	buf_clear(&rq->reply.body);
	json_print(tree, &rq->reply.body);
}

static bool same_text(const cJSON *a, const cJSON *b)
{
	AUTO_MEM char *left = json_text(a), *right = json_text(b);

	return !strcmp(left, right);
}

void answer_patch(struct request *rq, struct fault_hit *hit)
{
	AUTO(cJSON_Delete) cJSON *was = parse(rq), *now = NULL;
	struct err why = { 0 };

	if (!was || jsonpatch_apply(was, hit->action->tree, &now, &why) < 0 ||
	    same_text(was, now))
		return;
	put(rq, now);
	hit->done = arena_printf(&rq->arena, "patched the body of an answer %d",
	                         rq->reply.status);
}

void answer_empty(struct request *rq, struct fault_hit *hit)
{
	if (!rq->reply.body.size)
		return;
	hit->done = arena_printf(&rq->arena, "took away a body of %zu bytes",
	                         rq->reply.body.size);
	buf_clear(&rq->reply.body);
}

void answer_text(struct request *rq, struct fault_hit *hit)
{
	if (rq->reply.status == 204) /* it has no body on the wire */
		return;
	hit->done = arena_printf(&rq->arena, "put a text in place of a body of %zu bytes",
	                         rq->reply.body.size);
	buf_clear(&rq->reply.body);
	buf_add_str(&rq->reply.body, hit->action->text);
	rq->reply.content_type = hit->action->type ? hit->action->type : "text/plain";
}

/* ---------------------------------------------------------------- headers */

/* The member of struct reply that is sent as the header; NULL for another header. */
static const char **own_header(struct reply *reply, const char *name)
{
	const struct {
		const char *name;
		const char **value;
	} rows[] = {
		{ "Content-Type", &reply->content_type }, { "ETag", &reply->etag },
		{ "Location", &reply->location },         { "Allow", &reply->allow },
		{ "x-debug-id", &reply->debug_id },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (str_same_nocase(rows[i].name, name))
			return rows[i].value;
	}
	return NULL;
}

/* Takes away those of that name that were added. */
static void drop_more(struct request *rq, const char *name)
{
	struct reply *reply = &rq->reply;
	const struct request_header *was = reply->more;
	size_t count = reply->more_count;

	reply->more_count = 0;
	for (size_t i = 0; i < count; i++) {
		if (!str_same_nocase(was[i].name, name))
			reply_header(rq, was[i].name, was[i].value);
	}
}

static void put_header(struct request *rq, const cJSON *header)
{
	const cJSON *one = cJSON_IsArray(header) ? header->child : header;
	const char **own;

	drop_more(rq, header->string);
	own = own_header(&rq->reply, header->string);
	if (own)
		*own = NULL;
	if (str_same_nocase(header->string, "x-request-id"))
		rq->id = NULL;
	for (; one; one = one == header ? NULL : one->next) {
		if (cJSON_IsString(one))
			reply_header(rq, header->string, one->valuestring);
	}
}

static void list_header(void *ctx, const char *name, const char *value)
{
	buf_printf(ctx, "%s: %s\n", name, value);
}

void answer_headers(struct request *rq, struct fault_hit *hit)
{
	AUTO(buf_release) struct buf was = { 0 };
	AUTO(buf_release) struct buf is = { 0 };
	const cJSON *one;

	reply_each_header(rq, list_header, &was);
	cJSON_ArrayForEach(one, hit->action->tree)
		put_header(rq, one);
	reply_each_header(rq, list_header, &is);
	if (strcmp(buf_str(&was), buf_str(&is)) != 0)
		hit->done = "changed headers of the answer";
}

/* ---------------------------------------------------------------- entities in it */

bool answer_put_state(struct request *rq, const char *id, const char *state)
{
	AUTO(cJSON_Delete) cJSON *tree = rq->reply.status == 200 ? parse(rq) : NULL;
	cJSON *item;
	bool any = false;

	cJSON_ArrayForEach(item, json_get(tree, "items")) {
		const char *own = json_str(item, "id");

		if (!own || strcmp(own, id) != 0 || !json_str(item, "state"))
			continue;
		json_set(item, "state", json_new_str(state));
		any = true;
	}
	if (any)
		put(rq, tree);
	return any;
}

const char *answer_member(struct request *rq, const char *path)
{
	AUTO(cJSON_Delete) cJSON *tree = parse(rq);
	const char *text = json_str(tree, path);

	return text ? arena_strdup(&rq->arena, text) : NULL;
}
