/*
 * xdm.c - a dataset's schema, from XDM's JSON Schema to columns
 */
#include "mockserver/data/xdm.h"

#include "lib/mem.h"
#include "lib/str.h"

#define PRECISION_DEFAULT 18
#define SCALE_DEFAULT     2

/* The first row of a JSON type and format is what they mean without meta:xdmType. */
static const struct xdm_type {
	const char *name, *json, *format;
	enum column_type type;
} xdm_types[] = {
	{ "date", "string", "date", COLUMN_DATE },
	{ "date-time", "string", "date-time", COLUMN_TIMESTAMP },
	{ "string", "string", NULL, COLUMN_STRING },
	{ "boolean", "boolean", NULL, COLUMN_BOOL },
	{ "long", "integer", NULL, COLUMN_INT64 },
	{ "integer", "integer", NULL, COLUMN_INT64 },
	{ "int", "integer", NULL, COLUMN_INT32 },
	{ "short", "integer", NULL, COLUMN_INT32 },
	{ "byte", "integer", NULL, COLUMN_INT32 },
	{ "number", "number", NULL, COLUMN_DOUBLE },
	{ "double", "number", NULL, COLUMN_DOUBLE },
	{ "decimal", "number", NULL, COLUMN_DECIMAL },
	{ "object", "object", NULL, COLUMN_STRUCT },
	{ "map", "object", NULL, COLUMN_MAP },
	{ "array", "array", NULL, COLUMN_LIST },
};

/*
 * What a node may say.  Annotations and what the registry adds (meta:, xdm:, $
 * and the rest below) are passed over: they do not change how a value is stored.
 */
static const char *const members[] = {
	"type",     "format",      "properties",
	"required", "items",       "additionalProperties",
	"title",    "description", "version",
	"imsOrg",   "examples",    "default",
	"minimum",  "maximum",     "enum",
	"pattern",  "minLength",   "maxLength",
	"minItems", "maxItems",    "uniqueItems",
	"readOnly", "id",
};

static bool is_known_member(const char *name)
{
	if (str_starts(name, "meta:") || str_starts(name, "xdm:") || *name == '$')
		return strcmp(name, "$ref") != 0;
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		if (!strcmp(name, members[i]))
			return true;
	}
	return false;
}

static int check_members(const cJSON *node, struct cursor *at, struct err *e)
{
	const cJSON *m;

	cJSON_ArrayForEach(m, node) {
		if (!is_known_member(m->string))
			return cursor_fail(at, e,
			                   "'%s' is not read: give the schema in its "
			                   "expanded form (xed-full)",
			                   m->string);
	}
	return 0;
}

static bool fits_int32(const cJSON *node)
{
	int64_t low, high;

	return json_int(node, "minimum", &low) && json_int(node, "maximum", &high) &&
	       low >= INT32_MIN && high <= INT32_MAX;
}

static bool is_map(const cJSON *node)
{
	return cJSON_IsObject(json_get(node, "additionalProperties")) &&
	       !json_get(node, "properties");
}

/* The name of the row that type and format stand for. */
static const char *name_of(const char *json, const char *format, const cJSON *node)
{
	if (!strcmp(json, "integer") && fits_int32(node))
		return "int";
	if (!strcmp(json, "object") && is_map(node))
		return "map";
	for (size_t i = 0; i < ARRAY_LEN(xdm_types); i++) {
		const struct xdm_type *t = &xdm_types[i];

		if (!strcmp(t->json, json) &&
		    (!t->format || (format && !strcmp(t->format, format))))
			return t->name;
	}
	return NULL;
}

static const struct xdm_type *find_type(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(xdm_types); i++) {
		if (!strcmp(xdm_types[i].name, name))
			return &xdm_types[i];
	}
	return NULL;
}

static int read_type(const cJSON *node, struct cursor *at, const struct xdm_type **out,
                     struct err *e)
{
	const char *json = json_str(node, "type"), *format = json_str(node, "format");
	const char *name = json_str(node, "meta:xdmType");

	if (!cJSON_IsObject(node))
		return cursor_fail(at, e, "is not a schema (an object)");
	if (check_members(node, at, e) < 0)
		return -1;
	if (!json)
		return cursor_fail(at, e, "has no 'type' (a string)");
	if (!name)
		name = name_of(json, format, node);
	if (!name)
		return cursor_fail(at, e, "'%s' is no type that a column can have", json);
	*out = find_type(name);
	if (!*out)
		return cursor_fail(at, e, "'%s' is no meta:xdmType", name);
	if (strcmp((*out)->json, json) != 0)
		return cursor_fail(at, e, "meta:xdmType '%s' is of type '%s', not '%s'",
		                   name, (*out)->json, json);
	if ((*out)->format && format && strcmp((*out)->format, format) != 0)
		return cursor_fail(at, e, "meta:xdmType '%s' is of format '%s', not '%s'",
		                   name, (*out)->format, format);
	return 0;
}

static int read_whole(const cJSON *node, const char *name, struct cursor *at, int *out,
                      struct err *e)
{
	int64_t v = *out;

	if (json_get(node, name) && !json_int(node, name, &v))
		return cursor_fail(at, e, "'%s' is not a whole number", name);
	if (v < 0 || v > PRECISION_DEFAULT)
		return cursor_fail(at, e, "'%s' is not within 0 to %d", name,
		                   PRECISION_DEFAULT);
	*out = (int)v;
	return 0;
}

static int read_decimal(const cJSON *node, struct cursor *at, struct column_def *d,
                        struct err *e)
{
	d->precision = PRECISION_DEFAULT;
	d->scale = SCALE_DEFAULT;
	if (read_whole(node, "meta:precision", at, &d->precision, e) < 0 ||
	    read_whole(node, "meta:scale", at, &d->scale, e) < 0)
		return -1;
	if (d->precision < 1 || d->scale > d->precision)
		return cursor_fail(at, e, "precision %d cannot hold scale %d",
		                   d->precision, d->scale);
	return 0;
}

/* A field's name is part of paths in generator settings, and of file formats. */
static int check_name(const char *name, struct cursor *at, struct err *e)
{
	if (!*name)
		return cursor_fail(at, e, "a field's name is empty");
	for (const char *c = name; *c; c++) {
		if ((unsigned char)*c < ' ' || strchr(".[]{}", *c))
			return cursor_fail(at, e,
			                   "a field's name may not hold any of .[]{} "
			                   "or control characters");
	}
	return 0;
}

/* Each entry of `required` is the name of a property. */
static int check_required(const cJSON *node, struct cursor *at, struct err *e)
{
	const cJSON *required = json_get(node, "required"), *r;

	if (required && !cJSON_IsArray(required))
		return cursor_fail(at, e, "'required' is not a list");
	cJSON_ArrayForEach(r, required) {
		if (!cJSON_IsString(r))
			return cursor_fail(at, e,
			                   "'required' holds something other than names");
		if (!json_get(json_get(node, "properties"), r->valuestring))
			return cursor_fail(at, e,
			                   "'required' names '%s', which is no property",
			                   r->valuestring);
	}
	return 0;
}

static void add_children(struct column_def *d, size_t count)
{
	d->child = mem_alloc(count * sizeof(*d->child));
	d->child_count = count;
}

static int read_node(const cJSON *node, struct cursor *at, struct column_def *d,
                     struct err *e);

/* The schema under member `keyword` becomes the child called `name`. */
static int read_child(const cJSON *node, const char *keyword, struct cursor *at,
                      struct column_def *child, struct err *e)
{
	size_t mark;

	if (!json_get(node, keyword))
		return cursor_fail(at, e, "has no '%s'", keyword);
	mark = cursor_enter(at, keyword);
	child->nullable = true;
	if (read_node(json_get(node, keyword), at, child, e) < 0)
		return -1;
	cursor_leave(at, mark);
	return 0;
}

static int read_list(const cJSON *node, struct cursor *at, struct column_def *d,
                     struct err *e)
{
	add_children(d, 1);
	d->child[0].name = mem_strdup("element");
	return read_child(node, "items", at, &d->child[0], e);
}

static int read_map(const cJSON *node, struct cursor *at, struct column_def *d,
                    struct err *e)
{
	if (json_get(node, "properties"))
		return cursor_fail(at, e, "a map has no 'properties'");
	add_children(d, 2);
	d->child[0].name = mem_strdup("key");
	d->child[0].type = COLUMN_STRING;
	d->child[1].name = mem_strdup("value");
	return read_child(node, "additionalProperties", at, &d->child[1], e);
}

static int read_struct(const cJSON *node, struct cursor *at, struct column_def *d,
                       struct err *e)
{
	const cJSON *properties = json_get(node, "properties"), *p;
	size_t outer, mark, i = 0;

	if (!cJSON_IsObject(properties) || !properties->child)
		return cursor_fail(at, e, "an object needs at least one of 'properties'");
	if (cJSON_IsObject(json_get(node, "additionalProperties")))
		return cursor_fail(at, e,
		                   "an object has either 'properties' or a schema in "
		                   "'additionalProperties'");
	if (check_required(node, at, e) < 0)
		return -1;
	add_children(d, (size_t)cJSON_GetArraySize(properties));
	outer = cursor_enter(at, "properties");
	cJSON_ArrayForEach(p, properties) {
		struct column_def *child = &d->child[i++];

		mark = cursor_enter(at, p->string);
		if (check_name(p->string, at, e) < 0)
			return -1;
		child->name = mem_strdup(p->string);
		child->nullable = !json_has_str(json_get(node, "required"), p->string);
		if (read_node(p, at, child, e) < 0)
			return -1;
		cursor_leave(at, mark);
	}
	cursor_leave(at, outer);
	return 0;
}

static int read_node(const cJSON *node, struct cursor *at, struct column_def *d,
                     struct err *e)
{
	const struct xdm_type *type = NULL;

	if (read_type(node, at, &type, e) < 0)
		return -1;
	d->type = type->type;
	switch (type->type) {
	case COLUMN_DECIMAL:
		return read_decimal(node, at, d, e);
	case COLUMN_STRUCT:
		return read_struct(node, at, d, e);
	case COLUMN_LIST:
		return read_list(node, at, d, e);
	case COLUMN_MAP:
		return read_map(node, at, d, e);
	case COLUMN_BOOL:
	case COLUMN_INT32:
	case COLUMN_INT64:
	case COLUMN_DOUBLE:
	case COLUMN_STRING:
	case COLUMN_TIMESTAMP:
	case COLUMN_DATE:
	case COLUMN_TYPE_COUNT:
		break;
	}
	return 0;
}

int xdm_read(const cJSON *schema, struct cursor *at, struct column_def *out,
             struct err *e)
{
	*out = (struct column_def){ .name = mem_strdup("record") };
	if (read_node(schema, at, out, e) == 0 && out->type == COLUMN_STRUCT)
		return 0;
	if (out->type != COLUMN_STRUCT)
		(void)cursor_fail(at, e, "a record is of type 'object'");
	column_def_release(out);
	return -1;
}
