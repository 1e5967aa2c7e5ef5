/*
 * image.c - a state's file as it stands, read without touching it
 *
 * The database's header: "SQLite format 3\0", then at 16 the page size (2 bytes, 1 for
 * 65536), at 18 and 19 how it is written and read: 2 with a write-ahead log, 1 without.
 *
 * The log (FILE-wal), numbers big-endian:
 *	 0  magic 0x377f0682, +1 where checksums are made of big-endian words
 *	 4  version 3007000      8  page size          12  number of the checkpoint
 *	16  salt, 8 bytes       24  checksum of the first 24 bytes, two words
 * and then frames of a page each:
 *	 0  page number          4  pages in the database after a commit, else 0
 *	 8  salt, the header's  16  checksum of all before it, its first 8 bytes and
 *	                            the page
 * The first frame of another salt or checksum ends it; what follows the last commit does
 * not count.
 *
 * A log grows until a checkpoint has copied all of it into the database; then it begins
 * anew, its header first and with another salt.  So if the header is the same before the
 * database was read and after the log was, every page that a checkpoint wrote meanwhile
 * is in the log that was read.
 */
#include "mockserver/store/image.h"

#include "lib/file/file.h"
#include "lib/mem.h"

#define WAL_HEAD   32
#define FRAME_HEAD 24
#define TRIES      50

static const char magic[16] = "SQLite format 3";

static uint32_t big(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint32_t little(const uint8_t *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

struct wal {
	const uint8_t *at;
	size_t size;
	size_t page;
	uint64_t most; /* the database's pages now, and one more for each frame */
	bool big_endian;
	uint32_t sum[2]; /* of what was read so far */
};

static void add_sum(struct wal *w, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i += 8) {
		w->sum[0] += (w->big_endian ? big(p + i) : little(p + i)) + w->sum[1];
		w->sum[1] +=
			(w->big_endian ? big(p + i + 4) : little(p + i + 4)) + w->sum[0];
	}
}

static bool sums_to(const struct wal *w, const uint8_t *p)
{
	return big(p) == w->sum[0] && big(p + 4) == w->sum[1];
}

/* False where there is no log of that page size: the database is all there is. */
static bool open_wal(struct wal *w, const struct buf *bytes, size_t pages, size_t page)
{
	*w = (struct wal){ .at = (const uint8_t *)bytes->data,
		           .size = bytes->size,
		           .most = pages + bytes->size / page };
	if (w->size < WAL_HEAD || (big(w->at) & ~1u) != 0x377f0682)
		return false;
	w->big_endian = big(w->at) & 1;
	w->page = big(w->at + 8);
	add_sum(w, w->at, 24);
	return w->page == page && sums_to(w, w->at + 24);
}

static const uint8_t *frame(const struct wal *w, size_t i)
{
	return w->at + WAL_HEAD + i * (FRAME_HEAD + w->page);
}

static bool frame_holds(struct wal *w, size_t i)
{
	const uint8_t *f = frame(w, i);

	if (memcmp(f + 8, w->at + 16, 8) != 0 || !big(f) || big(f) > w->most ||
	    big(f + 4) > w->most)
		return false;
	add_sum(w, f, 8);
	add_sum(w, f + FRAME_HEAD, w->page);
	return sums_to(w, f + 16);
}

/* How many frames there are up to the last commit. */
static size_t count_committed(struct wal *w)
{
	size_t all = (w->size - WAL_HEAD) / (FRAME_HEAD + w->page), committed = 0;

	for (size_t i = 0; i < all && frame_holds(w, i); i++) {
		if (big(frame(w, i) + 4))
			committed = i + 1;
	}
	return committed;
}

/* Makes it n bytes long; what is new is zero. */
static void resize(struct buf *image, size_t n)
{
	if (n > image->size) {
		char *more = buf_reserve(image, n - image->size);

		assert(more); /* the buffer has no cap */
		memset(more, 0, n - image->size);
	}
	image->size = n;
}

static void put_frames(struct buf *image, const struct wal *w, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const uint8_t *f = frame(w, i);
		size_t end = big(f) * w->page;

		if (end > image->size)
			resize(image, end);
		memcpy(image->data + end - w->page, f + FRAME_HEAD, w->page);
	}
	if (count)
		resize(image, big(frame(w, count - 1) + 4) * w->page);
}

/* The log's first `most` bytes; none where there is no log. */
static int read_wal(const char *path, size_t most, struct buf *out, struct err *e)
{
	struct err why = { 0 };

	if (file_read_head(path, most, out, &why) == 0 || why.code == ERR_NOT_FOUND)
		return 0;
	return err_pass(e, &why);
}

static bool same(const struct buf *a, const struct buf *b, size_t n)
{
	return a->size == n && (!n || !memcmp(a->data, b->data, n));
}

/* 1 when what was read belongs together, 0 when the log began anew meanwhile. */
static int read_once(const char *path, const char *wal_path, struct buf *image,
                     struct buf *wal, struct err *e)
{
	AUTO(buf_release) struct buf before = { 0 };
	AUTO(buf_release) struct buf after = { 0 };
	size_t head;

	if (read_wal(wal_path, WAL_HEAD, &before, e) < 0 ||
	    file_read(path, SIZE_MAX, image, e) < 0 ||
	    read_wal(wal_path, SIZE_MAX, wal, e) < 0 ||
	    read_wal(wal_path, WAL_HEAD, &after, e) < 0)
		return -1;
	head = wal->size < WAL_HEAD ? wal->size : WAL_HEAD;
	return same(&before, wal, head) && same(&after, wal, head);
}

static int read_both(const char *path, struct buf *image, struct buf *wal, struct err *e)
{
	AUTO(mem_free) char *wal_path = mem_printf("%s-wal", path);

	for (int i = 0; i < TRIES; i++) {
		int got;

		buf_clear(image);
		buf_clear(wal);
		got = read_once(path, wal_path, image, wal, e);
		if (got)
			return got < 0 ? -1 : 0;
	}
	return err_set(e, ERR_UNAVAILABLE, "its log does not stand still");
}

static int page_size(const struct buf *image, size_t *out, struct err *e)
{
	const uint8_t *p = (const uint8_t *)image->data;

	if (image->size < 100 || memcmp(p, magic, sizeof(magic)) != 0)
		return err_set(e, ERR_INVALID, "it is no database");
	*out = (size_t)p[16] << 8 | p[17];
	if (*out == 1)
		*out = 65536;
	return *out >= 512 && !(*out & (*out - 1))
	               ? 0
	               : err_set(e, ERR_INVALID, "it is no database");
}

int image_apply(struct buf *database, const struct buf *log, struct err *e)
{
	struct wal wal;
	size_t page;

	if (page_size(database, &page, e) < 0)
		return -1;
	if (open_wal(&wal, log, database->size / page, page))
		put_frames(database, &wal, count_committed(&wal));
	if (page_size(database, &page, e) < 0) /* the log has a first page too */
		return -1;
	database->data[18] = database->data[19] = 1;
	return 0;
}

int image_read(const char *path, struct buf *out, struct err *e)
{
	AUTO(buf_release) struct buf log = { 0 };

	if (read_both(path, out, &log, e) < 0)
		return -1;
	return image_apply(out, &log, e);
}
