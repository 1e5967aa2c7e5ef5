/*
 * world.h - everything that one mock is, without HTTP
 *
 * There are no globals: an instance is one struct world, and two can live in one
 * process.  One thread uses it.
 *
 * Owns: the store, the specs, the datasets, the export root's path.
 */
#ifndef MOCKSERVER_WORLD_WORLD_H
#define MOCKSERVER_WORLD_WORLD_H

#include "lib/file/lock.h"
#include "lib/log/log.h"
#include "mockserver/contract/format.h"
#include "mockserver/contract/ledger.h"
#include "mockserver/contract/limit.h"
#include "mockserver/contract/refusal.h"
#include "mockserver/data/dataset.h"
#include "mockserver/export/layout.h"
#include "mockserver/faults/faults.h"
#include "mockserver/sim/clock.h"
#include "mockserver/sim/life.h"
#include "mockserver/store/store.h"

struct specs;
struct plans;
struct run_watch;

enum world_files { FILES_ON, FILES_OFF };

/* Whose storage a Data Landing Zone is. */
enum dlz { DLZ_AZURE, DLZ_AWS };

/* What requests can change in a mock that runs, each by its row of settings.c. */
enum setting { SETTING_CONTRACT, SETTING_LIFE, SETTING_PARTITIONS, SETTING_COUNT };

enum setting_origin {
	SET_BY_DEFAULT,
	SET_AT_START,   /* by an option: it wins over what the state keeps */
	SET_BY_STATE,   /* that was there when it was opened */
	SET_BY_REQUEST, /* since then */
};

struct settings {
	struct contract contract;
	struct life life;    /* of runs */
	unsigned partitions; /* of an export; 0: by its size */
	enum setting_origin from[SETTING_COUNT];
};

/* The runs shown by the answer being written (runs/reads.h). */
struct run_shown {
	int64_t *serial;
	size_t count, room;
};

/* Writes of runs to their flows that are not in the state yet (world/flow_writes.h). */
struct flow_writes {
	struct flow_write *slots; /* NULL before the first */
	bool noted;               /* one of them holds some */
};

/* Is there a request to answer?  A step of time that may end goes on until there is. */
struct audience {
	bool (*waits)(const void *ctx); /* NULL: take it that there is */
	const void *ctx;
};

struct world {
	struct store store;
	struct clock clock;
	struct specs *specs;
	struct catalogue *datasets;
	struct plans *plans;        /* remembered; NULL before the first */
	char *export_root;          /* absolute */
	struct file_lock root_lock; /* another mock would remove its files as its own */
	uint64_t seed;
	vtime start_at; /* where a virtual clock starts, also after a reset */
	vtime zero;     /* time 0 of the datasets: the clock when the state was made */
	int64_t starts; /* of mocks with this state, this one among them */
	bool resumed;   /* the state was there when it was opened: its clock went on */
	struct settings now, at_start; /* the second also after a reset */
	enum limits limits;
	enum world_files files;
	enum dlz dlz;
	enum export_time export_time; /* of exports by schedule */
	enum export_members members;
	unsigned workers;       /* that write part files at a time */
	int64_t adhoc_delay_ms; /* from a flow's last change until an ad-hoc export */
	const struct run_watch *watch; /* notified of runs (runs/life.h), or NULL */
	struct audience audience;
	struct run_shown shown;
	struct flow_writes flow_writes;
	struct faults faults; /* armed */
	cJSON *start_faults;  /* a list: armed at a start and after a reset */
	uint64_t resets;      /* how often it began anew */
	uint64_t requests;    /* that were given an id since it began, or was started */
	struct logger log;
};

struct world_options {
	const char *state; /* NULL: in memory */
	const char *export_root;
	const char *const *datasets; /* NULL-ended, or NULL */
	uint64_t seed;
	struct clock clock; /* mode and factor */
	vtime now;          /* where a virtual or scaled clock starts */
	struct settings settings;
	enum limits limits; /* that documents name for requests */
	enum world_files files;
	enum dlz dlz;
	enum export_time export_time; /* of exports by schedule */
	enum export_members members;  /* of gzipped JSON */
	unsigned workers;             /* 0: as many as cores */
	int64_t adhoc_delay_ms;
	const cJSON *faults; /* a list of those to arm, or NULL */
	struct logger log;
};

#endif
