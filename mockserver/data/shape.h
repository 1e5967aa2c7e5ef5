/*
 * shape.h - generated text: a template with tokens
 *
 *	{row}  {row:8}            the record's index; padded with zeros to a width
 *	{digits:6} {hex:8}        random digits; the first digit is not 0
 *	{upper:3} {lower:4}       random letters
 *	{number:1:255}            a random whole number, both ends included
 *	{uuid}                    a random UUID
 *	{first} {last} {city} {country} {domain} {word} {product} {browser}
 *	                          a word of that list; {first:lower} in small letters
 *	{{                        a brace
 *
 * Names and places are drawn for the record (or the list element), not for the
 * field: all patterns of one record that say {first} or {city} mean the same person
 * and place.  All else is drawn for the field and the token.
 *
 * Owns: the compiled shape owns its pieces.
 * Errors: ERR_INVALID, naming the token.
 */
#ifndef MOCKSERVER_DATA_SHAPE_H
#define MOCKSERVER_DATA_SHAPE_H

#include "mockserver/data/cursor.h"

struct shape;

/* Compiles a template. */
int shape_new(const char *text, const struct cursor *at, struct shape **out,
              struct err *e) MUST_USE;
/* Frees it; NULL is nothing. */
void shape_free(struct shape *p);

/* What a text is drawn from. */
struct shape_draw {
	uint64_t field;  /* a hash of record and field */
	uint64_t record; /* a hash of the record, or of the list element */
	uint64_t row;    /* the record's index */
};

/* Appends the text. */
void shape_put(const struct shape *p, const struct shape_draw *draw, struct buf *out);

#endif
