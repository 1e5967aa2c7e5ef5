/*
 * patience.h - how often a service that is not ours may be asked, and when again
 *
 * A rate spaces requests; a number of them ends the run; 429 and 503 are waited out, as
 * long as Retry-After says, or 1, 2, 4, … seconds up to a minute where it says nothing.
 *
 * Owns: nothing.  Borrows: the sleeper.
 * Time: this machine's monotonic clock; a date in Retry-After is set against the answer's
 * own Date, else this machine's clock.
 */
#ifndef HARNESS_TARGET_PATIENCE_H
#define HARNESS_TARGET_PATIENCE_H

#include "lib/fetch.h"
#include "lib/vtime.h"

#define PATIENCE_TRIES 10 /* of one request that is put off each time */

/* Sleeps that long; false when something came that ends the run. */
typedef bool sleep_fn(void *ctx, int64_t ms);

struct patience {
	int64_t most;     /* requests in all; 0: no bound */
	int64_t apart_ms; /* between two that begin */
	sleep_fn *sleep;  /* NULL: nothing is waited for */
	void *ctx;
	int64_t sent;    /* so far */
	int64_t last_ns; /* when the last began; 0: none */
};

/*
 * Before a request: waits until the rate allows it, and counts it unless it is `free` of
 * the bound (cleaning up is).  ERR_FORBIDDEN: there were as many as there may be;
 * ERR_UNAVAILABLE: something came meanwhile.
 */
int patience_begin(struct patience *p, bool free, struct err *e) MUST_USE;

/* Does the answer say to come back?  Then *ms is how long it asks for. */
bool patience_put_off(const struct exchange *x, int tries, int64_t *ms);

/* A date as HTTP writes it: "Wed, 21 Oct 2026 07:28:00 GMT" (RFC 9110, 5.6.7). */
bool patience_date(const char *text, vtime *out);

/* "120", or "Wed, 21 Oct 2026 07:28:00 GMT" seen at `now`; -1 for anything else. */
int64_t patience_retry_after(const char *text, vtime now);

#endif
