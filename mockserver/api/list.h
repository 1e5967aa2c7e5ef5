/*
 * list.h - GET of a collection: from query parameters to a page
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_API_LIST_H
#define MOCKSERVER_API_LIST_H

#include "mockserver/http/request.h"
#include "mockserver/lists/list.h"

/*
 * Answers {"items":[…],"_links":{…}}, or {"count":n} for count=true alone.  What a
 * continuation token carries overrides the same parameters in the request; only limit
 * can change from page to page.
 */
int list_serve(struct request *rq, enum list_of of);

/*
 * POST …/search: the same question in a body (02 §4.2), at most 1000 items a page.
 * What a queryString holds is nowhere said; here the filters of GET, joined by '&',
 * each with "property=" before it or without: ours.
 */
int list_search(struct request *rq, enum list_of of);

#endif
