/*
 * origin.h - which web pages may ask the mock's own paths
 *
 * A browser on the developer's machine reaches a local mock, and so does every page that
 * is open in it.  Below /__admin/ a request is refused, whatever its method, when the
 * browser says that another site sends it (`Sec-Fetch-Site: cross-site`), and when its
 * `Origin` is not the mock's: "http://" and the Host, which must be a loopback name or
 * address or the address that the mock listens on, so that a name that is made to resolve
 * to it (DNS rebinding) is another origin.  A page of the mock itself sends
 * application/json, which no form can.  Programs that send neither header are not asked.
 * All of it is ours.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_GATEWAY_ORIGIN_H
#define MOCKSERVER_GATEWAY_ORIGIN_H

#include "mockserver/http/request.h"

/* -1 with rq->refusal set when the request comes from a page of others. */
int origin_check(struct request *rq) MUST_USE;

#endif
