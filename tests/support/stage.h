/*
 * stage.h - a mock without HTTP, with two datasets, that can be stopped and started
 *
 * Dataset 0 has records of its own and takes posted ones; dataset 1 is generated.  Record
 * i of either is {"n":i}.  Whatever fails ends the program.
 *
 * Owns: struct stage owns its folder and its world, until stage_close().
 * Time: the mock's clock is virtual and starts at STAGE_ZERO.
 */
#ifndef TESTS_SUPPORT_STAGE_H
#define TESTS_SUPPORT_STAGE_H

#include "mockserver/store/run.h"
#include "mockserver/world/world.h"

#define STAGE_ZERO     (INT64_C(1767225600) * MS_PER_SECOND)
#define STAGE_DATASETS 2
#define STAGE_OWN      11 /* records of dataset 0 */
#define STAGE_POSTS    128

struct event;

/* Where histories are lived, one after the other. */
struct stage {
	char *folder;
	struct world world;
	struct catalogue *whole, *less; /* the world's datasets; without dataset 0 */
	char flow[UUID_TEXT], sources[3][UUID_TEXT]; /* "": not made yet */
	bool faulty;
	/* Called before and after each event; NULL: nothing. */
	void (*before)(struct stage *s, const struct event *event);
	void (*between)(struct stage *s);
	vtime posted[STAGE_POSTS]; /* when records of dataset 0 arrive besides its own */
	size_t posted_count;
	/* What the mock is started with. */
	struct world_options options;
	char *state; /* NULL: in memory */
	char *exports, *datasets[STAGE_DATASETS + 1];
	cJSON *faults; /* armed when it starts; the world has them then */
};
void stage_open(struct stage *s, enum world_files files);
/* With a state that is a file, and so many part files an export. */
void stage_open_kept(struct stage *s, enum world_files files, unsigned partitions);
void stage_close(struct stage *s);

/* Stops the mock, and starts it again on its state, which is a file. */
void stage_stop(struct stage *s);
void stage_start(struct stage *s);

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
