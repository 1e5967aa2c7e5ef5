/*
 * corrupt.h - a finished file copied with damage: bytes that are missing or changed
 *
 * The copy is a new file, which appears whole (lib/file/file.h).  The original stays as
 * it is, and so does every other name of it.  A changed byte has its highest bit
 * inverted.
 *
 * Where nobody says at which byte, a draw does, among those where each reader of a whole
 * file notices it:
 *
 *	file           cut                               changed
 *	JSON           within a record                   any byte: it is no UTF-8 then
 *	JSON packed    within a member                   one of the last 8: check and
 *	Parquet        anywhere                          one of the last 8: length of the
 *	                                                 metadata and magic
 *
 * Owns: nothing.
 * Errors: ERR_IO, ERR_NOT_FOUND.
 */
#ifndef MOCKSERVER_EXPORT_CORRUPT_H
#define MOCKSERVER_EXPORT_CORRUPT_H

#include "lib/file/file.h"
#include "mockserver/contract/format.h"

#define CORRUPT_KEEPS_ALL UINT64_MAX

struct corruption {
	uint64_t keep;         /* bytes that are copied, from the first on */
	uint64_t at, inverted; /* so many bytes are changed, from that one on */
};

/* The byte with its highest bit inverted. */
static inline unsigned char corrupt_byte(unsigned char c)
{
	return c ^ 0x80;
}

/* Appends the damaged bytes of the file at `from`. */
int corrupt_copy(const char *from, const struct corruption *c, struct newfile *to,
                 struct err *e) MUST_USE;

/* A file that bytes are chosen in. */
struct corrupt_file {
	const char *path;
	uint64_t size;
	enum export_format format;
	enum export_codec codec;
};

/* How many bytes to keep: less than all, and 0 of a file of at most one byte. */
int corrupt_choose_cut(const struct corrupt_file *f, uint64_t draw, uint64_t *out,
                       struct err *e) MUST_USE;
/* Which byte to change; 0 of an empty file. */
uint64_t corrupt_choose_byte(const struct corrupt_file *f, uint64_t draw);

#endif
