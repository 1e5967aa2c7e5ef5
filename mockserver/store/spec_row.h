/*
 * spec_row.h - the specs that clients have written, as JSON texts
 *
 * Owns: struct spec_row borrows its text from the statement that gave it.
 */
#ifndef MOCKSERVER_STORE_SPEC_ROW_H
#define MOCKSERVER_STORE_SPEC_ROW_H

#include "mockserver/store/store.h"

struct spec_row {
	int64_t seq;
	int kind; /* enum spec_kind */
	const char *body;
};

/* Adds one, or replaces the text of the one of that kind and id. */
int spec_row_put(struct store *s, int kind, const char *id, const char *body,
                 struct err *e) MUST_USE;

/* Lends the first after that place, until stmt_end(*q): 1, or 0 after the last. */
int spec_row_after(struct store *s, int64_t seq, struct stmt **q, struct spec_row *out,
                   struct err *e) MUST_USE;

#endif
