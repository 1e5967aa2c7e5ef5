/*
 * flow.h - what a flow has still to do, and where it stands
 *
 * Beside the entity's text: the schedule in numbers, the next tick, and up to when
 * each dataset has been exported.
 *
 * Owns: struct flow_row owns its texts; flow_release() frees them.
 * Errors: ERR_NOT_FOUND, for callers to handle.
 */
#ifndef MOCKSERVER_STORE_FLOW_H
#define MOCKSERVER_STORE_FLOW_H

#include "lib/vtime.h"
#include "mockserver/store/store.h"

struct flow_row {
	int64_t seq;
	char *id, *org, *sandbox, *spec, *source, *target;
	bool full;       /* every tick exports all there is */
	vtime start_at;  /* VTIME_NEVER: no schedule */
	int64_t step_ms; /* 0: once */
	vtime end_at;    /* exclusive */
	vtime next_at;   /* VTIME_NEVER: no tick to come */
};

/* Stores one; loads one by its number, or by its id. */
int flow_put(struct store *s, const struct flow_row *f, struct err *e) MUST_USE;
int flow_load(struct store *s, int64_t seq, struct flow_row *out, struct err *e) MUST_USE;
int flow_find(struct store *s, const char *id, struct flow_row *out, struct err *e)
	MUST_USE;
void flow_release(struct flow_row *f);
static inline void flow_release_auto(struct flow_row *f)
{
	flow_release(f);
}

/* The flow whose tick is the next of all, by (time, id), if it is at or before `until`.
 */
int flow_due(struct store *s, vtime until, int64_t *seq, struct err *e) MUST_USE;

/* When the next tick of all is; VTIME_NEVER for none. */
int flow_next_at(struct store *s, vtime *out, struct err *e) MUST_USE;

/* Sets the next tick, and the run that is now the newest. */
int flow_move(struct store *s, int64_t seq, vtime next_at, int64_t run, struct err *e)
	MUST_USE;

/* Replaces ends and schedule of the flow of that id. */
int flow_swap(struct store *s, const struct flow_row *f, struct err *e) MUST_USE;

/* It has no tick to come. */
int flow_stop(struct store *s, const char *id, struct err *e) MUST_USE;

/* Calls visit with the id of each live flow to that target connection, oldest first. */
typedef int flow_visit_fn(void *ctx, const char *id, struct err *e);
int flow_each_of_target(struct store *s, const char *target, flow_visit_fn *visit,
                        void *ctx, struct err *e) MUST_USE;

/* Is a live flow's target on that base connection? */
int flow_uses_base(struct store *s, const char *base, bool *out, struct err *e) MUST_USE;

/* Up to when the flow has exported the dataset; VTIME_MIN for never. */
int exported_load(struct store *s, int64_t flow, const char *dataset, vtime *out,
                  struct err *e) MUST_USE;
int exported_put(struct store *s, int64_t flow, const char *dataset, vtime until,
                 struct err *e) MUST_USE;

#endif
