/*
 * corrupt.c - a finished file copied with damage: bytes that are missing or changed
 */
#include "mockserver/export/corrupt.h"

#include "lib/hash.h"

#define BLOCK_BYTES  ((size_t)1 << 20)
#define CHECKED_END  8 /* bytes at a file's end that all readers look at */
#define MEMBER_START "\x1f\x8b\x08"

/* ---------------------------------------------------------------- copying */

/* Inverts those bytes of the block that lie between the two offsets of the file. */
static void invert(struct buf *block, uint64_t block_at, uint64_t from, uint64_t to)
{
	for (size_t i = 0; i < block->size; i++) {
		if (block_at + i >= from && block_at + i < to)
			block->data[i] =
				(char)corrupt_byte((unsigned char)block->data[i]);
	}
}

int corrupt_copy(const char *from, const struct corruption *c, struct newfile *to,
                 struct err *e)
{
	AUTO(buf_release) struct buf block = { 0 };

	for (uint64_t at = 0; at < c->keep; at += block.size) {
		const uint64_t left = c->keep - at;
		const size_t want = left < BLOCK_BYTES ? (size_t)left : BLOCK_BYTES;

		buf_clear(&block);
		if (file_read_at(from, at, want, &block, e) < 0)
			return -1;
		if (!block.size)
			return 0;
		invert(&block, at, c->at, c->at + c->inverted);
		if (file_append(to, block.data, block.size, e) < 0)
			return -1;
	}
	return 0;
}

/* ---------------------------------------------------------------- choosing */

/*
 * How many bytes the cut goes back, so that what is left ends within a record.  A line is
 * "{}" and its end, or longer.
 */
static unsigned into_a_record(const char before, const char behind)
{
	if (behind == '\n')
		return 1;
	return before == '\n' ? 2 : 0;
}

/* A member is longer than its start. */
static unsigned into_a_member(const struct buf *around)
{
	const size_t n = sizeof(MEMBER_START) - 1;

	return around->size > n && !memcmp(around->data + 1, MEMBER_START, n);
}

int corrupt_choose_cut(const struct corrupt_file *f, uint64_t draw, uint64_t *out,
                       struct err *e)
{
	AUTO(buf_release) struct buf around = { 0 };

	*out = f->size > 1 ? 1 + hash_below(draw, f->size - 1) : 0;
	if (f->format != EXPORT_JSON || !*out)
		return 0;
	if (file_read_at(f->path, *out - 1, sizeof(MEMBER_START), &around, e) < 0)
		return -1;
	if (f->codec != EXPORT_NONE)
		*out -= into_a_member(&around);
	else if (around.size > 1)
		*out -= into_a_record(around.data[0], around.data[1]);
	return 0;
}

uint64_t corrupt_choose_byte(const struct corrupt_file *f, uint64_t draw)
{
	const bool anywhere = f->format == EXPORT_JSON && f->codec == EXPORT_NONE;
	const uint64_t among = anywhere || f->size < CHECKED_END ? f->size : CHECKED_END;

	return among ? f->size - among + hash_below(draw, among) : 0;
}
