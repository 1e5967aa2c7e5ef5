/*
 * chunk.c - one leaf's part of a row group
 */
#include "mockserver/export/parquet/chunk.h"

#include "lib/mem.h"
#include "mockserver/export/parquet/hybrid.h"

/* So many distinct values are enough to judge a dictionary by. */
#define DICT_TRIAL 1024

static void start_anew(struct chunk *c)
{
	c->uses_dict = c->leaf->type != PARQUET_BOOLEAN;
	dict_clear(&c->dict);
	stats_clear(&c->stats);
	buf_clear(&c->pages);
	c->sizes = (struct page_sizes){ 0 };
	c->entries = 0;
	c->value_count = 0;
	c->has_dict_pages = c->has_plain_pages = false;
}

void chunk_init(struct chunk *c, const struct parquet_leaf *leaf,
                struct compressor *compressor, struct chunk_bounds bounds)
{
	*c = (struct chunk){ .leaf = leaf, .compressor = compressor, .bounds = bounds };
	c->dict.type = c->stats.type = leaf->type;
	start_anew(c);
}

void chunk_release(struct chunk *c)
{
	dict_release(&c->dict);
	stats_release(&c->stats);
	levels_release(&c->levels);
	free(c->number);
	buf_release(&c->plain.bytes);
	buf_release(&c->pages);
}

/* ---- values ---- */

static void make_room(struct chunk *c, size_t more)
{
	if (c->number_room - c->number_count >= more)
		return;
	c->number_room = c->number_room * 2 + more;
	c->number = mem_grow(c->number, c->number_room, sizeof(*c->number));
}

/* A value that is used twice or less costs as much in a dictionary as without. */
static bool dict_is_idle(const struct chunk *c)
{
	return c->dict.count * 2 >= c->value_count;
}

/* Does the dictionary cost more than it saves, or too much memory? */
static bool dict_fails(const struct chunk *c)
{
	const struct dict *d = &c->dict;

	return d->count == DICT_COUNT_MAX || d->plain.size > c->bounds.dict_bytes ||
	       (d->count >= DICT_TRIAL && dict_is_idle(c));
}

/* Turns the current page into a PLAIN one. */
static void leave_dict(struct chunk *c)
{
	for (size_t i = 0; i < c->number_count; i++)
		dict_put(&c->dict, c->number[i], &c->plain.bytes);
	c->number_count = 0;
	c->uses_dict = false;
	if (!c->has_dict_pages)
		dict_clear(&c->dict);
}

/* Adds numbers until the dictionary fails, which it can only do as it grows. */
static size_t add_numbers(struct chunk *c, const struct column *column)
{
	const struct levels *l = &c->levels;
	size_t i = 0;

	make_room(c, l->at_count);
	while (i < l->at_count) {
		struct value v = value_at(column, levels_at(l, i++));
		size_t known = c->dict.count;

		c->value_count++;
		c->number[c->number_count++] = dict_add(&c->dict, &v);
		if (c->dict.count == known)
			continue;
		stats_add(&c->stats, &v);
		if (!dict_fails(c))
			continue;
		leave_dict(c);
		break;
	}
	return i;
}

static void add_values(struct chunk *c, const struct column *column)
{
	size_t numbered = c->uses_dict ? add_numbers(c, column) : 0;

	if (numbered < c->levels.at_count)
		plain_add(&c->plain, &c->stats, column, &c->levels, numbered);
}

/* ---- pages ---- */

static void put_numbers(struct chunk *c, struct buf *out)
{
	int width = hybrid_width((uint32_t)(c->dict.count ? c->dict.count - 1 : 0));

	/* Width 0 is allowed for a single value, but not every reader knows it. */
	width = width ? width : 1;
	buf_add_char(out, (char)width);
	hybrid_put(out, c->number, c->number_count, width);
}

static void end_page(struct chunk *c)
{
	if (!c->levels.count)
		return;
	if (c->uses_dict && !c->has_dict_pages && dict_is_idle(c))
		leave_dict(c);
	page_begin(c->compressor, c->leaf, &c->levels);
	if (c->uses_dict) {
		put_numbers(c, &c->compressor->raw);
		page_end_numbers(c->compressor, c->levels.count, &c->pages, &c->sizes);
	} else {
		page_end_plain(c->compressor, c->levels.count, &c->plain.bytes, &c->pages,
		               &c->sizes);
	}
	c->has_dict_pages |= c->uses_dict;
	c->has_plain_pages |= !c->uses_dict;
	c->entries += c->levels.count;
	levels_clear(&c->levels);
	c->number_count = 0;
	plain_clear(&c->plain);
}

/* The current page; its levels count as a byte each. */
static size_t page_size(const struct chunk *c)
{
	return c->levels.count + c->number_count * sizeof(*c->number) +
	       c->plain.bytes.size;
}

void chunk_add(struct chunk *c, const struct column *rows, size_t from, size_t to)
{
	size_t before = c->levels.count;
	const struct column *column = levels_add(&c->levels, c->leaf, rows, from, to);

	c->stats.null_count += c->levels.count - before - c->levels.at_count;
	add_values(c, column);
}

void chunk_end_slice(struct chunk *c)
{
	if (page_size(c) >= c->bounds.page_bytes)
		end_page(c);
}

size_t chunk_size(const struct chunk *c)
{
	return c->pages.size + c->dict.plain.size + page_size(c);
}

/* ---- the chunk ---- */

static void put_encodings(const struct chunk *c, struct thrift *t)
{
	bool has_levels = c->leaf->max_def || c->leaf->max_rep;
	bool plain =
		c->has_plain_pages || c->has_dict_pages; /* the dictionary is PLAIN */

	thrift_list(t, 2, THRIFT_I32, (size_t)plain + has_levels + c->has_dict_pages);
	if (plain)
		thrift_element_i32(t, PARQUET_PLAIN);
	if (has_levels)
		thrift_element_i32(t, PARQUET_RLE);
	if (c->has_dict_pages)
		thrift_element_i32(t, PARQUET_RLE_DICTIONARY);
}

static void put_meta(const struct chunk *c, struct thrift *t, uint64_t start,
                     uint64_t dict_stored)
{
	thrift_i32(t, 1, (int32_t)c->leaf->type);
	put_encodings(c, t);
	thrift_list(t, 3, THRIFT_BINARY, c->leaf->path_count);
	for (size_t i = 0; i < c->leaf->path_count; i++)
		thrift_element_text(t, c->leaf->path[i]);
	thrift_i32(t, 4, format_parquet_codec(c->compressor->packer.codec));
	thrift_i64(t, 5, (int64_t)c->entries);
	thrift_i64(t, 6, (int64_t)c->sizes.raw);
	thrift_i64(t, 7, (int64_t)c->sizes.stored);
	thrift_i64(t, 9, (int64_t)(start + dict_stored));
	if (c->has_dict_pages)
		thrift_i64(t, 11, (int64_t)start);
	stats_put(&c->stats, t, 12);
}

int chunk_end(struct chunk *c, struct newfile *to, struct thrift *t,
              struct page_sizes *sizes, struct err *e)
{
	AUTO(buf_release) struct buf dict = { 0 };
	uint64_t start = to->size;

	end_page(c);
	if (c->has_dict_pages)
		page_put_dictionary(c->compressor, &c->dict.plain, c->dict.count, &dict,
		                    &c->sizes);
	if (file_append(to, buf_str(&dict), dict.size, e) < 0 ||
	    file_append(to, buf_str(&c->pages), c->pages.size, e) < 0)
		return -1;
	put_meta(c, t, start, dict.size);
	sizes->raw += c->sizes.raw;
	sizes->stored += c->sizes.stored;
	start_anew(c);
	return 0;
}
