/*
 * armed.h - faults that are armed in a store, and the requests that they judge
 *
 * Without HTTP and without a world.  Faults are written with ' for "; what can't be armed
 * fails the test.
 *
 * Owns: struct armed owns all, until armed_close().
 */
#ifndef TESTS_SUPPORT_ARMED_H
#define TESTS_SUPPORT_ARMED_H

#include "mockserver/faults/faults.h"

struct armed {
	struct store store;
	struct faults faults;
	struct arena arena;             /* of the last strike */
	cJSON *parts[FAULT_PART_COUNT]; /* what requests hold from now on */
};

void armed_open(struct armed *a, uint64_t seed);
void armed_close(struct armed *a);

/* Arms a fault, or a list of them. */
void armed_add(struct armed *a, const char *faults);

/* Sets a part of the requests that follow. */
void armed_part(struct armed *a, enum fault_part part, const char *json);

/* A request of the operation, by nobody, at time 0. */
struct fault_subject armed_subject(struct armed *a, enum operation operation);

/* Judges and saves it: what strikes. */
struct fault_strike armed_judge(struct armed *a, const struct fault_subject *s);
/* The same in words: "a:status b:delay(7) ". */
void armed_strike(struct armed *a, const struct fault_subject *s, struct buf *out);

/* As after a restart. */
void armed_restart(struct armed *a);

#endif
