/*
 * histories.h - random histories of a flow, lived by a mock without HTTP
 *
 * A history is a row of events: the clock jumps, runs are asked for, records are posted,
 * the flow is disabled, enabled, given other schedules, sources and lives, and one of
 * two datasets can't be exported for a while.  The flow's exports are incremental.
 *
 * Dataset 0 has records of its own and takes posted ones; dataset 1 is generated.  Record
 * i of either is {"n":i}.
 *
 * Owns: struct stage owns its folder and its world, until stage_close().
 * Time: events happen at the mock's clock, which starts at STAGE_ZERO.
 */
#ifndef TESTS_SUPPORT_HISTORIES_H
#define TESTS_SUPPORT_HISTORIES_H

#include "lib/hash.h"
#include "mockserver/store/run.h"
#include "mockserver/world/world.h"

#define HISTORY_EVENTS 14
#define STAGE_ZERO     (INT64_C(1767225600) * MS_PER_SECOND)
#define STAGE_DATASETS 2
#define STAGE_POSTS    128

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

/* Where histories are lived, one after the other. */
struct stage {
	char *folder;
	struct world world;
	struct catalogue *whole, *less; /* the world's datasets; without dataset 0 */
	char flow[UUID_TEXT], sources[3][UUID_TEXT]; /* "": not made yet */
	bool faulty;
	void (*between)(struct stage *s); /* called after each event; NULL: nothing */
	vtime posted[STAGE_POSTS]; /* when records of dataset 0 arrive besides its own */
	size_t posted_count;
};
void stage_open(struct stage *s, enum world_files files);
void stage_close(struct stage *s);

/*
 * Lives the history from the beginning, its jumps in so many steps; at the end all can be
 * exported, and a day goes by.
 */
void stage_live(struct stage *s, const struct history *h, int64_t steps);

/* Of the flow's run of that serial, counted from 1. */
struct lived {
	vtime scheduled_at, created_at, started_at, completed_at;
	enum run_status status;
	int64_t records;
	bool has[STAGE_DATASETS], failed[STAGE_DATASETS];
	int64_t share[STAGE_DATASETS];   /* records of the dataset */
	int64_t skipped[STAGE_DATASETS]; /* and those that a fault has skipped */
};
size_t stage_runs(struct stage *s, struct lived *out, size_t most);

void stage_print(struct stage *s); /* its runs, on stderr */

/* When record n of the dataset arrives; VTIME_NEVER for one that never does. */
vtime stage_arrival(const struct stage *s, size_t dataset, size_t n);

/* "<24 hex digits>" */
extern const char *const stage_datasets[STAGE_DATASETS];

#endif
