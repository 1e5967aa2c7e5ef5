/*
 * preview.h - the requests that a scenario would send, as text
 *
 *	POST https://platform.adobe.io/data/foundation/flowservice/flows
 *	     {"name":"Export (fc RUN EXPIRY)","sourceConnectionIds":["${source}"]}
 *
 * Owns: the text and the names of what would be made.
 */
#ifndef HARNESS_TARGET_PREVIEW_H
#define HARNESS_TARGET_PREVIEW_H

#include "harness/target/call.h"
#include "harness/target/impact.h"

struct preview {
	struct buf text;
	size_t requests;
	struct planned {
		const struct resource *resource;
		char *name;
	} * made;
	size_t made_count;
};

void preview_release(struct preview *p);

/* Adds a request without a body. */
void preview_request(struct preview *p, const char *method, const char *url);

/* Adds the request, secrets masked; a creation is remembered, with marked by its mark. */
void preview_add(struct preview *p, const struct call *c, const struct impact *f,
                 bool marked);

/* Adds the requests that remove what was made, and forgets it. */
void preview_clean(struct preview *p, const char *service);

#endif
