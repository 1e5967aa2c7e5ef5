/*
 * arrival.h - when generated records arrive, and how many have arrived by when
 *
 * Of R records at start, record i < R arrives in the middle of slice i of
 * the 30 days before time 0:
 *
 *	zero - 30 d + floor((2 i + 1) * 30 d / (2 R))
 *
 * Later ones come evenly, N in each period, and none at a period's very end, so
 * that a whole number of periods holds a whole number of them; record R + k at
 *
 *	zero + floor((2 k + 1) * period / (2 N))
 *
 * Times never fall as indexes rise, so that what arrived by a time is a range of
 * indexes; arrival_count() is the exact inverse of arrival_at().
 *
 * Owns: nothing.
 * Time: vtime, on the clock that `zero` was read from.
 */
#ifndef MOCKSERVER_DATA_ARRIVAL_H
#define MOCKSERVER_DATA_ARRIVAL_H

#include "lib/vtime.h"

/* Bounds that keep every count and every time exact. */
#define ARRIVAL_START_MAX INT64_C(1000000000000)
#define ARRIVAL_RATE_MAX  INT64_C(1000000000)
#define ARRIVAL_WINDOW_MS (30 * MS_PER_DAY)

struct arrival {
	uint64_t at_start;
	uint64_t rate;     /* records in each period; 0 for none */
	int64_t period_ms; /* > 0 */
};

/* How many records arrive before `until`. */
uint64_t arrival_count(const struct arrival *a, vtime zero, vtime until);

/* When record i arrives; VTIME_NEVER past the calendar's end, or if it never does. */
vtime arrival_at(const struct arrival *a, vtime zero, uint64_t i);

#endif
