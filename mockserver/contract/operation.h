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

#include "lib/str.h"
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
	const char *query;       /* "outputType* limit properties+ op*=A|B" */
	const char *headers;     /* "If-Match*" */
	int status;              /* of success */
	const char *errors;      /* "401 403": the documented ones */
	const char *ids;         /* "D02 F02" */
	enum provenance provenance;
};

/* The row of an operation. */
const struct operation_row *operation_row(enum operation operation);

/* A word of a row's query or headers. */
struct operation_param {
	struct str name, values; /* values: "A|B"; empty: any */
	bool required;
	bool extra; /* stands in a guide or a client, not in the descriptions */
};

/* Takes the next word off the list; false at its end. */
bool operation_param_next(struct str *list, struct operation_param *out);

/* The query parameter of that name; false when the operation has none. */
bool operation_takes(enum operation operation, const char *name,
                     struct operation_param *out);

/* Is it one of the values, in any case, '-' and '_' not looked at? */
bool operation_param_fits(const struct operation_param *p, const char *value);

#endif
