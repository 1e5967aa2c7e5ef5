/*
 * repeat.h - one scenario played several times: --repeat
 *
 * Owns: the result owns its texts.  Borrows: the rest.
 */
#ifndef HARNESS_RUN_REPEAT_H
#define HARNESS_RUN_REPEAT_H

#include "harness/run/record.h"

struct repeat {
	int64_t times; /* at least 1 */
	struct play_how how;
	struct record *record; /* which its watcher writes; NULL: none is wanted */
};

/*
 * Plays the scenario so often, or until it is stopped.  The verdict is that of all
 * rounds; VERDICT_FLAKY when some passed and some did not, VERDICT_STOPPED when those
 * that were played passed and there were to be more.  Message, record and steps are those
 * of the first round that did not pass, or else of the last; time is that of all.
 */
void repeat_play(const struct repeat *r, struct target *t, const struct scenario *s,
                 struct result *out);

#endif
