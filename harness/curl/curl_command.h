/*
 * curl_command.h - the request that a curl command sends
 *
 * The options are rows (curl_options.c): those that make the request, those that say how
 * curl reports it, which change nothing here, and those that can't be taken, with what to
 * do.  The request is the one that curl would send: method, data joined by "&", the
 * Content-Type that curl gives to data, Accept.  `-L` is taken: the service redirects
 * nobody.
 *
 * Owns: nothing.
 * Errors: ERR_INVALID, with the reason; the request's words.wrong_at says where.
 */
#ifndef HARNESS_CURL_CURL_COMMAND_H
#define HARNESS_CURL_CURL_COMMAND_H

#include "harness/curl/curl_request.h"

/*
 * Reads the first command at or after the offset; 1, or 0 where there is no more.  What
 * it has read is to be released on -1, too.  words.end says where the next may begin.
 */
int curl_command_read(const char *text, size_t n, size_t from, struct curl_request *out,
                      struct err *e) MUST_USE;

#endif
