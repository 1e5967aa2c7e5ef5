/*
 * plan.h - all that a run of a flow needs to know, read from its entities
 *
 * Owns: its texts and trees, until plan_release().
 */
#ifndef MOCKSERVER_MODEL_PLAN_H
#define MOCKSERVER_MODEL_PLAN_H

#include "mockserver/export/export.h"
#include "mockserver/export/layout.h"
#include "mockserver/model/world.h"
#include "mockserver/store/flow.h"

struct plan {
	struct flow_row flow;
	cJSON *entity, *source, *target, *base; /* as GET shows them */
	struct buf place;                       /* relative to the export root */
	const char *template;                   /* foldernameTemplate, or NULL */
	const char *destination;                /* name of the connection spec */
	struct err broken; /* set: what it refers to is gone, it can't export */
	enum export_format format;
	enum export_codec codec;
};

/* Reads the flow and what it refers to; what is not there leaves it broken. */
int plan_load(struct world *w, int64_t flow_seq, struct plan *out, struct err *e)
	MUST_USE;
void plan_release(struct plan *p);
static inline void plan_release_auto(struct plan *p)
{
	plan_release(p);
}

/* The ids of the datasets to export: the array of the source's params. */
const cJSON *plan_datasets(const struct plan *p);

#endif
