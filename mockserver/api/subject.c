/*
 * subject.c - a request as faults see it: its parts as JSON, made when they are asked for
 */
#include "mockserver/api/subject.h"

#include "lib/hash.h"
#include "mockserver/sim/clock.h"

#define LABEL "x-flowmock-label" /* names a client, in place of the API key */

/* The path as GET /__admin/operations writes it: below the service's base. */
static const char *own_path(const struct request *rq)
{
	const size_t base = strlen(SERVICE_BASE);

	return str_starts(rq->path, SERVICE_BASE "/") ? rq->path + base : rq->path;
}

static cJSON *make_path(struct subject *s)
{
	return json_new_str(s->seen.path);
}

static cJSON *make_client(struct subject *s)
{
	return json_new_str(s->seen.client);
}

/* Of several parameters of one name the first counts. */
static cJSON *make_query(struct subject *s)
{
	const struct request *rq = s->rq;
	cJSON *out = json_new_object();

	for (size_t i = 0; i < rq->param_count; i++) {
		const struct query_param *p = &rq->params[i];

		if (!json_get(out, p->name))
			json_set(out, p->name, json_new_str(p->value));
	}
	return out;
}

/* Names in lower case; a value that is no UTF-8 is left out. */
static cJSON *make_headers(struct subject *s)
{
	const struct request *rq = s->rq;
	cJSON *out = json_new_object();

	for (size_t i = 0; i < rq->header_count; i++) {
		const struct request_header *h = &rq->headers[i];
		char *name = arena_strdup(&s->rq->arena, h->name);

		for (char *c = name; *c; c++)
			*c = str_lower(*c);
		if (!json_get(out, name) && str_is_utf8(h->value, strlen(h->value)))
			json_set(out, name, json_new_str(h->value));
	}
	return out;
}

/* What does not parse is no body: the operation says why, if it comes to that. */
static cJSON *make_body(struct subject *s)
{
	const struct buf *raw = &s->rq->raw;
	cJSON *out = NULL;
	struct err ignored = { 0 };

	if (!raw->size || json_parse(raw->data, raw->size, &out, &ignored) < 0)
		return NULL;
	return out;
}

static const cJSON *part(void *ctx, enum fault_part which)
{
	/* The rest are parts of runs and files, which no fault on a request asks for. */
	static cJSON *(*const make[FAULT_PART_COUNT])(struct subject *) = {
		[FAULT_PART_PATH] = make_path,       [FAULT_PART_QUERY] = make_query,
		[FAULT_PART_HEADERS] = make_headers, [FAULT_PART_BODY] = make_body,
		[FAULT_PART_CLIENT] = make_client,
	};
	struct subject *s = ctx;

	if (!s->made[which] && make[which])
		s->part[which] = make[which](s);
	s->made[which] = true;
	return s->part[which];
}

static const char *client_of(const struct request *rq)
{
	const char *label = request_header(rq, LABEL);
	const char *key = request_header(rq, "x-api-key");

	return label ? label : key ? key : "";
}

/* The flow's id: of an operation on one in the path, of POST /runs in the body. */
static const char *flow_of(struct subject *s, enum operation operation)
{
	const char *id;

	if (!fault_scope_names_flow(operation))
		return "";
	if (operation != OP_RUN_CREATE)
		return s->rq->param[0];
	id = json_str(part(s, FAULT_PART_BODY), "flowId");
	return id ? id : "";
}

/* A token is never kept itself: the state holds its hash. */
static const char *token(void *ctx)
{
	struct subject *s = ctx;
	const char *sent = request_header(s->rq, "authorization");

	if (!s->token && sent)
		s->token = arena_printf(&s->rq->arena, "%016llx",
		                        (unsigned long long)hash_text(0, sent));
	return s->token ? s->token : "";
}

void subject_init(struct subject *s, struct request *rq, const struct route *r, vtime now)
{
	*s = (struct subject){ .rq = rq };
	s->seen = (struct fault_subject){ .point = fault_point_of(r->operation),
		                          .method = rq->method_name,
		                          .path = own_path(rq),
		                          .client = client_of(rq),
		                          .now = now,
		                          .part = part,
		                          .token_of = token,
		                          .ctx = s };
	s->seen.flow = flow_of(s, r->operation);
	s->seen.entity = rq->param[0] ? rq->param[0] : "";
	s->seen.real_ms = clock_machine();
}

cJSON *subject_take_body(struct subject *s)
{
	cJSON *body = s->part[FAULT_PART_BODY];

	s->part[FAULT_PART_BODY] = NULL;
	return body;
}

void subject_release(struct subject *s)
{
	for (size_t i = 0; i < FAULT_PART_COUNT; i++)
		cJSON_Delete(s->part[i]);
}
