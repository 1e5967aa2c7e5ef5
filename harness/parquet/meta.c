/*
 * meta.c - what a Parquet file says about itself
 *
 * Field numbers are those of parquet.thrift (Apache Parquet format 2.x).
 */
#include "harness/parquet/meta.h"

#include "harness/parquet/claims.h"
#include "harness/parquet/groups.h"
#include "harness/parquet/number.h"
#include "harness/parquet/spec.h"
#include "lib/mem.h"

#define MAGIC        "PAR1"
#define MAGIC_BYTES  4
#define FOOTER_BYTES (4 + MAGIC_BYTES) /* length and magic */
#define DEPTH_MAX    48                /* of the schema */

enum { ELEMENT_FIELDS = 10, FILE_FIELDS = 9 }; /* the highest of parquet.thrift 2.11 */

/* Logical types by the field number of the union LogicalType. */
static const enum pq_logical logical_of[] = {
	[1] = PQ_STRING,  [2] = PQ_MAP,   [3] = PQ_LIST, [4] = PQ_STRING,
	[5] = PQ_DECIMAL, [6] = PQ_DATE,  [7] = PQ_TIME, [8] = PQ_TIMESTAMP_MS,
	[12] = PQ_STRING, [14] = PQ_UUID,
};

/* Converted types, by their number in the enum ConvertedType. */
static const enum pq_logical converted_of[] = {
	[0] = PQ_STRING,       [1] = PQ_MAP,           [2] = PQ_PLAIN,
	[3] = PQ_LIST,         [4] = PQ_STRING,        [5] = PQ_DECIMAL,
	[6] = PQ_DATE,         [7] = PQ_TIME,          [8] = PQ_TIME,
	[9] = PQ_TIMESTAMP_MS, [10] = PQ_TIMESTAMP_US, [11] = PQ_UNSIGNED,
	[12] = PQ_UNSIGNED,    [13] = PQ_UNSIGNED,     [14] = PQ_UNSIGNED,
	[19] = PQ_STRING,
};

void parquet_meta_release(struct parquet_meta *m)
{
	for (size_t i = 0; m->groups && i < m->group_count; i++)
		free(m->groups[i].chunks);
	free(m->groups);
	free(m->nodes);
	free(m->own);
	*m = (struct parquet_meta){ 0 };
}

/* ---------------------------------------------------------------- schema elements */

static bool read_unit(struct pq_thrift *t UNUSED, const struct thrift_field *f, void *ctx)
{
	struct parquet_node *node = ctx;

	if (f->id == 1)
		node->logical = PQ_TIMESTAMP_MS;
	else if (f->id == 2)
		node->logical = PQ_TIMESTAMP_US;
	else if (f->id == 3)
		node->logical = PQ_TIMESTAMP_NS;
	return false;
}

static bool read_timestamp(struct pq_thrift *t, const struct thrift_field *f, void *ctx)
{
	if (f->id != 2 || f->type != THRIFT_STRUCT)
		return false;
	thrift_read_struct(t, read_unit, ctx);
	return true;
}

/* What the logical type says of a decimal must be what the element itself says. */
static bool read_decimal(struct pq_thrift *t, const struct thrift_field *f, void *ctx)
{
	struct parquet_node *node = ctx;
	int64_t v;

	if (f->id != 1 && f->id != 2)
		return false;
	v = thrift_read_int(t, f);
	if (node->has_converted && v != (f->id == 1 ? node->scale : node->precision))
		t->bad = true;
	if (f->id == 1)
		node->scale = (int)v;
	return true;
}

static bool read_integer(struct pq_thrift *t, const struct thrift_field *f, void *ctx)
{
	struct parquet_node *node = ctx;

	if (f->id != 2)
		return false;
	node->logical = thrift_read_bool(t, f) ? PQ_PLAIN : PQ_UNSIGNED;
	return true;
}

static bool read_logical(struct pq_thrift *t, const struct thrift_field *f, void *ctx)
{
	struct parquet_node *node = ctx;

	if (f->type != THRIFT_STRUCT)
		return false;
	node->has_logical = true;
	node->logical_number = f->id;
	if (f->id > 0 && (size_t)f->id < ARRAY_LEN(logical_of))
		node->logical = logical_of[f->id];
	if (f->id == 5)
		thrift_read_struct(t, read_decimal, node);
	else if (f->id == 8)
		thrift_read_struct(t, read_timestamp, node);
	else if (f->id == 10)
		thrift_read_struct(t, read_integer, node);
	else
		return false;
	return true;
}

static bool read_element(struct pq_thrift *t, const struct thrift_field *f, void *ctx)
{
	struct parquet_node *node = ctx;
	int64_t converted;

	switch (f->id) {
	case 1:
		node->type = (enum pq_type)thrift_read_below(t, f, PQ_TYPE_COUNT);
		return true;
	case 2:
		node->type_length = (int)thrift_read_below(t, f, INT32_MAX);
		return true;
	case 3:
		node->repetition = (enum pq_repetition)thrift_read_below(t, f, 3);
		return true;
	case 4:
		node->name = thrift_read_bytes(t, f);
		node->converted_number = -1; /* it comes later, if at all */
		return true;
	case 5:
		node->child_count = (size_t)thrift_read_below(t, f, INT32_MAX);
		return true;
	case 6:
		converted = thrift_read_below(t, f, INT32_MAX);
		node->converted_number = (int)converted;
		if ((size_t)converted >= ARRAY_LEN(converted_of))
			return true;
		node->has_converted = true;
		node->logical = node->converted = converted_of[converted];
		return true;
	case 7:
		node->scale = (int)thrift_read_below(t, f, 100);
		return true;
	case 8:
		node->precision = thrift_read_below(t, f, INT32_MAX);
		return true;
	case 10:
		if (f->type != THRIFT_STRUCT)
			return false;
		thrift_read_struct(t, read_logical, node);
		return true;
	default:
		return thrift_skip_known(t, f, ELEMENT_FIELDS);
	}
}

/* ---------------------------------------------------------------- the schema's tree */

static size_t place_node(struct parquet_meta *m, size_t at,
                         const struct parquet_node *parent, int depth);

/* The children that follow a node; 0 when the list ends too early. */
static size_t place_children(struct parquet_meta *m, size_t at, int depth)
{
	size_t next = at + 1;

	for (size_t i = 0; i < m->nodes[at].child_count; i++) {
		next = place_node(m, next, &m->nodes[at], depth + 1);
		if (!next)
			return 0;
	}
	return next;
}

/* Gives a node its levels and columns; the index after it, 0 for a broken tree. */
static size_t place_node(struct parquet_meta *m, size_t at,
                         const struct parquet_node *parent, int depth)
{
	struct parquet_node *node;

	if (at >= m->node_count || depth > DEPTH_MAX)
		return 0;
	node = &m->nodes[at];
	if (parent) {
		node->def = (uint8_t)(parent->def + (node->repetition != PQ_REQUIRED));
		node->rep = (uint8_t)(parent->rep + (node->repetition == PQ_REPEATED));
	}
	node->leaf = m->leaf_count;
	if (parent && !node->child_count)
		m->leaf_count++;
	node->end = place_children(m, at, depth);
	node->leaf_end = m->leaf_count;
	return node->end;
}

static void read_schema(struct pq_thrift *t, const struct thrift_field *f,
                        struct parquet_meta *m)
{
	size_t count = thrift_read_list(t, f, THRIFT_STRUCT);

	if (!count || m->nodes) {
		t->bad = true;
		return;
	}
	m->nodes = mem_alloc(count * sizeof(*m->nodes));
	m->node_count = count;
	for (size_t i = 0; i < count && !t->bad; i++)
		thrift_read_struct(t, read_element, &m->nodes[i]);
	if (!t->bad && place_node(m, 0, NULL, 0) != count)
		t->bad = true;
}

static bool read_file_meta(struct pq_thrift *t, const struct thrift_field *f, void *ctx)
{
	struct parquet_meta *m = ctx;

	if (f->id == 1)
		m->version = thrift_read_int(t, f);
	else if (f->id == 2)
		read_schema(t, f, m);
	else if (f->id == 3)
		m->rows = thrift_read_below(t, f, INT64_MAX);
	else if (f->id == 4)
		parquet_groups_read(t, f, m);
	else
		return thrift_skip_known(t, f, FILE_FIELDS);
	return true;
}

/* What the footer says twice must be the same. */
static int check_twice_said(const struct parquet_meta *m, struct err *e)
{
	for (size_t i = 1; i < m->node_count; i++) {
		const struct parquet_node *node = &m->nodes[i];

		if (node->has_logical && node->has_converted &&
		    node->logical != node->converted)
			return err_set(e, ERR_INVALID, "'%.*s' has two types that differ",
			               (int)node->name.size, (const char *)node->name.at);
	}
	return parquet_groups_check(m, e);
}

static bool is_magic(const struct parquet_file *file, uint64_t at, struct err *e)
{
	AUTO(mem_free) uint8_t *own = NULL;
	const uint8_t *bytes = parquet_file_range(file, at, MAGIC_BYTES, &own, e);

	return bytes && !memcmp(bytes, MAGIC, MAGIC_BYTES);
}

/* The footer's length; -1 where it is missing. */
static int find_footer(const struct parquet_file *file, size_t *length, struct err *e)
{
	AUTO(mem_free) uint8_t *own = NULL;
	const uint8_t *bytes;

	if (file->size < MAGIC_BYTES + FOOTER_BYTES || !is_magic(file, 0, e) ||
	    !is_magic(file, file->size - MAGIC_BYTES, e))
		return err_set(e, ERR_INVALID,
		               "no Parquet file: it is not between two PAR1");
	bytes = parquet_file_range(file, file->size - FOOTER_BYTES, 4, &own, e);
	if (!bytes)
		return -1;
	*length = parquet_number(bytes, 4);
	if (*length > file->size - MAGIC_BYTES - FOOTER_BYTES)
		return err_set(e, ERR_INVALID, "the footer is longer than the file");
	return 0;
}

int parquet_meta_read(const struct parquet_file *file, struct parquet_meta *out,
                      struct err *e)
{
	struct pq_thrift t = { 0 };
	const uint8_t *spec_at;
	size_t length;

	*out = (struct parquet_meta){ 0 };
	if (find_footer(file, &length, e) < 0)
		return -1;
	t.at = parquet_file_range(file, file->size - FOOTER_BYTES - length, length,
	                          &out->own, e);
	if (!t.at) {
		parquet_meta_release(out);
		return -1;
	}
	t.end = t.at + length;
	spec_at = t.at;
	if (file->strict &&
	    (parquet_spec_check(SPEC_FILE, &spec_at, t.end) < 0 || spec_at != t.end))
		t.bad = true;
	thrift_read_struct(&t, read_file_meta, out);
	if (t.bad || !out->groups || t.at != t.end)
		err_set(e, ERR_INVALID, "the footer is malformed");
	else if (check_twice_said(out, e) == 0 &&
	         (!file->strict || parquet_claims_check_footer(out, e) == 0))
		return 0;
	parquet_meta_release(out);
	return -1;
}
