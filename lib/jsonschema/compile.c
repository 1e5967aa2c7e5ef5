/*
 * compile.c - from a schema to its nodes
 */
#include "lib/jsonschema/keywords.h"
#include "lib/jsonschema/read.h"

#define IN_PLACE_MAX  400 /* levels of schemas about one value; ours */
#define NODE_STEPS    120 /* to compile a subschema that says little */
#define LOOKUPS       64  /* in each, some 30 keywords, twice */
#define LOOKED_A_STEP 4   /* members passed while one is looked for */

/* The first value in the schema of the keyword or of those it includes. */
static const cJSON *keyword_value(const cJSON *schema, const struct keyword *k)
{
	const cJSON *value = json_get(schema, k->name);

	for (size_t i = 0; !value && i < ARRAY_LEN(k->also) && k->also[i]; i++)
		value = json_get(schema, k->also[i]);
	return value;
}

static int add_rule(struct met *m, struct node *n, const struct keyword *k,
                    const cJSON *value)
{
	struct schema_rule r = { .keyword = k, .value = value };

	if (jsonschema_read(m, n, &r) < 0)
		return -1;
	if (r.keyword)
		n->rules[n->count++] = r;
	return 0;
}

static size_t count_rules(const cJSON *schema)
{
	size_t n = 0;

	for (const struct keyword *k = jsonschema_keywords; k->name; k++)
		n += keyword_value(schema, k) != NULL;
	return n;
}

/* -1 without an error where no steps are left. */
static int compile_node(struct met *m, struct node *n)
{
	const cJSON *schema = n->schema, *ref;
	const size_t members = (size_t)cJSON_GetArraySize(schema);
	const char *format;

	if (!docs_spend(&m->docs, NODE_STEPS + LOOKUPS * members / LOOKED_A_STEP))
		return -1;
	ref = json_get(schema, "$ref");
	format = json_str(schema, "format");
	n->never = cJSON_IsFalse(schema);
	n->secret = format && !strcmp(format, "password"); /* next to a $ref, too */
	m->s->secrets |= n->secret;
	if (cJSON_IsString(ref)) {
		n->rules = arena_alloc(&m->s->arena, sizeof(*n->rules));
		return add_rule(m, n, &jsonschema_reference, ref);
	}
	n->rules = arena_alloc(&m->s->arena, count_rules(schema) * sizeof(*n->rules));
	for (const struct keyword *k = jsonschema_keywords; k->name; k++) {
		const cJSON *value = keyword_value(schema, k);

		if (value && add_rule(m, n, k, value) < 0)
			return -1;
	}
	return 0;
}

/*
 * Refuses what leads back to a schema without going into the value, for its
 * check would never end: each node is entered once, and met while it is open only
 * on a cycle.
 */
static int walk_in_place(const struct met *m, struct node *n, int depth)
{
	if (n->walk == NODE_DONE)
		return 0;
	if (n->walk == NODE_OPEN)
		return met_refuse(m, n, "$ref", "leads back here without end");
	if (depth > IN_PLACE_MAX)
		return met_refuse(m, n, "$ref", "leads on through too many schemas");
	n->walk = NODE_OPEN;
	for (size_t i = 0; i < n->count; i++) {
		const struct schema_rule *r = &n->rules[i];

		for (size_t j = 0; r->keyword->in_place && j <= r->child_count; j++) {
			struct node *next =
				j < r->child_count ? r->children[j].node : r->rest;

			if (next && walk_in_place(m, next, depth + 1) < 0)
				return -1;
		}
	}
	n->walk = NODE_DONE;
	return 0;
}

static int compile_from(struct met *m, const cJSON *root)
{
	if (!cJSON_IsObject(root) && !cJSON_IsBool(root))
		return err_set(m->e, ERR_INVALID, "a schema is an object, true or false");
	m->s->root = met_node(m, root, "", (struct place){ .name = "#" });
	for (; m->done < m->count; m->done++) {
		if (compile_node(m, m->nodes[m->done]) < 0)
			return -1;
	}
	for (size_t i = 0; i < m->count; i++) {
		if (walk_in_place(m, m->nodes[i], 0) < 0)
			return -1;
	}
	return 0;
}

/* Copies the schema and what it refers to into s, and makes s->root of them. */
static int compile(struct jsonschema *s, const cJSON *schema,
                   const struct jsonschema_options *options, struct err *e)
{
	int64_t own = JSONSCHEMA_COMPILE_STEPS;
	int64_t *steps = options && options->steps ? options->steps : &own;
	struct err why = { 0 };
	AUTO(met_release) struct met m = { 0 };
	const cJSON *root;
	int rc;

	m = (struct met){ .s = s, .docs = { s, options, .steps = steps }, .e = &why };
	root = docs_add(&m.docs, schema, "");
	rc = root ? compile_from(&m, root) : -1;
	if (*steps <= 0)
		return err_set(e, ERR_INVALID,
		               "the schema takes too many steps to compile");
	return rc < 0 ? err_pass(e, &why) : 0;
}

int jsonschema_new(const cJSON *schema, const struct jsonschema_options *options,
                   struct jsonschema **out, struct err *e)
{
	AUTO(jsonschema_free) struct jsonschema *s = mem_alloc(sizeof(*s));

	s->flags = options ? options->flags : 0;
	s->secrets = s->flags & JSONSCHEMA_NO_VALUES;
	if (compile(s, schema, options, e) < 0)
		return -1;
	*out = TAKE(s);
	return 0;
}

void jsonschema_free(struct jsonschema *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->pattern_count; i++)
		pattern_free(s->patterns[i]);
	for (size_t i = 0; i < s->document_count; i++)
		cJSON_Delete(s->documents[i]);
	free(s->patterns);
	free(s->documents);
	arena_release(&s->arena);
	free(s);
}
