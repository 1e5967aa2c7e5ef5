/*
 * spec_row.h - the specs that clients have written, as JSON texts
 *
 * Owns: struct spec_row borrows its texts from the statement that gave it.
 */
#ifndef MOCKSERVER_STORE_SPEC_ROW_H
#define MOCKSERVER_STORE_SPEC_ROW_H

#include "mockserver/store/store.h"

struct spec_row {
	int64_t seq;
	const char *org;
	int kind; /* enum spec_kind */
	const char *body;
};

/* What is to be stored: its place is not asked for. */
struct spec_row_new {
	const char *org;
	int kind; /* enum spec_kind */
	const char *id, *body;
};

/* Adds one, or replaces the text of the organisation's one of that kind and id. */
int spec_row_put(struct store *s, const struct spec_row_new *n, struct err *e) MUST_USE;

/* Lends the first after that place, until stmt_end(*q): 1, or 0 after the last. */
int spec_row_after(struct store *s, int64_t seq, struct stmt **q, struct spec_row *out,
                   struct err *e) MUST_USE;

#endif
