/*
 * shown.h - answers to GET by id that are still true
 *
 * An answer is kept until the store changes in any way: then all are forgotten.  So a
 * client that asks for one thing again and again, and nothing else happens, is answered
 * without the store.
 *
 * Owns: the answers' bytes.
 */
#ifndef MOCKSERVER_API_SHOWN_H
#define MOCKSERVER_API_SHOWN_H

#include "mockserver/http/request.h"
#include "mockserver/store/entity.h"

#define SHOWN_SLOTS 64

struct shown_answer;

/* All zero is a valid start. */
struct shown {
	int64_t changes; /* the store's, when they were kept */
	struct shown_answer *slot[SHOWN_SLOTS];
};

/* Answers with what is kept; false when nothing is. */
bool shown_find(struct shown *s, const struct store *store, const struct entity *which,
                struct request *rq);

/* Keeps the answer that the request has got. */
void shown_keep(struct shown *s, const struct entity *which, const struct request *rq);

/* Forgets all. */
void shown_release(struct shown *s);

#endif
