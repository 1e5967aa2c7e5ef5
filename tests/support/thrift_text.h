/*
 * thrift_text.h - a compact-protocol struct as text, for tests
 *
 * "{1:7 3:true 4:'abc' 5:[{1:2} {}]}": a field is its id and value; binary is
 * between single quotes where it is printable ASCII, else x0102.  Written from
 * Thrift's description, not from our writer.
 *
 * Owns: nothing.
 */
#ifndef TESTS_SUPPORT_THRIFT_TEXT_H
#define TESTS_SUPPORT_THRIFT_TEXT_H

#include "lib/buf.h"

/* Appends the struct at *bytes; answers how many bytes it took, 0 if it is malformed. */
size_t thrift_to_text(const void *bytes, size_t n, struct buf *out);

#endif
