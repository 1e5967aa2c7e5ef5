/*
 * uri.h - references resolved against a base (RFC 3986, section 5.2), and escapes
 *
 * Owns: nothing.
 */
#ifndef LIB_URI_H
#define LIB_URI_H

#include "lib/base.h"
#include "lib/buf.h"

/* True if it has a scheme: only then does it name something by itself. */
bool uri_is_absolute(const char *uri);

/* Appends what `reference` means where `base` holds; base may be "". */
void uri_resolve(const char *base, const char *reference, struct buf *out);

/* Appends the text with each byte but letters, digits and -._~ as %41 (section 2.3). */
void uri_escape(const char *text, struct buf *out);

/* Appends the text with each %41 made a byte; a broken one stays as it is. */
void uri_decode(const char *text, struct buf *out);

#endif
