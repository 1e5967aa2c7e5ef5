/*
 * interrupt.c - when to stop early: a signal, or the overall time-out
 */
#include "harness/steps/interrupt.h"

#include "lib/vtime.h"

#define NS_PER_MS INT64_C(1000000)
#define NS_PER_S  INT64_C(1000000000)

/* As long as can be, where it is longer than that. */
static int64_t ns_of(int64_t ms)
{
	const int64_t most = INT64_MAX / 2 / NS_PER_MS;

	return (ms < most ? ms : most) * NS_PER_MS;
}

/* A hang-up that is ignored, as under nohup, stays so. */
static sigset_t held_signals(void)
{
	struct sigaction hangup = { 0 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
		sigaddset(&set, SIGHUP);
	return set;
}

void interrupt_init(struct interrupt *i, int64_t timeout_ms)
{
	assert(timeout_ms >= 0);
	*i = (struct interrupt){ .held = held_signals() };
	sigprocmask(SIG_BLOCK, &i->held, NULL);
	if (timeout_ms)
		i->deadline_ns = vtime_monotonic_ns() + ns_of(timeout_ms);
}

/* From now on a clean-up has that long. */
static void bound(struct interrupt *i, int exit_code)
{
	i->first = exit_code;
	i->deadline_ns = vtime_monotonic_ns() + ns_of(INTERRUPT_GRACE_MS);
}

static void take(struct interrupt *i, int exit_code)
{
	if (i->cleans && !i->first)
		bound(i, exit_code);
	else
		i->exit_code = exit_code;
}

/* Waits at most so long for a signal; an earlier deadline shortens it. */
static void await(struct interrupt *i, int64_t ns)
{
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
	signal = sigtimedwait(&i->held, NULL, &ts);
	if (signal > 0)
		take(i, 128 + signal);
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
		await(i, ns_of(ms));
}

bool interrupt_wait(void *i, int64_t ms)
{
	interrupt_sleep(i, ms);
	return !interrupt_came(i);
}

void interrupt_grace(struct interrupt *after, struct interrupt *out)
{
	*out = (struct interrupt){ .held = after->held, .cleans = true };
	if (!interrupt_came(after))
		return;
	bound(out, after->exit_code);
	if (after->insisted)
		out->exit_code = after->exit_code;
}

void interrupt_pass(const struct interrupt *grace, struct interrupt *to)
{
	to->insisted |= grace->exit_code > 128;
	if (!to->exit_code)
		to->exit_code = grace->first;
}
