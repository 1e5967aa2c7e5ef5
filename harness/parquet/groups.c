/*
 * groups.c - what the footer says of row groups and their column chunks
 */
#include "harness/parquet/groups.h"

#include "lib/mem.h"

enum { CHUNK_FIELDS = 17, GROUP_FIELDS = 7 }; /* the highest of parquet.thrift 2.11 */

struct group_reading {
	const struct parquet_meta *meta;
	struct parquet_group *group;
	struct parquet_chunk *chunk;
	size_t leaf; /* the chunk's column */
};

/* Is it the name of the node that lies so deep above the leaf, or of the leaf itself? */
static bool is_step(const struct parquet_meta *m, size_t leaf, size_t depth,
                    struct thrift_bytes name)
{
	size_t at = 0;

	for (size_t d = 0; d <= depth; d++) {
		size_t next = at + 1, end = m->nodes[at].end;

		while (next < end && m->nodes[next].leaf_end <= leaf)
			next = m->nodes[next].end;
		if (next >= end || !m->nodes[at].child_count)
			return false;
		at = next;
	}
	return m->nodes[at].name.size == name.size &&
	       !memcmp(m->nodes[at].name.at, name.at, name.size);
}

/* A column's path says again what the schema calls the nodes above it. */
static void read_path(struct pq_thrift *t, const struct thrift_field *f,
                      const struct group_reading *r)
{
	const struct thrift_field text = { 0, THRIFT_BINARY };
	size_t count = thrift_read_list(t, f, THRIFT_BINARY);

	for (size_t i = 0; i < count && !t->bad; i++) {
		struct thrift_bytes name = thrift_read_bytes(t, &text);

		if (t->bad || !is_step(r->meta, r->leaf, i, name))
			r->chunk->other_steps = true;
		r->chunk->steps++;
	}
}

static bool read_statistics(struct pq_thrift *t, const struct thrift_field *f, void *ctx)
{
	struct parquet_chunk *chunk = ctx;

	switch (f->id) {
	case 3:
		chunk->nulls = thrift_read_below(t, f, INT64_MAX);
		return true;
	case 4:
		chunk->distinct = thrift_read_below(t, f, INT64_MAX);
		return true;
	case 5:
		chunk->max = thrift_read_bytes(t, f);
		return true;
	case 6:
		chunk->min = thrift_read_bytes(t, f);
		return true;
	default:
		return false;
	}
}

static void read_encodings(struct pq_thrift *t, const struct thrift_field *f,
                           struct parquet_chunk *chunk)
{
	const struct thrift_field number = { 0, THRIFT_I32 };
	size_t count = thrift_read_list(t, f, THRIFT_I32);

	for (size_t i = 0; i < count && !t->bad; i++) {
		uint32_t bit = UINT32_C(1) << thrift_read_below(t, &number, 32);

		chunk->listed_twice |= (chunk->encodings & bit) != 0;
		chunk->encodings |= bit;
	}
}

static bool read_chunk_meta(struct pq_thrift *t, const struct thrift_field *f, void *ctx)
{
	const struct group_reading *r = ctx;
	struct parquet_chunk *chunk = r->chunk;

	switch (f->id) {
	case 1:
		chunk->type = thrift_read_below(t, f, PQ_TYPE_COUNT);
		return true;
	case 2:
		read_encodings(t, f, chunk);
		return true;
	case 3:
		read_path(t, f, r);
		return true;
	case 6:
		chunk->raw_bytes = thrift_read_below(t, f, INT64_MAX);
		return true;
	case 4:
		chunk->codec = thrift_read_int(t, f);
		return true;
	case 5:
		chunk->values = thrift_read_below(t, f, INT64_MAX);
		return true;
	case 7:
		chunk->compressed_bytes = thrift_read_below(t, f, INT64_MAX);
		return true;
	case 9:
		chunk->first_page = thrift_read_below(t, f, INT64_MAX);
		return true;
	case 11:
		chunk->dictionary_page = thrift_read_below(t, f, INT64_MAX);
		return true;
	case 12:
		if (f->type != THRIFT_STRUCT)
			return false;
		thrift_read_struct(t, read_statistics, chunk);
		return true;
	default:
		return thrift_skip_known(t, f, CHUNK_FIELDS);
	}
}

static bool read_chunk(struct pq_thrift *t, const struct thrift_field *f, void *ctx)
{
	const struct group_reading *r = ctx;

	if (f->id == 2) {
		r->chunk->copy_at = thrift_read_int(t, f);
		return true;
	}
	if (f->id != 3 || f->type != THRIFT_STRUCT)
		return false;
	thrift_read_struct(t, read_chunk_meta, ctx);
	return true;
}

/* What a group's other fields say; each is the sum of what its columns do. */
static bool read_said(struct pq_thrift *t, const struct thrift_field *f,
                      struct parquet_group *group)
{
	switch (f->id) {
	case 2:
		group->raw_bytes = thrift_read_below(t, f, INT64_MAX);
		return true;
	case 5:
		group->start = thrift_read_below(t, f, INT64_MAX);
		return true;
	case 6:
		group->stored_bytes = thrift_read_below(t, f, INT64_MAX);
		return true;
	case 7:
		group->ordinal = thrift_read_below(t, f, INT16_MAX);
		return true;
	default:
		return thrift_skip_known(t, f, GROUP_FIELDS);
	}
}

static bool read_group(struct pq_thrift *t, const struct thrift_field *f, void *ctx)
{
	struct group_reading *r = ctx;
	size_t count;

	if (f->id == 3) {
		r->group->rows = thrift_read_below(t, f, INT64_MAX);
		return true;
	}
	if (f->id != 1)
		return read_said(t, f, r->group);
	count = thrift_read_list(t, f, THRIFT_STRUCT);
	if (count != r->meta->leaf_count || r->group->chunks)
		t->bad = true;
	else
		r->group->chunks = mem_alloc((count + 1) * sizeof(*r->group->chunks));
	for (size_t i = 0; i < count && !t->bad; i++) {
		r->chunk = &r->group->chunks[i];
		*r->chunk = (struct parquet_chunk){
			.type = -1, .raw_bytes = -1, .nulls = -1, .distinct = -1
		};
		r->leaf = i;
		thrift_read_struct(t, read_chunk, r);
	}
	return true;
}

void parquet_groups_read(struct pq_thrift *t, const struct thrift_field *f,
                         struct parquet_meta *m)
{
	size_t count = thrift_read_list(t, f, THRIFT_STRUCT);

	if (m->groups || !m->nodes) {
		t->bad = true; /* the schema stands before the row groups */
		return;
	}
	m->groups = mem_alloc((count + 1) * sizeof(*m->groups));
	m->group_count = count;
	for (size_t i = 0; i < count && !t->bad; i++) {
		struct group_reading r = { m, &m->groups[i], NULL, 0 };

		m->groups[i] = (struct parquet_group){
			.raw_bytes = -1, .stored_bytes = -1, .start = -1, .ordinal = -1
		};
		thrift_read_struct(t, read_group, &r);
		if (!m->groups[i].chunks)
			t->bad = true;
	}
}

/* How many nodes lie between the root and the leaf, itself counted. */
static size_t depth_of(const struct parquet_meta *m, const struct parquet_node *leaf)
{
	size_t depth = 0;

	for (size_t i = 1; i < m->node_count; i++)
		depth += m->nodes[i].leaf <= leaf->leaf &&
		         leaf->leaf < m->nodes[i].leaf_end;
	return depth;
}

int parquet_groups_check(const struct parquet_meta *m, struct err *e)
{
	for (size_t i = 0; i < m->group_count * m->leaf_count; i++) {
		const struct parquet_node *leaf =
			parquet_footer_leaf(m, i % m->leaf_count);
		const struct parquet_chunk *chunk =
			&m->groups[i / m->leaf_count].chunks[i % m->leaf_count];

		if (chunk->other_steps ||
		    (chunk->steps && chunk->steps != depth_of(m, leaf)) ||
		    (chunk->type >= 0 && chunk->type != (int64_t)leaf->type))
			return err_set(e, ERR_INVALID,
			               "the column '%.*s' has another path or type in "
			               "its row group",
			               (int)leaf->name.size, (const char *)leaf->name.at);
	}
	return 0;
}
