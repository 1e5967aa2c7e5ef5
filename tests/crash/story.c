/*
 * story.c - what a client does to a server, and what it was promised
 */
#include "tests/crash/story.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "lib/hash.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "lib/vtime.h"
#include "tests/crash/bodies.h"
#include "tests/crash/invariants.h"
#include "tests/support/quoted.h"

#define ZERO       INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */
#define HOURS_MOST 30
#define EXPORT     "/data/core/activation/disflowprovider/adhocrun"

void story_begin(struct story *st, struct server *s, struct findings *f)
{
	*st = (struct story){ .server = s, .findings = f, .now_ms = ZERO };
}

void story_end(struct story *st)
{
	buf_release(&st->log);
}

static const char *const names[] = {
	[OP_NONE] = "nothing",    [OP_LAND] = "land",
	[OP_WEEK] = "week",       [OP_LIFE] = "life",
	[OP_MAKE] = "make",       [OP_RENAME] = "rename",
	[OP_DELETE] = "delete",   [OP_DISABLE] = "disable",
	[OP_ENABLE] = "enable",   [OP_PARTITIONS] = "partitions",
	[OP_ADVANCE] = "advance", [OP_EXPORT] = "export",
	[OP_RESET] = "reset",
};
static_assert(ARRAY_LEN(names) == OP_COUNT, "every op has a name");

const char *op_name(enum op op)
{
	return names[op];
}

/* ---------------------------------------------------------------- requests */

static bool is_well(const struct answer *a)
{
	return a->status >= 200 && a->status < 300;
}

static bool goes_on(struct story *st, const char *run)
{
	AUTO(mem_free) char *path = mem_printf("/runs/%s", run);
	struct question q = { .method = "GET", .path = path };
	struct answer a = server_ask(st->server, &q);
	const char *status = json_str(a.body, "items[0].metrics.statusSummary.status");
	bool well = status ? !strcmp(status, "inProgress") || !strcmp(status, "queued")
	                   : st->may_fail && (!a.status || a.status >= 500);

	answer_release(&a);
	return well;
}

/* An export is refused, as documented, while the run that the refusal names goes on. */
static bool is_due(struct story *st, const struct question *q, const struct answer *a)
{
	static const char says[] = "Run already going on for dataset ";
	const char *message = json_str(a->body, "message");
	const char *run = message ? strrchr(message, ' ') : NULL;

	return a->status == 400 && !strcmp(q->path, EXPORT) && run &&
	       str_starts(message, says) && goes_on(st, run + 1);
}

/* Only a fault or a kill excuses a missing answer, or a 5xx. */
static void judge(struct story *st, const struct question *q, const struct answer *a)
{
	int end = server_ended(st->server, a->status ? 0 : PATIENCE_MS / 10);

	if (end == 128 + SIGKILL && st->may_die)
		return;
	if (end > 128)
		broken(st->findings, INV_ALIVE, "signal %d at %s %s", end - 128,
		       q->method, q->path);
	else if (end != END_UP)
		broken(st->findings, INV_ALIVE, "it ended with %d at %s %s", end,
		       q->method, q->path);
	else if (!a->status)
		broken(st->findings, INV_ALIVE, "no answer to %s %s", q->method, q->path);
	else if (!is_well(a) && !is_due(st, q, a) && !(st->may_fail && a->status >= 500))
		broken(st->findings, INV_ALIVE, "%d for %s %s: %.200s", a->status,
		       q->method, q->path, a->text);
}

/* One request; true when it was done and said so. */
bool story_ask(struct story *st, const struct question *q, const struct blow *blow,
               struct answer *out)
{
	if (blow) {
		*out = server_ask_and_kill(st->server, q, blow);
		buf_add_str(&st->log, out->status ? " (killed after it)" : " (killed)");
	} else if (st->server->pid) {
		*out = server_ask(st->server, q);
		judge(st, q, out);
	} else {
		*out = (struct answer){ .text = mem_strdup("") };
	}
	if (is_well(out))
		st->acknowledged += strcmp(q->method, "GET") != 0;
	else if (!blow)
		buf_printf(&st->log, " (%d)", out->status);
	return is_well(out);
}

static void put_text(char *to, const char *text)
{
	snprintf(to, STORY_ID, "%s", text);
}

/* ---------------------------------------------------------------- making */

/* POST; returns the id of what was created, or NULL. */
static char *post(struct story *st, const char *path, char *body, const struct blow *blow)
{
	AUTO(mem_free) char *own = body;
	struct question q = { .method = "POST", .path = path, .body = own };
	struct answer a;
	char *id = NULL;

	if (story_ask(st, &q, blow, &a) && json_str(a.body, "id"))
		id = mem_strdup(json_str(a.body, "id"));
	answer_release(&a);
	return id;
}

static bool post_part(struct story *st, const char *path, char *body,
                      const struct blow *blow, char id[STORY_ID])
{
	AUTO(mem_free) char *made = post(st, path, body, blow);

	if (!made)
		return false;
	assert(st->made_count < STORY_MADE);
	snprintf(st->made[st->made_count++], sizeof(st->made[0]), "%s/%s", path, made);
	put_text(id, made);
	return true;
}

void story_add_flow(struct story *st, const char *id, const char *name,
                    const char *dataset)
{
	struct story_flow *flow = &st->flows[st->flow_count++];

	*flow = (struct story_flow){ .is_there = true, .enabled = true };
	put_text(flow->id, id);
	put_text(flow->name, name);
	put_text(flow->dataset, dataset);
}

/* The blow falls at one of the four requests. */
static bool make(struct story *st, const struct flow_sort *sort, uint64_t h,
                 const struct blow *blow)
{
	uint64_t last = blow ? hash_below(hash_with(h, 2), 4) : 4;
	char source[STORY_ID], base[STORY_ID], target[STORY_ID];
	AUTO(mem_free) char *id = NULL;

	if (st->named == STORY_FLOWS)
		return true;
	snprintf(st->pending.name, STORY_ID, "flow-%zu", st->named++);
	put_text(st->pending.dataset, sort->one);
	if (!post_part(st, "/sourceConnections", source_body(sort),
	               last == 0 ? blow : NULL, source) ||
	    last == 0)
		return false;
	if (!post_part(st, "/connections", mem_strdup(sort->base),
	               last == 1 ? blow : NULL, base) ||
	    last == 1)
		return false;
	if (!post_part(st, "/targetConnections",
	               target_body(sort, base, st->pending.name), last == 2 ? blow : NULL,
	               target) ||
	    last == 2)
		return false;
	id = post(st, "/flows", flow_body(sort, source, target, st->pending.name),
	          last == 3 ? blow : NULL);
	if (!id)
		return false;
	story_add_flow(st, id, st->pending.name, sort->one);
	return true;
}

/* ---------------------------------------------------------------- one flow */

/* One that is there, enabled or not; NULL for none. */
static struct story_flow *pick(struct story *st, uint64_t h, bool enabled)
{
	struct story_flow *found[STORY_FLOWS];
	size_t count = 0;

	for (size_t i = 0; i < st->flow_count; i++) {
		if (st->flows[i].is_there && st->flows[i].enabled == enabled)
			found[count++] = &st->flows[i];
	}
	if (!count)
		return NULL;
	st->pending.flow = (size_t)(found[hash_below(h, count)] - st->flows);
	return &st->flows[st->pending.flow];
}

static bool ask_flow(struct story *st, const char *method, const struct story_flow *flow,
                     const char *more, const struct blow *blow)
{
	AUTO(mem_free) char *path = mem_printf("/flows/%s%s", flow->id, more);
	struct question q = { .method = method, .path = path };
	struct answer a;
	bool well = story_ask(st, &q, blow, &a);

	answer_release(&a);
	return well;
}

static bool delete_flow(struct story *st, uint64_t h, const struct blow *blow)
{
	struct story_flow *flow = pick(st, h, true);

	if (!flow)
		return true;
	if (!ask_flow(st, "DELETE", flow, "", blow))
		return false;
	flow->is_there = false;
	return true;
}

static bool disable(struct story *st, uint64_t h, const struct blow *blow)
{
	struct story_flow *flow = pick(st, h, true);

	if (!flow)
		return true;
	if (!ask_flow(st, "POST", flow, "/action?op=disable", blow))
		return false;
	flow->enabled = false;
	return true;
}

static bool enable(struct story *st, uint64_t h, const struct blow *blow)
{
	struct story_flow *flow = pick(st, h, false);

	if (!flow)
		return true;
	if (!ask_flow(st, "POST", flow, "/action?op=enable", blow))
		return false;
	flow->enabled = true;
	return true;
}

static bool rename_flow(struct story *st, uint64_t h, const struct blow *blow)
{
	struct story_flow *flow = pick(st, h, true);
	AUTO(mem_free) char *path = NULL;
	AUTO(mem_free) char *body = NULL;
	struct question q = { .method = "GET" };
	struct answer now, then;
	bool well;

	if (!flow)
		return true;
	q.path = path = mem_printf("/flows/%s", flow->id);
	well = story_ask(st, &q, NULL, &now);
	if (well) {
		snprintf(st->pending.name, STORY_ID, "named-%016" PRIx64, hash_mix(h));
		body = mem_printf(JSON([{"op":"replace","path":"/name","value":"%s"}]),
		                       st->pending.name);
		q = (struct question){ "PATCH", path, body, now.etag };
		well = story_ask(st, &q, blow, &then);
		answer_release(&then);
	}
	answer_release(&now);
	if (well)
		put_text(flow->name, st->pending.name);
	return well;
}

static void add_run(struct story *st, const char *id, int64_t records)
{
	if (st->run_count == STORY_RUNS)
		return;
	put_text(st->runs[st->run_count].id, id);
	st->runs[st->run_count++].records = records;
}

static bool export_now(struct story *st, uint64_t h, const struct blow *blow)
{
	struct story_flow *flow = pick(st, h, true);
	AUTO(mem_free) char *text = NULL, *body = NULL;
	struct question q = { .method = "POST", .path = EXPORT };
	struct answer a;
	const char *url;
	bool well;

	if (!flow)
		return true;
	text = mem_printf("{'activationInfo':{'destinations':[{'flowId':'%s',"
	                  "'datasets':[{'id':'%s'}]}]}}",
	                  flow->id, flow->dataset);
	q.body = body = quoted(text);
	well = story_ask(st, &q, blow, &a);
	url = json_str(a.body, "destinations[0].datasets[0].statusURL");
	if (well && url)
		add_run(st, strrchr(url, '/') + 1, -1);
	answer_release(&a);
	return well;
}

/* ---------------------------------------------------------------- the whole mock */

static bool ask_admin(struct story *st, const char *path, const char *body,
                      const struct blow *blow, struct answer *a)
{
	struct question q = { .method = "POST", .path = path, .body = body };

	return story_ask(st, &q, blow, a);
}

static bool set_partitions(struct story *st, uint64_t h, const struct blow *blow)
{
	int64_t count = 1 + (int64_t)hash_below(h, 6);
	AUTO_MEM char *body = mem_printf(JSON({"partitions":%lld}), (long long)count);
	struct answer a;
	bool well;

	st->pending.partitions = count;
	well = ask_admin(st, "/__admin/partitions", body, blow, &a);
	answer_release(&a);
	if (well)
		st->partitions = count;
	return well;
}

static bool set_life(struct story *st, const struct blow *blow)
{
	struct answer a;
	bool well = ask_admin(st, "/__admin/life", JSON({"life":"after:1h"}), blow, &a);

	answer_release(&a);
	return well;
}

static bool advance(struct story *st, int hours, const struct blow *blow)
{
	AUTO(mem_free) char *body = mem_printf(JSON({"advance":"PT%dH"}), hours);
	struct answer a;
	const cJSON *fired;
	bool well;

	buf_printf(&st->log, " %dh", hours);
	st->pending.until_ms = st->now_ms + hours * MS_PER_HOUR;
	well = ask_admin(st, "/__admin/clock", body, blow, &a);
	cJSON_ArrayForEach(fired, json_get(a.body, "fired")) {
		const char *id = json_str(fired, "runId");
		const char *status = json_str(fired, "status");
		int64_t records = -1;

		/* A run that has not ended has yet to write its records. */
		if (status && !strcmp(status, "success"))
			json_int(fired, "records", &records);
		if (id)
			add_run(st, id, records);
	}
	answer_release(&a);
	if (well)
		st->now_ms = st->pending.until_ms;
	return well;
}

void story_forget(struct story *st)
{
	st->flow_count = st->made_count = st->run_count = 0;
	st->partitions = 0;
	st->now_ms = ZERO;
}

static bool reset(struct story *st, const struct blow *blow)
{
	struct answer a;
	bool well = ask_admin(st, "/__admin/reset", "{}", blow, &a);

	answer_release(&a);
	if (!well)
		return false;
	story_forget(st);
	if (!blow && !st->may_fail) /* else it is looked at after the next start */
		check_empty(st->server, st->findings);
	return true;
}

/* ---------------------------------------------------------------- any of them */

static bool do_it(struct story *st, enum op op, uint64_t h, const struct blow *blow)
{
	switch (op) {
	case OP_MAKE:
		return make(st, flow_sort(hash_with(h, 1)), h, blow);
	case OP_LAND:
		return make(st, flow_sort_that_expires(), h, blow);
	case OP_RENAME:
		return rename_flow(st, h, blow);
	case OP_DELETE:
		return delete_flow(st, h, blow);
	case OP_DISABLE:
		return disable(st, h, blow);
	case OP_ENABLE:
		return enable(st, h, blow);
	case OP_PARTITIONS:
		return set_partitions(st, h, blow);
	case OP_ADVANCE:
		return advance(st, 1 + (int)hash_below(h, HOURS_MOST), blow);
	case OP_WEEK:
		return advance(st, 8 * 24, blow);
	case OP_LIFE:
		return set_life(st, blow);
	case OP_EXPORT:
		return export_now(st, h, blow);
	case OP_RESET:
		return reset(st, blow);
	case OP_NONE:
	case OP_COUNT:
		break;
	}
	return true;
}

bool story_do(struct story *st, enum op op, uint64_t h, const struct blow *blow)
{
	bool well;

	if (op == OP_NONE)
		return true;
	st->pending.op = op;
	buf_printf(&st->log, "%s%s", st->log.size ? ", " : "", names[op]);
	well = do_it(st, op, h, blow);
	if (blow && st->server->pid) /* there was nothing to do it to */
		server_kill(st->server);
	if (well)
		st->pending.op = OP_NONE;
	return well;
}

bool story_advance(struct story *st, int hours, const struct blow *blow)
{
	bool well;

	st->pending.op = OP_ADVANCE;
	buf_printf(&st->log, "%sadvance", st->log.size ? ", " : "");
	well = advance(st, hours, blow);
	if (well)
		st->pending.op = OP_NONE;
	return well;
}
