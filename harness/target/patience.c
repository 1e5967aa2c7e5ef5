/*
 * patience.c - how often a service that is not ours may be asked, and when again
 */
#include "harness/target/patience.h"

#include "lib/str.h"

#define NS_PER_MS       INT64_C(1000000)
#define UNASKED_MOST_MS MS_PER_MINUTE
#define ASKED_MOST_MS   (365 * MS_PER_DAY)

static bool wait(struct patience *p, int64_t ms)
{
	return ms <= 0 || !p->sleep || p->sleep(p->ctx, ms);
}

int patience_begin(struct patience *p, bool free, struct err *e)
{
	int64_t due_ns = p->last_ns + p->apart_ms * NS_PER_MS;
	int64_t left_ns = due_ns - vtime_monotonic_ns();

	if (!free && p->most && p->sent >= p->most)
		return err_set(e, ERR_FORBIDDEN,
		               "the %lld requests of --max-requests are used up",
		               (long long)p->most);
	if (p->last_ns && p->apart_ms && left_ns > 0 &&
	    !wait(p, (left_ns + NS_PER_MS - 1) / NS_PER_MS))
		return err_set(e, ERR_UNAVAILABLE, "stopped while waiting for --rate");
	p->sent += !free;
	p->last_ns = vtime_monotonic_ns();
	return 0;
}

/* ---------------------------------------------------------------- Retry-After */

bool patience_date(const char *text, vtime *out)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
		                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	char month[4], iso[VTIME_TEXT];
	int day, year, hour, minute, second, end = 0;
	struct err why = { 0 };

	if (sscanf(text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &day, month,
	           &year, &hour, &minute, &second, &end) != 6 ||
	    !end || text[end])
		return false;
	for (int m = 0; m < 12; m++) {
		if (strcmp(month, months[m]) != 0)
			continue;
		snprintf(iso, sizeof(iso), "%04d-%02d-%02dT%02d:%02d:%02dZ", year, m + 1,
		         day, hour, minute, second);
		return vtime_parse(iso, out, &why) == 0;
	}
	return false;
}

int64_t patience_retry_after(const char *text, vtime now)
{
	int64_t seconds;
	vtime at;

	if (str_to_int(text, &seconds) && seconds >= 0 &&
	    seconds <= INT64_MAX / MS_PER_SECOND)
		return seconds * MS_PER_SECOND;
	if (!patience_date(text, &at))
		return -1;
	return at > now ? at - now : 0;
}

/* Each time twice as long as the last. */
static int64_t unasked_ms(int tries)
{
	int64_t ms = MS_PER_SECOND << (tries < 6 ? tries : 6);

	return ms < UNASKED_MOST_MS ? ms : UNASKED_MOST_MS;
}

/* A date that has passed, by a clock that is not the service's maybe, says nothing. */
static bool is_past(const char *after, int64_t ms)
{
	vtime at;

	return ms == 0 && patience_date(after, &at);
}

bool patience_put_off(const struct exchange *x, int tries, int64_t *ms)
{
	const char *after = exchange_header(x, "Retry-After");
	const char *date = exchange_header(x, "Date");
	vtime now;

	if (x->status != 429 && x->status != 503)
		return false;
	if (!date || !patience_date(date, &now))
		now = vtime_wall_now();
	*ms = after ? patience_retry_after(after, now) : -1;
	if (*ms < 0 || is_past(after, *ms))
		*ms = unasked_ms(tries);
	if (*ms > ASKED_MOST_MS)
		*ms = ASKED_MOST_MS;
	return true;
}
