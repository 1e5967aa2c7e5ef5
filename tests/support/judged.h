/*
 * judged.h - schemas, and what they say of documents, for tests of lib/jsonschema
 *
 * Schemas, documents and messages are written with ` for ".  A schema that does not
 * compile fails the test.
 *
 * Owns: nothing; the caller frees what it gets.
 */
#ifndef TESTS_SUPPORT_JUDGED_H
#define TESTS_SUPPORT_JUDGED_H

#include "lib/jsonschema/jsonschema.h"

#define AUTO_SCHEMA AUTO(jsonschema_free)

/* The text with every ` made a ". */
char *judged_text(const char *text) MUST_USE;

/* The schema, compiled. */
struct jsonschema *judged_schema(const char *text, unsigned flags) MUST_USE;

/*
 * All violations of the document, one a line: "POINTER KEYWORD: MESSAGE"; the answer is
 * the same where they are not wanted.
 */
char *judged_says(const struct jsonschema *s, const char *doc) MUST_USE;

/* Does the document fit? */
bool judged_fits(const char *schema, const char *doc) MUST_USE;

#endif
