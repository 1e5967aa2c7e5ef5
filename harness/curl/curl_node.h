/*
 * curl_node.h - a curl command as the step of a scenario
 *
 * The node is a request step: `{ POST: /flows, headers: {…}, raw: "…" }`.  The URL's host
 * is left out, so that the request goes to the target.  Placeholders of Adobe's documents
 * are names: {FLOW_ID} is ${FLOW_ID}, which a step before captures or --var gives;
 * {ORG_ID}, {IMS_ORG} and {SANDBOX_NAME} are ${org} and ${sandbox}; {ACCESS_TOKEN} and
 * {API_KEY} stand in their headers, and leave them to flowcheck.  Headers that flowcheck
 * sends by itself and the command does not have are null.  Comments ("// …") are taken
 * out of data that is JSON without them: the documents ask their readers to do so.
 *
 * Owns: nothing; the caller owns the node.
 * Errors: ERR_INVALID, with the reason; the request's words.wrong_at says where.
 */
#ifndef HARNESS_CURL_CURL_NODE_H
#define HARNESS_CURL_CURL_NODE_H

#include "harness/curl/curl_request.h"
#include "lib/json/json.h"

enum curl_node_form {
	CURL_NODE_SENT,    /* to be sent: the data as `raw` */
	CURL_NODE_WRITTEN, /* to be read: JSON as `body`, no token and no key */
};

/* Its first member is the method. */
int curl_node_make(struct curl_request *r, enum curl_node_form form, cJSON **out,
                   struct err *e) MUST_USE;

#endif
