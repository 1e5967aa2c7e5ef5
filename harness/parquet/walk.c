/*
 * walk.c - the rows of a Parquet file, value by value
 *
 * Rows are put together from their columns by walking the schema: each column has
 * a cursor on its entries.  A node is absent where its first column's next
 * entry has a lower definition level; a repeated node goes on for as long as that
 * column's next entry has the node's own repetition level.
 */
#include "harness/parquet/walk.h"

#include "harness/parquet/claims.h"
#include "harness/parquet/meta.h"
#include "harness/parquet/value.h"
#include "lib/mem.h"

struct assembly {
	const struct parquet_meta *meta;
	struct parquet_column *columns;
	const struct parquet_events *to; /* NULL: no event is sent */
	void *ctx;
};

static int read_node(struct assembly *a, size_t at, bool is_member, struct err *e);
static int read_present(struct assembly *a, size_t at, struct err *e);

static const struct parquet_node *node_at(const struct assembly *a, size_t at)
{
	return &a->meta->nodes[at];
}

static int ended(const struct parquet_node *node, struct err *e)
{
	return err_set(e, ERR_INVALID, "column '%.*s' ends before the others",
	               (int)node->name.size, (const char *)node->name.at);
}

/* ---------------------------------------------------------------- events */

static void send_begin(const struct assembly *a, enum parquet_shape shape)
{
	if (a->to)
		a->to->begin(a->ctx, shape);
}

static void send_end(const struct assembly *a)
{
	if (a->to)
		a->to->end(a->ctx);
}

static void send_name(const struct assembly *a, const struct parquet_node *node)
{
	if (a->to)
		a->to->name(a->ctx, (const char *)node->name.at, node->name.size);
}

static int send_null(const struct assembly *a, const struct parquet_node *node,
                     struct err *e)
{
	return a->to ? a->to->value(a->ctx, node, NULL, e) : 0;
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

/* Takes the leaf's next value, which must be there. */
static int take_value(struct assembly *a, const struct parquet_node *node,
                      const union parquet_value **out, struct err *e)
{
	struct parquet_column *c = &a->columns[node->leaf];

	if (c->entry == c->entry_count || c->value == c->value_count)
		return ended(node, e);
	if (c->def[c->entry++] != node->def)
		return err_set(e, ERR_INVALID, "'%.*s' must be there and is not",
		               (int)node->name.size, (const char *)node->name.at);
	*out = &c->values[c->value++];
	return 0;
}

static int read_leaf(struct assembly *a, const struct parquet_node *node, struct err *e)
{
	const union parquet_value *value;

	if (take_value(a, node, &value, e) < 0)
		return -1;
	return a->to ? a->to->value(a->ctx, node, value, e) : 0;
}

/* ---------------------------------------------------------------- groups */

static int read_struct(struct assembly *a, size_t at, struct err *e)
{
	const struct parquet_node *node = node_at(a, at);

	send_begin(a, PARQUET_OBJECT);
	for (size_t i = at + 1; i < node->end; i = node_at(a, i)->end) {
		if (read_node(a, i, true, e) < 0)
			return -1;
	}
	send_end(a);
	return 0;
}

typedef int element_fn(struct assembly *a, size_t repeated, struct err *e);

/* Reads the elements of a repeated node. */
static int read_elements(struct assembly *a, size_t repeated, element_fn *element,
                         struct err *e)
{
	const struct parquet_node *node = node_at(a, repeated);
	int there = is_there(a, node, e);

	if (there < 0)
		return -1;
	if (!there)
		return skip_absent(a, node, e);
	do {
		if (element(a, repeated, e) < 0)
			return -1;
	} while (goes_on(a, node));
	return 0;
}

/* The repeated node only holds the element. */
static int add_inner(struct assembly *a, size_t repeated, struct err *e)
{
	return read_node(a, repeated + 1, false, e);
}

/* A key that is no text is named as JSON spells it. */
static int name_pair(struct assembly *a, const struct parquet_node *key,
                     const union parquet_value *value, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *made = NULL;
	AUTO(mem_free) char *text = NULL;

	if (!a->to)
		return 0;
	if (key->type == PQ_BYTE_ARRAY && key->logical == PQ_STRING) {
		if (parquet_value_check(key, value, e) < 0)
			return -1;
		a->to->name(a->ctx, (const char *)value->b.at, value->b.size);
		return 0;
	}
	if (parquet_value_json(key, value, &made, e) < 0)
		return -1;
	text = cJSON_IsString(made) ? mem_strdup(made->valuestring) : json_text(made);
	a->to->name(a->ctx, text, strlen(text));
	return 0;
}

static int add_pair(struct assembly *a, size_t repeated, struct err *e)
{
	const struct parquet_node *key = node_at(a, repeated + 1);
	const union parquet_value *value;
	int there;

	if (key->child_count || key->repetition == PQ_REPEATED)
		return err_set(e, ERR_INVALID, "a map with a key that is no plain value");
	there = is_there(a, key, e);
	if (there < 0)
		return -1;
	if (!there)
		return err_set(e, ERR_INVALID, "a map with a key that is null");
	if (take_value(a, key, &value, e) < 0 || name_pair(a, key, value, e) < 0)
		return -1;
	return read_node(a, key->end, false, e);
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
	                                                          : read_present;
}

static int read_present(struct assembly *a, size_t at, struct err *e)
{
	const struct parquet_node *node = node_at(a, at);
	bool map = node->logical == PQ_MAP, list = node->logical == PQ_LIST;

	if (!node->child_count)
		return read_leaf(a, node, e);
	if (!(map || list) || !holds_repeated(a, at))
		return read_struct(a, at, e);
	if (map && node_at(a, at + 1)->child_count != 2)
		return read_struct(a, at, e);
	send_begin(a, map ? PARQUET_OBJECT : PARQUET_ARRAY);
	if (read_elements(a, at + 1, map ? add_pair : list_element(a, at + 1), e) < 0)
		return -1;
	send_end(a);
	return 0;
}

/* A member that is null is left out; anything else that is, is sent as null. */
static int read_node(struct assembly *a, size_t at, bool is_member, struct err *e)
{
	const struct parquet_node *node = node_at(a, at);
	int there = node->repetition == PQ_OPTIONAL ? is_there(a, node, e) : 1;

	if (there < 0)
		return -1;
	if (!there) {
		if (skip_absent(a, node, e) < 0)
			return -1;
		return is_member ? 0 : send_null(a, node, e);
	}
	if (is_member)
		send_name(a, node);
	if (node->repetition != PQ_REPEATED)
		return read_present(a, at, e);
	send_begin(a, PARQUET_ARRAY);
	if (read_elements(a, at, read_present, e) < 0)
		return -1;
	send_end(a);
	return 0;
}

/* ---------------------------------------------------------------- row groups */

static int read_rows(struct assembly *a, const struct parquet_group *group, struct err *e)
{
	for (int64_t i = 0; i < group->rows; i++) {
		if (read_struct(a, 0, e) < 0 || (a->to && a->to->row(a->ctx, e) < 0))
			return -1;
	}
	for (size_t i = 0; i < a->meta->leaf_count; i++) {
		if (a->columns[i].entry != a->columns[i].entry_count)
			return err_set(e, ERR_INVALID,
			               "a column holds more than its rows");
	}
	return 0;
}

static int read_group(const struct parquet_file *file, const struct parquet_meta *m,
                      const struct parquet_group *group, struct parquet_column *columns,
                      struct err *e)
{
	if (group->rows > file->values_max)
		return err_set(e, ERR_INVALID, "a row group of %lld rows is too big here",
		               (long long)group->rows);
	for (size_t i = 0; i < m->leaf_count; i++) {
		const struct parquet_node *leaf = parquet_footer_leaf(m, i);
		struct err why = { 0 };

		if (parquet_column_read(file, leaf, &group->chunks[i], &columns[i],
		                        &why) < 0 ||
		    (file->strict &&
		     parquet_claims_check(&group->chunks[i], &columns[i], &why) < 0))
			return err_set(e, why.code, "column '%.*s': %s",
			               (int)leaf->name.size, (const char *)leaf->name.at,
			               why.text);
	}
	return 0;
}

static int read_and_assemble(const struct parquet_file *file,
                             const struct parquet_group *group, struct assembly *a,
                             struct parquet_about *about, struct err *e)
{
	const struct parquet_meta *m = a->meta;
	int rc;

	a->columns = mem_alloc((m->leaf_count + 1) * sizeof(*a->columns));
	rc = read_group(file, m, group, a->columns, e);
	if (rc == 0)
		rc = read_rows(a, group, e);
	for (size_t i = 0; i < m->leaf_count; i++) {
		about->pages += a->columns[i].pages_read;
		about->without_crc += a->columns[i].without_crc;
		parquet_column_release(&a->columns[i]);
	}
	free(a->columns);
	return rc;
}

static int skim_group(const struct parquet_file *file, const struct parquet_meta *m,
                      const struct parquet_group *group, struct parquet_about *about,
                      struct err *e)
{
	for (size_t i = 0; i < m->leaf_count; i++) {
		const struct parquet_node *leaf = parquet_footer_leaf(m, i);
		struct parquet_column c = { 0 };
		struct err why = { 0 };
		int rc = parquet_column_skim(file, &group->chunks[i], &c, &why);

		about->pages += c.pages_read;
		about->without_crc += c.without_crc;
		if (rc < 0)
			return err_set(e, why.code, "column '%.*s': %s",
			               (int)leaf->name.size, (const char *)leaf->name.at,
			               why.text);
	}
	return 0;
}

/* ---------------------------------------------------------------- the file */

static void find_codec(const struct parquet_meta *m, struct parquet_about *about)
{
	*about = (struct parquet_about){ m->group_count, PQ_NO_CODEC, 0, 0, 0 };
	for (size_t i = 0; i < m->group_count * m->leaf_count; i++) {
		const struct parquet_group *group = &m->groups[i / m->leaf_count];
		int64_t codec = group->chunks[i % m->leaf_count].codec;

		about->codec = i == 0 || about->codec == codec ? codec : PQ_CODECS_DIFFER;
	}
}

static int check_rows(const struct parquet_meta *m, struct parquet_about *about,
                      struct err *e)
{
	int64_t rows = 0;

	for (size_t i = 0; i < m->group_count; i++) {
		if (m->groups[i].rows > INT64_MAX - rows)
			return err_set(e, ERR_INVALID,
			               "the row groups hold too many "
			               "rows");
		rows += m->groups[i].rows;
	}
	about->rows = rows;
	if (rows != m->rows)
		return err_set(e, ERR_INVALID,
		               "%lld rows in the row groups, %lld in the footer",
		               (long long)rows, (long long)m->rows);
	return 0;
}

int parquet_walk(const struct parquet_file *file, const struct parquet_events *to,
                 void *ctx, struct parquet_about *about, struct err *e)
{
	struct parquet_meta m;
	struct assembly a = { &m, NULL, to, ctx };
	int rc = 0;

	if (parquet_meta_read(file, &m, e) < 0)
		return -1;
	find_codec(&m, about);
	for (size_t i = 0; i < m.group_count && rc == 0; i++)
		rc = read_and_assemble(file, &m.groups[i], &a, about, e);
	if (rc == 0)
		rc = check_rows(&m, about, e);
	parquet_meta_release(&m);
	return rc;
}

int parquet_skim(const struct parquet_file *file, struct parquet_about *about,
                 struct err *e)
{
	struct parquet_meta m;
	int rc = 0;

	if (parquet_meta_read(file, &m, e) < 0)
		return -1;
	find_codec(&m, about);
	for (size_t i = 0; i < m.group_count && rc == 0; i++)
		rc = skim_group(file, &m, &m.groups[i], about, e);
	if (rc == 0)
		rc = check_rows(&m, about, e);
	parquet_meta_release(&m);
	return rc;
}
