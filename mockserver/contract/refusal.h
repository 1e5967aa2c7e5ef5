/*
 * refusal.h - how the service says no: a row of errors.def and its arguments
 *
 * What can refuse a request takes a struct refusal * as its last argument, where
 * other code takes a struct err *.  It is both: a documented refusal raised by
 * name, with its arguments and all violations, or a failure of our own (disk,
 * database) in `err`.  The first one wins.  http/ alone turns it into a body.
 *
 *	return refuse(rf, E_NOT_FOUND, "flows", id);
 *
 * Owns: its texts and violations, until refusal_release().
 */
#ifndef MOCKSERVER_CONTRACT_REFUSAL_H
#define MOCKSERVER_CONTRACT_REFUSAL_H

#include "lib/err.h"
#include "lib/violations.h"
#include "mockserver/contract/provenance.h"

enum error {
	E_NONE,
#define ERROR(name, ...) E_##name,
#include "mockserver/contract/errors.def"
#undef ERROR
	E_COUNT
};

enum error_family {
	FAMILY_GATEWAY, /* {"error_code","message"} */
	FAMILY_FLOW,    /* the LABEL envelope */
	FAMILY_SIMPLE,  /* {"errorMessage","errorDetails"} */
	FAMILY_IMS,     /* {"error","error_description"} */
	FAMILY_MESSAGE, /* {"message"} */
	FAMILY_PROBLEM, /* {"type":"/placeholder/type/uri",…} */
	FAMILY_EDGE,    /* an HTML page */
	FAMILY_COUNT
};

struct error_row {
	const char *name;
	int status;
	enum error_family family;
	const char *code, *title, *text;
	enum provenance provenance;
	const char *source;
};

/* "gateway", "flow", "simple", "problem", "edge" */
const char *error_family_name(enum error_family family);

/* The row of an error; E_NONE has none. */
const struct error_row *error_row(enum error error);

#define REFUSAL_ARGS 3

struct refusal {
	enum error error; /* E_NONE: look at err */
	int status;       /* instead of the row's; 0: the row's */
	char *args[REFUSAL_ARGS];
	char *text; /* the row's text with its arguments */
	char *why;  /* what the log says besides; NULL: nothing */
	struct violations violations;
	struct err err;
};

/* Raises a row; the arguments are texts (copied).  Answers -1. */
#define refuse(rf, ...) err_failure(refuse_with(rf, __VA_ARGS__, (const char *)NULL))
int refuse_with(struct refusal *rf, enum error error, ...) __attribute__((sentinel));

/* What the log says of a refusal that follows; the first one stands. */
void refusal_explain(struct refusal *rf, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * Every violation on one line, "/params/path: must be a string; …"; without one, the
 * text.  The caller frees it.
 */
char *refusal_details(const struct refusal *rf) MUST_USE;

/* True when it refuses, with an error or with violations. */
bool refused(const struct refusal *rf);

/* Frees the texts; no refusal stands any more. */
void refusal_release(struct refusal *rf);
AUTO_DEFINE_STRUCT(struct refusal, refusal_release);

#endif
