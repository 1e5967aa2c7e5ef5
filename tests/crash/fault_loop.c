/*
 * fault_loop.c - a server with faults armed is killed, and remembers what they did
 *
 *	fault_loop     SEED=1 FROM=0 COUNT=40 SECONDS=60 KEEP= from the environment
 *
 * History number i is a function of (seed, i): requests to a server that is killed now
 * and then, and the same to one that is not, its twin.  Both must answer alike and end
 * with the same counts and receipts; what faults remember otherwise (their marks) shows
 * in the answers.  Then the server is killed while it answers: what was shown of the
 * faults before stands, and that one request has counted or has not.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "lib/hash.h"
#include "lib/mem.h"
#include "tests/crash/deadline.h"
#include "tests/crash/server.h"
#include "tests/crash/tally.h"
#include "tests/support/quoted.h"

#define ASKED 24 /* requests of a history */
#define KILLS 12 /* while it answers */
#define MADE  8  /* connections, at most */

static const char faults[] =
	"[{'fault':'chance','on':'reads','probability':0.4,'do':{'status':503}},"
	"{'fault':'third','on':'CONNECTION_CREATE','nth':[2,5],'phase':'after',"
	"'do':{'status':{'error':'1104-504'}}},"
	"{'fault':'shadowed','on':'reads','every':2,'do':{'status':500}},"
	"{'fault':'slow','on':'service','per':'operation','every':3,"
	"'do':{'headers':{'x-slow':'yes'}}},"
	"{'fault':'limit','on':'FLOW_LIST','do':{'rate':{'limit':3,'by':'mock'}}},"
	"{'fault':'stale','on':'CONNECTION_GET','do':{'stale-read':{'reads':2}}},"
	"{'fault':'lag','on':'CONNECTION_LIST','do':{'list-lag':{'reads':2}}},"
	"{'fault':'twice','on':'CONNECTION_CREATE','times':2,'do':{'twice':{}}},"
	"{'fault':'revoked','on':'RUN_LIST','nth':3,'do':{'revoke':{}}},"
	"{'fault':'cut','on':'FLOW_SPEC_LIST','every':2,'do':{'reset':'body'}}]";

static const char *const names[] = { "chance", "third", "shadowed", "slow",    "limit",
	                             "stale",  "lag",   "twice",    "revoked", "cut" };

/* A server, and the ids of what was made in it; both of a pair have the same. */
struct side {
	struct server server;
	char *made[MADE];
	size_t made_count;
};

struct history {
	uint64_t h;
	struct side killed, twin;
	struct findings findings;
	struct buf log;
};

static uint64_t draw(const struct history *y, const char *purpose, uint64_t i)
{
	return hash_with(hash_text(y->h, purpose), i);
}

static bool start(struct history *y, struct side *s)
{
	int end = server_start(&s->server, NULL, NULL);

	if (end == END_UP)
		return true;
	broken(&y->findings, INV_START, "it ended with %d", end);
	return false;
}

/* ---------------------------------------------------------------- requests */

/* Which of the requests; those about an entity take one that is there. */
static const struct {
	const char *method, *path, *body;
	bool makes;
} requests[] = {
	{ "GET", "/connections", NULL, false },
	{ "GET", "/flows", NULL, false },
	{ "GET", "/runs", NULL, false },
	{ "GET", "/flowSpecs?limit=1", NULL, false },
	{ "GET", "/connections/#", NULL, false },
	{ "PATCH", "/connections/#", "[{'op':'replace','path':'/name','value':'New'}]",
	  false },
	{ "DELETE", "/connections/#", NULL, false },
	{ "POST", "/__admin/clock", "{'advance':'PT20S'}", false },
	{ "POST", "/connections",
	  "{'name':'b','auth':{'specName':'Access Key','params':{'s3AccessKey':'k',"
	  "'s3SecretKey':'s'}},'connectionSpec':{'id':'4fce964d-3f37-408f-9778-"
	  "e597338a21ee','version':'1.0'}}",
	  true },
	{ "POST", "/connections",
	  "{'name':'c','auth':{'specName':'Access Key','params':{'s3AccessKey':'k',"
	  "'s3SecretKey':'s'}},'connectionSpec':{'id':'4fce964d-3f37-408f-9778-"
	  "e597338a21ee','version':'1.0'}}",
	  true },
};

/* Of a write the current etag; an answer that a fault made has none. */
static char *etag_of(struct side *s, const char *path)
{
	for (int tries = 0; tries < 8; tries++) {
		const struct question q = { "GET", path, NULL, NULL };
		struct answer a = server_ask(&s->server, &q);
		char *out = a.etag ? mem_strdup(a.etag) : NULL;

		answer_release(&a);
		if (out)
			return out;
	}
	return mem_strdup("\"none\"");
}

static struct answer ask(struct history *y, struct side *s, uint64_t h,
                         const struct blow *blow)
{
	const size_t which = hash_below(h, ARRAY_LEN(requests));
	const char *at = strchr(requests[which].path, '#');
	const char *id = s->made_count
	                         ? s->made[hash_below(hash_with(h, 1), s->made_count)]
	                         : "none";
	AUTO_MEM char *path =
		mem_printf("%.*s%s", (int)strcspn(requests[which].path, "#"),
	                   requests[which].path, at ? id : "");
	AUTO_MEM char *body = NULL;
	AUTO_MEM char *etag = NULL;
	struct question q = { requests[which].method, path, NULL, NULL };
	const char *made;
	struct answer a;

	if (requests[which].body)
		q.body = body = quoted(requests[which].body);
	if (!blow && requests[which].method[1] == 'A')
		q.etag = etag = etag_of(s, path);
	a = blow ? server_ask_and_kill(&s->server, &q, blow) : server_ask(&s->server, &q);
	made = json_str(a.body, "id");
	buf_printf(&y->log, "%s%s %s", y->log.size ? ", " : "", q.method,
	           requests[which].path);
	if (requests[which].makes && made && s->made_count < MADE)
		s->made[s->made_count++] = mem_strdup(made);
	return a;
}

static void arm(struct history *y, struct side *s)
{
	AUTO(mem_free) char *body = quoted(faults);
	const struct question q = { "POST", "/__admin/faults", body, NULL };
	struct answer a = server_ask(&s->server, &q);

	if (a.status != 201)
		broken(&y->findings, INV_ALIVE, "arming: %d %s", a.status, a.text);
	answer_release(&a);
}

/* ---------------------------------------------------------------- what they remember */

/*
 * The fault with its receipts, without what is not kept: the nearest request, and the
 * numbers of requests, which go on behind the last receipt's.
 */
static cJSON *fault_of(struct side *s, const char *name)
{
	AUTO_MEM char *path = mem_printf("/__admin/faults/%s", name);
	const struct question q = { "GET", path, NULL, NULL };
	struct answer a = server_ask(&s->server, &q);
	cJSON *out = a.body ? json_copy(a.body) : json_new_null();
	cJSON *one;

	json_drop(out, "nearest");
	cJSON_ArrayForEach(one, json_get(out, "receipts"))
		json_drop(one, "request");
	answer_release(&a);
	return out;
}

static void compare(struct history *y, int asked)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		AUTO(cJSON_Delete) cJSON *killed = fault_of(&y->killed, names[i]);
		AUTO(cJSON_Delete) cJSON *twin = fault_of(&y->twin, names[i]);
		AUTO(mem_free) char *left = json_text(killed);
		AUTO(mem_free) char *right = json_text(twin);

		if (strcmp(left, right) != 0)
			broken(&y->findings, INV_ACK, "after %d requests: %s, not %s",
			       asked, left, right);
	}
}

/*
 * What was done to an answer on its way is stored right after the deed, which a client
 * may see first.  Whoever is shown a receipt is shown it stored: from here on it stands.
 */
static void let_settle(struct side *s)
{
	const struct question q = { "GET", "/__admin/faults", NULL, NULL };
	struct answer a = server_ask(&s->server, &q);

	answer_release(&a);
}

/* Both are asked the same; one of them is killed now and then, between two requests. */
static void play(struct history *y)
{
	for (int i = 0; i < ASKED; i++) {
		struct answer a = ask(y, &y->killed, draw(y, "ask", (uint64_t)i), NULL);
		struct answer b = ask(y, &y->twin, draw(y, "ask", (uint64_t)i), NULL);

		if (a.status != b.status)
			broken(&y->findings, INV_ACK, "request %d: %d, not %d", i,
			       a.status, b.status);
		answer_release(&a);
		answer_release(&b);
		if (hash_below(draw(y, "kill", (uint64_t)i), 4))
			continue;
		let_settle(&y->killed);
		server_kill(&y->killed.server);
		buf_add_str(&y->log, ", kill");
		if (!start(y, &y->killed))
			return;
	}
	compare(y, ASKED);
}

/* ---------------------------------------------------------------- in the middle */

static int64_t number(const cJSON *fault, const char *name)
{
	int64_t n = 0;

	json_int(fault, name, &n);
	return n;
}

/* What was shown stands; the request that was cut has counted once, twice at most. */
static void check_after(struct history *y, const cJSON *was, const cJSON *is)
{
	static const char *const counts[] = { "matched", "fired", "effective",
		                              "shadowed" };
	const cJSON *old = json_get(was, "receipts"), *new = json_get(is, "receipts");
	const cJSON *a, *b = new ? new->child : NULL;

	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		int64_t more = number(is, counts[i]) - number(was, counts[i]);

		if (more < 0 || more > 1)
			broken(&y->findings, more < 0 ? INV_ACK : INV_HALF,
			       "%s of %s: %" PRId64 " more", counts[i],
			       json_str(was, "fault"), more);
	}
	if (cJSON_GetArraySize(new) != number(is, "fired"))
		broken(&y->findings, INV_HALF, "%s has fired %" PRId64 ", receipts %d",
		       json_str(is, "fault"), number(is, "fired"),
		       cJSON_GetArraySize(new));
	cJSON_ArrayForEach(a, old) {
		if (!b || strcmp(json_str(a, "at"), json_str(b, "at")) != 0 ||
		    number(a, "occurrence") != number(b, "occurrence"))
			broken(&y->findings, INV_ACK, "a receipt of %s is gone",
			       json_str(was, "fault"));
		b = b ? b->next : NULL;
	}
}

static void check_all(struct history *y, cJSON *const *was)
{
	for (size_t k = 0; k < ARRAY_LEN(names); k++) {
		cJSON *is = fault_of(&y->killed, names[k]);

		check_after(y, was[k], is);
		cJSON_Delete(is);
	}
}

static void kill_in_the_middle(struct history *y)
{
	for (uint64_t i = 0; i < KILLS && !y->findings.total; i++) {
		const uint64_t h = draw(y, "blow", i);
		const struct blow blow = { .how = BLOW_AFTER,
			                   .after_ns = (int64_t)hash_below(h, 3000000) };
		cJSON *was[ARRAY_LEN(names)];
		struct answer a;

		for (size_t k = 0; k < ARRAY_LEN(names); k++)
			was[k] = fault_of(&y->killed, names[k]);
		a = ask(y, &y->killed, draw(y, "cut", i), &blow);
		answer_release(&a);
		if (start(y, &y->killed))
			check_all(y, was);
		for (size_t k = 0; k < ARRAY_LEN(names); k++)
			cJSON_Delete(was[k]);
	}
}

/* ---------------------------------------------------------------- all of it */

static void end_side(struct side *s)
{
	for (size_t i = 0; i < s->made_count; i++)
		free(s->made[i]);
	server_close(&s->server);
}

static void run_history(uint64_t seed, int64_t i, struct tally *tally)
{
	struct history y = { .h = hash_with(hash_text(seed, "faults"), (uint64_t)i) };
	AUTO(mem_free) char *what = NULL;
	AUTO(mem_free) char *again = NULL;

	server_open(&y.killed.server);
	server_open(&y.twin.server);
	if (start(&y, &y.killed) && start(&y, &y.twin)) {
		arm(&y, &y.killed);
		arm(&y, &y.twin);
		play(&y);
		if (!y.findings.total)
			kill_in_the_middle(&y);
	}
	what = mem_printf("history %" PRId64 ": %s", i, buf_str(&y.log));
	again = mem_printf("SEED=%" PRIu64 " FROM=%" PRId64 " COUNT=1 %s", seed, i,
	                   program_invocation_name);
	tally_add(tally, &y.findings, what, again);
	end_side(&y.killed);
	end_side(&y.twin);
	buf_release(&y.findings.text);
	buf_release(&y.log);
}

int main(void)
{
	uint64_t seed = (uint64_t)setting("SEED", 1);
	int64_t from = setting("FROM", 0);
	int64_t count = setting("COUNT", 40);
	struct tally tally = { .name = "a server with faults armed is killed" };

	deadline_set(setting("SECONDS", 60));
	for (int64_t i = from; i < from + count && !deadline_is_over(); i++)
		run_history(seed, i, &tally);
	return deadline_status(tally_end(&tally));
}
