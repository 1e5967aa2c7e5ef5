/*
 * request_log.h - what the log says of a request
 *
 * At level info: that it was answered and, if it was refused, why.  At level debug also
 * its headers, without secrets, and each choice of the ledger that it met.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_API_REQUEST_LOG_H
#define MOCKSERVER_API_REQUEST_LOG_H

#include "lib/log/log.h"
#include "mockserver/http/request.h"

/* Before it is served: notes of the ledger's choices begin, at level debug. */
void request_log_begin(struct request *rq);

/* After it was served: the choices that were met. */
void request_log_rules(const struct request *rq);

/* After it was answered, also before it was served. */
void request_log_end(const struct request *rq, const struct logger *log);

#endif
