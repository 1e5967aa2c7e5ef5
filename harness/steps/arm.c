/*
 * arm.c - the faults of a scenario: arming them, and what they did
 */
#include "harness/steps/arm.h"

#include "harness/steps/packs.h"
#include "lib/mem.h"
#include "lib/str.h"

#define FAULTS    "/__admin/faults"
#define ANSWER_MS (30 * MS_PER_SECOND)

void arm_release(struct arm *a)
{
	buf_release(&a->untold);
}

/* A call of the harness's own, which is not the last exchange of a step. */
static int ask(struct target *t, const char *method, const char *path, char *body,
               struct call *out, struct err *e)
{
	target_call(t, method, path, out);
	if (body)
		call_body(out, body, "application/json");
	out->x.timeout_ms = ANSWER_MS;
	return target_send(t, out, e);
}

static bool has_pack(const cJSON *faults)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, faults) {
		if (cJSON_IsArray(faults) && cJSON_IsString(one))
			return true;
	}
	return false;
}

/* The node that a refusal begins with: "/0/do/statu: no kind …". */
static const cJSON *refused_node(const cJSON *faults, const char *message,
                                 const char **reason)
{
	const char *colon = strstr(message, ": ");
	AUTO(mem_free) char *pointer = NULL;
	const cJSON *node;

	*reason = message;
	if (!colon || has_pack(faults)) /* the list that was sent is another */
		return faults;
	pointer = mem_printf("%.*s", (int)(colon - message), message);
	node = json_pointer(faults, pointer);
	if (node)
		*reason = colon + 2;
	return node ? node : faults;
}

static int refuse(const struct yaml *y, const cJSON *faults, const struct call *c,
                  struct err *e)
{
	AUTO(cJSON_Delete) cJSON *answer = NULL;
	struct err ignored = { 0 };
	const char *message, *reason;
	const cJSON *node;

	(void)!json_parse(buf_str(&c->x.answer), c->x.answer.size, &answer, &ignored);
	message = json_str(answer, "errorDetails");
	if (!message)
		return node_err(y, faults, e, "the target arms no faults: it answers %d",
		                c->x.status);
	node = refused_node(faults, message, &reason);
	return node_err(y, node, e, "%s", reason);
}

int arm_faults(struct arm *a, const struct arm_at *at, const cJSON *faults, struct err *e)
{
	AUTO(call_release) struct call c = { 0 };
	AUTO(cJSON_Delete) cJSON *body = NULL;

	if (vars_expand(at->scope, at->y, faults, &body, e) < 0 ||
	    (cJSON_IsArray(body) && packs_expand(at->y, faults, body, e) < 0) ||
	    ask(at->target, "POST", FAULTS, json_text(body), &c, e) < 0)
		return -1;
	if (target_preview(at->target))
		return 0;
	a->armed = true;
	return c.x.status == 201 ? 0 : refuse(at->y, faults, &c, e);
}

/* ---------------------------------------------------------------- what was expected of
 * them */

static int64_t count_of(const cJSON *fault, const char *name)
{
	int64_t n = -1;

	json_int(fault, name, &n);
	return n;
}

/* What the fault is on: "request", "run", "file". */
static const char *thing_of(const cJSON *fault)
{
	static const char *const others[] = { "run", "file" };
	const char *on = json_str(fault, "on");

	for (size_t i = 0; on && i < ARRAY_LEN(others); i++) {
		if (str_same_nocase(on, others[i]))
			return others[i];
	}
	return "request";
}

static void say_nearest(const cJSON *fault, struct buf *out)
{
	const cJSON *n = json_get(fault, "nearest");
	const char *file = json_str(n, "file"), *at = json_str(n, "scheduledAt");

	buf_printf(out, "never fired: nearest was %s ", thing_of(fault));
	if (file)
		buf_add_str(out, file);
	else if (at)
		buf_printf(out, "of %s", at);
	else
		buf_printf(out, "%lld", (long long)count_of(n, "request"));
	buf_printf(out, ", %s", json_str(n, "why"));
}

/* Why it never fired, by its counts and what came nearest. */
static void say_never(const cJSON *fault, struct buf *out)
{
	const char *thing = thing_of(fault);

	if (count_of(fault, "shadowed") > 0)
		buf_printf(out, "never fired: %lld times another ended the %s",
		           (long long)count_of(fault, "shadowed"), thing);
	else if (count_of(fault, "matched") > 0)
		buf_printf(out,
		           "never fired: %lld %ss matched, and none was the "
		           "occurrence",
		           (long long)count_of(fault, "matched"), thing);
	else if (json_str(fault, "nearest.why"))
		say_nearest(fault, out);
	else
		buf_printf(out, "never fired: no %s came to where it is", thing);
}

/* What `expect` asks for and did not happen; nothing is added where it did. */
static void judge(const cJSON *fault, struct buf *out)
{
	const char *expect = json_str(fault, "expect");
	const int64_t fired = count_of(fault, "fired"), left = count_of(fault, "left"),
		      effective = count_of(fault, "effective");

	if (!expect || !strcmp(expect, "any"))
		return;
	if (!strcmp(expect, "never")) {
		if (fired)
			buf_printf(out, "fired %lld times, and was expected not to",
			           (long long)fired);
		return;
	}
	if (!fired)
		say_never(fault, out);
	else if (!effective)
		buf_printf(out, "fired %lld times, and no effect was seen at the client",
		           (long long)fired);
	else if (!strcmp(expect, "all") && (left > 0 || effective < fired))
		buf_printf(out,
		           "fired %lld times, %lld of them with an effect; %lld are "
		           "left",
		           (long long)fired, (long long)effective,
		           (long long)(left > 0 ? left : 0));
}

/* Those that the target itself was started with are not the scenario's. */
static void note(struct arm *a, const cJSON *fault)
{
	AUTO(buf_release) struct buf why = { 0 };
	const char *name = json_str(fault, "fault");

	if (cJSON_IsTrue(json_get(fault, "atStart")))
		return;
	judge(fault, &why);
	if (why.size)
		buf_printf(&a->untold, "%sfault %s %s", a->untold.size ? "\n" : "",
		           name ? name : "?", buf_str(&why));
}

static int read_answer(const struct call *c, cJSON **out, struct err *e)
{
	if (c->x.status == 200)
		return json_parse(buf_str(&c->x.answer), c->x.answer.size, out, e);
	return err_set(e, ERR_UNAVAILABLE, "%s " FAULTS ": %d", c->x.method, c->x.status);
}

int arm_clear(struct arm *a, const struct arm_at *at, const cJSON *node, const char *name,
              struct err *e)
{
	AUTO(call_release) struct call c = { 0 };
	AUTO(mem_free) char *path = mem_printf(FAULTS "/%s", name);
	AUTO(cJSON_Delete) cJSON *fault = NULL;

	if (ask(at->target, "DELETE", path, NULL, &c, e) < 0)
		return -1;
	if (target_preview(at->target))
		return 0;
	if (c.x.status == 404)
		return node_err(at->y, node, e, "no fault called '%s' is armed", name);
	if (read_answer(&c, &fault, e) < 0)
		return -1;
	note(a, fault);
	return 0;
}

int arm_end(struct arm *a, struct target *t, struct err *e)
{
	AUTO(call_release) struct call c = { 0 }, clear = { 0 };
	AUTO(cJSON_Delete) cJSON *all = NULL;
	const cJSON *fault;

	if (!a->armed)
		return 0;
	if (ask(t, "GET", FAULTS, NULL, &c, e) < 0 || read_answer(&c, &all, e) < 0)
		return -1;
	cJSON_ArrayForEach(fault, json_get(all, "faults"))
		note(a, fault);
	return ask(t, "DELETE", FAULTS, NULL, &clear, e);
}
