/*
 * query.h - percent-encoding, and the query of a URL
 *
 * Pairs are cut at '&', names from values at the first '='; then %XX and '+' are
 * decoded.  A '%' that is no %XX stays as it is; %00 and bytes that are no UTF-8
 * make a parameter that no name matches.
 *
 * Owns: nothing; results live in the arena.
 */
#ifndef MOCKSERVER_HTTP_QUERY_H
#define MOCKSERVER_HTTP_QUERY_H

#include "mockserver/http/request.h"

/* Fills rq->params from rq->query. */
void query_parse(struct request *rq);

/* The pairs of a text of that form; how many there are. */
size_t query_pairs(struct arena *a, struct str text, const struct query_param **out);

enum plus { PLUS_IS_SPACE, PLUS_STAYS };

/* The decoded text, or NULL when it holds %00 or is not UTF-8. */
const char *query_percent_decode(struct arena *a, const char *text, size_t n,
                                 enum plus plus);

#endif
