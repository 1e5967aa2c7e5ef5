/*
 * flow.h - what a flow has still to do, and where it stands
 *
 * What the entity's text does not hold: the schedule in numbers, and the next tick.
 *
 * Owns: struct flow_row owns its texts; flow_release() frees them.
 * Errors: ERR_NOT_FOUND, for callers to handle.
 */
#ifndef MOCKSERVER_STORE_FLOW_H
#define MOCKSERVER_STORE_FLOW_H

#include "lib/vtime.h"
#include "mockserver/contract/caller.h"
#include "mockserver/store/store.h"

struct flow_row {
	int64_t seq;
	char *id, *org, *sandbox, *spec, *source, *target;
	bool full;       /* every tick exports all there is */
	vtime start_at;  /* VTIME_NEVER: no schedule */
	int64_t step_ms; /* 0: once */
	vtime end_at;    /* exclusive */
	vtime next_at;   /* VTIME_NEVER: no tick to come */
	vtime missed_at; /* a tick that waits for the end of a run; VTIME_NEVER: none */
	/* Read alone: what flow_ticked() and flow_missed() have noted. */
	vtime ticked_at;  /* the newest tick; VTIME_NEVER: none */
	bool ticked_once; /* a one-time schedule has ticked; not, when its tick waited for
	                     the end of a run and was forgotten */
	char *life;       /* how its runs live; NULL: as the mock's do */
	int64_t tenant;   /* when read: its organisation's sandbox */
};

/* Stores one; loads one by its number, or by its id. */
int flow_put(struct store *s, const struct flow_row *f, struct err *e) MUST_USE;
int flow_load(struct store *s, int64_t seq, struct flow_row *out, struct err *e) MUST_USE;
int flow_find(struct store *s, const char *id, struct flow_row *out, struct err *e)
	MUST_USE;
void flow_release(struct flow_row *f);
AUTO_DEFINE_STRUCT(struct flow_row, flow_release);

/* A tick that had its run: which one (0: it was missed), and when the next tick is. */
struct flow_tick {
	int64_t flow, run;
	vtime ticked_at, next_at;
	bool active; /* the run has not ended */
};
int flow_ticked(struct store *s, const struct flow_tick *t, struct err *e) MUST_USE;

/* A tick fell due while the last one's run was active. */
int flow_missed(struct store *s, int64_t seq, vtime next_at, vtime missed_at,
                struct err *e) MUST_USE;

/* The tick is to have its run later: DELAYED_RUN is active until then. */
#define DELAYED_RUN 0
int flow_delayed(struct store *s, int64_t seq, vtime tick_at, struct err *e) MUST_USE;

/* The flow's newest run, a client's. */
int flow_ran(struct store *s, int64_t seq, int64_t serial, struct err *e) MUST_USE;

/* The flow's newest run, for a tick that was missed. */
enum activity { AT_REST, ACTIVE };
int flow_began(struct store *s, int64_t seq, int64_t serial, enum activity activity,
               struct err *e) MUST_USE;

/*
 * A run has ended: if it was the active one, none is, and *missed_at is the tick that
 * was missed meanwhile; else VTIME_NEVER.
 */
int flow_ended(struct store *s, int64_t seq, int64_t serial, vtime *missed_at,
               struct err *e) MUST_USE;

/* How the flow's runs live (sim/life.h); NULL: as the mock's do. */
int flow_set_life(struct store *s, const char *id, const char *life, struct err *e)
	MUST_USE;

/* Replaces ends and schedule of the flow of that id. */
int flow_swap(struct store *s, const struct flow_row *f, struct err *e) MUST_USE;

/* It has no tick to come. */
int flow_stop(struct store *s, const char *id, struct err *e) MUST_USE;

/* Calls visit with the id of each live flow to that target connection, oldest first. */
typedef int flow_visit_fn(void *ctx, const char *id, struct err *e);
int flow_each_of_target(struct store *s, const char *target, flow_visit_fn *visit,
                        void *ctx, struct err *e) MUST_USE;

/* Does a live flow name that base connection, even if the target is deleted? */
int flow_uses_base(struct store *s, const char *base, bool *out, struct err *e) MUST_USE;

/* How many live flows of the caller's sandbox go to a destination. */
int flow_count_destinations(struct store *s, const struct caller *by, int64_t *out,
                            struct err *e) MUST_USE;

/* Up to when the flow has exported the dataset; VTIME_MIN for never. */
int flow_load_exported(struct store *s, int64_t flow, const char *dataset, vtime *out,
                       struct err *e) MUST_USE;
/* It has exported it up to then: moves on only, and with success only. */
int flow_put_exported(struct store *s, int64_t flow, const char *dataset, vtime until,
                      struct err *e) MUST_USE;

#endif
