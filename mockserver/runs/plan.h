/*
 * plan.h - what a run of a flow sets out to do
 *
 * Read from the flow and what it refers to, as they are when the run begins, and put
 * down as its json: what changes afterwards does not change the run.  The json are
 * kept as text, once for all runs with the same ones:
 *
 *	{"name":…,"source":id,"target":id,"destination":…,"place":…,"template":…,
 *	 "type":"PARQUET","compression":"GZIP","manifest":true,"full":true,
 *	 "datasets":[id,…],"broken":why}
 *
 * The last plan of each flow is remembered until an entity is written.
 *
 * Owns: a plan owns its trees and texts, until plan_release(); a remembered one is
 * borrowed until the next write.
 * Errors: ERR_NOT_FOUND (no such flow), and what the store raises.
 */
#ifndef MOCKSERVER_RUNS_PLAN_H
#define MOCKSERVER_RUNS_PLAN_H

#include "mockserver/export/export.h"
#include "mockserver/export/layout.h"
#include "mockserver/sim/life.h"
#include "mockserver/store/flow.h"
#include "mockserver/store/run.h"
#include "mockserver/world/world.h"

struct plan {
	struct flow_row flow;
	struct life life; /* how its runs live */
	cJSON *entity;    /* the flow as GET shows it; NULL: gone, or not looked at */
	cJSON *json;
	int64_t serial; /* of the json in the store; 0: not put there yet */
	/* What the json say; NULL for nothing. */
	const char *name;            /* the flow's */
	const char *source, *target; /* ids */
	const char *destination;     /* name of the connection spec */
	const char *place;           /* relative to the export root */
	const char *template;        /* foldernameTemplate */
	const char *broken;          /* what it refers to is gone: why it can't export */
	const cJSON *datasets;       /* ids; NULL: it exports none */
	bool full, manifest;
	enum export_format format;
	enum export_codec codec;
};

/* Reads the flow and what it refers to; what is not there leaves it broken. */
int plan_load(struct world *w, int64_t flow_seq, struct plan *out, struct err *e)
	MUST_USE;
/* The plan of a run that has begun. */
int plan_of_run(struct world *w, const struct run_row *row, struct plan *out,
                struct err *e) MUST_USE;
void plan_release(struct plan *p);
AUTO_DEFINE_STRUCT(struct plan, plan_release);

/* Only this one among its datasets. */
void plan_narrow(struct plan *p, const char *dataset);

/* Stores the json, if they are not there yet: p->serial. */
int plan_keep(struct world *w, struct plan *p, struct err *e) MUST_USE;

#endif
