/*
 * curl_request.h - a request, as the options of a curl command make it
 *
 * Owns: its texts and the words.
 * Errors: ERR_INVALID, with the reason; words.wrong_at says where.
 */
#ifndef HARNESS_CURL_CURL_REQUEST_H
#define HARNESS_CURL_CURL_REQUEST_H

#include "harness/curl/shell_words.h"
#include "lib/buf.h"

struct curl_header {
	char *name;
	char *value; /* NULL: curl's own is not sent */
	size_t at;   /* where it stands; of curl's own: the command */
};

struct curl_request {
	const char *method; /* static: "GET" */
	const char *url;    /* as it stands, in the words */
	size_t url_at;
	bool glob_off; /* -g: braces and brackets in it are themselves */
	struct curl_header *headers;
	size_t header_count;
	struct buf data;
	size_t data_at;
	bool has_data;
	struct buf query; /* what -G and --url-query append to the URL */
	struct shell_words words;
};

void curl_request_release(struct curl_request *r);
AUTO_DEFINE_STRUCT(struct curl_request, curl_request_release);

/* The header of that name in any case, or NULL. */
const struct curl_header *curl_request_header(const struct curl_request *r,
                                              const char *name);

/* Adds or replaces a header; value NULL: curl's own is not sent. */
void curl_request_set(struct curl_request *r, size_t at, const char *name,
                      const char *value);

/* For a row of the options: refuses what stands at the offset. */
int curl_request_refuse(struct curl_request *r, size_t at, struct err *e, const char *fmt,
                        ...) PRINTF_LIKE(4, 5);

#endif
