/*
 * chain_runs.h - a chain's flow that runs: its clock moved, its runs read
 *
 * JSON is written with ' for ".  What the mock itself can't do fails the test.
 *
 * Owns: nothing; texts and trees that are returned are the caller's to free.
 */
#ifndef TESTS_SUPPORT_CHAIN_RUNS_H
#define TESTS_SUPPORT_CHAIN_RUNS_H

#include "mockserver/store/run.h"
#include "tests/support/chain.h"

/* A deed in a transaction of its own, which is undone when it answers -1. */
typedef int chain_deed(struct world *w, void *ctx, struct refusal *rf);
int chain_do(struct chain *c, chain_deed *deed, void *ctx, struct refusal *rf) MUST_USE;

/* Moves the clock, with all that falls due: how many runs of schedules began. */
int64_t chain_travel(struct chain *c, vtime until);

/* How runs live from now on: "after:1h". */
void chain_live(struct chain *c, const char *life);
/* A choice of the ledger: "B33=samples". */
void chain_choose(struct chain *c, const char *choice);
/* Arms a fault, or a list of them. */
void chain_arm(struct chain *c, const char *fault);

/* An action on the newest flow: "disable". */
void chain_act(struct chain *c, const char *op);
/* Deletes the newest of that kind. */
void chain_delete(struct chain *c, enum kind kind);
/* A run of the newest flow that a client asks for; its serial. */
int64_t chain_run_now(struct chain *c);

/* How many runs there are; their rows, without texts. */
int64_t chain_runs(struct chain *c);
struct run_row chain_run(struct chain *c, int64_t serial);
/* The statuses of all of them, the oldest first: "success failed". */
char *chain_statuses(struct chain *c) MUST_USE;
void chain_expect_statuses(struct chain *c, const char *expected);
/* A run as GET shows it. */
cJSON *chain_run_tree(struct chain *c, int64_t serial) MUST_USE;

/* The files below the export root, sorted, a line each; "" for none. */
char *chain_files(struct chain *c) MUST_USE;

#endif
