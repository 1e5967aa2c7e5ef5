/*
 * match.h - does a request match what a fault asks for?
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_FAULTS_MATCH_H
#define MOCKSERVER_FAULTS_MATCH_H

#include "mockserver/faults/fault.h"

/* A request as faults see it; all is borrowed. */
struct fault_subject {
	enum operation operation;
	const char *method, *path;
	const char *client; /* x-flowmock-label, or else the API key; "" for none */
	const char *flow;   /* the id in the path or body; "" for none */
	const char *token;  /* a hash of the token; "" for none */
	const char *entity; /* the id in the path; "" for none */
	vtime now;
	int64_t real_ms; /* of the machine's clock */
	/* The part as JSON, made when it is first asked for; NULL: missing. */
	const cJSON *(*part)(void *ctx, enum fault_part part);
	void *ctx;
};

/* False too for a request outside the fault's times. */
bool fault_matches(struct fault *f, const struct fault_subject *s);

/* Keeps what the request lacks, where none has come nearer; it does not match. */
void fault_note_nearest(struct fault *f, const struct fault_subject *s, int64_t request);

/* The key that the request is counted by. */
const char *fault_key_name(const struct fault *f, const struct fault_subject *s);

#endif
