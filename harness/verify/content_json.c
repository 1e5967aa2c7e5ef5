/*
 * content_json.c - the records of JSON lines, packed or not, read in pieces
 */
#include "harness/verify/content.h"

#include "harness/digest/scan.h"
#include "harness/verify/line_cutter.h"
#include "lib/mem.h"

#define PIECE_BYTES ((size_t)256 * 1024)

struct json_reading {
	struct content_reading *r;
	bool failed; /* a line did; the rest is unpacked, and not looked at */
	struct err why;
	struct line_cutter lines;
	struct scanner scan;
	struct digest digest;
};

static int take_line(void *ctx, const char *line, size_t n, struct err *e)
{
	struct json_reading *j = ctx;

	if (j->r->record)
		digest_record(&j->digest, j->r->path);
	if (scan_record(&j->scan, line, n, e) < 0) {
		j->r->record_failed = j->r->rows + 1;
		return -1;
	}
	j->r->rows++;
	return j->r->record ? j->r->record(j->r->ctx, &j->digest, e) : 0;
}

static int take_bytes(void *ctx, const char *bytes, size_t n, struct err *e)
{
	struct json_reading *j = ctx;

	return line_cutter_feed(&j->lines, bytes, n, e);
}

/*
 * A changed byte of a stream shows in a record first, and then in the member's check sum,
 * which is the better reason.
 */
static int take_unpacked(void *ctx, const char *bytes, size_t n, struct err *e UNUSED)
{
	struct json_reading *j = ctx;

	if (!j->failed)
		j->failed = line_cutter_feed(&j->lines, bytes, n, &j->why) < 0;
	return 0;
}

typedef int piece_fn(void *to, const char *bytes, size_t n, struct err *e);

/* Hands on the file's bytes, piece by piece. */
static int read_pieces(const struct tree_file *file, piece_fn *piece, void *to,
                       struct err *e)
{
	AUTO(mem_free) char *room = mem_alloc(PIECE_BYTES);
	uint64_t at = 0;
	size_t got;

	do {
		if (tree_file_read(file, at, room, PIECE_BYTES, &got, e) < 0 ||
		    (got && piece(to, room, got, e) < 0))
			return -1;
		at += got;
	} while (got == PIECE_BYTES);
	return at == file->size ? 0 : err_set(e, ERR_IO, "it changed while it was read");
}

struct packed_reading {
	const struct compression_stream *stream;
	struct unpacking *unpacking;
};

static int unpack_bytes(void *ctx, const char *bytes, size_t n, struct err *e)
{
	struct packed_reading *p = ctx;

	return p->stream->feed(p->unpacking, bytes, n, e);
}

static int read_packed(const struct tree_file *file, const struct compression *how,
                       struct json_reading *j, struct err *e)
{
	struct packed_reading p = { .stream = how->codec->stream };
	int rc;

	p.unpacking = p.stream->open(take_unpacked, j);
	rc = read_pieces(file, unpack_bytes, &p, e);
	if (rc == 0)
		rc = p.stream->end(p.unpacking, e);
	p.stream->close(p.unpacking);
	if (rc < 0)
		j->r->record_failed = 0;
	return rc == 0 && j->failed ? err_pass(e, &j->why) : rc;
}

static int read_json(const struct tree_file *file, const struct compression *how,
                     struct content_reading *r, struct err *e)
{
	struct json_reading *j = mem_alloc(sizeof(*j));
	int rc;

	j->r = r;
	j->lines = (struct line_cutter){ .line = take_line, .ctx = j };
	j->digest.whole = r->whole;
	j->scan.digest = r->record ? &j->digest : NULL;
	rc = compression_packs(how) ? read_packed(file, how, j, e)
	                            : read_pieces(file, take_bytes, j, e);
	if (rc == 0)
		rc = line_cutter_end(&j->lines, e);
	line_cutter_release(&j->lines);
	scan_release(&j->scan);
	free(j);
	return rc;
}

/* The first bytes unpack; the last one, of what is not packed, ends a line. */
static int skim_json(const struct tree_file *file, const struct compression *how,
                     struct content_reading *r UNUSED, struct err *e)
{
	char room[64];
	size_t got;

	if (!file->size)
		return 0;
	if (!compression_packs(how)) {
		if (tree_file_read(file, file->size - 1, room, 1, &got, e) < 0)
			return -1;
		return got && room[0] == '\n' ? 0
		                              : err_set(e, ERR_INVALID,
		                                        "the last line has no line "
		                                        "feed");
	}
	if (tree_file_read(file, 0, room, sizeof(room), &got, e) < 0)
		return -1;
	return compression_check_head(how, room, got, e);
}

const struct content_type content_json = { read_json, skim_json };
