/*
 * column.c - the values of one column of one row group
 *
 * A chunk is a dictionary page, or none, then data pages.  A data page (v1) is,
 * once unpacked: repetition levels, definition levels (each left out where the
 * highest is 0, else 4 bytes of length and a hybrid), values.  In v2 the levels
 * come first, never packed, and their lengths stand in the header.
 */
#include "harness/parquet/column.h"

#include "harness/compression/inflate.h"
#include "harness/parquet/number.h"
#include "harness/parquet/page.h"
#include "harness/parquet/runs.h"
#include "harness/parquet/spec.h"
#include "lib/mem.h"
#include "lib/str.h"

/* A chunk's bytes, and where they lie in the file. */
struct chunk_bytes {
	const uint8_t *at, *end;
	int64_t start;
};

/* Where reading stands: a page's bytes, and the header that came with them. */
struct pq_page {
	struct parquet_page head;
	const uint8_t *at, *end;
};

void parquet_column_release(struct parquet_column *c)
{
	free(c->def);
	free(c->rep);
	free(c->values);
	free(c->dictionary);
	free(c->own);
	for (size_t i = 0; i < c->page_count; i++)
		free(c->pages[i]);
	free(c->pages);
	*c = (struct parquet_column){ 0 };
}

/* ---------------------------------------------------------------- unpacking */

static int check_crc(struct parquet_column *c, const struct pq_page *page, struct err *e)
{
	uint32_t found;

	c->pages_read++;
	c->without_crc += !page->head.has_crc;
	if (!page->head.has_crc)
		return 0;
	found = inflate_crc32(page->at, (size_t)(page->end - page->at));
	if (found == page->head.crc)
		return 0;
	return err_set(e, ERR_INVALID, "a page's CRC is %08x, its header says %08x",
	               found, page->head.crc);
}

/* Replaces what is left of the page's bytes by what they unpack to. */
static int unpack(struct parquet_column *c, int64_t codec, struct pq_page *page,
                  size_t expected, struct err *e)
{
	const struct compression *how = compression_in_parquet(codec);
	AUTO(buf_release) struct buf bytes = { 0 };

	if (expected > c->bytes_max)
		return err_set(e, ERR_INVALID,
		               "a page of %zu bytes; %zu are too many "
		               "here",
		               expected, c->bytes_max);
	if (page->head.stored || (how && !compression_packs(how))) {
		if ((size_t)(page->end - page->at) == expected)
			return 0;
		return err_set(e, ERR_INVALID, "a plain page is not as long as it says");
	}
	if (!how)
		return err_set(e, ERR_INVALID, "codec %lld is not known here",
		               (long long)codec);
	if (compression_unpack_piece(how, page->at, (size_t)(page->end - page->at),
	                             expected, &bytes, e) < 0)
		return -1;
	if (bytes.size != expected)
		return err_set(e, ERR_INVALID, "a page unpacks to %zu bytes, not %zu",
		               bytes.size, expected);
	c->pages = mem_grow(c->pages, c->page_count + 1, sizeof(*c->pages));
	c->pages[c->page_count++] = buf_take(&bytes);
	page->at = (const uint8_t *)c->pages[c->page_count - 1];
	page->end = page->at + expected;
	return 0;
}

/* ---------------------------------------------------------------- levels */

static int read_levels(const uint8_t *at, size_t size, uint8_t max, size_t count,
                       uint8_t *out, struct err *e)
{
	AUTO(mem_free) uint32_t *levels = mem_alloc((count + 1) * sizeof(*levels));

	if (parquet_runs_read(at, size, parquet_runs_width(max), count, levels) < 0)
		return err_set(e, ERR_INVALID, "a page's levels end too early");
	for (size_t i = 0; i < count; i++) {
		if (levels[i] > max)
			return err_set(e, ERR_INVALID, "level %u where %u is the highest",
			               levels[i], max);
		out[i] = (uint8_t)levels[i];
	}
	return 0;
}

/* Levels with their length in front (v1); none at all where the highest is 0. */
static int read_levels_v1(struct pq_page *page, uint8_t max, int64_t encoding,
                          size_t count, uint8_t *out, struct err *e)
{
	size_t left = (size_t)(page->end - page->at), size;

	if (!max)
		return 0;
	if (encoding != PQ_ENC_RLE)
		return err_set(e, ERR_INVALID, "levels in encoding %lld",
		               (long long)encoding);
	if (left < 4)
		return err_set(e, ERR_INVALID, "a page ends before its levels");
	size = parquet_number(page->at, 4);
	page->at += 4;
	if (size > left - 4)
		return err_set(e, ERR_INVALID,
		               "a page's levels are longer than the page");
	if (read_levels(page->at, size, max, count, out, e) < 0)
		return -1;
	page->at += size;
	return 0;
}

static int read_levels_v2(struct pq_page *page, const struct parquet_node *node,
                          size_t count, uint8_t *rep, uint8_t *def, struct err *e)
{
	int64_t left = page->end - page->at, reps = page->head.rep_bytes;
	int64_t defs = page->head.def_bytes;

	if (reps < 0 || defs < 0 || reps > left || defs > left - reps)
		return err_set(e, ERR_INVALID,
		               "a page's levels are longer than the page");
	if (node->rep &&
	    read_levels(page->at, (size_t)reps, node->rep, count, rep, e) < 0)
		return -1;
	page->at += reps;
	if (node->def &&
	    read_levels(page->at, (size_t)defs, node->def, count, def, e) < 0)
		return -1;
	page->at += defs;
	return 0;
}

/* ---------------------------------------------------------------- values */

/* What the schema calls a text must be one. */
static int check_texts(const struct parquet_node *node, const union parquet_value *values,
                       size_t count, struct err *e)
{
	if (node->logical != PQ_STRING || node->type != PQ_BYTE_ARRAY)
		return 0;
	for (size_t i = 0; i < count; i++) {
		if (!str_is_utf8((const char *)values[i].b.at, values[i].b.size))
			return err_set(e, ERR_INVALID, "a text is no UTF-8");
	}
	return 0;
}

static int read_indexes(struct parquet_column *c, struct pq_page *page, size_t count,
                        union parquet_value *out, struct err *e)
{
	AUTO(mem_free) uint32_t *indexes = mem_alloc((count + 1) * sizeof(*indexes));

	if (!count)
		return 0;
	if (page->at == page->end ||
	    parquet_runs_read(page->at + 1, (size_t)(page->end - page->at - 1),
	                      page->at[0], count, indexes) < 0)
		return err_set(e, ERR_INVALID,
		               "a page's dictionary indexes end too early");
	for (size_t i = 0; i < count; i++) {
		if (indexes[i] >= c->dictionary_count)
			return err_set(e, ERR_INVALID,
			               "index %u into a dictionary of %zu", indexes[i],
			               c->dictionary_count);
		out[i] = c->dictionary[indexes[i]];
	}
	return 0;
}

static int read_values(struct parquet_column *c, struct pq_page *page, size_t count,
                       struct err *e)
{
	union parquet_value *out;

	c->values = mem_grow(c->values, c->value_count + count + 1, sizeof(*c->values));
	out = c->values + c->value_count;
	c->value_count += count;
	switch (page->head.encoding) {
	case PQ_ENC_PLAIN:
		if (parquet_plain_read(c->node, &page->at, page->end, count, out) == 0)
			return check_texts(c->node, out, count, e);
		return err_set(e, ERR_INVALID, "a page ends before its values");
	case PQ_ENC_PLAIN_DICTIONARY:
	case PQ_ENC_RLE_DICTIONARY:
		return read_indexes(c, page, count, out, e);
	default:
		return err_set(e, ERR_INVALID, "encoding %lld is not known here",
		               (long long)page->head.encoding);
	}
}

/* ---------------------------------------------------------------- pages */

static int read_dictionary(struct parquet_column *c, int64_t codec, struct pq_page *page,
                           struct err *e)
{
	size_t count = (size_t)page->head.values;

	if (c->dictionary || c->entry_count)
		return err_set(e, ERR_INVALID, "a dictionary that is not the first page");
	if (unpack(c, codec, page, (size_t)page->head.uncompressed_bytes, e) < 0)
		return -1;
	/* Every value takes a byte at least, but for bits. */
	if (count > (size_t)(page->end - page->at) * 8)
		return err_set(e, ERR_INVALID, "a dictionary ends before its values");
	c->dictionary = mem_alloc((count + 1) * sizeof(*c->dictionary));
	c->dictionary_count = count;
	if (parquet_plain_read(c->node, &page->at, page->end, count, c->dictionary) < 0)
		return err_set(e, ERR_INVALID, "a dictionary ends before its values");
	if (c->strict && page->at != page->end)
		return err_set(e, ERR_INVALID, "a dictionary holds more than its values");
	return check_texts(c->node, c->dictionary, count, e);
}

/* Levels and packing, in the order of the page's version. */
static int read_page_levels(struct parquet_column *c, int64_t codec, struct pq_page *page,
                            size_t count, struct err *e)
{
	uint8_t *rep = c->rep + c->entry_count, *def = c->def + c->entry_count;
	int64_t whole = page->head.uncompressed_bytes;

	if (page->head.type == PQ_DATA_V2) {
		if (read_levels_v2(page, c->node, count, rep, def, e) < 0)
			return -1;
		whole -= page->head.rep_bytes + page->head.def_bytes;
		if (whole < 0)
			return err_set(e, ERR_INVALID, "a page smaller than its levels");
		return unpack(c, codec, page, (size_t)whole, e);
	}
	if (unpack(c, codec, page, (size_t)whole, e) < 0 ||
	    read_levels_v1(page, c->node->rep, page->head.rep_encoding, count, rep, e) <
	            0)
		return -1;
	return read_levels_v1(page, c->node->def, page->head.def_encoding, count, def, e);
}

static int read_data(struct parquet_column *c, const struct parquet_chunk *chunk,
                     struct pq_page *page, struct err *e)
{
	size_t count = (size_t)page->head.values, there = 0;

	if (page->head.values > chunk->values - (int64_t)c->entry_count)
		return err_set(e, ERR_INVALID,
		               "the pages hold more values than the column");
	c->def = mem_grow(c->def, c->entry_count + count + 1, 1);
	c->rep = mem_grow(c->rep, c->entry_count + count + 1, 1);
	memset(c->def + c->entry_count, 0, count + 1);
	memset(c->rep + c->entry_count, 0, count + 1);
	if (read_page_levels(c, chunk->codec, page, count, e) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		there += c->def[c->entry_count + i] == c->node->def;
	c->entry_count += count;
	return read_values(c, page, there, e);
}

/* Cuts the next page off the chunk, and compares its CRC. */
static int next_page(struct parquet_column *c, const uint8_t **at, const uint8_t *end,
                     struct pq_page *page, struct err *e)
{
	const uint8_t *start = *at;

	if (parquet_page_read(at, end, &page->head) < 0 ||
	    (c->strict && parquet_spec_check(SPEC_PAGE, &start, end) < 0))
		return err_set(e, ERR_INVALID, "a page header is malformed");
	page->at = *at;
	page->end = *at + page->head.compressed_bytes;
	*at = page->end;
	return check_crc(c, page, e);
}

/* Numbers that the format does not have share a bit. */
static uint32_t bit_of(int64_t encoding)
{
	return encoding >= 0 && encoding < 31 ? UINT32_C(1) << encoding
	                                      : UINT32_C(1) << 31;
}

/* Which encodings its pages use, and where the first of each kind lies. */
static void note_page(struct parquet_column *c, const struct parquet_page *head,
                      int64_t at)
{
	uint32_t *used =
		head->type == PQ_DICTIONARY ? &c->used.by_others : &c->used.by_values;

	*used |= bit_of(head->encoding);
	if (head->type == PQ_DATA && c->node->def)
		c->used.by_others |=
			bit_of(head->def_encoding) | bit_of(head->rep_encoding);
	else if (head->type == PQ_DATA) /* no level is stored, in whichever way */
		c->used.differ |= head->def_encoding != head->rep_encoding;
	if (head->type == PQ_DICTIONARY)
		c->dictionary_at = at;
	else if (head->type != PQ_INDEX && !c->data_at)
		c->data_at = at;
}

static int read_page(const struct parquet_chunk *chunk, struct parquet_column *c,
                     const struct chunk_bytes *all, const uint8_t **at, struct err *e)
{
	const uint8_t *start = *at;
	struct pq_page page;

	if (next_page(c, at, all->end, &page, e) < 0)
		return -1;
	note_page(c, &page.head, all->start + (start - all->at));
	c->raw_bytes += page.head.uncompressed_bytes + (page.at - start);
	switch (page.head.type) {
	case PQ_DICTIONARY:
		return read_dictionary(c, chunk->codec, &page, e);
	case PQ_DATA:
	case PQ_DATA_V2:
		return read_data(c, chunk, &page, e);
	default:
		return 0; /* an index: not needed for reading */
	}
}

/* The bytes of a chunk: from its dictionary, or else its first page. */
static int find_pages(const struct parquet_file *file, const struct parquet_chunk *chunk,
                      struct parquet_column *c, struct chunk_bytes *out, struct err *e)
{
	int64_t start = chunk->first_page, size = (int64_t)file->size;

	if (chunk->dictionary_page > 0 && chunk->dictionary_page < start)
		start = chunk->dictionary_page;
	if (start > size || chunk->compressed_bytes > size - start)
		return err_set(e, ERR_INVALID, "its pages lie outside the file");
	if (chunk->values > file->values_max)
		return err_set(e, ERR_INVALID, "%lld values; %lld are too many here",
		               (long long)chunk->values, (long long)file->values_max);
	c->bytes_max = file->bytes_max ? file->bytes_max : SIZE_MAX;
	c->strict = file->strict;
	out->start = start;
	out->at = parquet_file_range(file, (uint64_t)start,
	                             (size_t)chunk->compressed_bytes, &c->own, e);
	out->end = out->at + chunk->compressed_bytes;
	return out->at ? 0 : -1;
}

/* What is wrong with a page, and where it lies in the file. */
static int fail_page(const struct chunk_bytes *all, const uint8_t *page,
                     const struct err *why, struct err *e)
{
	return err_set(e, why->code, "page at byte %lld: %s",
	               (long long)(all->start + (page - all->at)), why->text);
}

static int read_pages(const struct parquet_chunk *chunk, const struct chunk_bytes *all,
                      struct parquet_column *c, struct err *e)
{
	const uint8_t *at = all->at;

	while (at < all->end && (int64_t)c->entry_count < chunk->values) {
		const uint8_t *page = at;
		struct err why = { 0 };

		if (read_page(chunk, c, all, &at, &why) < 0)
			return fail_page(all, page, &why, e);
	}
	if ((int64_t)c->entry_count < chunk->values)
		return err_set(e, ERR_INVALID, "its pages end before its values");
	if (c->strict && at != all->end)
		return err_set(e, ERR_INVALID, "something follows its last page");
	return 0;
}

int parquet_column_read(const struct parquet_file *file, const struct parquet_node *node,
                        const struct parquet_chunk *chunk, struct parquet_column *out,
                        struct err *e)
{
	struct chunk_bytes all = { 0 };

	*out = (struct parquet_column){ .node = node };
	if (find_pages(file, chunk, out, &all, e) == 0 &&
	    read_pages(chunk, &all, out, e) == 0)
		return 0;
	parquet_column_release(out);
	return -1;
}

int parquet_column_skim(const struct parquet_file *file,
                        const struct parquet_chunk *chunk, struct parquet_column *out,
                        struct err *e)
{
	AUTO(mem_free) uint8_t *own = NULL;
	struct chunk_bytes all = { 0 };
	const uint8_t *at;
	int rc = find_pages(file, chunk, out, &all, e);

	own = TAKE(out->own);
	at = all.at;
	while (rc == 0 && at < all.end) {
		const uint8_t *page_at = at;
		struct pq_page page;
		struct err why = { 0 };

		if (next_page(out, &at, all.end, &page, &why) < 0)
			rc = fail_page(&all, page_at, &why, e);
	}
	return rc;
}
