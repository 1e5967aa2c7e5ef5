/*
 * inflate.c - gzip streams back into bytes, by zlib
 */
#include "harness/compression/inflate.h"

#include <limits.h>

#define ZLIB_CONST
#include <zlib.h>

#include "lib/mem.h"
#include "lib/vtime.h"

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

/* ---------------------------------------------------------------- as a stream */

#define GZIP_BITS (15 + 16) /* a file's pieces are gzip's, with its own check sum */

#define EARLIEST_MTIME      INT64_C(1262304000000) /* 2010-01-01 */
#define GZIP_SYSTEMS        13                     /* the highest number of RFC 1952 */
#define GZIP_SYSTEM_UNKNOWN 255

struct unpacking {
	z_stream z;
	unpacked_fn *to;
	void *ctx;
	uint64_t taken;     /* bytes of the file so far */
	uint64_t member_at; /* where the member that is open, or the next, starts */
	uint64_t members;   /* those that ended */
	bool started;       /* zlib is */
	bool inside;        /* a member is open */
	bool judged;        /* its head was */
	gz_header head;
	uint8_t last; /* the last byte of the piece before */
	Bytef room[4 * CHUNK_BYTES];
};

static struct unpacking *inflate_open(unpacked_fn *to, void *ctx)
{
	struct unpacking *u = mem_alloc(sizeof(*u));

	u->to = to;
	u->ctx = ctx;
	return u;
}

static int fail_member(const struct unpacking *u, const char *why, struct err *e)
{
	return err_set(e, ERR_INVALID, "gzip member %llu at byte %llu: %s",
	               (unsigned long long)u->members + 1,
	               (unsigned long long)u->member_at, why);
}

static int begin_member(struct unpacking *u, struct err *e)
{
	int rc = u->started ? inflateReset(&u->z) : inflateInit2(&u->z, GZIP_BITS);

	if (rc != Z_OK)
		return err_set(e, ERR_IO, "zlib does not start");
	u->started = true;
	u->member_at = u->taken;
	u->inside = true;
	u->judged = false;
	u->head = (gz_header){ 0 };
	return inflateGetHeader(&u->z, &u->head) == Z_OK
	               ? 0
	               : err_set(e, ERR_IO, "zlib does not start");
}

/*
 * Nothing covers a member's head (RFC 1952) but what it may be: no time, or one since
 * writers of such files have been there; an effort of 0, 2 or 4; a system that has a
 * number.
 */
static int judge_head(struct unpacking *u, struct err *e)
{
	const gz_header *h = &u->head;
	const vtime at = (vtime)h->time * MS_PER_SECOND;

	u->judged = true;
	if (h->time && (at < EARLIEST_MTIME || at > vtime_wall_now() + MS_PER_DAY))
		return fail_member(u, "the time in its head is no likely one", e);
	if (h->xflags != 0 && h->xflags != 2 && h->xflags != 4)
		return fail_member(u, "its head has extra flags that do not exist", e);
	if (h->os > GZIP_SYSTEMS && h->os != GZIP_SYSTEM_UNKNOWN)
		return fail_member(u, "its head has a system that does not exist", e);
	return 0;
}

/* zlib stops behind a member's last block: what is left of that byte must be zero. */
static bool is_padded_with_zero(const struct unpacking *u, const char *piece)
{
	enum { UNUSED_BITS = 7, LAST_BLOCK = 64, AT_ITS_END = 128 };
	const int state = u->z.data_type, unused = state & UNUSED_BITS;
	const uint8_t byte =
		u->z.next_in > (const Bytef *)piece ? u->z.next_in[-1] : u->last;

	if (!(state & LAST_BLOCK) || !(state & AT_ITS_END))
		return true;
	return byte >> (8 - unused) == 0;
}

/* Unpacks as much as the room takes, or to the member's end, and hands it on. */
static int inflate_step(struct unpacking *u, const char *piece, struct err *e)
{
	uInt before = u->z.avail_in;
	int rc;

	u->z.next_out = u->room;
	u->z.avail_out = (uInt)sizeof(u->room);
	rc = inflate(&u->z, Z_BLOCK);
	u->taken += before - u->z.avail_in;
	if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
		return fail_member(u, u->z.msg ? u->z.msg : "it is broken", e);
	if (u->head.done == 1 && !u->judged && judge_head(u, e) < 0)
		return -1;
	if (rc == Z_OK && !is_padded_with_zero(u, piece))
		return fail_member(u, "bits that are not zero follow its last block", e);
	if (rc == Z_STREAM_END) {
		u->inside = false;
		u->members++;
	}
	return u->to(u->ctx, (const char *)u->room, sizeof(u->room) - u->z.avail_out, e);
}

static int inflate_feed(struct unpacking *u, const char *bytes, size_t n, struct err *e)
{
	const Bytef *next = (const Bytef *)bytes;

	assert(n <= UINT_MAX);
	u->z.avail_in = (uInt)n;
	u->z.next_in = next;
	do {
		if (!u->inside) {
			uInt left = u->z.avail_in;

			next = u->z.next_in;
			if (begin_member(u, e) < 0)
				return -1;
			u->z.next_in = next;
			u->z.avail_in = left;
		}
		if (inflate_step(u, bytes, e) < 0)
			return -1;
	} while (u->z.avail_in || (u->inside && !u->z.avail_out));
	if (n)
		u->last = (uint8_t)bytes[n - 1];
	return 0;
}

static int inflate_ended(struct unpacking *u, struct err *e)
{
	if (!u->inside && u->members)
		return 0;
	return fail_member(u, "it ends too early", e);
}

static void inflate_close(struct unpacking *u)
{
	if (u && u->started)
		inflateEnd(&u->z);
	free(u);
}

static const struct compression_stream gzip_stream = {
	.open = inflate_open,
	.feed = inflate_feed,
	.end = inflate_ended,
	.close = inflate_close,
};

const struct compression_codec compression_gzip = {
	.unpack = inflate_member,
	.magic = "\x1f\x8b\x08",
	.stream = &gzip_stream,
};

uint32_t inflate_crc32(const void *bytes, size_t n)
{
	return (uint32_t)crc32_z(0, bytes, n);
}
