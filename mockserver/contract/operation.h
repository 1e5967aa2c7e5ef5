/*
 * operation.h - the rows of operations.def, as data
 *
 * What the router, the checks, the pages and the tests know of an operation; its
 * handler is api/routes.c's.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_CONTRACT_OPERATION_H
#define MOCKSERVER_CONTRACT_OPERATION_H

#include <stdbool.h>

#include "mockserver/contract/provenance.h"

enum operation {
#define OPERATION(name, ...) OP_##name,
#include "mockserver/contract/operations.def"
#undef OPERATION
	OPERATION_COUNT
};

struct operation_row {
	const char *name, *method, *path;
	const char *gate, *body; /* "SERVICE", "JSON" */
	const char *schema;      /* in fixtures/schemas/; NULL for none */
	const char *query;       /* "outputType* limit properties+" */
	const char *headers;     /* "If-Match*" */
	int status;              /* of success */
	const char *errors;      /* "401 403": the documented ones */
	const char *ids;         /* "D02 F02" */
	enum provenance provenance;
};

/* The row of an operation. */
const struct operation_row *operation_row(enum operation operation);

/* Is there a query parameter of that name? */
bool operation_takes(enum operation operation, const char *parameter);

#endif
