/*
 * direct.c - requests by a plain socket: those that may break, wait, or share a
 * connection
 */
#include "harness/steps/direct.h"

#include "harness/steps/expect.h"
#include "lib/mem.h"

#define ANSWER_MS (30 * MS_PER_SECOND) /* how long an answer is waited for */

static int read_timeout(const struct yaml *y, const cJSON *node, int64_t *ms,
                        struct err *e)
{
	const cJSON *at = json_get(node, "timeout");
	struct duration length;
	struct err why = { 0 };

	*ms = ANSWER_MS;
	if (!at)
		return 0;
	if (duration_parse(at->valuestring, &length, &why) < 0)
		return node_err(y, at, e, "%s", why.text);
	if (length.months || length.ms <= 0)
		return node_err(y, at, e,
		                "timeout must be a length of time such as 300ms");
	*ms = length.ms;
	return 0;
}

int direct_check(const struct yaml *y, const cJSON *node, struct err *e)
{
	static const char *const later[] = { "expect", "capture" };
	const cJSON *background = json_get(node, "background");
	int64_t ms;

	for (size_t i = 0; i < ARRAY_LEN(later); i++) {
		const cJSON *at = json_get(node, later[i]);

		if (background && at)
			return node_err(
				y, at, e,
				"a request in the background has no %s: it is for "
				"its step join",
				later[i]);
	}
	return read_timeout(y, node, &ms, e);
}

bool direct_is_asked(const cJSON *node)
{
	return json_get(node, "timeout") || json_get(node, "connection") ||
	       json_get(node, "background") || expect_is_direct(json_get(node, "expect"));
}

/* ---------------------------------------------------------------- connections */

static int take_connection(struct play *p, const struct yaml *y, const cJSON *node,
                           struct connection **out, struct err *e)
{
	const cJSON *at = json_get(node, "connection");
	AUTO(mem_free) char *name = NULL;

	if (at && vars_expand_text(p->scope, y, at, &name, e) < 0)
		return -1;
	*out = sockets_connection(&p->sockets, name);
	if ((*out)->user)
		return node_err(y, at, e,
		                "connection '%s' waits for '%s' until that is joined",
		                name, sockets_name((*out)->user));
	return 0;
}

/* ---------------------------------------------------------------- sending */

static void end_call(struct play *p, struct connection *c)
{
	call_note_answer(&p->call, target_identity(p->target), &p->seen);
	target_note(p->target, &p->call);
	sockets_done(&p->sockets, c);
	if (p->call.plain.end == PLAIN_WHOLE)
		buf_printf(&p->said, " -> %d", p->call.x.status);
	else
		buf_printf(&p->said, " -> %s", plain_end_name(p->call.plain.end));
}

/* What was sent waits on a thread; the target has read it when the step is over. */
static int leave(struct play *p, struct connection *c, const char *name, struct err *e)
{
	buf_printf(&p->said, " in the background, as %s", name);
	if (sockets_leave(&p->sockets, c, name, &p->call, e) < 0)
		return -1;
	target_settle(p->target);
	return 0;
}

static int read_name(struct play *p, const struct yaml *y, const cJSON *at, char **out,
                     struct err *e)
{
	*out = NULL;
	if (!at)
		return 0;
	if (vars_expand_text(p->scope, y, at, out, e) < 0)
		return -1;
	if (!sockets_find(&p->sockets, *out))
		return 0;
	free(TAKE(*out));
	return node_err(y, at, e, "a request of that name is in the background already");
}

static bool goes_on(void *interrupt)
{
	return !interrupt_came(interrupt);
}

int direct_send(struct play *p, const struct yaml *y, const cJSON *node, struct err *e)
{
	AUTO(mem_free) char *name = NULL;
	struct connection *c;
	struct err why = { 0 };
	int64_t ms;

	call_note_request(&p->call, target_identity(p->target), &p->seen);
	p->call.seen = &p->seen;
	if (target_preview(p->target))
		return target_send(p->target, &p->call, e);
	if (read_timeout(y, node, &ms, e) < 0 ||
	    read_name(p, y, json_get(node, "background"), &name, e) < 0 ||
	    take_connection(p, y, node, &c, e) < 0)
		return -1;
	p->call.x.timeout_ms = interrupt_left_ms(p->interrupt, ms);
	plain_wait_with(c->plain, goes_on, p->interrupt);
	if (target_send_plain(p->target, &p->call, c->plain, &why) < 0)
		return why.code == ERR_INVALID ? node_err(y, node, e, "%s", why.text)
		                               : err_pass(e, &why);
	if (name)
		return leave(p, c, name, e);
	call_receive_plain(&p->call, c->plain);
	end_call(p, c);
	if (interrupt_came(p->interrupt))
		return err_set(e, ERR_UNAVAILABLE, "stopped before its answer came");
	return 0;
}

/* ---------------------------------------------------------------- joining */

int direct_join(struct play *p, const struct yaml *y, const cJSON *at, struct err *e)
{
	AUTO(mem_free) char *name = NULL;
	struct background *b;

	if (target_preview(p->target))
		return 0; /* it was planned only */
	if (vars_expand_text(p->scope, y, at, &name, e) < 0)
		return -1;
	b = sockets_find(&p->sockets, name);
	if (!b)
		return node_err(y, at, e, "no request in the background is called '%s'",
		                name);
	call_release(&p->call);
	buf_printf(&p->said, "join %s", name);
	end_call(p, sockets_join(&p->sockets, b, p->interrupt, &p->call));
	return 0;
}
