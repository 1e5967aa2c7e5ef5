/*
 * subject.h - a request as faults see it: its parts as JSON, made when they are asked for
 *
 * Owns: the parts, until subject_release().  Borrows: the request.
 */
#ifndef MOCKSERVER_API_SUBJECT_H
#define MOCKSERVER_API_SUBJECT_H

#include "mockserver/faults/match.h"
#include "mockserver/http/router.h"

struct subject {
	struct fault_subject seen; /* its ctx is this struct: it is not moved */
	struct request *rq;
	cJSON *part[FAULT_PART_COUNT];
	bool made[FAULT_PART_COUNT];
	const char *token; /* its hash; NULL: not made */
};

void subject_init(struct subject *s, struct request *rq, const struct route *r,
                  vtime now);
/* The body as JSON, where it was made, the caller's from then on; else NULL. */
cJSON *subject_take_body(struct subject *s);
void subject_release(struct subject *s);
AUTO_DEFINE_STRUCT(struct subject, subject_release);

#endif
