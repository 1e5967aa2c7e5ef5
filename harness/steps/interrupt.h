/*
 * interrupt.h - when to stop early: a signal, or the overall time-out
 *
 * SIGINT, SIGTERM and SIGHUP, unless it is ignored, are held back from the whole process
 * and asked for between steps and while an answer is waited for, so that cleaning up is
 * ordinary code and nothing runs in a handler.
 *
 * Owns: nothing.
 * Time: this machine's monotonic clock.
 */
#ifndef HARNESS_STEPS_INTERRUPT_H
#define HARNESS_STEPS_INTERRUPT_H

#include "lib/base.h"

#include <signal.h>

#define EXIT_TIMED_OUT 124

/* For cleaning up after an interruption. */
#define INTERRUPT_GRACE_MS 60000

struct interrupt {
	sigset_t held;       /* these count; all zero: none */
	int64_t deadline_ns; /* monotonic; 0 for none */
	int exit_code;       /* 0 until something came: then 130, 143, 129 or 124 */
	/* of what cleans up (interrupt_grace()) */
	bool cleans;
	int first;     /* what came first; exit_code is set by what comes after it */
	bool insisted; /* of what comes after: a clean-up was ended by a signal */
};

/* Holds the signals back; threads started later inherit that. */
void interrupt_init(struct interrupt *i, int64_t timeout_ms);

/* Has something come?  Remembers it: once true, always true. */
bool interrupt_came(struct interrupt *i);

/* What is left until the deadline, at most `most`, at least 1. */
int64_t interrupt_left_ms(const struct interrupt *i, int64_t most);

/* Sleeps that long, or until something comes. */
void interrupt_sleep(struct interrupt *i, int64_t ms);

/* The same, as a sleep_fn of a struct interrupt: false when something came. */
bool interrupt_wait(void *i, int64_t ms);

/*
 * For what cleans up, after an interruption maybe.  The first signal or time-out, before
 * or meanwhile, leaves it INTERRUPT_GRACE_MS; another signal ends it, and each clean-up
 * that is to come.
 */
void interrupt_grace(struct interrupt *after, struct interrupt *out);
/* What came meanwhile counts. */
void interrupt_pass(const struct interrupt *grace, struct interrupt *to);

#endif
