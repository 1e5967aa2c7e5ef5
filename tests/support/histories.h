/*
 * histories.h - random histories of a flow, lived by a mock without HTTP
 *
 * A history is a row of events: the clock jumps, runs are asked for, records are posted,
 * the flow is disabled, enabled, given other schedules, sources and lives, and one of
 * two datasets can't be exported for a while.  The flow's exports are incremental.
 *
 * Owns: nothing.
 * Time: events happen at the mock's clock.
 */
#ifndef TESTS_SUPPORT_HISTORIES_H
#define TESTS_SUPPORT_HISTORIES_H

#include "lib/hash.h"
#include "tests/support/stage.h"

#define HISTORY_EVENTS 14

struct event {
	unsigned what;
	uint64_t with; /* what else it takes is drawn from this */
};

struct history {
	struct event events[HISTORY_EVENTS];
	size_t count;
};

/* The history of that seed. */
struct history history_draw(uint64_t seed);
void history_print(const struct history *h);

/*
 * Lives the history from the beginning, its jumps in so many steps; at the end all can be
 * exported, and a day goes by.
 */
void history_live(struct stage *s, const struct history *h, int64_t steps);

/* One event happens now. */
void history_happen(struct stage *s, const struct event *event, int64_t steps);
/* Does the stage note something of the event that no state has? */
bool history_is_noted(const struct event *event);

#endif
