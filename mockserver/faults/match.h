/*
 * match.h - does a request, run or file match what a fault asks for?
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_FAULTS_MATCH_H
#define MOCKSERVER_FAULTS_MATCH_H

#include "mockserver/faults/fault.h"

/*
 * A request, a run or a file as faults see it; all is borrowed.  Of a run or file, the
 * members of a request alone are not looked at.
 */
struct fault_subject {
	enum fault_point point;
	const char *method, *path;
	const char *client; /* x-flowmock-label, or else the API key; "" for none */
	const char *flow;   /* its id; of a request in the path or body; "" for none */
	const char *entity; /* the id in the path; "" for none */
	vtime now;
	int64_t real_ms; /* of the machine's clock */
	/* The part as JSON, made when it is first asked for; NULL: missing. */
	const cJSON *(*part)(void *ctx, enum fault_part part);
	/* A hash of the token; "" for none, NULL: token_of() makes it. */
	const char *token;
	const char *(*token_of)(void *ctx);
	/* Which run or file it is, for receipts: a map.  NULL: it is a request. */
	const cJSON *(*about)(void *ctx);
	int64_t run;        /* its serial; 0: none */
	int64_t flow_seq;   /* the flow's number; 0: none */
	vtime scheduled_at; /* the run's */
	bool demanded;      /* a client asks for the run: it has no tick */
	void *ctx;
};

/* False too for a request outside the fault's times. */
bool fault_matches(struct fault *f, const struct fault_subject *s);

/* Keeps what the subject lacks, where none has come nearer; it does not match. */
void fault_note_nearest(struct fault *f, const struct fault_subject *s, int64_t request);

/* The key that the subject is counted by; of a run's datasets the first that fits. */
const char *fault_key_name(struct fault *f, const struct fault_subject *s);

#endif
