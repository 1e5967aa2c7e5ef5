/*
 * read.c - a Parquet file's rows, as JSON
 *
 * Rows are put together from their columns by walking the schema: each column has
 * a cursor on its entries.  A node is absent where its first column's next
 * entry has a lower definition level; a repeated node goes on for as long as that
 * column's next entry has the node's own repetition level.
 */
#include "harness/parquet/read.h"

#include "harness/parquet/value.h"
#include "lib/mem.h"

struct assembly {
	const struct parquet_meta *meta;
	struct parquet_column *columns;
};

static int read_node(struct assembly *a, size_t at, cJSON **out, struct err *e);
static int read_present(struct assembly *a, size_t at, cJSON **out, struct err *e);

static const struct parquet_node *node_at(const struct assembly *a, size_t at)
{
	return &a->meta->nodes[at];
}

static int ended(const struct parquet_node *node, struct err *e)
{
	return err_set(e, ERR_INVALID, "column '%.*s' ends before the others",
	               (int)node->name.size, (const char *)node->name.at);
}

/* ---------------------------------------------------------------- cursors */

/* Is the node there in the next entry?  1, 0, or -1 when there is no next entry. */
static int is_there(const struct assembly *a, const struct parquet_node *node,
                    struct err *e)
{
	const struct parquet_column *first = &a->columns[node->leaf];

	if (first->entry == first->entry_count)
		return ended(node, e);
	return first->def[first->entry] >= node->def;
}

/* Moves all columns below a node that is not there past the entry that says so. */
static int skip_absent(struct assembly *a, const struct parquet_node *node, struct err *e)
{
	for (size_t i = node->leaf; i < node->leaf_end; i++) {
		struct parquet_column *c = &a->columns[i];

		if (c->entry == c->entry_count)
			return ended(node, e);
		if (c->def[c->entry] >= node->def)
			return err_set(e, ERR_INVALID,
			               "columns disagree on whether '%.*s' is there",
			               (int)node->name.size, (const char *)node->name.at);
		c->entry++;
	}
	return 0;
}

static bool goes_on(const struct assembly *a, const struct parquet_node *node)
{
	const struct parquet_column *first = &a->columns[node->leaf];

	return first->entry < first->entry_count && first->rep[first->entry] == node->rep;
}

static int read_leaf(struct assembly *a, const struct parquet_node *node, cJSON **out,
                     struct err *e)
{
	struct parquet_column *c = &a->columns[node->leaf];

	if (c->entry == c->entry_count || c->value == c->value_count)
		return ended(node, e);
	if (c->def[c->entry++] != node->def)
		return err_set(e, ERR_INVALID, "'%.*s' must be there and is not",
		               (int)node->name.size, (const char *)node->name.at);
	return parquet_value_json(node, &c->values[c->value++], out, e);
}

/* ---------------------------------------------------------------- groups */

static int read_struct(struct assembly *a, size_t at, cJSON **out, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *made = json_new_object();
	const struct parquet_node *node = node_at(a, at);

	for (size_t i = at + 1; i < node->end; i = node_at(a, i)->end) {
		const struct parquet_node *child = node_at(a, i);
		cJSON *value = NULL;
		AUTO(mem_free) char *name = NULL;

		if (read_node(a, i, &value, e) < 0)
			return -1;
		if (!value)
			continue;
		name = mem_printf("%.*s", (int)child->name.size,
		                  (const char *)child->name.at);
		json_set(made, name, value);
	}
	*out = TAKE(made);
	return 0;
}

typedef int element_fn(struct assembly *a, size_t repeated, cJSON *into, struct err *e);

/* Reads the elements of a repeated node into an array or object. */
static int read_elements(struct assembly *a, size_t repeated, element_fn *element,
                         cJSON *into, struct err *e)
{
	const struct parquet_node *node = node_at(a, repeated);
	int there = is_there(a, node, e);

	if (there < 0)
		return -1;
	if (!there)
		return skip_absent(a, node, e);
	do {
		if (element(a, repeated, into, e) < 0)
			return -1;
	} while (goes_on(a, node));
	return 0;
}

/* The repeated node is the element itself. */
static int add_itself(struct assembly *a, size_t repeated, cJSON *into, struct err *e)
{
	cJSON *value = NULL;

	if (read_present(a, repeated, &value, e) < 0)
		return -1;
	json_push(into, value);
	return 0;
}

/* The repeated node only holds the element. */
static int add_inner(struct assembly *a, size_t repeated, cJSON *into, struct err *e)
{
	cJSON *value = NULL;

	if (read_node(a, repeated + 1, &value, e) < 0)
		return -1;
	json_push(into, value ? value : json_new_null());
	return 0;
}

static int add_pair(struct assembly *a, size_t repeated, cJSON *into, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *key = NULL;
	AUTO(mem_free) char *name = NULL;
	cJSON *value = NULL;

	if (read_node(a, repeated + 1, &key, e) < 0)
		return -1;
	if (!key)
		return err_set(e, ERR_INVALID, "a map with a key that is null");
	if (read_node(a, node_at(a, repeated + 1)->end, &value, e) < 0)
		return -1;
	name = cJSON_IsString(key) ? mem_strdup(key->valuestring) : json_text(key);
	json_set(into, name, value ? value : json_new_null());
	return 0;
}

static bool is_named(const struct parquet_node *node, const char *name)
{
	return node->name.size == strlen(name) &&
	       !memcmp(node->name.at, name, node->name.size);
}

/* A list or map is a group around one repeated node. */
static bool holds_repeated(const struct assembly *a, size_t at)
{
	const struct parquet_node *node = node_at(a, at);

	return node->child_count == 1 && node_at(a, at + 1)->repetition == PQ_REPEATED;
}

/* Two old layouts, without a group around the element, are known by its name. */
static element_fn *list_element(const struct assembly *a, size_t repeated)
{
	const struct parquet_node *node = node_at(a, repeated);

	return node->child_count == 1 && !is_named(node, "array") ? add_inner
	                                                          : add_itself;
}

static int read_present(struct assembly *a, size_t at, cJSON **out, struct err *e)
{
	const struct parquet_node *node = node_at(a, at);
	bool map = node->logical == PQ_MAP, list = node->logical == PQ_LIST;
	AUTO(cJSON_Delete) cJSON *made = NULL;

	if (!node->child_count)
		return read_leaf(a, node, out, e);
	if (!(map || list) || !holds_repeated(a, at))
		return read_struct(a, at, out, e);
	if (map && node_at(a, at + 1)->child_count != 2)
		return read_struct(a, at, out, e);
	made = map ? json_new_object() : json_new_array();
	if (read_elements(a, at + 1, map ? add_pair : list_element(a, at + 1), made, e) <
	    0)
		return -1;
	*out = TAKE(made);
	return 0;
}

/* The node's value; NULL in *out where it is null. */
static int read_node(struct assembly *a, size_t at, cJSON **out, struct err *e)
{
	const struct parquet_node *node = node_at(a, at);
	AUTO(cJSON_Delete) cJSON *made = NULL;
	int there;

	if (node->repetition == PQ_REQUIRED)
		return read_present(a, at, out, e);
	if (node->repetition == PQ_REPEATED) {
		made = json_new_array();
		if (read_elements(a, at, add_itself, made, e) < 0)
			return -1;
		*out = TAKE(made);
		return 0;
	}
	there = is_there(a, node, e);
	if (there < 0)
		return -1;
	return there ? read_present(a, at, out, e) : skip_absent(a, node, e);
}

/* ---------------------------------------------------------------- the file */

static int read_rows(struct assembly *a, const struct parquet_group *group,
                     parquet_row_fn *row, void *ctx, struct err *e)
{
	for (int64_t i = 0; i < group->rows; i++) {
		cJSON *made = NULL;

		if (read_struct(a, 0, &made, e) < 0 || row(ctx, made, e) < 0)
			return -1;
	}
	for (size_t i = 0; i < a->meta->leaf_count; i++) {
		if (a->columns[i].entry != a->columns[i].entry_count)
			return err_set(e, ERR_INVALID,
			               "a column holds more than its rows");
	}
	return 0;
}

static const struct parquet_node *leaf_node(const struct parquet_meta *m, size_t leaf)
{
	size_t i = 0;

	while (m->nodes[i].child_count || m->nodes[i].leaf != leaf)
		i++;
	return &m->nodes[i];
}

static int read_group(const struct parquet_file *file, const struct parquet_meta *m,
                      const struct parquet_group *group, struct parquet_column *columns,
                      struct err *e)
{
	if (group->rows > file->values_max)
		return err_set(e, ERR_INVALID, "a row group of %lld rows is too big here",
		               (long long)group->rows);
	for (size_t i = 0; i < m->leaf_count; i++) {
		const struct parquet_node *leaf = leaf_node(m, i);
		struct err why = { 0 };

		if (parquet_column_read(file, leaf, &group->chunks[i], &columns[i],
		                        &why) < 0)
			return err_set(e, why.code, "column '%.*s': %s",
			               (int)leaf->name.size, (const char *)leaf->name.at,
			               why.text);
	}
	return 0;
}

static int read_and_assemble(const struct parquet_file *file,
                             const struct parquet_meta *m,
                             const struct parquet_group *group, parquet_row_fn *row,
                             void *ctx, struct err *e)
{
	struct parquet_column *columns =
		mem_alloc((m->leaf_count + 1) * sizeof(*columns));
	struct assembly a = { m, columns };
	int rc = read_group(file, m, group, columns, e);

	if (rc == 0)
		rc = read_rows(&a, group, row, ctx, e);
	for (size_t i = 0; i < m->leaf_count; i++)
		parquet_column_release(&columns[i]);
	free(columns);
	return rc;
}

static void find_codec(const struct parquet_meta *m, struct parquet_about *about)
{
	*about = (struct parquet_about){ m->group_count, PARQUET_NO_CODEC };
	for (size_t i = 0; i < m->group_count * m->leaf_count; i++) {
		const struct parquet_group *group = &m->groups[i / m->leaf_count];
		int64_t codec = group->chunks[i % m->leaf_count].codec;

		about->codec =
			i == 0 || about->codec == codec ? codec : PARQUET_CODECS_DIFFER;
	}
}

int parquet_read(const struct parquet_file *file, parquet_row_fn *row, void *ctx,
                 struct parquet_about *about, struct err *e)
{
	struct parquet_meta m;
	int64_t rows = 0;
	int rc = 0;

	if (parquet_meta_read(file->bytes, file->size, &m, e) < 0)
		return -1;
	find_codec(&m, about);
	for (size_t i = 0; i < m.group_count && rc == 0; i++) {
		rc = read_and_assemble(file, &m, &m.groups[i], row, ctx, e);
		rows += m.groups[i].rows;
	}
	if (rc == 0 && rows != m.rows)
		rc = err_set(e, ERR_INVALID,
		             "%lld rows in the row groups, %lld in the footer",
		             (long long)rows, (long long)m.rows);
	parquet_meta_release(&m);
	return rc;
}
