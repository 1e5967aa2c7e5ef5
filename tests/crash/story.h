/*
 * story.h - what a client does to a server, and what it was promised
 *
 * A story remembers each write that was acknowledged, and the one that was not and may
 * have happened all the same.  story_verify() asks the server for all of it.
 *
 * Owns: struct story owns its memory, until story_end().
 */
#ifndef TESTS_CRASH_STORY_H
#define TESTS_CRASH_STORY_H

#include "tests/crash/findings.h"
#include "tests/crash/server.h"

enum op {
	OP_NONE,
	OP_MAKE,       /* a flow and all it stands on */
	OP_LAND,       /* the same to a landing zone, where files expire */
	OP_RENAME,     /* a flow */
	OP_DELETE,     /* a flow */
	OP_DISABLE,    /* a flow */
	OP_ENABLE,     /* a flow */
	OP_PARTITIONS, /* of exports */
	OP_ADVANCE,    /* the clock, by whole hours */
	OP_WEEK,       /* the clock, by eight days: files expire */
	OP_LIFE,       /* of runs: an hour from now on */
	OP_EXPORT,     /* ad hoc, one dataset of a flow */
	OP_RESET,
	OP_COUNT
};

#define STORY_FLOWS 24
#define STORY_MADE  (3 * STORY_FLOWS)
#define STORY_ID    64
#define STORY_RUNS  400

struct story_flow {
	char id[STORY_ID], name[STORY_ID];
	char dataset[STORY_ID]; /* the one that is exported */
	bool is_there;          /* else it was deleted */
	bool enabled;
};

struct story_run {
	char id[STORY_ID];
	int64_t records;
};

struct story {
	struct server *server;
	struct findings *findings;
	bool may_fail;  /* a fault is armed: a 5xx is an answer that promises nothing */
	bool may_die;   /* the fault is a SIGKILL */
	struct buf log; /* what was done, a word each */

	struct story_flow flows[STORY_FLOWS];
	size_t flow_count, named;            /* flows made, names given */
	char made[STORY_MADE][2 * STORY_ID]; /* paths of what flows stand on */
	size_t made_count;
	struct story_run runs[STORY_RUNS]; /* those that have ended */
	size_t run_count;
	int64_t now_ms, partitions;

	/* What may have happened, and how it would show. */
	struct {
		enum op op;
		size_t flow;
		char name[STORY_ID], dataset[STORY_ID];
		int64_t until_ms, partitions;
	} pending;
	size_t acknowledged; /* writes */
};

void story_begin(struct story *st, struct server *s, struct findings *f);
void story_end(struct story *st);
/*
 * Plays the op; h chooses how.  With a blow the server has ended afterwards.  True when
 * all of it was acknowledged, or there was nothing to play it on.
 */
bool story_do(struct story *st, enum op op, uint64_t h, const struct blow *blow);
/* Advances the clock by these hours. */
bool story_advance(struct story *st, int hours, const struct blow *blow);

/* Asks for what was promised; what was pending has happened or not afterwards. */
void story_verify(struct story *st);

const char *op_name(enum op op);

/* For verify.c: one request, true when it succeeded; and what is remembered. */
bool story_ask(struct story *st, const struct question *q, const struct blow *blow,
               struct answer *out);
void story_add_flow(struct story *st, const char *id, const char *name,
                    const char *dataset);
void story_forget(struct story *st);

#endif
