/*
 * draw.h - at which occurrences a fault strikes
 *
 * Occurrences are the requests that match, counted per key in order of arrival.  Chance
 * is a hash of (seed, fault, key, ordinal): nothing is drawn from a sequence, so that two
 * clients on two keys do not disturb each other.
 *
 * Owns: a rule owns its lists, until fault_rule_release().
 * Time: vtime of the mock's clock.
 */
#ifndef MOCKSERVER_FAULTS_DRAW_H
#define MOCKSERVER_FAULTS_DRAW_H

#include "lib/vtime.h"
#include "mockserver/faults/refuse.h"

struct fault_rule {
	const cJSON *nth;   /* a number, a list, or a map of keys to lists; NULL: any */
	int64_t after;      /* strikes only after so many */
	int64_t every;      /* each so many, counted after those; 0: each */
	double probability; /* 1 where it is not given */
	vtime from, until;  /* a request outside is no occurrence */
	int64_t times;      /* of a key, at most; 0: without end */
};

/* Reads the members of a fault that make its rule; `times` is the kind's own. */
int fault_rule_read(const cJSON *fault, int64_t times, struct fault_rule *out,
                    struct fault_refuse *r) MUST_USE;

/* An occurrence of a key: its number, and how often the fault has fired for the key. */
struct fault_occurrence {
	const char *fault, *key;
	int64_t ordinal, fired;
};

/* Does the fault strike there? */
bool fault_rule_strikes(const struct fault_rule *rule, uint64_t seed,
                        const struct fault_occurrence *at);

/* How often it can strike yet after `fired` times and `matched` occurrences; -1: ever. */
int64_t fault_rule_left(const struct fault_rule *rule, const char *key, int64_t matched,
                        int64_t fired);

#endif
