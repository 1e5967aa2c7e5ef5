/*
 * page.c - pages: a header, then bytes that may be compressed
 */
#include "mockserver/export/parquet/page.h"

#include "mockserver/export/codec/gzip.h"
#include "mockserver/export/parquet/hybrid.h"
#include "mockserver/export/parquet/value.h"

enum page_type { DATA_PAGE = 0, DICTIONARY_PAGE = 2 };

void compressor_init(struct compressor *p, enum export_codec codec)
{
	*p = (struct compressor){ 0 };
	packer_begin(&p->packer, codec);
}

void compressor_release(struct compressor *p)
{
	packer_release(&p->packer);
	buf_release(&p->raw);
	buf_release(&p->packed);
}

/* A page's bytes, in two parts so that large ones need not be moved together. */
struct page_parts {
	const struct buf *first, *second;
};

static size_t size_of(const struct page_parts *p)
{
	return p->first->size + p->second->size;
}

static const struct buf nothing;

/* The page as it is stored. */
static struct page_parts compressor_run(struct compressor *p, struct page_parts raw)
{
	const struct buf *whole = raw.first;

	if (!packer_packs(&p->packer))
		return raw;
	if (raw.second->size) { /* the first part is p->raw then */
		buf_add(&p->raw, buf_str(raw.second), raw.second->size);
		whole = &p->raw;
	}
	buf_clear(&p->packed);
	packer_add(&p->packer, buf_str(whole), whole->size, &p->packed);
	return (struct page_parts){ &p->packed, &nothing };
}

struct head {
	enum page_type type;
	size_t count;
	enum parquet_encoding encoding;
};

static uint32_t crc_of(const struct page_parts *p)
{
	uint32_t crc = gzip_crc32(0, buf_str(p->first), p->first->size);

	return gzip_crc32(crc, buf_str(p->second), p->second->size);
}

static void put_head(struct buf *out, struct head h, size_t raw,
                     const struct page_parts *stored)
{
	struct thrift t = { .out = out };

	thrift_i32(&t, 1, (int32_t)h.type);
	thrift_i32(&t, 2, (int32_t)raw);
	thrift_i32(&t, 3, (int32_t)size_of(stored));
	thrift_i32(&t, 4, (int32_t)crc_of(stored));
	thrift_struct(&t, h.type == DATA_PAGE ? 5 : 7);
	thrift_i32(&t, 1, (int32_t)h.count);
	thrift_i32(&t, 2, (int32_t)h.encoding);
	if (h.type == DATA_PAGE) {
		thrift_i32(&t, 3, PARQUET_RLE);
		thrift_i32(&t, 4, PARQUET_RLE);
	}
	thrift_end(&t);
	thrift_end(&t);
}

static void put_page(struct compressor *p, struct head h, struct page_parts raw,
                     struct buf *out, struct page_sizes *sizes)
{
	size_t raw_size = size_of(&raw), before = out->size;
	struct page_parts stored = compressor_run(p, raw);

	assert(raw_size <= INT32_MAX && size_of(&stored) <= INT32_MAX);
	put_head(out, h, raw_size, &stored);
	sizes->raw += out->size - before + raw_size;
	buf_add(out, buf_str(stored.first), stored.first->size);
	buf_add(out, buf_str(stored.second), stored.second->size);
	sizes->stored += out->size - before;
}

/* A length of four bytes, then the levels; nothing where only 0 is possible. */
static void put_levels(struct buf *out, const uint16_t *v, size_t n, uint16_t max)
{
	size_t start = out->size, end;

	if (!max)
		return;
	value_put_le(out, 0, 4);
	hybrid_put(out, v, n, hybrid_width(max));
	end = out->size;
	out->size = start;
	value_put_le(out, end - start - 4, 4);
	out->size = end;
}

void page_begin(struct compressor *p, const struct parquet_leaf *leaf,
                const struct levels *l)
{
	buf_clear(&p->raw);
	put_levels(&p->raw, l->rep, l->count, leaf->max_rep);
	put_levels(&p->raw, l->def, l->count, leaf->max_def);
}

void page_end_numbers(struct compressor *p, size_t entries, struct buf *out,
                      struct page_sizes *sizes)
{
	struct head h = { DATA_PAGE, entries, PARQUET_RLE_DICTIONARY };

	put_page(p, h, (struct page_parts){ &p->raw, &nothing }, out, sizes);
}

void page_end_plain(struct compressor *p, size_t entries, const struct buf *values,
                    struct buf *out, struct page_sizes *sizes)
{
	struct head h = { DATA_PAGE, entries, PARQUET_PLAIN };

	put_page(p, h, (struct page_parts){ &p->raw, values }, out, sizes);
}

void page_put_dictionary(struct compressor *p, const struct buf *plain, size_t count,
                         struct buf *out, struct page_sizes *sizes)
{
	struct head h = { DICTIONARY_PAGE, count, PARQUET_PLAIN };

	put_page(p, h, (struct page_parts){ plain, &nothing }, out, sizes);
}
