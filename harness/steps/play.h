/*
 * play.h - a scenario being played against a target, and how it ended
 *
 * A step that finds a difference ends its scenario.  Each step also says in a
 * line what it did, for those who watch.
 *
 * Owns: struct play owns its variables, its last call and its texts; a result
 * owns its texts.  Borrows: target, interrupt, the scenario.
 */
#ifndef HARNESS_STEPS_PLAY_H
#define HARNESS_STEPS_PLAY_H

#include "harness/match/diff.h"
#include "harness/report/result.h"
#include "harness/scenario/scenario.h"
#include "harness/scenario/vars.h"
#include "harness/steps/arm.h"
#include "harness/steps/interrupt.h"
#include "harness/steps/sockets.h"
#include "harness/target/target.h"

struct play {
	struct target *target;
	struct interrupt *interrupt;
	struct vars globals;      /* what was captured, and ours */
	const struct vars *scope; /* where a step looks names up; ends in globals */
	struct call call;         /* the last one; all zero before the first */
	const struct scenario *scenario;
	const struct step *step;       /* the one that runs */
	struct diffs diffs;            /* what did not fit in the step that runs */
	struct buf said;               /* what the step did, in a line */
	struct buf trail;              /* the includes a failed step stands in */
	struct arm arm;                /* its faults */
	struct mask_seen seen;         /* secrets that no text about it shows */
	size_t steps, skipped;         /* run; skipped among them */
	char *skip_reason;             /* of the first skipped */
	const struct watcher *watcher; /* NULL for none */
	struct sockets sockets;        /* of plain requests */
};

/*
 * The text without secrets: those known by their name, those that were sent or
 * answered, and those that the environment gave.  The caller frees it.
 */
char *play_masked(const struct play *p, const char *text) MUST_USE;

/* How long a step has waited for a clock that is not moved, and at most will. */
struct play_wait {
	int64_t waited_ms, most_ms; /* of the target's time */
};

/*
 * Called after each step that is no include; at the end of a scenario; each second of a
 * step's wait.  The last two may be NULL.
 */
struct watcher {
	void (*step)(void *ctx, const struct play *p);
	void (*end)(void *ctx, const struct play *p);
	void (*wait)(void *ctx, const struct play *p, const struct play_wait *w);
	void *ctx;
};

/* Runs the steps until one does not fit; *e says why they cannot go on. */
int play_steps(struct play *p, const struct steps *steps, struct err *e) MUST_USE;

/* The step was not run, for that reason. */
void play_skip(struct play *p, const char *reason);

struct play_how {
	struct interrupt *interrupt;
	const struct watcher *watcher; /* NULL: nobody watches */
	bool keep;                     /* what it makes stays */
};

/*
 * Resets the target, where that may be done, plays the scenario, runs its clean-up
 * whatever happened, and removes what it made on a target that is not reset.  In a plan
 * (target_preview()) nothing is sent.
 */
void play_scenario(struct target *t, const struct scenario *s, const struct play_how *how,
                   struct result *out);

#endif
