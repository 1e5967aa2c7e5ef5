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

#include "lib/log/log.h"
#include "mockserver/contract/ledger.h"
#include "mockserver/contract/refusal.h"
#include "mockserver/data/dataset.h"
#include "mockserver/sim/clock.h"
#include "mockserver/sim/life.h"
#include "mockserver/store/store.h"

struct specs;
struct plans;
struct run_watch;

enum files { FILES_ON, FILES_OFF };

/* Whose storage a Data Landing Zone is. */
enum dlz { DLZ_AZURE, DLZ_AWS };

/* Runs that an answer in the making shows (runs/reads.h). */
struct run_shown {
	int64_t *serial;
	size_t count, room;
};

struct world {
	struct store store;
	struct clock clock;
	struct specs *specs;
	struct catalogue *datasets;
	struct plans *plans; /* remembered; NULL before the first */
	char *export_root;   /* absolute */
	uint64_t seed;
	vtime start_at; /* where a virtual clock starts, also after a reset */
	vtime zero;     /* time 0 of the datasets: the clock when the state was made */
	int64_t starts; /* of mocks with this state, this one among them */
	bool resumed;   /* the state was there when it was opened: its clock went on */
	enum contract_mode contract, start_contract; /* the second also after a reset */
	enum files files;
	enum dlz dlz;
	unsigned partitions, start_partitions; /* of an export; 0: by its size */
	unsigned workers;                      /* that write part files at a time */
	int64_t adhoc_delay_ms; /* from a flow's last change until an ad-hoc export */
	struct life life, start_life;  /* of runs; the second also after a reset */
	const struct run_watch *watch; /* told of runs (runs/life.h), or NULL */
	struct run_shown shown;
	uint64_t resets;   /* how often it began anew */
	uint64_t requests; /* that were given an id since it began, or was started */
	struct logger log;
};

struct world_options {
	const char *state; /* NULL: in memory */
	const char *export_root;
	const char *const *datasets; /* NULL-ended, or NULL */
	uint64_t seed;
	struct clock clock; /* mode and factor */
	vtime now;          /* where a virtual or scaled clock starts */
	enum contract_mode contract;
	enum files files;
	enum dlz dlz;
	unsigned partitions;   /* 0: by size */
	bool partitions_given; /* they win over those that the state keeps */
	unsigned workers;      /* 0: as many as cores */
	int64_t adhoc_delay_ms;
	struct life life;
	bool life_given; /* it wins over the one that the state keeps */
	struct logger log;
};

#endif
