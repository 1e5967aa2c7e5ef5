/*
 * interrupt.h - when to stop early: a signal, or the overall time-out
 *
 * SIGINT and SIGTERM are held back from the whole process and asked for between
 * steps, so that cleaning up is ordinary code and nothing runs in a handler.
 *
 * Owns: nothing.
 * Time: this machine's monotonic clock.
 */
#ifndef HARNESS_STEPS_INTERRUPT_H
#define HARNESS_STEPS_INTERRUPT_H

#include "lib/base.h"

#define EXIT_TIMED_OUT 124

struct interrupt {
	int64_t deadline_ns; /* monotonic; 0 for none */
	int exit_code;       /* 0 until something came: then 130, 143 or 124 */
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
 * For what cleans up after an interruption: it goes on for that long (0: without a
 * bound), or until another signal.
 */
void interrupt_grace(struct interrupt *out, int64_t ms);
/* A signal that came meanwhile counts, where none came before. */
void interrupt_pass(const struct interrupt *grace, struct interrupt *to);

#endif
