/*
 * schema.c - a schema as Parquet sees it: a tree of elements, and its leaves
 *
 * An element of the tree in the footer, depth first:
 *
 *	SchemaElement { 1 type, 3 repetition, 4 name, 5 number of children,
 *	                6 converted type (older readers), 7 scale, 8 precision,
 *	                10 LogicalType }
 *	LogicalType   { 1 STRING {}, 2 MAP {}, 3 LIST {},
 *	                5 DECIMAL { 1 scale, 2 precision }, 6 DATE {},
 *	                8 TIMESTAMP { 1 is in UTC, 2 unit { 1 MILLIS {} } } }
 */
#include "mockserver/export/parquet/schema.h"

#include "lib/mem.h"

#define INT32_DIGITS 9 /* a decimal of so many fits in 32 bits */
#define INT64_DIGITS 18
#define NONE         (-1)

enum repetition { REQUIRED, OPTIONAL, REPEATED };

enum logical {
	LOGICAL_NONE = 0,
	LOGICAL_STRING = 1,
	LOGICAL_MAP = 2,
	LOGICAL_LIST = 3,
	LOGICAL_DECIMAL = 5,
	LOGICAL_DATE = 6,
	LOGICAL_TIMESTAMP = 8,
};

/* clang-format off */
static const struct {
	int8_t type;      /* enum parquet_type; NONE for a group */
	int8_t converted; /* ConvertedType */
	enum logical logical;
} kinds[] = {
	[COLUMN_BOOL]      = { PARQUET_BOOLEAN,    NONE, LOGICAL_NONE },
	[COLUMN_INT32]     = { PARQUET_INT32,      NONE, LOGICAL_NONE },
	[COLUMN_INT64]     = { PARQUET_INT64,      NONE, LOGICAL_NONE },
	[COLUMN_DOUBLE]    = { PARQUET_DOUBLE,     NONE, LOGICAL_NONE },
	[COLUMN_STRING]    = { PARQUET_BYTE_ARRAY, 0,    LOGICAL_STRING },
	[COLUMN_TIMESTAMP] = { PARQUET_INT64,      9,    LOGICAL_TIMESTAMP },
	[COLUMN_DATE]      = { PARQUET_INT32,      6,    LOGICAL_DATE },
	[COLUMN_DECIMAL]   = { PARQUET_INT64,      5,    LOGICAL_DECIMAL },
	[COLUMN_STRUCT]    = { NONE,               NONE, LOGICAL_NONE },
	[COLUMN_LIST]      = { NONE,               3,    LOGICAL_LIST },
	[COLUMN_MAP]       = { NONE,               1,    LOGICAL_MAP },
};
/* clang-format on */
static_assert(ARRAY_LEN(kinds) == COLUMN_TYPE_COUNT, "every type has a row");

static enum parquet_type stored_as(const struct column_def *d)
{
	if (d->type == COLUMN_DECIMAL && d->precision <= INT32_DIGITS)
		return PARQUET_INT32;
	return (enum parquet_type)kinds[d->type].type;
}

/* ---- from the root to each leaf ---- */

struct schema_walk {
	struct parquet_schema *schema;
	struct parquet_step *step; /* from the root's child to here */
	size_t step_count;
	const char **path;
	size_t path_count;
	size_t def, rep; /* levels so far */
};

static void push_name(struct schema_walk *w, const char *name)
{
	w->path = mem_grow(w->path, w->path_count + 1, sizeof(*w->path));
	w->path[w->path_count++] = name;
	w->schema->element_count++;
}

static int refuse(const struct schema_walk *w, const char *why, struct err *e)
{
	AUTO(mem_free) char *path = mem_strdup(w->path_count ? w->path[0] : "");

	for (size_t i = 1; i < w->path_count; i++) {
		char *longer = mem_printf("%s.%s", path, w->path[i]);

		free(path);
		path = longer;
	}
	return err_set(e, ERR_INVALID, "Parquet cannot hold this, %s: '%s'", why, path);
}

static void add_leaf(struct schema_walk *w, const struct column_def *d)
{
	struct parquet_schema *s = w->schema;
	struct parquet_leaf *leaf;

	s->leaf = mem_grow(s->leaf, s->leaf_count + 1, sizeof(*s->leaf));
	leaf = &s->leaf[s->leaf_count++];
	*leaf = (struct parquet_leaf){
		.def = d,
		.type = stored_as(d),
		.step_count = w->step_count,
		.path_count = w->path_count,
		.max_def = (uint16_t)w->def,
		.max_rep = (uint16_t)w->rep,
	};
	leaf->step = mem_grow(NULL, w->step_count, sizeof(*leaf->step));
	memcpy(leaf->step, w->step, w->step_count * sizeof(*leaf->step));
	leaf->path = mem_grow(NULL, w->path_count, sizeof(*leaf->path));
	for (size_t i = 0; i < w->path_count; i++)
		leaf->path[i] = mem_strdup(w->path[i]);
}

/* The name that the standard gives to a child of a list or map. */
static const char *child_name(const struct column_def *parent, size_t i)
{
	switch (parent->type) {
	case COLUMN_LIST:
		return "element";
	case COLUMN_MAP:
		return i ? "value" : "key";
	case COLUMN_BOOL:
	case COLUMN_INT32:
	case COLUMN_INT64:
	case COLUMN_DOUBLE:
	case COLUMN_STRING:
	case COLUMN_TIMESTAMP:
	case COLUMN_DATE:
	case COLUMN_DECIMAL:
	case COLUMN_STRUCT:
	case COLUMN_TYPE_COUNT:
		break;
	}
	return parent->child[i].name;
}

static bool is_nullable(const struct column_def *parent, size_t i)
{
	return parent->child[i].nullable && !(parent->type == COLUMN_MAP && i == 0);
}

static int walk_children(struct schema_walk *w, const struct column_def *parent,
                         struct err *e);

/* What stands at the end of the path; recursion is as deep as the schema. */
static int walk_column(struct schema_walk *w, const struct column_def *d, struct err *e)
{
	if (w->def > PARQUET_LEVEL_MAX)
		return refuse(w, "it is nested too deep", e);
	if (d->type == COLUMN_DECIMAL &&
	    (d->precision < 1 || d->precision > INT64_DIGITS || d->scale < 0 ||
	     d->scale > d->precision))
		return refuse(w, "a decimal has 1 to 18 digits, its scale among them", e);
	if (kinds[d->type].type == NONE)
		return walk_children(w, d, e);
	add_leaf(w, d);
	return 0;
}

static int walk_children(struct schema_walk *w, const struct column_def *parent,
                         struct err *e)
{
	const struct schema_walk before = *w;
	bool repeats = parent->type == COLUMN_LIST || parent->type == COLUMN_MAP;

	assert(parent->type == COLUMN_STRUCT ||
	       parent->child_count == (parent->type == COLUMN_LIST ? 1 : 2));
	if (!parent->child_count)
		return refuse(w, "a struct needs a member", e);
	if (repeats) {
		struct parquet_step *last = &w->step[w->step_count - 1];

		push_name(w, parent->type == COLUMN_LIST ? "list" : "key_value");
		w->def++;
		last->repeats = true;
		last->level = (uint16_t)++w->rep;
	}
	for (size_t i = 0; i < parent->child_count; i++) {
		const struct schema_walk here = *w;
		bool nullable = is_nullable(parent, i);

		push_name(w, child_name(parent, i));
		w->step = mem_grow(w->step, w->step_count + 1, sizeof(*w->step));
		w->step[w->step_count++] =
			(struct parquet_step){ .child = i, .nullable = nullable };
		w->def += nullable;
		if (walk_column(w, &parent->child[i], e) < 0)
			return -1;
		w->step_count = here.step_count;
		w->path_count = here.path_count;
		w->def = here.def;
	}
	w->path_count = before.path_count;
	w->def = before.def;
	w->rep = before.rep;
	return 0;
}

int parquet_schema_init(struct parquet_schema *s, const struct column_def *root,
                        struct err *e)
{
	struct schema_walk w = { .schema = s };
	int rc;

	assert(root->type == COLUMN_STRUCT);
	*s = (struct parquet_schema){ .root = root, .element_count = 1 };
	rc = walk_children(&w, root, e);
	free(w.step);
	free(w.path);
	if (rc < 0)
		parquet_schema_release(s);
	return rc;
}

void parquet_schema_release(struct parquet_schema *s)
{
	for (size_t i = 0; i < s->leaf_count; i++) {
		for (size_t k = 0; k < s->leaf[i].path_count; k++)
			free(s->leaf[i].path[k]);
		free(s->leaf[i].path);
		free(s->leaf[i].step);
	}
	free(s->leaf);
	*s = (struct parquet_schema){ 0 };
}

/* ---- the tree, as Thrift ---- */

static void put_logical(struct thrift *t, const struct column_def *d)
{
	enum logical logical = kinds[d->type].logical;

	if (logical == LOGICAL_NONE)
		return;
	thrift_struct(t, 10);
	thrift_struct(t, (int)logical);
	if (logical == LOGICAL_DECIMAL) {
		thrift_i32(t, 1, d->scale);
		thrift_i32(t, 2, d->precision);
	}
	if (logical == LOGICAL_TIMESTAMP) {
		thrift_bool(t, 1, true);
		thrift_struct(t, 2);
		thrift_struct(t, 1);
		thrift_end(t);
		thrift_end(t);
	}
	thrift_end(t);
	thrift_end(t);
}

static void put_element(struct thrift *t, const struct column_def *d, const char *name,
                        enum repetition repetition)
{
	bool is_group = kinds[d->type].type == NONE;

	thrift_element_struct(t);
	if (!is_group)
		thrift_i32(t, 1, (int32_t)stored_as(d));
	thrift_i32(t, 3, (int32_t)repetition);
	thrift_text(t, 4, name);
	if (is_group)
		thrift_i32(t, 5, d->type == COLUMN_STRUCT ? (int32_t)d->child_count : 1);
	if (kinds[d->type].converted != NONE)
		thrift_i32(t, 6, kinds[d->type].converted);
	if (d->type == COLUMN_DECIMAL) {
		thrift_i32(t, 7, d->scale);
		thrift_i32(t, 8, d->precision);
	}
	put_logical(t, d);
	thrift_end(t);
}

/* The repeated group that stands between a list or map and its elements. */
static void put_repeated(struct thrift *t, const struct column_def *d)
{
	thrift_element_struct(t);
	thrift_i32(t, 3, REPEATED);
	thrift_text(t, 4, d->type == COLUMN_LIST ? "list" : "key_value");
	thrift_i32(t, 5, (int32_t)d->child_count);
	thrift_end(t);
}

static void put_children(struct thrift *t, const struct column_def *parent)
{
	for (size_t i = 0; i < parent->child_count; i++) {
		const struct column_def *d = &parent->child[i];

		put_element(t, d, child_name(parent, i),
		            is_nullable(parent, i) ? OPTIONAL : REQUIRED);
		if (d->type == COLUMN_LIST || d->type == COLUMN_MAP)
			put_repeated(t, d);
		put_children(t, d);
	}
}

void parquet_schema_put(const struct parquet_schema *s, struct thrift *t, int id)
{
	thrift_list(t, id, THRIFT_STRUCT, s->element_count);
	thrift_element_struct(t);
	thrift_text(t, 4, "schema");
	thrift_i32(t, 5, (int32_t)s->root->child_count);
	thrift_end(t);
	put_children(t, s->root);
}
