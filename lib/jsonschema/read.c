/*
 * read.c - from a keyword's value to a rule
 *
 * One function for each form that a keyword's value may have, all in the table at the
 * end.  Each checks the form as the metaschema would, and puts what the check will need
 * into the rule, so that checking a value parses nothing.
 *
 * Subschemas are not read here: subschema() and met_node() give the node that will be
 * compiled later, or is being compiled now.  A rule may keep the pointer at once.
 */
#include "lib/jsonschema/read.h"

#include "lib/decimal.h"

/* What a pattern costs to compile, by how large that makes it; ours. */
#define PATTERN_STEPS  300
#define PATTERN_A_STEP 1  /* bytes */
#define NAME_WEIGHS    64 /* bytes of a name that make it dearer to compare */

/* Places are links upwards; one that others link to must outlive this reading. */
static const struct place *place_below(struct met *m, const struct place *up,
                                       const char *name, size_t index)
{
	struct place *at = arena_alloc(&m->s->arena, sizeof(*at));

	*at = (struct place){ up, name, index };
	return at;
}

/* Meets the subschema at `where` below n. */
static int subschema(struct met *m, const struct node *n, const cJSON *schema,
                     struct place where, struct node **out)
{
	if (!cJSON_IsObject(schema) && !cJSON_IsBool(schema))
		return met_refuse(m, n, where.name ? where.name : where.up->name,
		                  "is no schema");
	*out = met_node(m, schema, n->base, where);
	return 0;
}

static struct schema_child *new_children(struct met *m, struct schema_rule *r,
                                         size_t count)
{
	r->children = arena_alloc(&m->s->arena, count * sizeof(*r->children));
	return r->children;
}

/* 2.0 and 2e0 are whole numbers, too (draft 6), hence exact decimals. */
static int read_count(struct met *m, const struct node *n, struct schema_rule *r)
{
	struct decimal d;

	if (!cJSON_IsNumber(r->value))
		return met_refuse(m, n, r->keyword->name, "must be a number");
	d = decimal_of(r->value->valuestring);
	if (d.negative || !decimal_is_whole(d))
		return met_refuse(m, n, r->keyword->name,
		                  "must be a whole number of 0 or more");
	if (!json_to_int(r->value, &r->count))
		r->count = INT64_MAX; /* more than any document has */
	return 0;
}

static int read_number(struct met *m, const struct node *n, struct schema_rule *r)
{
	if (!cJSON_IsNumber(r->value))
		return met_refuse(m, n, r->keyword->name, "must be a number");
	return 0;
}

/* decimal_is_multiple() divides by 64-bit arithmetic, which bounds the digits. */
static int read_divisor(struct met *m, const struct node *n, struct schema_rule *r)
{
	struct decimal d;

	if (read_number(m, n, r) < 0)
		return -1;
	d = decimal_of(r->value->valuestring);
	if (d.negative || !d.count || d.count > DECIMAL_DIVISOR_DIGITS)
		return met_refuse(m, n, r->keyword->name,
		                  "must be above 0 and have at most 18 digits");
	return 0;
}

/* Adds the type of that name to the set. */
static int read_type(struct met *m, const struct node *n, struct schema_rule *r,
                     const cJSON *name)
{
	const unsigned type =
		cJSON_IsString(name) ? json_type_named(name->valuestring) : 0;

	if (!type)
		return met_refuse(m, n, "type", "names no type of JSON");
	r->types |= type;
	return 0;
}

static int read_types(struct met *m, const struct node *n, struct schema_rule *r)
{
	const cJSON *one;

	if (!cJSON_IsArray(r->value))
		return read_type(m, n, r, r->value);
	if (!r->value->child)
		return met_refuse(m, n, "type", "must name a type");
	cJSON_ArrayForEach(one, r->value) {
		if (read_type(m, n, r, one) < 0)
			return -1;
	}
	return 0;
}

/* const: any value will do. */
static int read_value(UNUSED struct met *m, UNUSED const struct node *n,
                      UNUSED struct schema_rule *r)
{
	return 0;
}

static int read_values(struct met *m, const struct node *n, struct schema_rule *r)
{
	return cJSON_IsArray(r->value)
	               ? 0
	               : met_refuse(m, n, r->keyword->name, "must be an array");
}

static bool are_strings(const cJSON *array)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, array) {
		if (!cJSON_IsString(one))
			return false;
	}
	return cJSON_IsArray(array);
}

static int read_names(struct met *m, const struct node *n, struct schema_rule *r)
{
	return are_strings(r->value) ? 0
	                             : met_refuse(m, n, r->keyword->name,
	                                          "must be an array of strings");
}

static int read_switch(struct met *m, const struct node *n, struct schema_rule *r)
{
	if (!cJSON_IsBool(r->value))
		return met_refuse(m, n, r->keyword->name, "must be true or false");
	if (cJSON_IsFalse(r->value))
		r->keyword = NULL;
	return 0;
}

/*
 * The schema owns its patterns, not the rule, which lives in an arena and is freed
 * as a whole.  Compiling one is charged to the budget for reading schemas.
 */
static int new_pattern(struct met *m, const struct node *n, const char *text,
                       const struct pattern **out)
{
	struct jsonschema *s = m->s;
	struct err why = { 0 };
	struct pattern *p;

	if (pattern_new(text, &p, &why) < 0)
		return met_refuse(m, n, "pattern", why.text);
	(void)docs_spend(&m->docs, PATTERN_STEPS + pattern_size(p) / PATTERN_A_STEP);
	s->patterns =
		mem_grow(s->patterns, s->pattern_count + 1, sizeof(struct pattern *));
	s->patterns[s->pattern_count++] = p;
	*out = p;
	return 0;
}

static int read_pattern(struct met *m, const struct node *n, struct schema_rule *r)
{
	if (!cJSON_IsString(r->value))
		return met_refuse(m, n, r->keyword->name, "must be a string");
	return new_pattern(m, n, r->value->valuestring, &r->pattern);
}

/*
 * A $ref is resolved to the subschema itself, so that at check time it costs a call, and
 * a cycle of them is a cycle of nodes.  Violations below it are placed where the
 * reference was followed; errors of the schema name the URI instead.
 */
static int read_reference(struct met *m, const struct node *n, struct schema_rule *r)
{
	const char *base, *uri = r->value->valuestring;
	const cJSON *schema;
	struct err why = { 0 };

	if (docs_find(&m->docs, n->base, uri, &schema, &base, &why) < 0)
		return met_refuse(m, n, "$ref", why.text);
	if (!cJSON_IsObject(schema) && !cJSON_IsBool(schema))
		return met_refuse(m, n, "$ref", "leads to something that is no schema");
	r->rest = met_node(m, schema, base, (struct place){ .name = uri });
	return 0;
}

static int read_schema(struct met *m, const struct node *n, struct schema_rule *r)
{
	return subschema(m, n, r->value, (struct place){ &n->at, r->keyword->name, 0 },
	                 &r->rest);
}

static int read_schemas(struct met *m, const struct node *n, struct schema_rule *r)
{
	const char *keyword = r->keyword->name;
	struct place where = { place_below(m, &n->at, keyword, 0), NULL, 0 };
	struct schema_child *child;
	const cJSON *one;

	if (!cJSON_IsArray(r->value) || !r->value->child)
		return met_refuse(m, n, keyword, "must be an array of schemas");
	child = new_children(m, r, (size_t)cJSON_GetArraySize(r->value));
	cJSON_ArrayForEach(one, r->value) {
		where.index = r->child_count++;
		if (subschema(m, n, one, where, &child++->node) < 0)
			return -1;
	}
	return 0;
}

/*
 * Two keywords in two shapes.  A list of schemas, one for each element: children, and
 * additionalItems is for the elements behind them.  One schema, for all elements: it is
 * the rest after no children, and additionalItems has no effect.  `children` is NULL in
 * the second shape only, which tells an empty list from none.
 */
static int read_items(struct met *m, const struct node *n, struct schema_rule *r)
{
	const cJSON *more = json_get(n->schema, "additionalItems");

	if (!cJSON_IsArray(r->value))
		return read_schema(m, n, r);
	if (r->value->child && read_schemas(m, n, r) < 0)
		return -1;
	if (!r->value->child)
		new_children(m, r, 0);
	return more ? subschema(m, n, more,
	                        (struct place){ &n->at, "additionalItems", 0 }, &r->rest)
	            : 0;
}

/*
 * Adds the members of `properties`, or of `patternProperties`, to the rule.  r->count
 * becomes the weight of the longest name: what comparing with one of them costs in the
 * budget of a check (rule_members()).
 */
static int read_member_list(struct met *m, const struct node *n, struct schema_rule *r,
                            const char *keyword, const cJSON *list)
{
	struct place where = { place_below(m, &n->at, keyword, 0), NULL, 0 };
	const cJSON *one;

	if (!list)
		return 0;
	if (!cJSON_IsObject(list))
		return met_refuse(m, n, keyword, "must be an object");
	cJSON_ArrayForEach(one, list) {
		struct schema_child *child = &r->children[r->child_count++];

		where.name = child->name = one->string;
		if (strlen(one->string) / NAME_WEIGHS >= (size_t)r->count)
			r->count = 1 + (int64_t)(strlen(one->string) / NAME_WEIGHS);
		if (subschema(m, n, one, where, &child->node) < 0)
			return -1;
		if (!strcmp(keyword, "patternProperties") &&
		    new_pattern(m, n, one->string, &child->pattern) < 0)
			return -1;
	}
	return 0;
}

/* The children are counted first: they stand in one array that can't grow. */
static int read_members(struct met *m, const struct node *n, struct schema_rule *r)
{
	const cJSON *schema = n->schema;
	const cJSON *properties = json_get(schema, "properties");
	const cJSON *patterns = json_get(schema, "patternProperties");
	const cJSON *more = json_get(schema, "additionalProperties");

	new_children(m, r,
	             (size_t)cJSON_GetArraySize(properties) +
	                     (size_t)cJSON_GetArraySize(patterns));
	if (read_member_list(m, n, r, "properties", properties) < 0 ||
	    read_member_list(m, n, r, "patternProperties", patterns) < 0)
		return -1;
	return more ? subschema(m, n, more,
	                        (struct place){ &n->at, "additionalProperties", 0 },
	                        &r->rest)
	            : 0;
}

/* Each member is a list of names that must be there too, or a schema for the object. */
static int read_dependencies(struct met *m, const struct node *n, struct schema_rule *r)
{
	struct place where = { place_below(m, &n->at, "dependencies", 0), NULL, 0 };
	const cJSON *one;

	if (!cJSON_IsObject(r->value))
		return met_refuse(m, n, "dependencies", "must be an object");
	new_children(m, r, (size_t)cJSON_GetArraySize(r->value));
	cJSON_ArrayForEach(one, r->value) {
		struct schema_child *child = &r->children[r->child_count++];

		where.name = child->name = one->string;
		if (are_strings(one))
			child->names = one;
		else if (subschema(m, n, one, where, &child->node) < 0)
			return -1;
	}
	return 0;
}

/* Three children in this order, whichever are there: the check asks for them by index. */
static int read_branches(struct met *m, const struct node *n, struct schema_rule *r)
{
	static const char *const names[] = { "if", "then", "else" };

	r->child_count = ARRAY_LEN(names);
	new_children(m, r, r->child_count);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const cJSON *one = json_get(n->schema, names[i]);
		struct place where = { &n->at, names[i], 0 };

		if (one && subschema(m, n, one, where, &r->children[i].node) < 0)
			return -1;
	}
	return 0;
}

typedef int read_fn(struct met *m, const struct node *n, struct schema_rule *r);

static read_fn *const readers[] = {
	[FORM_COUNT] = read_count,
	[FORM_NUMBER] = read_number,
	[FORM_DIVISOR] = read_divisor,
	[FORM_TYPES] = read_types,
	[FORM_VALUE] = read_value,
	[FORM_VALUES] = read_values,
	[FORM_NAMES] = read_names,
	[FORM_SWITCH] = read_switch,
	[FORM_PATTERN] = read_pattern,
	[FORM_REFERENCE] = read_reference,
	[FORM_SCHEMA] = read_schema,
	[FORM_SCHEMAS] = read_schemas,
	[FORM_ITEMS] = read_items,
	[FORM_MEMBERS] = read_members,
	[FORM_DEPENDENCIES] = read_dependencies,
	[FORM_BRANCHES] = read_branches,
};
static_assert(ARRAY_LEN(readers) == FORMS, "every form is read");

int jsonschema_read(struct met *m, const struct node *n, struct schema_rule *r)
{
	return readers[r->keyword->form](m, n, r);
}
