/*
 * fail_loop.c - each system call on the state and the files fails once
 *
 *	fail_loop      SEED=1 FROM= COUNT= SECONDS=3600 KEEP= from the environment
 *
 * Four phases: a first start, the core workflow, a reset, a restart.  A point is a
 * fault (calls.c) at the Nth visit of that kind in a phase, N up to how often the phase
 * comes there when nothing fails.  The points are played in an order drawn from the
 * seed, which begins with some of each fault and phase, until all, COUNT of them or
 * SECONDS are over; FROM plays the one of that number.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/hash.h"
#include "lib/mem.h"
#include "tests/crash/calls.h"
#include "tests/crash/deadline.h"
#include "tests/crash/invariants.h"
#include "tests/crash/story.h"
#include "tests/crash/tally.h"

enum phase { PHASE_START, PHASE_WORK, PHASE_RESET, PHASE_RESTART, PHASE_COUNT };

static const char *const phases[] = {
	[PHASE_START] = "in a first start",
	[PHASE_WORK] = "in the workflow",
	[PHASE_RESET] = "in a reset",
	[PHASE_RESTART] = "in a restart",
};
static_assert(ARRAY_LEN(phases) == PHASE_COUNT, "every phase has a name");

/* Files in the order of their names: visits have the same numbers each time. */
static const char *const args[] = { "--workers", "1", NULL };

/* The core workflow: op, and what chooses how; of an advance, the hours. */
static const struct {
	enum op op;
	uint64_t h;
} steps[] = {
	{ OP_MAKE, 1 },   { OP_MAKE, 4 },    { OP_MAKE, 2 },    { OP_ADVANCE, 4 },
	{ OP_RENAME, 1 }, { OP_EXPORT, 1 },  { OP_DISABLE, 1 }, { OP_ADVANCE, 3 },
	{ OP_ENABLE, 1 }, { OP_ADVANCE, 3 }, { OP_DELETE, 1 },
};

#define SET_UP 4 /* steps before a reset or a restart */

struct play {
	enum phase phase;
	const struct fault *fault; /* NULL: nothing fails */
	uint64_t at;
	uint64_t visits[FAULTS]; /* of the phase to each fault's calls */
	bool struck;
	struct server server;
	struct findings findings;
	struct story story;
};

static void arm(struct play *p)
{
	if (!p->fault) {
		server_arm(&p->server, 0, FAIL_NOTHING, 0, 0);
		return;
	}
	server_arm(&p->server, p->fault->calls, p->fault->how, p->at, p->fault->error);
	p->story.may_fail = true;
	p->story.may_die = p->fault->how == FAIL_BY_KILL;
}

static void disarm(struct play *p)
{
	server_disarm(&p->server);
	p->story.may_fail = p->story.may_die = false;
}

/* ---------------------------------------------------------------- starts */

/* A start that must succeed. */
static bool start(struct play *p)
{
	AUTO(buf_release) struct buf said = { 0 };
	int end = server_start(&p->server, args, NULL);

	if (end == END_UP)
		return true;
	server_last_words(&p->server, &said);
	broken(&p->findings, INV_START, "it ended with %d: %s", end, buf_str(&said));
	return false;
}

/* A start that a fault may end, with an exit status and a message. */
static bool start_or_refuse(struct play *p)
{
	AUTO(buf_release) struct buf said = { 0 };
	int end = server_start(&p->server, args, NULL);

	if (end == END_UP)
		return true;
	server_last_words(&p->server, &said);
	if (end < 0 || end > 127) {
		if (!p->story.may_die || end != 128 + 9)
			broken(&p->findings, INV_ALIVE, "a start ended with %d: %s", end,
			       buf_str(&said));
	} else if (!end || !strstr(buf_str(&said), "flowmock serve: ")) {
		broken(&p->findings, INV_ALIVE, "a start ended with %d, and said: %s",
		       end, buf_str(&said));
	}
	disarm(p);
	return start(p);
}

static void stop(struct play *p)
{
	int end = p->server.pid ? server_stop(&p->server) : 0;

	if (end != 0 && !(p->story.may_die && end == 128 + 9))
		broken(&p->findings, INV_ALIVE, "SIGTERM ends it with %d", end);
}

/* ---------------------------------------------------------------- phases */

static bool step_once(struct play *p, enum op op, uint64_t h)
{
	if (op == OP_ADVANCE)
		return story_advance(&p->story, (int)h, NULL);
	return story_do(&p->story, op, h, NULL);
}

/* After a failure all promises still hold, and a second try succeeds. */
static bool step(struct play *p, enum op op, uint64_t h)
{
	if (step_once(p, op, h))
		return true;
	disarm(p);
	if (!p->server.pid && !start(p))
		return false;
	story_verify(&p->story);
	return step_once(p, op, h);
}

static bool work(struct play *p, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!step(p, steps[i].op, steps[i].h))
			return false;
	}
	return true;
}

/* What follows is not counted, and none of it fails. */
static void end_phase(struct play *p)
{
	for (size_t i = 0; i < FAULTS; i++)
		p->visits[i] = server_visits(&p->server, faults[i].calls);
	disarm(p);
}

static bool play_phase(struct play *p)
{
	switch (p->phase) {
	case PHASE_START:
		arm(p);
		if (!start_or_refuse(p))
			return false;
		end_phase(p);
		return work(p, SET_UP);
	case PHASE_WORK:
		if (!start(p))
			return false;
		arm(p);
		if (!work(p, ARRAY_LEN(steps)))
			return false;
		end_phase(p);
		return true;
	case PHASE_RESET:
		if (!start(p) || !work(p, SET_UP))
			return false;
		arm(p);
		if (!step(p, OP_RESET, 0))
			return false;
		end_phase(p);
		return true;
	case PHASE_RESTART:
		if (!start(p) || !work(p, SET_UP))
			return false;
		stop(p);
		arm(p);
		if (!start_or_refuse(p))
			return false;
		end_phase(p);
		return true;
	case PHASE_COUNT:
		break;
	}
	return false;
}

/* The next start finds everything in order, works, and can be reset. */
static void finish(struct play *p)
{
	story_verify(&p->story);
	stop(p);
	if (!start(p))
		return;
	check_tidy(&p->server, &p->findings);
	story_verify(&p->story);
	story_advance(&p->story, 7, NULL);
	stop(p);
	check_state(&p->server, &p->findings);
	if (!start(p))
		return;
	story_do(&p->story, OP_RESET, 0, NULL);
	stop(p);
}

static void play(struct play *p)
{
	server_open(&p->server);
	story_begin(&p->story, &p->server, &p->findings);
	if (play_phase(p))
		finish(p);
	else if (!p->findings.total)
		broken(&p->findings, INV_ALIVE, "a second try fails, too");
	p->struck = p->server.control->struck > 0;
	server_close(&p->server);
}

static void play_end(struct play *p)
{
	story_end(&p->story);
	buf_release(&p->findings.text);
}

/* ---------------------------------------------------------------- points */

struct point {
	enum phase phase;
	size_t fault;
	uint64_t at;
	int64_t number; /* among all */
	uint64_t order, hash;
};

struct loop {
	struct point *points;
	size_t count;
	size_t reached; /* how many of those played met their fault */
	struct tally tallies[FAULTS];
};

static void add_points(struct loop *l, enum phase phase, size_t fault, uint64_t visits)
{
	l->points = mem_grow(l->points, l->count + visits + 1, sizeof(*l->points));
	for (uint64_t at = 1; at <= visits; at++, l->count++)
		l->points[l->count] = (struct point){
			.phase = phase,
			.fault = fault,
			.at = at,
			.number = (int64_t)l->count,
		};
}

/* Plays each phase without a fault, to find what can fail. */
static bool find_points(struct loop *l)
{
	struct tally tally = { .name = "nothing fails" };

	for (size_t phase = 0; phase < PHASE_COUNT; phase++) {
		struct play p = { .phase = (enum phase)phase };

		play(&p);
		for (size_t i = 0; i < FAULTS; i++)
			add_points(l, (enum phase)phase, i, p.visits[i]);
		tally_add(&tally, &p.findings, phases[phase], "any point");
		play_end(&p);
	}
	return tally_end(&tally);
}

static int by_hash(const void *a, const void *b)
{
	const struct point *x = a, *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static void sort(struct loop *l)
{
	if (l->count)
		qsort(l->points, l->count, sizeof(*l->points), by_hash);
}

/* Shuffled so that the first few are of every fault in every phase. */
static void shuffle(struct loop *l, uint64_t seed)
{
	uint64_t before = UINT64_MAX, rank = 0;

	for (size_t i = 0; i < l->count; i++) {
		struct point *p = &l->points[i];

		p->hash = hash_with(hash_text(seed, "point"), (uint64_t)p->number);
		p->order = p->phase * FAULTS + p->fault;
	}
	sort(l);
	for (size_t i = 0; i < l->count; i++) {
		struct point *p = &l->points[i];

		rank = p->order == before ? rank + 1 : 0;
		before = p->order;
		p->order = rank;
	}
	sort(l);
}

static void play_point(struct loop *l, const struct point *point)
{
	const struct fault *fault = &faults[point->fault];
	struct play p = { .phase = point->phase, .fault = fault, .at = point->at };
	AUTO(mem_free) char *what = NULL;
	AUTO(mem_free) char *again = NULL;

	play(&p);
	l->reached += p.struck;
	what = mem_printf("point %" PRId64 ": %s at %s %" PRIu64 " %s: %s", point->number,
	                  fault->name, calls_name(fault->calls), point->at,
	                  phases[point->phase], buf_str(&p.story.log));
	again = mem_printf("FROM=%" PRId64 " %s", point->number, program_invocation_name);
	tally_add(&l->tallies[point->fault], &p.findings, what, again);
	play_end(&p);
}

/*
 * A fault that is not met shows nothing; a few are where the program differs by time.
 * No point at all shows nothing, either.
 */
static bool tell_reached(const struct loop *l, size_t played)
{
	bool well = played && l->reached * 10 >= played * 9;

	printf("%s the fault is met at each point: %zu of %zu\n", well ? "ok" : "not ok",
	       l->reached, played);
	return well;
}

/* How many were played before the time was over. */
static size_t play_points(struct loop *l, int64_t from, int64_t count)
{
	size_t played = 0;

	for (size_t i = 0; i < l->count && !deadline_is_over(); i++) {
		if (from >= 0 ? l->points[i].number != from : (int64_t)i >= count)
			continue;
		play_point(l, &l->points[i]);
		played++;
	}
	return played;
}

int main(void)
{
	uint64_t seed = (uint64_t)setting("SEED", 1);
	int64_t from = setting("FROM", -1), count = setting("COUNT", INT64_MAX);
	struct loop l = { 0 };
	size_t played;
	bool well;

	deadline_set(setting("SECONDS", 3600));
	well = find_points(&l);
	shuffle(&l, seed);
	played = play_points(&l, from, count);
	printf("# %zu of %zu points, seed %" PRIu64 "\n", played, l.count, seed);
	well &= tell_reached(&l, played);
	for (size_t i = 0; i < FAULTS; i++) {
		l.tallies[i].name = faults[i].name;
		well &= tally_end(&l.tallies[i]);
	}
	free(l.points);
	return deadline_status(well);
}
