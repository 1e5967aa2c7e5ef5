/*
 * form.h - the fields of a form, as browsers and command lines send them
 *
 * application/x-www-form-urlencoded, which a body without a content type counts
 * as, and multipart/form-data (RFC 7578).  Values that hold a NUL or are no UTF-8
 * make a field that no name matches, as in a query.
 *
 * Owns: nothing; fields live in the arena.
 */
#ifndef MOCKSERVER_HTTP_FORM_H
#define MOCKSERVER_HTTP_FORM_H

#include "mockserver/http/request.h"

#define FORM_FIELDS_MAX 64 /* ours */

struct form {
	const struct query_param *fields;
	size_t count;
};

/*
 * Reads the body.  False when it is no form, or not a whole one: another content
 * type, a boundary that is missing, a part that does not end, too many fields.
 */
bool form_read(struct arena *a, const char *content_type, struct str body,
               struct form *out) MUST_USE;

/* The first field of that name that is not empty, or NULL. */
const char *form_field(const struct form *form, const char *name);

#endif
