/*
 * arrival.c - when generated records arrive, and how many have arrived by when
 *
 * floor(x) < t and x < t are one for a whole t, so that each count below is an
 * inequality solved for the index, in 128 bits.
 */
#include "mockserver/data/arrival.h"

/*
 * Of records in the middle of their shares, n > 0 to a span, how many lie in its
 * first t > 0 milliseconds: (2i + 1) * span / 2n < t, so the odd numbers up to
 * (2nt - 1) / span.
 */
static uint64_t count_middles(uint64_t n, int64_t span_ms, int64_t t)
{
	unsigned __int128 odd =
		((unsigned __int128)2 * n * (uint64_t)t - 1) / (uint64_t)span_ms;

	return (uint64_t)((odd + 1) / 2);
}

/* Where the middle of share i is. */
static unsigned __int128 middle(uint64_t n, int64_t span_ms, uint64_t i)
{
	return ((unsigned __int128)2 * i + 1) * (uint64_t)span_ms /
	       ((unsigned __int128)2 * n);
}

/* Records at start that arrive in the first t > 0 milliseconds of the window. */
static uint64_t count_at_start(const struct arrival *a, int64_t t)
{
	uint64_t count =
		a->at_start ? count_middles(a->at_start, ARRIVAL_WINDOW_MS, t) : 0;

	return count < a->at_start ? count : a->at_start;
}

uint64_t arrival_count(const struct arrival *a, vtime zero, vtime until)
{
	uint64_t count = 0;

	if (until > VTIME_MAX)
		until = VTIME_MAX + 1;
	if (until > zero - ARRIVAL_WINDOW_MS)
		count = count_at_start(a, until - (zero - ARRIVAL_WINDOW_MS));
	if (until > zero && a->rate)
		count += count_middles(a->rate, a->period_ms, until - zero);
	return count;
}

vtime arrival_at(const struct arrival *a, vtime zero, uint64_t i)
{
	unsigned __int128 after;

	if (i < a->at_start) {
		after = middle(a->at_start, ARRIVAL_WINDOW_MS, i);
		return zero - ARRIVAL_WINDOW_MS + (vtime)after;
	}
	if (!a->rate)
		return VTIME_NEVER;
	after = middle(a->rate, a->period_ms, i - a->at_start);
	if (after > (unsigned __int128)(VTIME_MAX - zero))
		return VTIME_NEVER;
	return zero + (vtime)after;
}
