/*
 * query.h - percent-encoding, and the path and query of a URL
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

/*
 * Fills rq->path and rq->query from a request line's target.  Clients that take the mock
 * for their proxy send a whole URL (RFC 9112 §3.2.2); a path that can't be decoded is "".
 */
void query_take_target(struct request *rq, const char *uri);

/* Fills rq->params from rq->query. */
void query_parse(struct request *rq);

/* The pairs of a text of that form; how many there are. */
size_t query_pairs(struct arena *a, struct str text, const struct query_param **out);

enum plus { PLUS_IS_SPACE, PLUS_STAYS };

/* The decoded text, or NULL when it holds %00 or is not UTF-8. */
const char *query_percent_decode(struct arena *a, const char *text, size_t n,
                                 enum plus plus);

#endif
