/*
 * pool.h - scenarios played by several processes at once
 *
 * Each worker is a process of its own, forked from this one, that opens its own target.
 * It is given the next scenario as soon as it has played one.  Results are passed on in
 * the order of the suite, so output and reports are the same for any number of workers.
 * A worker that dies fails the scenario it was playing, and another takes its place.
 * Of several workers, as many more play the scenarios that wait in real time: they leave
 * the processor to the others.  Where each of the others can have a processor, it keeps
 * to its own; fewer are left to the system, or several programs would crowd the same few.
 *
 * A signal or the time-out ends the workers as it ends this process: each stops at its
 * next step.  Workers that do not answer POOL_GRACE_MS after that are killed.
 *
 * Owns: the workers, during the call.  Borrows: the suite, the interrupt.
 * Errors: what begin() raised in a worker; ERR_IO when no worker can be started.
 */
#ifndef HARNESS_RUN_POOL_H
#define HARNESS_RUN_POOL_H

#include "harness/report/result.h"
#include "harness/scenario/suite.h"
#include "harness/steps/interrupt.h"

#define POOL_WORKERS_MAX 64
#define POOL_GRACE_MS    10000

struct pool {
	const struct suite *suite;
	unsigned workers; /* 1..POOL_WORKERS_MAX; those that wait have as many more */
	struct interrupt *interrupt;
	/* In a worker: opens what it plays against, plays one scenario, closes it. */
	int (*begin)(void *ctx, struct err *e);
	void (*play)(void *ctx, const struct scenario *s, struct result *out);
	void (*end)(void *ctx);
	/* In this process, in the suite's order; false: the others are not wanted. */
	bool (*done)(void *ctx, const struct result *r);
	void *ctx;
};

int pool_run(const struct pool *p, struct err *e) MUST_USE;

#endif
