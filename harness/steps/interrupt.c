/*
 * interrupt.c - when to stop early: a signal, or the overall time-out
 */
#include "harness/steps/interrupt.h"

#include "lib/vtime.h"

#include <signal.h>

#define NS_PER_MS INT64_C(1000000)
#define NS_PER_S  INT64_C(1000000000)

static sigset_t held_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	return set;
}

void interrupt_init(struct interrupt *i, int64_t timeout_ms)
{
	sigset_t set = held_signals();

	assert(timeout_ms >= 0);
	sigprocmask(SIG_BLOCK, &set, NULL);
	*i = (struct interrupt){ 0 };
	if (timeout_ms)
		i->deadline_ns = vtime_monotonic_ns() + timeout_ms * NS_PER_MS;
}

/* Waits at most so long for a signal; an earlier deadline shortens it. */
static void await(struct interrupt *i, int64_t ns)
{
	sigset_t set = held_signals();
	int64_t left = i->deadline_ns ? i->deadline_ns - vtime_monotonic_ns() : INT64_MAX;
	struct timespec ts;
	int signal;

	if (left <= 0) {
		i->exit_code = EXIT_TIMED_OUT;
		return;
	}
	if (ns > left)
		ns = left;
	ts = (struct timespec){ .tv_sec = ns / NS_PER_S, .tv_nsec = ns % NS_PER_S };
	signal = sigtimedwait(&set, NULL, &ts);
	if (signal > 0)
		i->exit_code = 128 + signal;
}

bool interrupt_came(struct interrupt *i)
{
	if (!i->exit_code)
		await(i, 0);
	return i->exit_code != 0;
}

int64_t interrupt_left_ms(const struct interrupt *i, int64_t most)
{
	int64_t left = i->deadline_ns
	                       ? (i->deadline_ns - vtime_monotonic_ns()) / NS_PER_MS
	                       : most;

	if (left < 1)
		return 1;
	return left < most ? left : most;
}

void interrupt_sleep(struct interrupt *i, int64_t ms)
{
	assert(ms >= 0);
	if (!i->exit_code)
		await(i, ms * NS_PER_MS);
}

bool interrupt_wait(void *i, int64_t ms)
{
	interrupt_sleep(i, ms);
	return !interrupt_came(i);
}

void interrupt_grace(struct interrupt *out, int64_t ms)
{
	*out = (struct interrupt){ 0 };
	if (ms)
		out->deadline_ns = vtime_monotonic_ns() + ms * NS_PER_MS;
}

void interrupt_pass(const struct interrupt *grace, struct interrupt *to)
{
	if (!to->exit_code && grace->exit_code > 128)
		to->exit_code = grace->exit_code;
}
