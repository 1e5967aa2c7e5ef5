/*
 * clock.c - the one clock of a mock
 */
#include "mockserver/sim/clock.h"

static const char *const names[] = {
	[CLOCK_IS_VIRTUAL] = "virtual",
	[CLOCK_IS_REAL] = "real",
};

vtime clock_now(const struct clock *c)
{
	return c->mode == CLOCK_IS_REAL ? vtime_wall_now() : c->at;
}

const char *clock_mode_name(enum clock_mode mode)
{
	return names[mode];
}
