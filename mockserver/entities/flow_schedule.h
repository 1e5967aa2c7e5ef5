/*
 * flow_schedule.h - the schedule of a flow: judged, read, and what it means next
 *
 * scheduleParams as a client sent them become numbers of the flow's row (store/flow.h),
 * and the next tick.  A dataset export without an endTime has its default stored in
 * scheduleParams.endTime (A39), at its creation and whenever a change left it without;
 * an ingestion has none.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_ENTITIES_FLOW_SCHEDULE_H
#define MOCKSERVER_ENTITIES_FLOW_SCHEDULE_H

#include "mockserver/entities/change.h"
#include "mockserver/sim/schedule.h"
#include "mockserver/store/flow.h"

/* A flow that is judged: as sent, or as it would be after a change. */
struct judged_flow {
	const cJSON *tree;
	const struct spec *spec; /* its flow spec; NULL: unknown */
	enum create_mode mode;
	bool changes;
};

/*
 * Adds a violation for all that its schedule breaks of the flow spec's schema and of
 * the rules; the spec is known.  A draft may go without a schedule until it is published
 * (02 §7).
 */
void flow_schedule_check(const struct world *w, const struct judged_flow *f,
                         struct refusal *rf);

/* What the scheduleParams of the organisation's flow mean. */
struct schedule flow_schedule_read(const struct world *w, const char *org,
                                   const cJSON *flow, vtime created);

/*
 * Where a change moves the start and does not say when the schedule ends, the default
 * end moves along (A39): a flow that is parked is not over before it starts.
 */
void flow_schedule_follow(struct editing *ed, const struct spec *spec,
                          const struct flow_row *before);

/* Stores the end in the flow's scheduleParams, where they have none. */
void flow_schedule_put_end(cJSON *flow, const struct schedule *s);

/*
 * Sets the row's schedule and its next tick for the flow as it was changed.  What is due
 * stays due while schedule and state are the same.  A tick that waits for the end of a
 * run has fallen due by the schedule in force then: it is run, whatever replaces that,
 * but not of a flow that is disabled (C21, ours).
 */
void flow_schedule_move(const struct editing *ed, const struct schedule *s,
                        struct flow_row *row);

/*
 * Logs that the next run of an enabled flow is more than a day ahead, and how to get
 * there, or that its schedule is over and it will have none.
 */
void flow_schedule_log(const struct world *w, const char *id, const struct schedule *s,
                       vtime next);

#endif
