/*
 * scan.h - reads a JSON record without building it
 *
 * Refuses what json_parse() refuses, but that \u0000 is a character like others: it
 * judges a line several times faster, because it keeps nothing of it.
 *
 * Owns: a scanner owns its room, which is used again for each record.
 * Errors: ERR_INVALID, with the byte of the line.
 */
#ifndef HARNESS_DIGEST_SCAN_H
#define HARNESS_DIGEST_SCAN_H

#include "harness/digest/digest.h"
#include "lib/buf.h"

struct scanner {
	struct digest *digest; /* borrowed; NULL: records are only judged */
	struct str wanted;     /* name of a record's own member; at NULL: none */
	struct str member; /* of the last record: `"name":value`, as it stands there */
	const char *line, *at, *end;
	unsigned depth;
	struct buf text; /* a string that has escapes */
	uint64_t *names; /* hashes of the names of all open objects */
	size_t name_count, name_room;
	struct err *e;
};

/* Reads a line, which must be one object; a NUL or line feed stands behind it. */
int scan_record(struct scanner *s, const char *line, size_t n, struct err *e) MUST_USE;
void scan_release(struct scanner *s);
AUTO_DEFINE_STRUCT(struct scanner, scan_release);

#endif
