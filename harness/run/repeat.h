/*
 * repeat.h - one scenario played several times: --repeat
 *
 * Owns: the result owns its message.  Borrows: the rest.
 */
#ifndef HARNESS_RUN_REPEAT_H
#define HARNESS_RUN_REPEAT_H

#include "harness/steps/play.h"

struct repeat {
	int64_t times; /* at least 1 */
	struct play_how how;
};

/*
 * Plays the scenario so often, or until it is stopped.  The verdict is that of all
 * rounds; VERDICT_FLAKY when some passed and some did not, with the message of the first
 * that did not.  Time is that of all rounds, steps are those of the last.
 */
void repeat_play(const struct repeat *r, struct target *t, const struct scenario *s,
                 struct result *out);

#endif
