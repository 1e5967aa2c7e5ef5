/*
 * lag.h - bounds of how long after its timestamp a record of a time series arrives
 *
 * Where they are known, most of a window is kept or left out by arrival alone, and
 * only what lies between has to be looked at.
 *
 * Owns: nothing.
 * Time: milliseconds; negative where the timestamp lies after the arrival.
 */
#ifndef MOCKSERVER_DATA_LAG_H
#define MOCKSERVER_DATA_LAG_H

#include "lib/vtime.h"

struct lag {
	int64_t least, most; /* both included; most < least: there is no record */
};

/* Farther than any two points of the calendar. */
#define LAG_FAR  (2 * (VTIME_MAX - VTIME_MIN))
#define LAG_NONE ((struct lag){ LAG_FAR, -LAG_FAR })
#define LAG_ANY  ((struct lag){ -LAG_FAR, LAG_FAR })

/* The bounds of both. */
static inline struct lag lag_join(struct lag a, struct lag b)
{
	return (struct lag){ a.least < b.least ? a.least : b.least,
		             a.most > b.most ? a.most : b.most };
}

/* The bounds with one record more. */
static inline struct lag lag_with(struct lag a, vtime arrived_at, vtime timestamp)
{
	int64_t ms = arrived_at - timestamp;

	return lag_join(a, (struct lag){ ms, ms });
}

/* The bounds when all records arrive so much later; none stay none. */
static inline struct lag lag_later(struct lag a, int64_t ms)
{
	return a.most < a.least ? a : (struct lag){ a.least + ms, a.most + ms };
}

#endif
