/*
 * answer.h - faults on an answer that is there: its body and its headers
 *
 * Owns: nothing; texts live in the request's arena.
 */
#ifndef MOCKSERVER_API_ANSWER_H
#define MOCKSERVER_API_ANSWER_H

#include "mockserver/faults/faults.h"
#include "mockserver/http/request.h"

void answer_patch(struct request *rq, struct fault_hit *hit);
void answer_empty(struct request *rq, struct fault_hit *hit);
void answer_text(struct request *rq, struct fault_hit *hit);
void answer_headers(struct request *rq, struct fault_hit *hit);

/* Changes the state of that entity in an answer of it or of a list; false where none. */
bool answer_put_state(struct request *rq, const char *id, const char *state);

/* The text of the member of the answer's only object or item; NULL. Borrows the arena. */
const char *answer_member(struct request *rq, const char *path);

#endif
