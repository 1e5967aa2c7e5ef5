/*
 * members.h - the members of an object's text, one after the other
 *
 * For texts that this program has printed: compact JSON, valid, without blanks between
 * its tokens.  Nothing is parsed but the ends of values, so that a member is found, and
 * the text around it copied, without a tree.
 *
 * Owns: nothing.  Borrows: the text.
 */
#ifndef LIB_JSON_MEMBERS_H
#define LIB_JSON_MEMBERS_H

#include "lib/str.h"

struct json_member {
	struct str name;  /* as it is spelt, without its quotes */
	struct str value; /* as it is spelt */
};

/*
 * The member that begins at *at, which is moved behind it: begin with the object's text.
 * False when the object has ended.
 */
bool json_member_next(const char **at, struct json_member *out);

/* Where the member's text begins: at the quote before its name. */
const char *json_member_begin(const struct json_member *m);

#endif
