/*
 * members.c - what is logged of the members of a body
 */
#include "mockserver/entities/members.h"

#include "lib/jsonschema/unknown.h"
#include "lib/mem.h"
#include "lib/nearest.h"
#include "mockserver/entities/auth.h"
#include "mockserver/specs/specs.h"

#define LOGGED_MOST 20 /* lines a body; ours */

/* A part of a body that has a schema of its own. */
struct body_part {
	const char *name;
	const char *at; /* where it stands: "", "/params" */
	const cJSON *object;
	const struct jsonschema *schema; /* NULL: the names below alone */
	enum effect_part effects;        /* PART_COUNT: the table has none of it */
	const char *const *also;         /* further names, NULL-ended; or NULL */
};

struct members_search {
	const struct world *w;
	const struct members_sent *sent;
	const struct body_part *part;
	size_t count; /* of what was found so far */
};

/* ---------------------------------------------------------------- what was sent */

/* What follows the path in the pointer; NULL if it does not begin with the path. */
static const char *below(const char *pointer, const char *path, size_t length)
{
	if (strncmp(pointer, path, length) != 0 ||
	    (pointer[length] && pointer[length] != '/'))
		return NULL;
	return pointer + length;
}

/* Of an element that was added behind the others ("/list/-"), the number is not known. */
static const char *below_element(const char *pointer, const char *path)
{
	size_t length = strlen(path);
	const char *rest;

	if (length < 2 || strcmp(path + length - 2, "/-") != 0)
		return NULL;
	rest = below(pointer, path, length - 2);
	return rest && *rest ? strchr(rest + 1, '/') : NULL;
}

static bool op_sent(const cJSON *op, const char *pointer)
{
	const char *path = json_str(op, "path"), *rest;

	if (!path)
		return false;
	if (below(path, pointer, strlen(pointer)))
		return true;
	rest = below(pointer, path, strlen(path));
	if (!rest)
		rest = below_element(pointer, path);
	return rest && json_pointer(json_get(op, "value"), rest);
}

/* Has the client sent what stands there?  A PATCH sends parts of the entity. */
static bool was_sent(const struct members_sent *sent, const char *pointer)
{
	const cJSON *op;

	if (!sent->patch || cJSON_IsObject(sent->patch))
		return !sent->patch || op_sent(sent->patch, pointer);
	cJSON_ArrayForEach(op, sent->patch) {
		if (op_sent(op, pointer))
			return true;
	}
	return false;
}

/* ---------------------------------------------------------------- unknown ones */

static void log_unknown(const struct world *w, const char *of,
                        const struct jsonschema_unknown *u)
{
	const char *best = u->nearest;
	AUTO_MEM char *text =
		mem_printf("%s: unknown%s%s%s", u->pointer, best ? "; did you mean " : "",
	                   best ? best : "", best ? "?" : "");

	log_event(&w->log, LOG_WARN, "member.unknown", F_STR("of", of),
	          F_STR("reason", text));
}

static void found(void *ctx, const struct jsonschema_unknown *u)
{
	struct members_search *x = ctx;

	if (was_sent(x->sent, u->pointer) && x->count++ < LOGGED_MOST)
		log_unknown(x->w, x->part->name, u);
}

static const char *also(void *ctx, size_t i)
{
	const struct body_part *p = ((struct members_search *)ctx)->part;
	const char *member = effect_member(p->effects, i);

	return p->also ? p->also[i] : member;
}

static void search_part(struct members_search *x, const struct body_part *p)
{
	const struct jsonschema_search how = { p->at, also, found, x };

	x->part = p;
	if (cJSON_IsObject(p->object))
		jsonschema_find_unknown(p->schema, p->object, &how);
	x->part = NULL;
}

static void log_rest(const struct members_search *x, const char *of)
{
	if (x->count > LOGGED_MOST)
		log_event(&x->w->log, LOG_WARN, "member.unknown", F_STR("of", of),
		          F_STR("reason", "there are more of them"),
		          F_INT("count", (int64_t)(x->count - LOGGED_MOST)));
}

static void search_flow(struct members_search *x)
{
	const struct members_sent *s = x->sent;
	const struct body_part schedule = { "scheduleParams of a flow",
		                            "/scheduleParams",
		                            json_get(s->tree, "scheduleParams"),
		                            s->spec ? spec_rules(s->spec, SPEC_SCHEDULE)
		                                    : NULL,
		                            PART_SCHEDULE,
		                            NULL };

	search_part(x, &schedule);
}

static void search_auth(struct members_search *x)
{
	/* What the service adds, and A18's name for domain. */
	static const char *const names[] = { "authorizedDate", "host", NULL };
	const cJSON *auth = json_get(x->sent->tree, "auth");
	const struct body_part params = { "auth.params of a base connection",
		                          "/auth/params",
		                          json_get(auth, "params"),
		                          auth_rules_of(x->w, x->sent->spec, auth),
		                          PART_COUNT,
		                          names };

	if (params.schema)
		search_part(x, &params);
}

static void search_end(struct members_search *x)
{
	const struct spec *spec = x->sent->spec;
	const bool target = x->sent->kind == KIND_TARGET;
	const struct body_part params = {
		effect_part_name(target ? PART_TARGET_PARAMS : PART_SOURCE_PARAMS),
		"/params",
		json_get(x->sent->tree, "params"),
		spec ? spec_rules(spec, target ? SPEC_TARGET : SPEC_SOURCE) : NULL,
		target ? PART_TARGET_PARAMS : PART_SOURCE_PARAMS,
		NULL,
	};

	search_part(x, &params);
}

/* The body itself, and the part of it that a spec describes. */
void members_log_unknown(const struct world *w, const struct members_sent *sent)
{
	static const struct {
		enum effect_part part;
		const char *schema;
	} bodies[] = {
		[KIND_CONNECTION] = { PART_CONNECTION, "create-connection" },
		[KIND_SOURCE] = { PART_SOURCE, "create-source-connection" },
		[KIND_TARGET] = { PART_TARGET, "create-target-connection" },
		[KIND_FLOW] = { PART_FLOW, "create-flow" },
	};
	struct members_search x = { .w = w, .sent = sent };
	const enum effect_part part = bodies[sent->kind].part;
	const struct body_part body = { effect_part_name(part),
		                        "",
		                        sent->tree,
		                        specs_body(w->specs, bodies[sent->kind].schema),
		                        part,
		                        NULL };

	static_assert(ARRAY_LEN(bodies) == KIND_COUNT, "every kind has a body");
	if (!log_writes(&w->log, LOG_WARN))
		return;
	search_part(&x, &body);
	if (sent->kind == KIND_FLOW)
		search_flow(&x);
	else if (sent->kind == KIND_CONNECTION)
		search_auth(&x);
	else
		search_end(&x);
	log_rest(&x, body.name);
}

void members_log_unknown_body(const struct world *w, const char *of, const char *schema,
                              const cJSON *body)
{
	static const struct members_sent all = { .patch = NULL };
	struct members_search x = { .w = w, .sent = &all };
	const struct body_part part = { of,         "",
		                        body,       specs_body(w->specs, schema),
		                        PART_COUNT, NULL };

	search_part(&x, &part);
	log_rest(&x, of);
}

/* ---------------------------------------------------------------- operations */

static void log_unknown_op(const struct world *w, const cJSON *op, const char *at)
{
	static const char *const names[] = { "op", "path", "value", "from" };
	const cJSON *one;

	cJSON_ArrayForEach(one, op) {
		struct nearest n = { .name = str_of(one->string ? one->string : "") };
		AUTO(buf_release) struct buf pointer = { 0 };

		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			nearest_offer(&n, names[i]);
		if (!one->string || (n.best && !n.distance))
			continue;
		buf_add_str(&pointer, at);
		json_pointer_add(&pointer, one->string);
		log_unknown(w, "patch",
		            &(struct jsonschema_unknown){ buf_str(&pointer), n.best });
	}
}

void members_log_unknown_ops(const struct world *w, const cJSON *patch)
{
	const cJSON *op;
	int i = 0;

	if (cJSON_IsObject(patch))
		log_unknown_op(w, patch, "");
	if (!cJSON_IsArray(patch))
		return;
	cJSON_ArrayForEach(op, patch) {
		AUTO(mem_free) char *at = mem_printf("/%d", i++);

		if (i > LOGGED_MOST)
			return;
		if (cJSON_IsObject(op))
			log_unknown_op(w, op, at);
	}
}

/* ---------------------------------------------------------------- ignored ones */

void members_log_ignored(const struct world *w, const char *flow, const struct members *m)
{
	const cJSON *one;

	if (!cJSON_IsObject(m->object))
		return;
	cJSON_ArrayForEach(one, m->object) {
		const struct effect_row *row = effect_find(m->part, one->string);

		if (!row || row->effect != EFFECT_NONE || cJSON_IsNull(one))
			continue;
		log_event(&w->log, LOG_WARN, "member.ignored", F_STR("flow", flow),
		          F_STR("of", effect_part_name(m->part)),
		          F_STR("member", row->member),
		          F_STR("reason", row->note ? row->note : "-"));
	}
}
