/*
 * rule.c - by which rule each field of a generated record gets its value
 *
 * The schema's tree is walked once, with the path of the column at hand.  Settings are
 * looked up by that path in a copy of `fields` and dropped from it when used: what is
 * left at the end names no field, and is an error.
 */
#include "mockserver/data/rule.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/data/guess.h"
#include "mockserver/data/rule_kind.h"

#define ELEMENTS_MAX 10000 /* of nested lists and maps, in one record */

/* Settings that say nothing, or nothing but the share of nulls. */
static bool leaves_open(const cJSON *settings)
{
	return !settings || !settings->child ||
	       (!settings->child->next && json_get(settings, "nulls"));
}

/* A guess is one of our own texts, so that one which does not read is a bug. */
static void read_guess(struct rule *r)
{
	AUTO(cursor_release) struct cursor at = { .file = "a rule by name" };
	AUTO(cJSON_Delete) cJSON *settings = NULL;
	const char *text = guess_rule(r->def);
	struct err e = { 0 };
	int ok = cursor_parse(&at, text, strlen(text), &settings, &e);

	if (ok == 0)
		ok = rule_kind_read(settings, &at, r, &e);
	assert(ok == 0);
	(void)ok;
}

/* The share of nulls goes with any rule, also with a guessed one. */
static int read_rule(const cJSON *settings, struct cursor *at, struct rule *r,
                     struct err *e)
{
	if (settings && !cJSON_IsObject(settings))
		return cursor_fail(at, e, "is not a rule (an object)");
	if (rule_share_read(settings, "nulls", at, &r->nulls, e) < 0)
		return -1;
	if (r->nulls && !r->def->nullable)
		return cursor_fail(at, e, "the schema allows no nulls here");
	if (leaves_open(settings)) {
		read_guess(r);
		return 0;
	}
	return rule_kind_read(settings, at, r, e);
}

/* The settings not used yet, and the path of the field that is read. */
struct rule_reading {
	cJSON *fields;
	struct buf path;
	uint64_t elements; /* of the lists and maps above, in one record */
	struct cursor *at;
	struct err *e;
};

/* What the path of child i adds to its parent's. */
static void enter_child(struct buf *path, const struct column_def *d, size_t i)
{
	if (d->type == COLUMN_LIST) {
		buf_add_str(path, "[]");
	} else if (d->type == COLUMN_MAP) {
		buf_add_str(path, "{}");
	} else {
		if (path->size)
			buf_add_char(path, '.');
		buf_add_str(path, d->child[i].name);
	}
}

/* How many elements of one record the rule makes at most, of which there are `outer`. */
static uint64_t elements_below(const struct rule *r, uint64_t outer)
{
	if (r->kind == RULE_LIST)
		return outer * (uint64_t)r->high;
	return r->kind == RULE_MAP ? outer * r->option_count : outer;
}

/* Reads the rule at g->path, but none below it. */
static int read_one(struct rule_reading *g, struct rule *r)
{
	const char *path = buf_str(&g->path);
	size_t mark = cursor_enter(g->at, path);

	if (read_rule(json_get(g->fields, path), g->at, r, g->e) < 0)
		return -1;
	g->elements = elements_below(r, g->elements);
	if (g->elements > ELEMENTS_MAX)
		return cursor_fail(g->at, g->e,
		                   "a record could have more than %d of these",
		                   ELEMENTS_MAX);
	cursor_leave(g->at, mark);
	json_drop(g->fields, path);
	return 0;
}

/*
 * The rule of the column at g->path, and those below it.  A map's first child is its
 * names, which belong to the map's own rule, and so has none.
 *
 * The salt is the hash of the path, so that each column draws from its own sequence: a
 * field that is added or taken away changes no value of the others.  Path and element
 * count are as they were when this returns 0; after an error nobody looks at them.
 */
static int read_tree(struct rule_reading *g, const struct column_def *d, struct rule *r)
{
	uint64_t outer = g->elements;

	*r = (struct rule){ .def = d, .salt = hash_text(0, buf_str(&g->path)) };
	if (read_one(g, r) < 0)
		return -1;
	if (d->child_count)
		r->child = mem_alloc(d->child_count * sizeof(*r->child));
	for (size_t i = d->type == COLUMN_MAP ? 1 : 0; i < d->child_count; i++) {
		size_t mark = g->path.size;

		enter_child(&g->path, d, i);
		if (read_tree(g, &d->child[i], &r->child[i]) < 0)
			return -1;
		g->path.size = mark;
		g->path.data[mark] = '\0';
	}
	g->elements = outer;
	return 0;
}

/* What was read before an error is in *out already, and is released here. */
int rule_read(const cJSON *fields, const struct column_def *schema, struct cursor *at,
              struct rule *out, struct err *e)
{
	struct rule_reading g = { .elements = 1, .at = at, .e = e };
	int failed;

	g.fields = fields ? json_copy(fields) : json_new_object();
	failed = read_tree(&g, schema, out);
	if (failed == 0 && g.fields->child)
		failed = cursor_fail(at, e, "the schema has no field '%.100s'",
		                     g.fields->child->string);
	cJSON_Delete(g.fields);
	buf_release(&g.path);
	if (failed < 0)
		rule_release(out);
	return failed;
}

void rule_release(struct rule *r)
{
	for (size_t i = 0; r->child && i < r->def->child_count; i++)
		rule_release(&r->child[i]);
	for (size_t i = 0; i < r->option_count; i++)
		free(r->option[i].text);
	free(r->child);
	free(r->option);
	shape_free(r->pattern);
	*r = (struct rule){ 0 };
}
