/*
 * delay.c - how long a delay is: fixed, uniform or log-normal
 */
#include "mockserver/faults/delay.h"

#include <math.h>

#include "lib/hash.h"

#define DELAY_MOST_MS 600000 /* of a drawn delay; ours */

/* Box and Muller: a normal variate of two uniform ones. */
static double normal(uint64_t h)
{
	const double u = 1 - hash_unit(hash_with(h, 1)), v = hash_unit(hash_with(h, 2));

	return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

int64_t fault_delay_ms(const struct fault_action *a, uint64_t seed,
                       const struct fault_occurrence *at)
{
	const int64_t span = a->span.most_ms - a->span.least_ms;
	uint64_t h = hash_text(hash_text(seed, "delay"), at->fault);
	double ms;

	h = hash_with(hash_text(h, at->key), (uint64_t)at->ordinal);
	if (a->ms)
		return a->ms;
	if (a->span.most_ms)
		return a->span.least_ms + (int64_t)hash_below(h, (uint64_t)span + 1);
	ms = (double)a->median_ms * exp(a->sigma * normal(h));
	return ms < DELAY_MOST_MS ? (int64_t)ms : DELAY_MOST_MS;
}
