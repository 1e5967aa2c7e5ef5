/*
 * index.h - which of the faults a request, run or file may match, found in little time
 *
 * Most faults ask for one text somewhere: a path, a client, a member of the body.  Such a
 * fault has a gate: where the text stands, and its hash or how it begins.  The text of a
 * request is looked up once, whatever the number of faults, and a fault whose gate stays
 * shut is not looked at: it does not match.  One whose gate opens may still not match.
 * So it is with runs and files, most of whose faults ask for one flow.
 *
 * Owns: the lists.  Borrows: the faults; fault_index_clear() where one comes or goes.
 */
#ifndef MOCKSERVER_FAULTS_INDEX_H
#define MOCKSERVER_FAULTS_INDEX_H

#include "mockserver/faults/match.h"

#define FAULT_PROBES 16 /* places that the faults of an operation look at; ours */

/* Where a text stands in a request. */
struct fault_probe {
	enum fault_part part;
	const char *const *steps;
	size_t depth;
};

struct fault_gate {
	struct fault *fault;
	size_t probe;       /* FAULT_PROBES: none, it is always open */
	uint64_t hash;      /* of the text that is wanted */
	const char *prefix; /* how the text begins, instead; NULL: it is the whole */
	size_t prefix_size;
	bool noted; /* no request need be compared any more to find the nearest */
};

/* The faults of an operation, in the order of declaration. */
struct fault_gates {
	struct fault_gate *all;
	size_t count;
	struct fault_probe probes[FAULT_PROBES];
	size_t probe_count;
};

/* All zero is a valid start. */
struct fault_index {
	struct fault_gates
		*on[FAULT_POINT_COUNT]; /* NULL: not made since the last change */
};

/* The texts of a request, looked up when they are first asked for; zero at first. */
struct fault_texts {
	const char *text[FAULT_PROBES]; /* NULL: missing, or no text */
	uint64_t hash[FAULT_PROBES];
	uint32_t known; /* a bit a probe */
};

/* Frees all lists: the faults have changed, or are over. */
void fault_index_clear(struct fault_index *ix);

/* The operation's list, made where it is not there; valid until a change. */
struct fault_gates *fault_index_of(struct fault_index *ix, struct fault *const *all,
                                   size_t count, enum fault_point point);

/* May the request match the gate's fault? */
bool fault_gate_opens(const struct fault_gates *g, const struct fault_gate *gate,
                      const struct fault_subject *s, struct fault_texts *texts);

#endif
