/*
 * param.h - numbers and lists of names in a query
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_API_PARAM_H
#define MOCKSERVER_API_PARAM_H

#include "mockserver/http/request.h"

/*
 * Reads a whole number of at least `least` into *out, which keeps its value where
 * the parameter is missing or empty; what is above `most` becomes it (B2, B3).
 */
int param_int(struct request *rq, const char *name, int64_t least, int64_t most,
              int64_t *out) MUST_USE;

/* Refuses a request without that parameter (C62).  Answers -1. */
int param_missing(struct request *rq, const char *name);

/* Copies the members that a list of names ("name,state") names, in its order. */
void param_pick(const cJSON *from, const char *names, cJSON *to);

#endif
