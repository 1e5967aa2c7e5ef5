/*
 * guard.h - which requests may be sent to a service that is not ours
 *
 * Reading is always allowed, below /__admin/ nothing is.  A write needs to be allowed by
 * hand, to go to the service itself, in the sandbox that was named by hand and our own
 * organisation, and to be one that is understood: it makes something that can be deleted
 * again, or changes what the ledger names.
 *
 * Owns: nothing.
 * Errors: ERR_FORBIDDEN, with the reason and what would allow it.
 */
#ifndef HARNESS_TARGET_GUARD_H
#define HARNESS_TARGET_GUARD_H

#include "harness/target/call.h"
#include "harness/target/ledger.h"

struct target_guard {
	bool on;             /* else all may be sent, but for what known_only forbids */
	bool known_only;     /* what others have made is neither changed nor deleted */
	bool writes;         /* --allow-writes */
	const char *sandbox; /* the one that was named by hand; NULL: none was */
	const char *org;
	const char *url; /* of the service */
};

/* NULL where writes may be sent, else why not. */
const char *guard_read_only(const struct target_guard *g);

/* May it be sent? */
int guard_check(const struct target_guard *g, const struct ledger *l,
                const struct call *c, const struct impact *f, struct err *e) MUST_USE;

#endif
