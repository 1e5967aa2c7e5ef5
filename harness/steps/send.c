/*
 * send.c - a request as a step spells it: what to send
 */
#include "harness/steps/send.h"

#include "harness/target/impact.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "lib/uri.h"

#define ANSWER_MS (30 * MS_PER_SECOND) /* how long an answer is waited for */
/* One that the overall time-out ends must end after it, or nobody seems to be there. */
#define AFTER_MS  2

int send_check(const struct yaml *y, const cJSON *node, struct err *e)
{
	static const char *const maps[] = { "headers", "query" };
	const cJSON *member;

	if (json_get(node, "body") && json_get(node, "raw"))
		return node_err(y, json_get(node, "raw"), e, "a request has body or raw");
	for (size_t i = 0; i < ARRAY_LEN(maps); i++) {
		cJSON_ArrayForEach(member, json_get(node, maps[i])) {
			if (node_is(y, member, JSON_ANY & ~(JSON_MAP | JSON_LIST),
			            member->string, e) < 0)
				return -1;
		}
	}
	return 0;
}

/* Writes need a target that takes them, paths below /__admin/ one that has them. */
void send_require(struct loader *l, const char *method, const char *path)
{
	struct impact f = impact_of(method, path);

	if (f.kind == IMPACT_ADMIN)
		scenario_load_require(l, 1u << CAN_ADMIN);
	if (impact_writes(&f))
		scenario_load_require(l, 1u << CAN_WRITE);
}

static bool is_path(const char *text)
{
	return text[0] == '/' || str_starts(text, "http");
}

static int refuse_path(const struct yaml *y, const cJSON *at, const char *text,
                       struct err *e)
{
	return node_err(y, at, e, "'%s' is no path: it starts with no '/'", text);
}

int send_check_path(const struct yaml *y, const cJSON *path, struct err *e)
{
	/* One that begins with a name is known when it is sent. */
	if (!cJSON_IsString(path) || is_path(path->valuestring) ||
	    path->valuestring[0] == '$')
		return 0;
	return refuse_path(y, path, path->valuestring, e);
}

/* ---------------------------------------------------------------- query */

/* The path with the members of `query` behind it; null ones are left out. */
static int add_query(struct play *p, const struct yaml *y, const cJSON *query,
                     struct buf *path, struct err *e)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, query) {
		AUTO(mem_free) char *value = NULL;

		if (cJSON_IsNull(member))
			continue;
		if (vars_expand_text(p->scope, y, member, &value, e) < 0)
			return -1;
		buf_add_char(path, strchr(buf_str(path), '?') ? '&' : '?');
		uri_escape(member->string, path);
		buf_add_char(path, '=');
		uri_escape(value, path);
	}
	return 0;
}

/* ---------------------------------------------------------------- headers, body */

static int set_headers(struct play *p, const struct yaml *y, const cJSON *headers,
                       struct err *e)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, headers) {
		AUTO(mem_free) char *value = NULL;

		if (!cJSON_IsNull(member) &&
		    vars_expand_text(p->scope, y, member, &value, e) < 0)
			return -1;
		call_header(&p->call, member->string, value);
	}
	return 0;
}

static int set_body(struct play *p, const struct yaml *y, const cJSON *node,
                    struct err *e)
{
	const cJSON *body = json_get(node, "body"), *raw = json_get(node, "raw");
	AUTO(cJSON_Delete) cJSON *value = NULL;
	AUTO(mem_free) char *text = NULL;

	if (raw && vars_expand_text(p->scope, y, raw, &text, e) < 0)
		return -1;
	if (body) {
		if (vars_expand(p->scope, y, body, &value, e) < 0)
			return -1;
		text = json_text(value);
	}
	if (text)
		call_body(&p->call, TAKE(text), "application/json");
	return 0;
}

int send_call(struct play *p, struct err *e)
{
	const struct identity *who = target_identity(p->target);

	p->call.x.timeout_ms = interrupt_left_ms(p->interrupt, ANSWER_MS) + AFTER_MS;
	call_note_request(&p->call, who, &p->seen);
	p->call.seen = &p->seen;
	if (target_send(p->target, &p->call, e) < 0)
		return -1;
	call_note_answer(&p->call, who, &p->seen);
	return 0;
}

int send_prepare(struct play *p, const struct yaml *y, const cJSON *node,
                 const char *method, struct err *e)
{
	AUTO(mem_free) char *text = NULL;
	AUTO(buf_release) struct buf path = { 0 };
	const cJSON *at = json_get(node, method);

	if (vars_expand_text(p->scope, y, at, &text, e) < 0)
		return -1;
	if (!is_path(text) && !(target_preview(p->target) && str_starts(text, "${")))
		return refuse_path(y, at, text, e);
	buf_add_str(&path, text);
	if (add_query(p, y, json_get(node, "query"), &path, e) < 0)
		return -1;
	call_release(&p->call);
	target_call(p->target, method, buf_str(&path), &p->call);
	if (set_body(p, y, node, e) < 0 ||
	    set_headers(p, y, json_get(node, "headers"), e) < 0)
		return -1;
	buf_printf(&p->said, "%s %s", method, buf_str(&path));
	return 0;
}

int send_request(struct play *p, const struct yaml *y, const cJSON *node,
                 const char *method, struct err *e)
{
	if (send_prepare(p, y, node, method, e) < 0 || send_call(p, e) < 0)
		return -1;
	buf_printf(&p->said, " -> %d", p->call.x.status);
	return 0;
}
