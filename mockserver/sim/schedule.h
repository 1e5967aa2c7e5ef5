/*
 * schedule.h - when a flow runs: pure arithmetic, no clock of its own
 *
 * tick(k) = start + k * step for k >= 0, while it is before the end, which is
 * exclusive; a step of 0 has the one tick at start.  A schedule whose start has
 * passed when it takes effect ticks at once, and then goes on with its grid: no
 * replay of older ticks.  (Contract 04 §4 and §5, rows 1 to 7.)
 *
 * `scheduleParams` is read leniently (04 §1, §5; 07 A38 to A40): numbers may be
 * texts, a missing start is now, a missing end is six calendar months after
 * creation, a missing export mode is incremental; timeUnit wins over AEPP's extra
 * `frequency`; 24 hours are a day.  What it may hold at all is checked before, by
 * the flow spec's own schema.
 *
 * Owns: nothing.
 * Time: vtime; scheduleParams holds seconds.
 */
#ifndef MOCKSERVER_SIM_SCHEDULE_H
#define MOCKSERVER_SIM_SCHEDULE_H

#include "lib/json.h"
#include "lib/vtime.h"

enum export_mode { EXPORT_INCREMENTAL, EXPORT_FULL };

struct schedule {
	bool ticks; /* false: no schedule was given, nothing falls due */
	enum export_mode mode;
	vtime start_at;
	int64_t step_ms; /* 0: once */
	vtime end_at;    /* exclusive */
};

/* The member of scheduleParams as a whole number, also where it is a text (07 A40). */
bool schedule_number(const cJSON *params, const char *name, int64_t *out);
/* Is its interval one of hours?  timeUnit says so, or without it frequency. */
bool schedule_is_hourly(const cJSON *params);
/* Does each export hold all records? */
bool schedule_is_full(const cJSON *params);

/* When a dataset export ends that was told no end: six calendar months on (04 §1.3). */
vtime schedule_default_end(vtime created);

/* The schedule that params (NULL for none) means for a flow created at `now`. */
struct schedule schedule_read(const cJSON *params, vtime now, vtime default_end);

/* The first tick of a schedule that takes effect at `now`; VTIME_NEVER for none. */
vtime schedule_first(const struct schedule *s, vtime now);

/* The tick after the one at `last`; VTIME_NEVER when there is none. */
vtime schedule_next(const struct schedule *s, vtime last);

enum past { NEVER_RAN, HAS_RUN };

/*
 * The next tick of a schedule that is changed, goes on or is published at `now`: of
 * one that never ran, the first; else the next of its grid, at or after now, and none
 * of a one-time schedule (04 §3, §5 row 34; ours where no source says).
 */
vtime schedule_resume(const struct schedule *s, vtime now, enum past past);

#endif
