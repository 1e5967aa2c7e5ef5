/*
 * schema.h - schemas of OpenAPI 3.0 as JSON Schema draft-07
 *
 * nullable becomes one more type, the boolean exclusiveMinimum and
 * exclusiveMaximum become numbers; discriminator, example, xml and the like are
 * notes and dropped.  A $ref goes to OPENAPI_URI, for which the caller's resolver
 * gives the description with its component schemas converted; one that leads nowhere
 * becomes a schema that everything fits, because it is reported separately.
 *
 * Owns: nothing; what is returned is the caller's.
 */
#ifndef HARNESS_OPENAPI_SCHEMA_H
#define HARNESS_OPENAPI_SCHEMA_H

#include "lib/json/json.h"

#define OPENAPI_URI "urn:openapi"

/* Is it a $ref within the file whose target is there? */
bool openapi_schema_ref_leads(const cJSON *root, const char *ref);

/* One schema of the description `root`. */
cJSON *openapi_schema(const cJSON *root, const cJSON *schema) MUST_USE;

/* The description with its component schemas converted: what OPENAPI_URI stands for. */
cJSON *openapi_schema_document(const cJSON *root) MUST_USE;

#endif
