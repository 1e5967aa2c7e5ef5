/*
 * clock.h - the one clock of a mock
 *
 * A virtual clock stands still until it is set; a real one is the machine's.
 * Everything that happens in a mock reads this clock and no other.
 *
 * Owns: nothing.
 * Time: vtime, UTC.
 */
#ifndef MOCKSERVER_SIM_CLOCK_H
#define MOCKSERVER_SIM_CLOCK_H

#include "lib/vtime.h"

enum clock_mode { CLOCK_IS_VIRTUAL, CLOCK_IS_REAL };

struct clock {
	enum clock_mode mode;
	vtime at; /* CLOCK_IS_VIRTUAL: the time it shows */
};

/* The time it shows. */
vtime clock_now(const struct clock *c);

/* "virtual", "real" */
const char *clock_mode_name(enum clock_mode mode);

#endif
