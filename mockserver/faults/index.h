/*
 * index.h - which of the faults a request, run or file may match, found in little time
 *
 * Most faults ask for one text somewhere: a path, a client, a member of the body.  Such a
 * fault has a gate: where the text stands, and the hash of it or of how it begins.  The
 * text of a request is looked up once, whatever the number of faults, and gates are
 * sorted by what they ask for: a fault whose gate stays shut costs nothing, and does not
 * match.  One whose gate opens may still not match.  So it is with runs and files, most
 * of whose faults ask for one flow.
 *
 * Owns: the lists.  Borrows: the faults; fault_index_clear() where one comes or goes.
 */
#ifndef MOCKSERVER_FAULTS_INDEX_H
#define MOCKSERVER_FAULTS_INDEX_H

#include "mockserver/faults/match.h"

#define FAULT_PROBES 32 /* places that the faults of an operation look at; ours */

/* Where a text stands in a request, and how much of it counts. */
struct fault_probe {
	enum fault_part part;
	const char *const *steps;
	size_t depth;
	size_t size; /* of the beginning that counts; 0: all counts */
};

struct fault_gate {
	struct fault *fault;
	size_t probe;  /* FAULT_PROBES: none, it is always open */
	uint64_t hash; /* of the text that is wanted; 0 without a probe */
};

/* The faults of an operation. */
struct fault_gates {
	struct fault_gate *all; /* in the order of declaration */
	size_t count;
	struct fault_gate **sorted; /* by probe, hash and declaration */
	/* Those that are shut to most, and whose nearest request may yet be found. */
	struct fault_gate **unmet;
	size_t unmet_count;
	struct fault_probe probes[FAULT_PROBES];
	size_t probe_count;
};

/* All zero is a valid start. */
struct fault_index {
	struct fault_gates
		*on[FAULT_POINT_COUNT]; /* NULL: not made since the last change */
};

/* The texts of a request where the probes look. */
struct fault_texts {
	uint64_t hash[FAULT_PROBES];
	uint32_t there; /* a bit a probe; else it is missing, no text, or too short */
};

/* Gates that ask for the same text, among the sorted ones: [next, end). */
struct fault_group {
	size_t next, end;
};

/* The gates that open to a request, one after the other. */
struct fault_walk {
	const struct fault_gates *gates;
	struct fault_group groups[FAULT_PROBES + 1];
	size_t count;
};

/* Frees all lists: the faults have changed, or are over. */
void fault_index_clear(struct fault_index *ix);

/* The operation's list, made where it is not there; valid until a change. */
struct fault_gates *fault_index_of(struct fault_index *ix, struct fault *const *all,
                                   size_t count, enum fault_point point);

void fault_texts_of(const struct fault_gates *g, const struct fault_subject *s,
                    struct fault_texts *out);

/* May the request match the gate's fault? */
static inline bool fault_gate_opens(const struct fault_gate *gate,
                                    const struct fault_texts *texts)
{
	return gate->probe == FAULT_PROBES || (texts->there >> gate->probe & 1 &&
	                                       texts->hash[gate->probe] == gate->hash);
}

/* Lends the gates that open, in the order of declaration; NULL behind the last. */
void fault_walk_begin(const struct fault_gates *g, const struct fault_texts *texts,
                      struct fault_walk *out);
struct fault_gate *fault_walk_next(struct fault_walk *walk);

#endif
