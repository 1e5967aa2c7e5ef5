/*
 * effects.h - what each kind of fault does to a request, a row each
 *
 * Owns: nothing; texts live in the request's arena.
 */
#ifndef MOCKSERVER_API_EFFECTS_H
#define MOCKSERVER_API_EFFECTS_H

#include "mockserver/faults/faults.h"
#include "mockserver/http/router.h"

struct effect {
	/*
	 * An ending in place of the answer: 0 with a reply, or -1 with a refusal.  NULL:
	 * the kind ends nothing here.
	 */
	int (*end)(struct request *rq, const struct route *r, struct fault_hit *hit);
	/* Before the service does its work, and after it has succeeded; as `end`. */
	int (*begin)(struct request *rq, const struct route *r, struct fault_hit *hit);
	int (*did)(struct request *rq, const struct route *r, struct fault_hit *hit);
	/* Changes an answer that is there. */
	void (*change)(struct request *rq, struct fault_hit *hit);
};

const struct effect *effect_of(enum fault_kind kind);

#endif
