/*
 * verify.c - asks a server for all that a story was promised
 */
#include "tests/crash/story.h"

#include <string.h>

#include "lib/mem.h"

#define ZERO INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

static bool get(struct story *st, const char *path, struct answer *out)
{
	struct question q = { .method = "GET", .path = path };

	return story_ask(st, &q, NULL, out);
}

static bool is_making(const struct story *st)
{
	return st->pending.op == OP_MAKE || st->pending.op == OP_LAND;
}

static bool is_moving(const struct story *st)
{
	return st->pending.op == OP_ADVANCE || st->pending.op == OP_WEEK;
}

/* A reset that was not acknowledged has happened where nothing is left. */
static bool was_reset(struct story *st, const cJSON *flows, int64_t now_ms)
{
	struct answer runs;
	bool none;

	if (st->pending.op != OP_RESET || cJSON_GetArraySize(flows) || now_ms != ZERO)
		return false;
	get(st, "/runs?limit=1", &runs);
	none = runs.body && !cJSON_GetArraySize(json_get(runs.body, "items"));
	answer_release(&runs);
	return none;
}

static const cJSON *find_item(const cJSON *items, const char *id)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, items) {
		const char *its = json_str(one, "id");

		if (its && !strcmp(its, id))
			return one;
	}
	return NULL;
}

static void put_text(char *to, const char *text)
{
	snprintf(to, STORY_ID, "%s", text);
}

static void verify_one(struct story *st, size_t i, const cJSON *item)
{
	struct story_flow *flow = &st->flows[i];
	enum op op = st->pending.flow == i ? st->pending.op : OP_NONE;
	const char *name = json_str(item, "name"), *state = json_str(item, "state");
	bool enabled = state && !strcmp(state, "enabled");

	if (item && !flow->is_there)
		broken(st->findings, INV_ACK, "the deleted %s is back", flow->name);
	if (!item && flow->is_there && op != OP_DELETE)
		broken(st->findings, INV_ACK, "%s is lost", flow->name);
	flow->is_there = item != NULL;
	if (!item)
		return;
	if (op == OP_RENAME && name && !strcmp(name, st->pending.name))
		put_text(flow->name, name);
	if (op == OP_DISABLE || op == OP_ENABLE)
		flow->enabled = enabled;
	if (!name || strcmp(name, flow->name) != 0)
		broken(st->findings, INV_ACK, "%s is called %s", flow->name,
		       name ? name : "nothing");
	if (flow->enabled != enabled)
		broken(st->findings, INV_ACK, "%s is %s", flow->name,
		       state ? state : "in no state");
}

static void verify_flows(struct story *st, const cJSON *items)
{
	size_t known = st->flow_count;
	const cJSON *one;

	for (size_t i = 0; i < known; i++)
		verify_one(st, i, find_item(items, st->flows[i].id));
	cJSON_ArrayForEach(one, items) {
		const char *id = json_str(one, "id"), *name = json_str(one, "name");
		bool is_known = false;

		for (size_t i = 0; i < known && id; i++)
			is_known |= !strcmp(st->flows[i].id, id);
		if (is_known)
			continue;
		if (id && name && is_making(st) && !strcmp(name, st->pending.name))
			story_add_flow(st, id, name, st->pending.dataset);
		else
			broken(st->findings, INV_HALF, "nobody made the flow %s",
			       name ? name : "without a name");
	}
}

static void verify_made(struct story *st)
{
	for (size_t i = 0; i < st->made_count; i++) {
		struct question q = { .method = "GET", .path = st->made[i] };
		struct answer a = server_ask(st->server, &q);

		if (a.status != 200)
			broken(st->findings, INV_ACK, "%d for GET %s", a.status,
			       st->made[i]);
		answer_release(&a);
	}
}

static void verify_runs(struct story *st)
{
	for (size_t i = 0; i < st->run_count; i++) {
		AUTO(mem_free) char *path = mem_printf("/runs/%s", st->runs[i].id);
		struct question q = { .method = "GET", .path = path };
		struct answer a = server_ask(st->server, &q);
		int64_t records = 0;

		if (a.status != 200)
			broken(st->findings, INV_ACK, "%d for GET %s", a.status, path);
		else if (st->runs[i].records >= 0 &&
		         (!json_int(a.body,
		                    "items[0].metrics.recordSummary.outputRecordCount",
		                    &records) ||
		          records != st->runs[i].records))
			broken(st->findings, INV_ACK, "run %s had %lld records, has %lld",
			       st->runs[i].id, (long long)st->runs[i].records,
			       (long long)records);
		answer_release(&a);
	}
}

static void verify_clock(struct story *st, int64_t now_ms)
{
	int64_t most = is_moving(st) ? st->pending.until_ms : st->now_ms;

	if (now_ms < st->now_ms)
		broken(st->findings, INV_ACK, "the clock went back by %lld ms",
		       (long long)(st->now_ms - now_ms));
	if (now_ms > most)
		broken(st->findings, INV_HALF, "the clock is %lld ms too far",
		       (long long)(now_ms - most));
	st->now_ms = now_ms;
}

/* 0: nobody has set them, or a start says what they are. */
static void verify_partitions(struct story *st)
{
	struct answer a;
	int64_t now = 0;

	if (!get(st, "/__admin/partitions", &a))
		return;
	json_int(a.body, "partitions", &now);
	answer_release(&a);
	if (st->pending.op == OP_PARTITIONS && now == st->pending.partitions)
		st->partitions = now;
	if (st->partitions && now != st->partitions)
		broken(st->findings, INV_ACK, "%lld partitions were set, there are %lld",
		       (long long)st->partitions, (long long)now);
}

static void verify_world(struct story *st, const cJSON *flows, const cJSON *clock)
{
	const cJSON *items = json_get(flows, "items");
	int64_t now_ms = 0;

	if (!json_int(clock, "nowMs", &now_ms))
		return;
	if (was_reset(st, items, now_ms))
		story_forget(st);
	verify_flows(st, items);
	verify_clock(st, now_ms);
	verify_made(st);
	verify_runs(st);
	verify_partitions(st);
	st->pending.op = OP_NONE;
}

void story_verify(struct story *st)
{
	struct answer flows, clock;

	/* A failed request is noted where it is made. */
	if (get(st, "/flows?limit=100", &flows)) {
		if (get(st, "/__admin/clock", &clock))
			verify_world(st, flows.body, clock.body);
		answer_release(&clock);
	}
	answer_release(&flows);
}
