/*
 * curl_options.h - the options of curl, a row each
 *
 * Owns: nothing.
 * Errors: ERR_INVALID, as curl_request.h has them.
 */
#ifndef HARNESS_CURL_CURL_OPTIONS_H
#define HARNESS_CURL_CURL_OPTIONS_H

#include "harness/curl/curl_request.h"

/* What a command has asked for, as its options are read. */
struct curl_asked {
	struct curl_request *request;
	const char *method; /* of -X */
	bool get, head;     /* -G, -I */
	bool json;
};

struct curl_option {
	const char *name; /* without the dashes */
	char letter;      /* 0: none */
	bool takes_value;
	/* Takes its value ("" without one), which stands at the offset; NULL: it changes
	 * nothing of the request. */
	int (*take)(struct curl_asked *a, const char *value, size_t at, struct err *e);
	const char *refused; /* why it can't be taken, and what to do; or NULL */
};

/* The row of a long name, or of a letter; NULL: no such option. */
const struct curl_option *curl_options_find(const char *name, size_t size);
const struct curl_option *curl_options_letter(char letter);

/* The name that comes nearest to an unknown one; NULL: none does. */
const char *curl_options_nearest(const char *name, size_t size);

#endif
