/*
 * deadline.c - when a loop stops: after a time, or on SIGINT or SIGTERM
 */
#include "tests/crash/deadline.h"

#include <signal.h>

#include "lib/vtime.h"

static int64_t until_ns;
static volatile sig_atomic_t caught;

static void note(int signal)
{
	caught = signal;
}

void deadline_set(int64_t seconds)
{
	struct sigaction on = { .sa_handler = note, .sa_flags = SA_RESTART };

	until_ns = vtime_monotonic_ns() + seconds * INT64_C(1000000000);
	sigaction(SIGINT, &on, NULL);
	sigaction(SIGTERM, &on, NULL);
}

bool deadline_is_over(void)
{
	return caught || vtime_monotonic_ns() >= until_ns;
}

int deadline_status(bool well)
{
	if (caught)
		return 128 + caught;
	return well ? 0 : 1;
}
