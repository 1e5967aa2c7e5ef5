/*
 * schedule.h - when a flow runs: pure arithmetic, no clock of its own
 *
 * The grid of a schedule is tick(k) = start + k * step for k >= 0, while it is before
 * the end, which is exclusive; a step of 0 has the one tick at start.  (04 §4.)
 *
 * A flow's next tick is its state.  Mostly it is of the grid; the first may be off it: a
 * schedule whose start has passed when it takes effect ticks at once, and then goes on
 * with its grid, without a replay of older ticks (04 §5 row 1).  From the next tick on,
 * schedule_between() tells all that come, in closed form.
 *
 * `scheduleParams` is read leniently (04 §1, §5; A38 to A40): numbers may be
 * texts of digits, a missing start is when the flow was made, a missing end is the
 * flow's default, a missing export mode is incremental; timeUnit wins over AEPP's extra
 * `frequency`; 24 hours are a day.  What it may hold at all is checked before, by
 * the flow spec's own schema and entities/schedule_rules.
 *
 * Every value of 64 bits is safe: nothing overflows, and no tick lies outside the
 * calendar, whose last millisecond stands for what would come after it and is no tick.
 *
 * Owns: nothing.
 * Time: vtime; scheduleParams holds seconds.
 */
#ifndef MOCKSERVER_SIM_SCHEDULE_H
#define MOCKSERVER_SIM_SCHEDULE_H

#include "lib/json/json.h"
#include "lib/vtime.h"

enum export_mode { EXPORT_INCREMENTAL, EXPORT_FULL };

struct schedule {
	bool ticks; /* false: no schedule was given, nothing falls due */
	enum export_mode mode;
	vtime start_at;
	int64_t step_ms; /* 0, or less: once */
	vtime end_at;    /* exclusive */
};

/* The member of scheduleParams as a whole number, also where it is a text (A40). */
bool schedule_number(const cJSON *params, const char *name, int64_t *out);
/* The interval's unit: timeUnit, or without it frequency; NULL for neither. */
const char *schedule_unit(const cJSON *params);
/* Is there a unit of that name? */
bool schedule_knows_unit(const char *name);
/* Is its interval one of hours? */
bool schedule_is_hourly(const cJSON *params);
/* Does each export hold all records? */
bool schedule_is_full(const cJSON *params);

/*
 * When a dataset export without an endTime ends (04 §1.3): one made before September
 * 2024 on 1 May 2025, before November 2024 on 1 September 2025, else six calendar
 * months after it was made, at the last day of a shorter month.  A whole second.
 */
vtime schedule_default_end(vtime created);

/* The schedule that params (NULL for none) means for a flow made at `created`. */
struct schedule schedule_read(const cJSON *params, vtime created, vtime default_end);

/* What a flow's row says of it; without a start, VTIME_NEVER, it does not tick. */
struct schedule schedule_stored(vtime start_at, int64_t step_ms, vtime end_at);

/* The first tick of a schedule that takes effect at `now`; VTIME_NEVER for none. */
vtime schedule_first(const struct schedule *s, vtime now);

/* The grid's tick after `last`, or VTIME_NEVER. */
vtime schedule_next(const struct schedule *s, vtime last);

/* What a flow's ticks have been; those that a client's own runs did not make. */
struct schedule_past {
	vtime ticked_at; /* the newest; VTIME_NEVER for none */
	bool once;       /* one of them was of a one-time schedule */
};

enum resume {
	RESUME_BEGUN,   /* it is published */
	RESUME_CHANGED, /* its schedule is another */
	RESUME_ENABLED, /* it is no longer disabled */
};

/*
 * The next tick of a flow that goes on at `now`: of a schedule that never ticked, the
 * first; else the grid's next, at or after now.  What was missed while disabled is
 * no tick.  A one-time schedule ticks once, late rather than never; after one of them
 * has, another ticks only when it starts after the newest tick (C18).  No time ticks
 * twice.  (04 §3, §5 rows 1 and 34; ours where no source says.)
 */
vtime schedule_resume(const struct schedule *s, vtime now, enum resume why,
                      const struct schedule_past *past);

/* Ticks in the order of their times. */
struct tick_range {
	int64_t count;
	vtime first;     /* if there is one */
	vtime second;    /* if there are two; the others follow by steps */
	int64_t step_ms; /* if there are three */
};

/*
 * All ticks in from <= t < until of a flow whose next one is next_at (VTIME_NEVER for
 * none; the grid's own are found from the schedule's start_at).
 */
struct tick_range schedule_between(const struct schedule *s, vtime next_at, vtime from,
                                   vtime until);

/* The k-th of them, from 0; VTIME_NEVER for one that is not there. */
vtime schedule_tick(const struct tick_range *r, int64_t k);

#endif
