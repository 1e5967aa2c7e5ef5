/*
 * kill_loop.c - a server is killed at some point, and does something else afterwards
 *
 *	kill_loop      SEED=1 FROM=0 COUNT=1000 SECONDS=3600 KEEP= from the environment
 *
 * History number i is a function of (seed, i): what is made first, what is cut by
 * SIGKILL and where, what is done after the restart.  The place is a time after a start
 * or a request, or the Nth call of a kind.  Ends after COUNT kills or SECONDS.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/hash.h"
#include "lib/mem.h"
#include "lib/vtime.h"
#include "tests/crash/calls.h"
#include "tests/crash/deadline.h"
#include "tests/crash/invariants.h"
#include "tests/crash/story.h"
#include "tests/crash/tally.h"

struct cut {
	const char *name;
	enum op op; /* OP_NONE: the first start */
};

static const struct cut cuts[] = {
	{ "a first start is killed", OP_NONE },
	{ "an advance is killed", OP_ADVANCE },
	{ "an advance past the end of files is killed", OP_WEEK },
	{ "a reset is killed", OP_RESET },
	{ "an ad-hoc export is killed", OP_EXPORT },
	{ "the making of a flow is killed", OP_MAKE },
	{ "the renaming of a flow is killed", OP_RENAME },
	{ "the deletion of a flow is killed", OP_DELETE },
	{ "the disabling of a flow is killed", OP_DISABLE },
	{ "the setting of partitions is killed", OP_PARTITIONS },
};

/* The cut of each of 22 histories. */
static const unsigned char shares[] = { 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2,
	                                2, 3, 3, 3, 3, 4, 5, 6, 7, 8, 9 };

/* What is done after the restart that follows the kill. */
struct after {
	const char *name;
	const char *args[3]; /* of that start */
	enum op ops[4];
};

static const struct after afters[] = {
	{ "the same", { NULL }, { OP_ADVANCE } },
	{ "reset", { NULL }, { OP_RESET, OP_MAKE, OP_ADVANCE } },
	{ "other partitions", { NULL }, { OP_PARTITIONS, OP_ADVANCE } },
	{ "--partitions 7", { "--partitions", "7" }, { OP_ADVANCE } },
	{ "--partitions 2", { "--partitions", "2" }, { OP_EXPORT, OP_ADVANCE } },
	{ "another flow", { NULL }, { OP_MAKE, OP_ADVANCE } },
	{ "a flow less", { NULL }, { OP_DELETE, OP_ADVANCE } },
	{ "disable, enable",
	  { NULL },
	  { OP_DISABLE, OP_ADVANCE, OP_ENABLE, OP_ADVANCE } },
	{ "--contract strict", { "--contract", "strict" }, { OP_DELETE, OP_ADVANCE } },
	{ "an export", { NULL }, { OP_EXPORT, OP_RENAME, OP_ADVANCE } },
	{ "nothing", { NULL }, { OP_NONE } },
};

/* The kinds of calls that a kill may hit. */
static const uint32_t calls[] = {
	CALL_ALL,    CALL_ALL,    CALL_ALL,   CALL_PWRITE,    CALL_WRITE, CALL_FSYNC,
	CALL_RENAME, CALL_CREATE, CALL_MKDIR, CALL_UNLINK,    CALL_RMDIR, CALL_CLOSE,
	CALL_OPEN,   CALL_ALL,    CALL_ALL,   CALL_FTRUNCATE,
};

#define NTH_BITS 9 /* the visit is below 2^9, small ones as likely as great ones */

/* How long each takes when nothing is killed; OP_NONE: a start. */
static int64_t paces[OP_COUNT];

struct history {
	uint64_t h;
	const struct cut *cut;
	const struct after *after;
	struct server server;
	struct findings findings;
	struct story story;
	size_t kills;
};

/* A number of its own for each purpose. */
static uint64_t draw(const struct history *y, const char *purpose)
{
	return hash_text(y->h, purpose);
}

/* When to kill an op, or a start; some kills come after it has ended. */
static struct blow blow_of(struct history *y, const char *purpose, enum op op)
{
	uint64_t h = draw(y, purpose);
	uint64_t most = UINT64_C(1) << hash_below(hash_with(h, 1), NTH_BITS + 1);

	y->kills++;
	if (hash_below(hash_with(h, 2), 2))
		return (struct blow){
			.how = BLOW_AFTER,
			.after_ns = (int64_t)hash_below(hash_with(h, 3),
			                                (uint64_t)paces[op] * 5 / 4),
		};
	return (struct blow){
		.how = BLOW_AT_CALL,
		.calls = calls[hash_below(hash_with(h, 4), ARRAY_LEN(calls))],
		.at = 1 + hash_below(hash_with(h, 5), most),
	};
}

static void log_blow(struct history *y, const struct blow *blow)
{
	if (blow->how == BLOW_AFTER)
		buf_printf(&y->story.log, " [after %" PRId64 " us]",
		           blow->after_ns / 1000);
	else
		buf_printf(&y->story.log, " [at %s %" PRIu64 "]", calls_name(blow->calls),
		           blow->at);
}

/* A start that is killed, during it or right after it. */
static void start_and_kill(struct history *y, const char *purpose)
{
	struct blow blow = blow_of(y, purpose, OP_NONE);

	buf_printf(&y->story.log, "%sstart", y->story.log.size ? ", " : "");
	log_blow(y, &blow);
	if (server_start(&y->server, NULL, &blow) == END_UP)
		server_kill(&y->server);
}

/* Notes the last line that it wrote to stderr. */
static void note_refusal(struct history *y, int end)
{
	AUTO(buf_release) struct buf said = { 0 };

	server_last_words(&y->server, &said);
	broken(&y->findings, end >= 0 && end < 128 ? INV_START : INV_ALIVE,
	       "it ended with %d: %s", end, buf_str(&said));
}

static bool start(struct history *y, const char *const *args)
{
	int end = server_start(&y->server, args, NULL);

	buf_printf(&y->story.log, "%sstart", y->story.log.size ? ", " : "");
	for (; args && *args; args++)
		buf_printf(&y->story.log, " %s", *args);
	if (end == END_UP)
		return true;
	note_refusal(y, end);
	return false;
}

static void stop(struct history *y)
{
	int end = y->server.pid ? server_stop(&y->server) : 0; /* else it was noted */

	if (end != 0)
		broken(&y->findings, INV_ALIVE, "SIGTERM ends it with %d", end);
	check_state(&y->server, &y->findings);
}

/* One to three flows, and what they export in some hours. */
static void set_up(struct history *y)
{
	size_t flows = 1 + hash_below(draw(y, "flows"), 3);

	for (size_t i = 0; i < flows; i++)
		story_do(&y->story, OP_MAKE, hash_with(draw(y, "flow"), i), NULL);
	if (hash_below(draw(y, "partitioned"), 3) == 0)
		story_do(&y->story, OP_PARTITIONS, draw(y, "partitions"), NULL);
	if (y->cut->op == OP_WEEK || hash_below(draw(y, "landing"), 8) == 0)
		story_do(&y->story, OP_LAND, draw(y, "land"), NULL);
	if (hash_below(draw(y, "lives"), 5) == 0)
		story_do(&y->story, OP_LIFE, 0, NULL);
	if (hash_below(draw(y, "begun"), 3))
		story_do(&y->story, OP_ADVANCE, draw(y, "begin"), NULL);
}

static bool cut(struct history *y)
{
	struct blow blow;

	if (y->cut->op == OP_NONE) {
		start_and_kill(y, "first");
		if (hash_below(draw(y, "twice"), 2))
			start_and_kill(y, "second");
		return true;
	}
	if (!start(y, NULL))
		return false;
	set_up(y);
	blow = blow_of(y, "cut", y->cut->op);
	story_do(&y->story, y->cut->op, draw(y, "op"), &blow);
	log_blow(y, &blow);
	if (hash_below(draw(y, "again"), 3) == 0)
		start_and_kill(y, "recovery");
	return true;
}

/* A history that began with a killed start is set up first. */
static bool begin_again(struct history *y)
{
	if (y->cut->op != OP_NONE)
		return true;
	if (!start(y, NULL))
		return false;
	check_tidy(&y->server, &y->findings);
	set_up(y);
	stop(y);
	return true;
}

static bool go_on(struct history *y)
{
	if (!begin_again(y) || !start(y, y->after->args))
		return false;
	check_tidy(&y->server, &y->findings);
	/* What the option says is no sign that a killed request was stored. */
	if (y->after->args[0] && !strcmp(y->after->args[0], "--partitions"))
		y->story.partitions = y->story.pending.partitions = 0;
	story_verify(&y->story);
	for (size_t i = 0; i < ARRAY_LEN(y->after->ops); i++)
		story_do(&y->story, y->after->ops[i], hash_with(draw(y, "after"), i),
		         NULL);
	story_verify(&y->story);
	stop(y);
	return true;
}

/* Starts once more, and either goes on or resets; then ends. */
static void finish(struct history *y)
{
	if (!start(y, NULL))
		return;
	story_verify(&y->story);
	if (hash_below(draw(y, "end"), 2))
		story_do(&y->story, OP_RESET, 0, NULL);
	else
		story_advance(&y->story, 12, NULL);
	stop(y);
}

static void end(struct history *y)
{
	server_close(&y->server);
	story_end(&y->story);
	buf_release(&y->findings.text);
}

/* The fastest of some first starts. */
static int64_t pace_of_a_start(void)
{
	int64_t least = INT64_MAX;

	for (int i = 0; i < 3; i++) {
		int64_t began;
		struct server s;

		server_open(&s);
		began = vtime_monotonic_ns();
		server_start(&s, NULL, NULL);
		if (vtime_monotonic_ns() - began < least)
			least = vtime_monotonic_ns() - began;
		server_close(&s);
	}
	return least;
}

/* Plays, without a kill, all that others are killed in; measures how long each takes. */
static void rehearse(uint64_t seed, struct tally *tally)
{
	static const enum op ops[] = { OP_PARTITIONS, OP_MAKE,    OP_RENAME,
		                       OP_EXPORT,     OP_ADVANCE, OP_WEEK,
		                       OP_DELETE,     OP_DISABLE, OP_RESET };
	struct history y = { .h = hash_text(seed, "rehearsal"), .cut = &cuts[0] };
	bool up;

	server_open(&y.server);
	story_begin(&y.story, &y.server, &y.findings);
	up = start(&y, NULL);
	paces[OP_NONE] = pace_of_a_start();
	set_up(&y);
	for (size_t i = 0; up && i < ARRAY_LEN(ops); i++) {
		int64_t began = vtime_monotonic_ns();

		story_do(&y.story, ops[i], draw(&y, op_name(ops[i])), NULL);
		paces[ops[i]] = vtime_monotonic_ns() - began;
	}
	stop(&y);
	tally_add(tally, &y.findings, buf_str(&y.story.log), "any history");
	end(&y);
}

/* Runs history number i of the seed, and counts what it broke; its kills. */
static size_t run_history(uint64_t seed, int64_t i, struct tally *tallies)
{
	struct history y = { .h = hash_with(hash_text(seed, "history"), (uint64_t)i) };
	AUTO(mem_free) char *what = NULL;
	AUTO(mem_free) char *again = NULL;

	y.cut = &cuts[shares[hash_below(draw(&y, "which"), ARRAY_LEN(shares))]];
	y.after = &afters[hash_below(draw(&y, "then"), ARRAY_LEN(afters))];
	server_open(&y.server);
	story_begin(&y.story, &y.server, &y.findings);
	if (cut(&y) && go_on(&y))
		finish(&y);
	what = mem_printf("history %" PRId64 ": %s", i, buf_str(&y.story.log));
	again = mem_printf("SEED=%" PRIu64 " FROM=%" PRId64 " COUNT=1 %s", seed, i,
	                   program_invocation_name);
	tally_add(&tallies[y.cut - cuts], &y.findings, what, again);
	end(&y);
	return y.kills;
}

int main(void)
{
	uint64_t seed = (uint64_t)setting("SEED", 1);
	int64_t from = setting("FROM", 0);
	int64_t count = setting("COUNT", 1000);
	struct tally tallies[ARRAY_LEN(cuts)] = { 0 };
	int64_t kills = 0, i = from;
	struct tally rehearsal = { .name = "nothing is killed" };
	bool well;

	deadline_set(setting("SECONDS", 3600));
	rehearse(seed, &rehearsal);
	for (; kills < count && !deadline_is_over(); i++)
		kills += (int64_t)run_history(seed, i, tallies);
	printf("# %" PRId64 " kills in %" PRId64 " histories, seed %" PRIu64 "\n", kills,
	       i - from, seed);
	if (!kills)
		printf("not ok a history is played: none was before the time was over\n");
	well = tally_end(&rehearsal) && kills;
	for (size_t k = 0; k < ARRAY_LEN(cuts); k++) {
		tallies[k].name = cuts[k].name;
		well &= tally_end(&tallies[k]);
	}
	return deadline_status(well);
}
