/*
 * claims.c - what a footer says of a column chunk and a row group, compared with their
 * pages
 */
#include "harness/parquet/claims.h"

#include "harness/parquet/page.h"

/* ---------------------------------------------------------------- counts and sizes */

static int check_counts(const struct parquet_chunk *chunk, const struct parquet_column *c,
                        struct err *e)
{
	int64_t nulls = (int64_t)(c->entry_count - c->value_count);

	if (chunk->raw_bytes >= 0 && chunk->raw_bytes != c->raw_bytes)
		return err_set(e, ERR_INVALID,
		               "its pages unpack to %lld bytes, the footer says %lld",
		               (long long)c->raw_bytes, (long long)chunk->raw_bytes);
	/* Writers differ in what they count as a null below a list. */
	if (chunk->nulls >= 0 && chunk->nulls != nulls &&
	    !(c->node->rep && chunk->nulls <= (int64_t)c->entry_count))
		return err_set(e, ERR_INVALID, "%lld nulls, the footer says %lld",
		               (long long)nulls, (long long)chunk->nulls);
	if (chunk->distinct >= 0 && (chunk->distinct > (int64_t)c->value_count ||
	                             (!chunk->distinct && c->value_count)))
		return err_set(e, ERR_INVALID,
		               "%zu values can't be the %lld different ones of the "
		               "footer",
		               c->value_count, (long long)chunk->distinct);
	return 0;
}

/* Some writers give a dictionary's place as that of the first data page, too. */
static int check_places(const struct parquet_chunk *chunk, const struct parquet_column *c,
                        struct err *e)
{
	bool first = chunk->first_page == c->data_at ||
	             (c->dictionary && chunk->first_page == c->dictionary_at);

	if (c->entry_count && !first)
		return err_set(e, ERR_INVALID,
		               "its first data page is at byte %lld, the footer says "
		               "%lld",
		               (long long)c->data_at, (long long)chunk->first_page);
	if (chunk->dictionary_page &&
	    (!c->dictionary || chunk->dictionary_page != c->dictionary_at))
		return err_set(e, ERR_INVALID,
		               "the footer says that a dictionary is at byte %lld",
		               (long long)chunk->dictionary_page);
	return 0;
}

/*
 * Is each one listed that the pages use, and once?  Of levels and dictionaries only by
 * writers that list any of levels; the others list those of values, and no more.
 */
static bool lists_encodings(const struct parquet_chunk *chunk,
                            const struct parquet_used *used)
{
	const uint32_t of_levels =
		UINT32_C(1) << PQ_ENC_RLE | UINT32_C(1) << PQ_ENC_BIT_PACKED;
	const uint32_t listed = chunk->encodings;

	if (chunk->listed_twice)
		return false;
	if (!(listed & of_levels))
		return listed == used->by_values ||
		       listed == (used->by_values | used->by_others);
	return ((used->by_values | used->by_others) & ~listed) == 0;
}

static int check_encodings(const struct parquet_chunk *chunk,
                           const struct parquet_column *c, struct err *e)
{
	if (c->used.differ)
		return err_set(e, ERR_INVALID,
		               "a page has levels of two encodings, and no levels");
	if (!c->entry_count || lists_encodings(chunk, &c->used))
		return 0;
	return err_set(e, ERR_INVALID,
	               "the footer does not list the encodings that its pages have");
}

/* ---------------------------------------------------------------- bounds */

enum claimed_end { SMALLEST, LARGEST };

static int sign_of(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int order_bytes(struct thrift_bytes a, struct thrift_bytes b)
{
	size_t n = a.size < b.size ? a.size : b.size;
	int c = n ? memcmp(a.at, b.at, n) : 0;

	return c ? c : (a.size > b.size) - (a.size < b.size);
}

static struct thrift_bytes bytes_of(const union parquet_value *v)
{
	return (struct thrift_bytes){ v->b.at, v->b.size };
}

static bool is_bytes(const struct parquet_node *leaf)
{
	return leaf->type == PQ_BYTE_ARRAY || leaf->type == PQ_FIXED;
}

static bool is_floating(const struct parquet_node *leaf)
{
	return leaf->type == PQ_FLOAT || leaf->type == PQ_DOUBLE;
}

/* <0, 0, >0: in the order that parquet.thrift defines for the type. */
static int order(const struct parquet_node *leaf, const union parquet_value *a,
                 const union parquet_value *b)
{
	if (is_bytes(leaf))
		return order_bytes(bytes_of(a), bytes_of(b));
	if (is_floating(leaf))
		return (a->d > b->d) - (a->d < b->d);
	if (leaf->logical == PQ_UNSIGNED)
		return ((uint64_t)a->i > (uint64_t)b->i) -
		       ((uint64_t)a->i < (uint64_t)b->i);
	return sign_of(a->i, b->i);
}

/* Of other types the order is not defined, or not by their bytes. */
static bool has_order(const struct parquet_node *leaf)
{
	return leaf->type != PQ_INT96 && !(is_bytes(leaf) && leaf->logical == PQ_DECIMAL);
}

/* The smallest or largest value that has a place in the order, or NULL. */
static const union parquet_value *find_bound(const struct parquet_column *c,
                                             enum claimed_end which)
{
	const union parquet_value *best = NULL;

	for (size_t i = 0; i < c->value_count; i++) {
		const union parquet_value *v = &c->values[i];
		int o;

		if (is_floating(c->node) && v->d != v->d)
			continue;
		o = best ? order(c->node, v, best) : 0;
		if (!best || (which == SMALLEST ? o < 0 : o > 0))
			best = v;
	}
	return best;
}

#define CHARACTER_BYTES 4 /* the longest that is raised by one */

/* Is the bound a text's beginning, as long texts are cut? */
static bool is_cut(struct thrift_bytes bound, struct thrift_bytes whole,
                   enum claimed_end which)
{
	size_t same = bound.size > CHARACTER_BYTES ? bound.size - CHARACTER_BYTES : 0;

	if (!bound.size || bound.size >= whole.size)
		return false;
	if (which == SMALLEST)
		return !memcmp(bound.at, whole.at, bound.size);
	return !memcmp(bound.at, whole.at, same) && order_bytes(bound, whole) > 0;
}

/* The footer's bytes as a value of the leaf's; false where they can't be one. */
static bool read_bound(const struct parquet_node *leaf, struct thrift_bytes bytes,
                       union parquet_value *out)
{
	const uint8_t *at = bytes.at;

	if (is_bytes(leaf)) {
		out->b.at = bytes.at;
		out->b.size = (uint32_t)bytes.size;
		return leaf->type != PQ_FIXED || (int)bytes.size == leaf->type_length;
	}
	if (leaf->type == PQ_BOOLEAN) {
		out->i = bytes.size == 1 ? bytes.at[0] : 2;
		return out->i < 2;
	}
	return parquet_plain_read(leaf, &at, bytes.at + bytes.size, 1, out) == 0 &&
	       at == bytes.at + bytes.size;
}

static int check_bound(const struct parquet_column *c, struct thrift_bytes said,
                       enum claimed_end which, struct err *e)
{
	const union parquet_value *found;
	union parquet_value v;

	if (!said.at || !has_order(c->node))
		return 0;
	found = find_bound(c, which);
	if (found && read_bound(c->node, said, &v) &&
	    (!order(c->node, &v, found) ||
	     (is_bytes(c->node) && is_cut(said, bytes_of(found), which))))
		return 0;
	return err_set(e, ERR_INVALID, "its %s value is not the one in the footer",
	               which == SMALLEST ? "smallest" : "largest");
}

int parquet_claims_check(const struct parquet_chunk *chunk,
                         const struct parquet_column *c, struct err *e)
{
	if (check_counts(chunk, c, e) < 0 || check_places(chunk, c, e) < 0 ||
	    check_encodings(chunk, c, e) < 0 ||
	    check_bound(c, chunk->min, SMALLEST, e) < 0)
		return -1;
	return check_bound(c, chunk->max, LARGEST, e);
}

/* ---------------------------------------------------------------- row groups */

static int64_t start_of(const struct parquet_chunk *chunk)
{
	return chunk->dictionary_page > 0 && chunk->dictionary_page < chunk->first_page
	               ? chunk->dictionary_page
	               : chunk->first_page;
}

static int check_group(const struct parquet_meta *m, size_t i, struct err *e)
{
	const struct parquet_group *g = &m->groups[i];
	int64_t raw = 0, stored = 0, start = m->leaf_count ? start_of(g->chunks) : 0;

	for (size_t k = 0; k < m->leaf_count; k++) {
		raw += g->chunks[k].raw_bytes;
		stored += g->chunks[k].compressed_bytes;
	}
	if (g->raw_bytes >= 0 && g->raw_bytes != raw)
		return err_set(e, ERR_INVALID,
		               "row group %zu: its columns unpack to %lld bytes, not "
		               "%lld",
		               i + 1, (long long)raw, (long long)g->raw_bytes);
	if (g->stored_bytes >= 0 && g->stored_bytes != stored)
		return err_set(e, ERR_INVALID,
		               "row group %zu: its columns take %lld bytes, not %lld",
		               i + 1, (long long)stored, (long long)g->stored_bytes);
	if (g->start >= 0 && g->start != start)
		return err_set(e, ERR_INVALID,
		               "row group %zu begins at byte %lld, not %lld", i + 1,
		               (long long)start, (long long)g->start);
	if (g->ordinal >= 0 && g->ordinal != (int64_t)i)
		return err_set(e, ERR_INVALID,
		               "row group %zu says that it is number %lld", i + 1,
		               (long long)g->ordinal);
	return 0;
}

/* Where a copy of the metadata lies: in no chunk, or within the file. */
static int check_copies(const struct parquet_meta *m, struct err *e)
{
	size_t chunks = m->group_count * m->leaf_count, none = 0;

	for (size_t i = 0; i < chunks; i++)
		none += !m->groups[i / m->leaf_count].chunks[i % m->leaf_count].copy_at;
	return none == 0 || none == chunks
	               ? 0
	               : err_set(e, ERR_INVALID,
	                         "some columns have a copy of their metadata, others "
	                         "not");
}

/* The logical type (its field's number) that each converted one became. */
static const uint8_t became[] = {
	[0] = 1,   [1] = 2,   [2] = 2,   [3] = 3,   [4] = 4,   [5] = 5,   [6] = 6,
	[7] = 7,   [8] = 7,   [9] = 8,   [10] = 8,  [11] = 10, [12] = 10, [13] = 10,
	[14] = 10, [15] = 10, [16] = 10, [17] = 10, [18] = 10, [19] = 12, [20] = 13,
};

static int check_types(const struct parquet_meta *m, struct err *e)
{
	for (size_t i = 0; i < m->node_count; i++) {
		const struct parquet_node *n = &m->nodes[i];
		const int converted = n->converted_number;
		const bool known =
			converted >= 0 && (size_t)converted < ARRAY_LEN(became);

		if (converted < 0 || (known && (!n->has_logical ||
		                                became[converted] == n->logical_number)))
			continue;
		return err_set(e, ERR_INVALID, "'%.*s' has two types that differ",
		               (int)n->name.size, (const char *)n->name.at);
	}
	return 0;
}

int parquet_claims_check_footer(const struct parquet_meta *m, struct err *e)
{
	if (m->version != 1 && m->version != 2)
		return err_set(e, ERR_INVALID, "version %lld of Parquet is not known",
		               (long long)m->version);
	if (check_types(m, e) < 0)
		return -1;
	for (size_t i = 0; i < m->group_count; i++) {
		if (check_group(m, i, e) < 0)
			return -1;
	}
	return check_copies(m, e);
}
