/*
 * answer.h - the bytes of an HTTP/1.1 answer, read as far as they have come
 *
 * For answers that may be cut anywhere, or be no HTTP at all.  A body ends by its
 * Content-Length, by its last chunk, or with the connection; interim answers (1xx) are
 * passed over.  Nothing here is shared with the server.
 *
 * Owns: nothing.
 */
#ifndef HARNESS_TARGET_ANSWER_H
#define HARNESS_TARGET_ANSWER_H

#include "lib/fetch.h"
#include "lib/str.h"

enum answer_is {
	ANSWER_PART,    /* more is to come */
	ANSWER_WHOLE,   /* it is all there */
	ANSWER_GARBAGE, /* no HTTP */
};

struct answer_shape {
	size_t size;     /* bytes of a whole answer; what is behind them is the next */
	size_t received; /* bytes of the body; all, of a head that is not whole and of
	                    garbage */
	bool closes;     /* its connection is not for another request */
};

/*
 * Reads what has come of the answer to a request of that method; `ended`: no more
 * comes.  Status, headers and the body so far are put into *out, whose answer is freed
 * before.
 */
enum answer_is answer_read(struct str text, const char *method, bool ended,
                           struct exchange *out, struct answer_shape *shape);

#endif
