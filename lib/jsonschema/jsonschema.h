/*
 * jsonschema.h - JSON Schema draft-07, all violations at once
 *
 * A schema is compiled once and checks any number of documents.  $ref works
 * within the document and into the draft-07 meta-schema; others are asked of a
 * resolver.  `pattern` and `patternProperties` are ECMA 262 patterns, run by
 * PCRE2 (UTF, ALT_BSUX, ALLOW_EMPTY_CLASS, DOLLAR_ENDONLY, MATCH_UNSET_BACKREF).
 * `format` is an annotation.
 * Numbers are compared by their exact text, never rounded; a multipleOf has at most
 * 18 digits.
 *
 * Messages show values of the document, cut short; those of a schema that says
 * `format: password` anywhere show none.  After a mebibyte of texts no more violations
 * are added.  A compiled schema is read-only: threads may share it.
 *
 * No schema and no document can stall the server.  A check has JSONSCHEMA_STEPS for its
 * patterns, enums, comparisons and all else; where they are used up it gives up, with a
 * violation of "steps".  Checks that add to one list share the steps: what earlier ones
 * took is not there for later ones.  Compiling has a budget as well, which several
 * schemas can share.
 *
 * Owns: a compiled schema owns a copy of the source; violations own their texts.
 * Errors: ERR_INVALID for a malformed schema (bad $ref, bad pattern).
 */
#ifndef LIB_JSONSCHEMA_JSONSCHEMA_H
#define LIB_JSONSCHEMA_JSONSCHEMA_H

#include "lib/json/json.h"
#include "lib/violations.h"

struct jsonschema;

#define JSONSCHEMA_STEPS         INT64_C(1000000) /* of all checks of a document; ours */
#define JSONSCHEMA_COMPILE_STEPS INT64_C(1000000) /* ours */

/* Do the schemas name a member: in properties, or by one of patternProperties? */
enum jsonschema_member { JSONSCHEMA_UNNAMED, JSONSCHEMA_NAMED };

/* How much of the schema binds, and how much is reported; ours. */
enum jsonschema_flags {
	JSONSCHEMA_NO_PATTERNS = 1 << 0,   /* `pattern` is not enforced */
	JSONSCHEMA_ENUM_ANY_CASE = 1 << 1, /* strings of an enum match in any case */
	JSONSCHEMA_NO_VALUES = 1 << 2,     /* messages show no values */
};

/* A document for an absolute URI without its fragment, or NULL; borrowed. */
typedef const cJSON *jsonschema_resolve_fn(void *ctx, const char *uri);

struct jsonschema_options {
	unsigned flags; /* enum jsonschema_flags */
	jsonschema_resolve_fn *resolve;
	void *ctx;
	int64_t *steps; /* left for compiling, lessened; NULL: a budget of its own */
};

/* Compiles; options may be NULL.  The schema is copied. */
int jsonschema_new(const cJSON *schema, const struct jsonschema_options *options,
                   struct jsonschema **out, struct err *e) MUST_USE;
/* Frees it; NULL is nothing. */
void jsonschema_free(struct jsonschema *s);
AUTO_DEFINE(struct jsonschema *, jsonschema_free);

/*
 * True when the document fits; else every violation is added to *out, with
 * `at` (a pointer, "" for the root) in front of each pointer.  out may be NULL.
 */
bool jsonschema_check(const struct jsonschema *s, const cJSON *doc, const char *at,
                      struct violations *out);

#endif
