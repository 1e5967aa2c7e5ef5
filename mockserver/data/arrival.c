/*
 * arrival.c - when generated records arrive, and how many have arrived by when
 *
 * floor(x) < t and x < t are one for a whole t, so that each count below is an
 * inequality solved for the index, in 128 bits.
 */
#include "mockserver/data/arrival.h"

/* Records at start that arrive in the first t > 0 milliseconds of the window. */
static uint64_t count_at_start(const struct arrival *a, int64_t t)
{
	unsigned __int128 odd;

	if (!a->at_start)
		return 0;
	/* (2i + 1) * W / 2R < t: the odd numbers up to (2Rt - 1) / W */
	odd = ((unsigned __int128)2 * a->at_start * (uint64_t)t - 1) / ARRIVAL_WINDOW_MS;
	odd = (odd + 1) / 2;
	return odd < a->at_start ? (uint64_t)odd : a->at_start;
}

uint64_t arrival_count(const struct arrival *a, vtime zero, vtime until)
{
	uint64_t count = 0;

	if (until > VTIME_MAX)
		until = VTIME_MAX + 1;
	if (until > zero - ARRIVAL_WINDOW_MS)
		count = count_at_start(a, until - (zero - ARRIVAL_WINDOW_MS));
	if (until > zero && a->rate) /* (k + 1) * period / N < t */
		count += (uint64_t)(((unsigned __int128)a->rate *
		                             (uint64_t)(until - zero) -
		                     1) /
		                    (uint64_t)a->period_ms);
	return count;
}

vtime arrival_at(const struct arrival *a, vtime zero, uint64_t i)
{
	unsigned __int128 after;

	if (i < a->at_start) {
		after = ((unsigned __int128)2 * i + 1) * ARRIVAL_WINDOW_MS /
		        ((unsigned __int128)2 * a->at_start);
		return zero - ARRIVAL_WINDOW_MS + (vtime)after;
	}
	if (!a->rate)
		return VTIME_NEVER;
	after = ((unsigned __int128)(i - a->at_start) + 1) * (uint64_t)a->period_ms /
	        a->rate;
	if (after > (unsigned __int128)(VTIME_MAX - zero))
		return VTIME_NEVER;
	return zero + (vtime)after;
}
