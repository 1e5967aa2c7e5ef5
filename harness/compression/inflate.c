/*
 * inflate.c - gzip streams back into bytes, by zlib
 */
#include "harness/compression/inflate.h"

#include <limits.h>

#define ZLIB_CONST
#include <zlib.h>

#define CHUNK_BYTES       ((size_t)64 * 1024)
#define GZIP_OR_ZLIB_BITS (15 + 32) /* the widest window; the head says which */

/* One round: as much as fits behind the output so far; zlib's answer in *rc. */
static int inflate_some(z_stream *z, size_t cap, struct buf *out, int *rc, struct err *e)
{
	char *room = buf_reserve(out, CHUNK_BYTES);

	if (!room)
		return err_set(e, ERR_INVALID, "more than %zu bytes once unpacked", cap);
	z->next_out = (Bytef *)room;
	z->avail_out = (uInt)CHUNK_BYTES;
	*rc = inflate(z, Z_NO_FLUSH);
	out->size += CHUNK_BYTES - z->avail_out;
	out->data[out->size] = '\0';
	if (out->size > cap)
		return err_set(e, ERR_INVALID, "more than %zu bytes once unpacked", cap);
	if (*rc != Z_OK && *rc != Z_STREAM_END)
		return err_set(e, ERR_INVALID, "broken gzip stream: %s",
		               z->msg ? z->msg : "it ends too early");
	return 0;
}

int inflate_member(const void *bytes, size_t n, size_t cap, struct buf *out,
                   size_t *taken, struct err *e)
{
	z_stream z = { .next_in = bytes };
	size_t whole_cap = out->size + cap, offered = n < UINT_MAX ? n : UINT_MAX;
	int rc = Z_OK, failed = 0;

	z.avail_in = (uInt)offered;
	if (inflateInit2(&z, GZIP_OR_ZLIB_BITS) != Z_OK)
		return err_set(e, ERR_IO, "zlib does not start");
	while (rc != Z_STREAM_END && !failed)
		failed = inflate_some(&z, whole_cap, out, &rc, e);
	*taken = offered - z.avail_in;
	inflateEnd(&z);
	return failed;
}

compression_fn *const compression_gzip = inflate_member;

uint32_t inflate_crc32(const void *bytes, size_t n)
{
	return (uint32_t)crc32_z(0, bytes, n);
}
