/*
 * tree.c - from pieces of YAML to a tree
 *
 * By recursion, no deeper than JSON_DEPTH_MAX.  An alias is a copy of what its
 * anchor names; all nodes, copies too, are paid from one budget, so that a small
 * file cannot become a huge tree.
 */
#include "lib/yaml/tree.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "lib/yaml/scalar.h"

#define TREE_BYTES  (64u << 20) /* the budget of a tree */
#define NODE_BYTES  128         /* what a node costs besides its text */
#define ANCHORS_MAX 1000
#define STR_TAG     "tag:yaml.org,2002:str"
#define MAP_TAG     "tag:yaml.org,2002:map"
#define SEQ_TAG     "tag:yaml.org,2002:seq"

struct anchor {
	char *name;
	const cJSON *node; /* NULL until it is complete */
};

struct builder {
	const struct piece_source *source;
	struct yaml_marks *marks;
	struct anchor *anchors;
	size_t anchor_count;
	size_t spent;
	int depth;
	struct err *e;
};

void piece_release(struct piece *p)
{
	free(p->text);
	free(p->anchor);
	free(p->tag);
	*p = (struct piece){ 0 };
}

static int fail(const struct builder *b, struct yaml_mark at, const char *reason)
{
	return err_set(b->e, ERR_INVALID, "%s:%d:%d: %s", b->source->file, at.line,
	               at.column, reason);
}

static int fail_about(const struct builder *b, struct yaml_mark at, const char *reason,
                      const char *what)
{
	return err_set(b->e, ERR_INVALID, "%s:%d:%d: %s '%.80s'", b->source->file,
	               at.line, at.column, reason, what);
}

static int next(const struct builder *b, struct piece *out)
{
	return b->source->next(b->source->ctx, out, b->e);
}

static int spend(struct builder *b, struct yaml_mark at, size_t bytes)
{
	if (bytes > TREE_BYTES - b->spent)
		return fail(b, at, "it is too large, its aliases spelled out");
	b->spent += bytes;
	return 0;
}

/* What the tree costs; *height grows to how deep its collections are nested. */
static size_t weigh(const cJSON *node, int depth, int *height)
{
	size_t bytes = NODE_BYTES;
	const cJSON *child;

	depth += cJSON_IsArray(node) || cJSON_IsObject(node);
	if (depth > *height)
		*height = depth;
	bytes += node->valuestring ? strlen(node->valuestring) : 0;
	bytes += node->string ? strlen(node->string) : 0;
	cJSON_ArrayForEach(child, node)
		bytes += weigh(child, depth, height);
	return bytes;
}

static void copy_marks(struct yaml_marks *m, const cJSON *from, const cJSON *to)
{
	const cJSON *a = from->child, *b = to->child;

	for (; a && b; a = a->next, b = b->next) {
		marks_put(m, b, marks_get(m, a));
		copy_marks(m, a, b);
	}
}

static struct anchor *find_anchor(const struct builder *b, const char *name)
{
	for (size_t i = b->anchor_count; i > 0; i--) {
		if (!strcmp(b->anchors[i - 1].name, name))
			return &b->anchors[i - 1];
	}
	return NULL;
}

static int read_alias(struct builder *b, const struct piece *p, cJSON **out)
{
	const struct anchor *a = find_anchor(b, p->text);
	int height = 0;

	if (!a)
		return fail_about(b, p->at, "there is no anchor", p->text);
	if (!a->node)
		return fail_about(b, p->at, "an alias stands inside its own anchor",
		                  p->text);
	if (spend(b, p->at, weigh(a->node, 0, &height)) < 0)
		return -1;
	if (b->depth + height > JSON_DEPTH_MAX)
		return fail(b, p->at, "it is nested too deep");
	*out = json_copy(a->node);
	free((*out)->string);
	(*out)->string = NULL;
	copy_marks(b->marks, a->node, *out);
	return 0;
}

/* Refuses what a JSON text cannot hold. */
static int check_text(struct builder *b, const struct piece *p)
{
	if (memchr(p->text, '\0', p->size))
		return fail(b, p->at, "a text holds a NUL");
	if (!str_is_utf8(p->text, p->size))
		return fail(b, p->at, "a text is not UTF-8");
	return 0;
}

/* Does the piece's tag say what it is anyway?  "!" says: not by its looks. */
static int check_tag(struct builder *b, const struct piece *p, const char *expected)
{
	if (!p->tag || !strcmp(p->tag, expected) || !strcmp(p->tag, "!"))
		return 0;
	return fail_about(b, p->at, "the tag is not supported:", p->tag);
}

static int read_scalar(struct builder *b, const struct piece *p, cJSON **out)
{
	struct err why = { 0 };

	if (check_tag(b, p, STR_TAG) < 0 || check_text(b, p) < 0)
		return -1;
	if (!p->plain || p->tag) {
		*out = json_new_str(p->text);
		return 0;
	}
	if (yaml_scalar(p->text, out, &why) < 0)
		return fail(b, p->at, why.text);
	return 0;
}

static int read_node(struct builder *b, const struct piece *p, cJSON **out);

static int read_sequence(struct builder *b, cJSON *array)
{
	for (;;) {
		AUTO(piece_release) struct piece p = { 0 };
		cJSON *item;

		if (next(b, &p) < 0)
			return -1;
		if (p.kind == PIECE_CLOSE)
			return 0;
		if (read_node(b, &p, &item) < 0)
			return -1;
		json_push(array, item);
		marks_put(b->marks, item, p.at);
	}
}

static int check_key(struct builder *b, const struct piece *p)
{
	AUTO(cJSON_Delete) cJSON *meaning = NULL;
	struct err why = { 0 };

	if (p->kind != PIECE_SCALAR)
		return fail(b, p->at, "a key is a text, not a collection or an alias");
	if (check_tag(b, p, STR_TAG) < 0 || check_text(b, p) < 0)
		return -1;
	if (!p->plain || p->tag)
		return 0;
	if (!strcmp(p->text, "<<"))
		return fail(b, p->at, "merge keys are not supported");
	if (yaml_scalar(p->text, &meaning, &why) < 0 || !cJSON_IsString(meaning))
		return fail_about(b, p->at, "a key is a text; quote", p->text);
	return 0;
}

/* A member, found again when names are compared. */
struct named {
	const char *name;
	const cJSON *member;
	size_t place;
};

static int by_name_and_place(const void *left, const void *right)
{
	const struct named *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	return order ? order : a->place < b->place ? -1 : 1;
}

static int check_names(struct builder *b, const cJSON *object)
{
	size_t count = (size_t)cJSON_GetArraySize(object), place = 0;
	AUTO(mem_free) struct named *all = mem_alloc(count * sizeof(*all));
	const cJSON *one;

	cJSON_ArrayForEach(one, object) {
		all[place] = (struct named){ one->string, one, place };
		place++;
	}
	qsort(all, count, sizeof(*all), by_name_and_place);
	for (size_t i = 1; i < count; i++) {
		if (!strcmp(all[i - 1].name, all[i].name))
			return fail_about(b, marks_get(b->marks, all[i].member),
			                  "the key is there twice:", all[i].name);
	}
	return 0;
}

static int read_mapping(struct builder *b, cJSON *object)
{
	for (;;) {
		AUTO(piece_release) struct piece key = { 0 }, p = { 0 };
		cJSON *member;

		if (next(b, &key) < 0)
			return -1;
		if (key.kind == PIECE_CLOSE)
			return check_names(b, object);
		if (check_key(b, &key) < 0 || spend(b, key.at, key.size) < 0)
			return -1;
		if (next(b, &p) < 0 || read_node(b, &p, &member) < 0)
			return -1;
		member->string = TAKE(key.text);
		json_push(object, member);
		marks_put(b->marks, member, key.at);
	}
}

static int read_collection(struct builder *b, const struct piece *p, cJSON **out)
{
	bool is_map = p->kind == PIECE_MAPPING;
	AUTO(cJSON_Delete) cJSON *made = is_map ? json_new_object() : json_new_array();

	if (check_tag(b, p, is_map ? MAP_TAG : SEQ_TAG) < 0)
		return -1;
	if (b->depth == JSON_DEPTH_MAX)
		return fail(b, p->at, "it is nested too deep");
	b->depth++;
	if ((is_map ? read_mapping(b, made) : read_sequence(b, made)) < 0)
		return -1;
	b->depth--;
	*out = TAKE(made);
	return 0;
}

/* Notes the anchor as begun; its node is known when it is complete. */
static int add_anchor(struct builder *b, struct yaml_mark at, const char *name)
{
	if (b->anchor_count == ANCHORS_MAX)
		return fail(b, at, "there are too many anchors");
	b->anchors[b->anchor_count++] = (struct anchor){ mem_strdup(name), NULL };
	return 0;
}

static int read_node(struct builder *b, const struct piece *p, cJSON **out)
{
	size_t anchor = b->anchor_count;
	int rc = 0;

	if (p->kind == PIECE_ALIAS)
		return read_alias(b, p, out);
	if (spend(b, p->at, NODE_BYTES + p->size) < 0)
		return -1;
	if (p->anchor && add_anchor(b, p->at, p->anchor) < 0)
		return -1;
	switch (p->kind) {
	case PIECE_SCALAR:
		rc = read_scalar(b, p, out);
		break;
	case PIECE_SEQUENCE:
	case PIECE_MAPPING:
		rc = read_collection(b, p, out);
		break;
	case PIECE_END:
	case PIECE_DOCUMENT:
	case PIECE_ALIAS:
	case PIECE_CLOSE:
		rc = fail(b, p->at, "a value is missing");
		break;
	}
	if (!rc && p->anchor)
		b->anchors[anchor].node = *out;
	return rc;
}

/* Skips to the next piece that is no mere frame; PIECE_END at the end. */
static int next_content(const struct builder *b, struct piece *out, size_t *documents)
{
	for (;;) {
		if (next(b, out) < 0)
			return -1;
		if (out->kind != PIECE_DOCUMENT)
			return 0;
		if (++*documents > 1)
			return fail(b, out->at, "a second document begins");
		piece_release(out);
	}
}

static int read_document(struct builder *b, cJSON **out)
{
	AUTO(piece_release) struct piece p = { 0 }, after = { 0 };
	AUTO(cJSON_Delete) cJSON *root = NULL;
	size_t documents = 0;

	if (next_content(b, &p, &documents) < 0)
		return -1;
	if (p.kind == PIECE_END)
		return fail(b, (struct yaml_mark){ 1, 1 }, "there is no document in it");
	if (read_node(b, &p, &root) < 0 || next_content(b, &after, &documents) < 0)
		return -1;
	marks_put(b->marks, root, p.at);
	*out = TAKE(root);
	return 0;
}

int yaml_tree(const struct piece_source *source, struct yaml_marks *marks, cJSON **out,
              struct err *e)
{
	struct builder b = { .source = source, .marks = marks, .e = e };
	int rc;

	b.anchors = mem_alloc(ANCHORS_MAX * sizeof(*b.anchors));
	rc = read_document(&b, out);
	for (size_t i = 0; i < b.anchor_count; i++)
		free(b.anchors[i].name);
	free(b.anchors);
	return rc;
}
