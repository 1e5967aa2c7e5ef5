/*
 * docs.c - the documents that a schema draws on, and their addresses
 */
#include "lib/jsonschema/docs.h"

#include "lib/asset.h"
#include "lib/str.h"
#include "lib/uri.h"

#define SHOWN 200 /* most bytes of an address in a message */

#define META_URI   "http://json-schema.org/draft-07/schema"
#define META_ASSET "schemas/draft-07.json"

/* What a step of compiling pays for; ours. */
#define VALUE_STEPS   4  /* to copy a value */
#define LOOKED_A_STEP 4  /* members, or addresses, passed while one is looked for */
#define BYTES_A_STEP  16 /* of addresses that are put together or compared */

struct docs_resource {
	const char *uri; /* without an empty fragment */
	const char *base;
	const cJSON *schema;
};

/* Where subschemas stand: one of them or a list, or as the members of an object. */
static const struct holder {
	const char *keyword;
	enum { LIST, MAP } shape;
} holders[] = {
	{ "items", LIST },
	{ "additionalItems", LIST },
	{ "contains", LIST },
	{ "additionalProperties", LIST },
	{ "propertyNames", LIST },
	{ "not", LIST },
	{ "if", LIST },
	{ "then", LIST },
	{ "else", LIST },
	{ "allOf", LIST },
	{ "anyOf", LIST },
	{ "oneOf", LIST },
	{ "properties", MAP },
	{ "patternProperties", MAP },
	{ "dependencies", MAP },
	{ "definitions", MAP },
};

static void add_resource(struct docs *d, const char *uri, const char *base,
                         const cJSON *schema)
{
	if (d->count == d->room) {
		d->room = d->room ? 2 * d->room : 8;
		d->resources = mem_grow(d->resources, d->room, sizeof(*d->resources));
	}
	d->resources[d->count++] = (struct docs_resource){ uri, base, schema };
}

/* The reference made absolute, kept in the arena; its fragment split off. */
static const char *resolve(struct docs *d, const char *base, const char *reference,
                           const char **fragment)
{
	AUTO(buf_release) struct buf uri = { 0 };
	char *text, *mark;

	(void)docs_spend(d, 4 + (strlen(base) + strlen(reference)) / BYTES_A_STEP);
	uri_resolve(base, reference, &uri);
	text = arena_strdup(&d->s->arena, buf_str(&uri));
	mark = strchr(text, '#');
	*fragment = "";
	if (mark) {
		*mark = '\0';
		*fragment = mark + 1;
	}
	return text;
}

/* Enters the subschema's $id; returns the base that holds inside of it. */
static const char *enter(struct docs *d, const cJSON *schema, const char *base)
{
	const char *id = json_str(schema, "$id"), *uri, *fragment;

	if (!id || json_get(schema, "$ref"))
		return base;
	uri = resolve(d, base, id, &fragment);
	if (*fragment)
		add_resource(d, arena_printf(&d->s->arena, "%s#%s", uri, fragment), uri,
		             schema);
	else
		add_resource(d, uri, uri, schema);
	return uri;
}

/* Notes the ids of a schema and of all below it; `base` is what they are relative to. */
static void index_schema(struct docs *d, const cJSON *schema, const char *base)
{
	if (!cJSON_IsObject(schema) ||
	    !docs_spend(d, 1 + ARRAY_LEN(holders) * (size_t)cJSON_GetArraySize(schema) /
	                                   LOOKED_A_STEP))
		return;
	base = enter(d, schema, base);
	for (size_t i = 0; i < ARRAY_LEN(holders); i++) {
		const cJSON *value = json_get(schema, holders[i].keyword), *one;

		if (holders[i].shape == LIST && cJSON_IsObject(value)) {
			index_schema(d, value, base);
			continue;
		}
		if (holders[i].shape == MAP ? !cJSON_IsObject(value)
		                            : !cJSON_IsArray(value))
			continue;
		cJSON_ArrayForEach(one, value)
			index_schema(d, one, base);
	}
}

/* Takes the steps for a copy; false when no more are left. */
static bool spend_copy(const struct docs *d, const cJSON *v)
{
	const cJSON *one;

	if (!docs_spend(d, VALUE_STEPS))
		return false;
	cJSON_ArrayForEach(one, v) {
		if (!spend_copy(d, one))
			return false;
	}
	return true;
}

const cJSON *docs_add(struct docs *d, const cJSON *document, const char *uri)
{
	struct jsonschema *s = d->s;
	cJSON *copy;

	if (!spend_copy(d, document))
		return NULL;
	copy = json_copy(document);
	s->documents = mem_grow(s->documents, s->document_count + 1, sizeof(cJSON *));
	s->documents[s->document_count++] = copy;
	add_resource(d, uri, uri, copy);
	index_schema(d, copy, uri);
	return copy;
}

void docs_release(struct docs *d)
{
	free(d->resources);
	d->resources = NULL;
	d->count = d->room = 0;
}

/* The newest address wins: a document's own $id over where it was found. */
const char *docs_base(const struct docs *d, const cJSON *schema, const char *outer)
{
	if (!docs_spend(d, d->count / LOOKED_A_STEP))
		return outer;
	for (size_t i = d->count; i--;) {
		if (d->resources[i].schema == schema)
			return d->resources[i].base;
	}
	return outer;
}

static const struct docs_resource *find(const struct docs *d, const char *uri)
{
	const size_t dear = 1 + strlen(uri) / BYTES_A_STEP;

	if (!docs_spend(d, dear * d->count / LOOKED_A_STEP))
		return NULL;
	for (size_t i = 0; i < d->count; i++) {
		if (!strcmp(d->resources[i].uri, uri))
			return &d->resources[i];
	}
	return NULL;
}

static int no_steps(struct err *e)
{
	return err_set(e, ERR_INVALID, "no steps are left");
}

static int add_document(struct docs *d, const cJSON *document, const char *uri,
                        struct err *e)
{
	return docs_add(d, document, uri) ? 0 : no_steps(e);
}

static int add_meta_schema(struct docs *d, struct err *e)
{
	const struct asset *file = asset_find(META_ASSET);
	AUTO(cJSON_Delete) cJSON *meta = NULL;

	assert(file);
	if (json_parse(file->data, file->size, &meta, e) < 0)
		return -1;
	return add_document(d, meta, META_URI, e);
}

/* Brings in the document at an absolute URI. */
static int load(struct docs *d, const char *uri, struct err *e)
{
	const struct jsonschema_options *o = d->options;
	const cJSON *document = NULL;

	if (!strcmp(uri, META_URI))
		return add_meta_schema(d, e);
	if (o && o->resolve && uri_is_absolute(uri))
		document = o->resolve(o->ctx, uri);
	if (!document)
		return err_set(e, ERR_INVALID, "there is no schema at '%.*s'",
		               (int)str_cut(uri, SHOWN), uri);
	return add_document(d, document, uri, e);
}

/* Follows "/definitions/a" downward; *base changes where an $id does so. */
static const cJSON *follow(const struct docs *d, const cJSON *from, const char *pointer,
                           const char **base)
{
	AUTO(buf_release) struct buf step = { 0 };

	while (from && *pointer) {
		size_t n = 1 + strcspn(pointer + 1, "/");

		(void)docs_spend(d, (size_t)cJSON_GetArraySize(from) / LOOKED_A_STEP + 1);
		buf_clear(&step);
		buf_add(&step, pointer, n);
		from = json_pointer(from, buf_str(&step));
		*base = docs_base(d, from, *base);
		pointer += n;
	}
	return from;
}

/* The subschema at a fragment of a resource. */
static const cJSON *at_fragment(const struct docs *d, const struct docs_resource *r,
                                const char *fragment, const char **base)
{
	AUTO(buf_release) struct buf text = { 0 };

	*base = docs_base(d, r->schema, r->base);
	if (!*fragment)
		return r->schema;
	if (*fragment == '/') {
		uri_decode(fragment, &text);
		return follow(d, r->schema, buf_str(&text), base);
	}
	buf_printf(&text, "%s#%s", r->uri, fragment);
	r = find(d, buf_str(&text));
	*base = r ? r->base : "";
	return r ? r->schema : NULL;
}

int docs_find(struct docs *d, const char *base, const char *reference,
              const cJSON **schema, const char **schema_base, struct err *e)
{
	const char *fragment, *uri = resolve(d, base, reference, &fragment);
	const struct docs_resource *r = find(d, uri);

	if (!r) {
		if (load(d, uri, e) < 0)
			return -1;
		r = find(d, uri);
		if (!r)
			return no_steps(e);
	}
	*schema = at_fragment(d, r, fragment, schema_base);
	if (!*schema)
		return err_set(e, ERR_INVALID, "'%.*s' has no part '#%.*s'",
		               (int)str_cut(uri, SHOWN), uri,
		               (int)str_cut(fragment, SHOWN), fragment);
	return 0;
}
