/*
 * clock.h - the one clock of a mock
 *
 * A virtual clock stands still until it is set; a real one is the machine's; a scaled
 * one runs N times as fast, from where it was anchored.  Everything that happens in a
 * mock reads this clock and no other.
 *
 * Owns: nothing.
 * Time: vtime, UTC.
 * Errors: ERR_INVALID.
 */
#ifndef MOCKSERVER_SIM_CLOCK_H
#define MOCKSERVER_SIM_CLOCK_H

#include "lib/vtime.h"

enum clock_mode { CLOCK_IS_VIRTUAL, CLOCK_IS_REAL, CLOCK_IS_SCALED, CLOCK_MODES };

#define CLOCK_FACTOR_MAX 1000000 /* ours: eleven days a second */

struct clock {
	enum clock_mode mode;
	vtime at;       /* CLOCK_IS_VIRTUAL: the time it shows; _SCALED: at its anchor */
	vtime anchor;   /* CLOCK_IS_SCALED: the machine's time of `at` */
	int64_t factor; /* CLOCK_IS_SCALED: 1 to CLOCK_FACTOR_MAX */
};

/* "virtual", "real", "scaled:60" */
int clock_parse(const char *text, struct clock *out, struct err *e) MUST_USE;
#define CLOCK_TEXT 24
const char *clock_text(const struct clock *c, char text[CLOCK_TEXT]);

/* The time it shows. */
vtime clock_now(const struct clock *c);

/* The machine's time, which no mode changes: for what clients read by their own clock. */
vtime clock_machine(void);

/* Shows `at` from now on; of a real one nothing changes. */
void clock_set(struct clock *c, vtime at);

/* How many real milliseconds until it shows `at`; 0 when it does, -1 for never. */
int64_t clock_wait_ms(const struct clock *c, vtime at);

/* The machine's time, for a clock that is to start there. */
vtime clock_machine_now(void);

#endif
