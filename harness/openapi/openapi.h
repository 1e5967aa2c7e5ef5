/*
 * openapi.h - published examples of an OpenAPI 3 description, checked against their
 * schemas
 *
 * Examples of requests, responses, parameters and headers (`example`, `examples`, also
 * by $ref), and of schemas; and every $ref within the file that leads nowhere.
 *
 * Owns: struct openapi_findings owns its texts.
 */
#ifndef HARNESS_OPENAPI_OPENAPI_H
#define HARNESS_OPENAPI_OPENAPI_H

#include "lib/violations.h"
#include "lib/yaml/yaml.h"

struct openapi_finding {
	char *pointer; /* of the example, or of the $ref */
	struct yaml_mark at;
	struct violations broken; /* below the example */
};

struct openapi_findings {
	struct openapi_finding *all;
	size_t count;
	size_t examples; /* how many were looked at */
};

/* Looks at all of a description; ERR_INVALID when it is not one. */
int openapi_lint(const struct yaml *y, struct openapi_findings *out, struct err *e)
	MUST_USE;
void openapi_findings_release(struct openapi_findings *f);
AUTO_DEFINE_STRUCT(struct openapi_findings, openapi_findings_release);

#endif
