/*
 * specs.c - the catalogue of connection specs and flow specs, and their rules
 */
#include "mockserver/model/specs.h"

#include "lib/asset.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/model/spec_target.h"

struct auth_rules {
	const char *name;
	struct jsonschema *schema[CONTRACT_COUNT];
	struct jsonschema *exact; /* with its patterns, in every mode */
};

struct spec {
	enum spec_kind kind;
	const char *id, *name; /* in the tree */
	cJSON *tree;
	char *text;
	size_t size;
	struct auth_rules *auth;
	size_t auth_count;
	struct target_rules *target[CONTRACT_COUNT]; /* NULL: it can't be a target */
	struct jsonschema *source;                   /* NULL: it asks for no params */
	struct jsonschema *schedule;                 /* NULL: none */
};

struct body_rules {
	char *name;
	struct jsonschema *schema;
};

struct specs {
	struct spec *all;
	size_t count;
	struct body_rules *bodies;
	size_t body_count;
};

static const struct {
	const char *folder;
	enum spec_kind kind;
} folders[] = {
	{ "specs/connections/", SPEC_CONNECTION },
	{ "specs/flows/", SPEC_FLOW },
};

/* In each mode by what the ledger chooses there. */
static int compile_auth_rules(const cJSON *schema, struct auth_rules *a, struct err *e)
{
	for (int mode = 0; mode < CONTRACT_COUNT; mode++) {
		bool binds =
			ledger_refuses((enum contract_mode)mode, LEDGER_AUTH_PATTERNS);
		struct jsonschema_options o = { .flags = binds ? 0
			                                       : JSONSCHEMA_NO_PATTERNS };

		if (jsonschema_new(schema, &o, &a->schema[mode], e) < 0)
			return -1;
	}
	return jsonschema_new(schema, NULL, &a->exact, e);
}

static int compile_auth(struct spec *spec, struct err *e)
{
	const cJSON *list = json_get(spec->tree, "authSpec"), *one;

	spec->auth = mem_alloc((size_t)cJSON_GetArraySize(list) * sizeof(*spec->auth));
	cJSON_ArrayForEach(one, list) {
		struct auth_rules *a = &spec->auth[spec->auth_count];

		a->name = json_str(one, "name");
		if (!a->name)
			return err_set(e, ERR_INVALID, "an authSpec has no name");
		spec->auth_count++;
		if (compile_auth_rules(json_get(one, "spec"), a, e) < 0)
			return -1;
	}
	return 0;
}

/* The schema at a path of the spec; nothing where it has none. */
static int compile_at(const struct spec *spec, const char *path, struct jsonschema **out,
                      struct err *e)
{
	const cJSON *schema = json_at(spec->tree, path);

	return schema ? jsonschema_new(schema, NULL, out, e) : 0;
}

static int compile_target(struct spec *spec, struct err *e)
{
	const cJSON *target = json_at(spec->tree, "targetSpec.spec");

	for (int mode = 0; target && mode < CONTRACT_COUNT; mode++) {
		bool binds = ledger_refuses((enum contract_mode)mode, LEDGER_ENUM_CASE);
		unsigned flags = binds ? 0 : JSONSCHEMA_ENUM_ANY_CASE;

		if (target_rules_new(target, flags, &spec->target[mode], e) < 0)
			return -1;
	}
	return 0;
}

static int compile(struct spec *spec, struct err *e)
{
	if (compile_auth(spec, e) < 0 || compile_target(spec, e) < 0)
		return -1;
	if (compile_at(spec, "sourceSpec.spec", &spec->source, e) < 0)
		return -1;
	return compile_at(spec, "scheduleSpec.spec", &spec->schedule, e);
}

static int read_spec(struct spec *spec, enum spec_kind kind, const struct asset *file,
                     struct err *e)
{
	struct err why = { 0 };

	spec->kind = kind;
	if (json_parse(file->data, file->size, &spec->tree, &why) == 0) {
		spec->id = json_str(spec->tree, "id");
		spec->name = json_str(spec->tree, "name");
		spec->text = json_text(spec->tree);
		spec->size = strlen(spec->text);
		if (!spec->id || !spec->name)
			err_set(&why, ERR_INVALID, "it has no id or no name");
		else if (compile(spec, &why) == 0)
			return 0;
	}
	return err_set(e, why.code, "fixtures/%s: %s", file->path, why.text);
}

static int read_body(struct specs *s, const struct asset *file, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	const char *name = file->path + strlen("schemas/");
	struct body_rules *b = &s->bodies[s->body_count];
	struct err why = { 0 };

	if (json_parse(file->data, file->size, &tree, &why) < 0 ||
	    jsonschema_new(tree, NULL, &b->schema, &why) < 0)
		return err_set(e, why.code, "fixtures/%s: %s", file->path, why.text);
	b->name = mem_printf("%.*s", (int)(strlen(name) - strlen(".json")), name);
	s->body_count++;
	return 0;
}

static int read_file(struct specs *s, const struct asset *file, struct err *e)
{
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		if (str_starts(file->path, folders[i].folder))
			return read_spec(&s->all[s->count++], folders[i].kind, file, e);
	}
	return str_starts(file->path, "schemas/") ? read_body(s, file, e) : 0;
}

int specs_open(struct specs **out, struct err *e)
{
	AUTO(specs_close) struct specs *s = mem_alloc(sizeof(*s));

	s->all = mem_alloc(asset_count * sizeof(*s->all));
	s->bodies = mem_alloc(asset_count * sizeof(*s->bodies));
	for (size_t i = 0; i < asset_count; i++) {
		if (read_file(s, &assets[i], e) < 0)
			return -1;
	}
	*out = TAKE(s);
	return 0;
}

static void release(struct spec *spec)
{
	for (int mode = 0; mode < CONTRACT_COUNT; mode++) {
		for (size_t i = 0; i < spec->auth_count; i++)
			jsonschema_free(spec->auth[i].schema[mode]);
		target_rules_free(spec->target[mode]);
	}
	for (size_t i = 0; i < spec->auth_count; i++)
		jsonschema_free(spec->auth[i].exact);
	free(spec->auth);
	jsonschema_free(spec->source);
	jsonschema_free(spec->schedule);
	cJSON_Delete(spec->tree);
	free(spec->text);
}

void specs_close(struct specs *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->count; i++)
		release(&s->all[i]);
	for (size_t i = 0; i < s->body_count; i++) {
		free(s->bodies[i].name);
		jsonschema_free(s->bodies[i].schema);
	}
	free(s->all);
	free(s->bodies);
	free(s);
}

const struct spec *specs_find(const struct specs *s, enum spec_kind kind, const char *id)
{
	for (size_t i = 0; id && i < s->count; i++) {
		if (s->all[i].kind == kind && !strcmp(s->all[i].id, id))
			return &s->all[i];
	}
	return NULL;
}

const struct spec *specs_at(const struct specs *s, enum spec_kind kind, size_t index)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->all[i].kind == kind && !index--)
			return &s->all[i];
	}
	return NULL;
}

const char *spec_id(const struct spec *spec)
{
	return spec->id;
}

const char *spec_name(const struct spec *spec)
{
	return spec->name;
}

const cJSON *spec_tree(const struct spec *spec)
{
	return spec->tree;
}

const char *spec_text(const struct spec *spec, size_t *size)
{
	*size = spec->size;
	return spec->text;
}

bool spec_has_auth(const struct spec *spec)
{
	return spec->auth_count > 0;
}

static const struct auth_rules *find_auth(const struct spec *spec, const char *name)
{
	for (size_t i = 0; i < spec->auth_count; i++) {
		if (!strcmp(spec->auth[i].name, name))
			return &spec->auth[i];
	}
	return NULL;
}

const struct jsonschema *spec_auth(const struct spec *spec, const char *name,
                                   enum contract_mode mode)
{
	const struct auth_rules *a = find_auth(spec, name);

	return a ? a->schema[mode] : NULL;
}

bool spec_auth_is_sound(const struct spec *spec, const char *name, const cJSON *params)
{
	const struct auth_rules *a = find_auth(spec, name);

	return a && params && jsonschema_check(a->exact, params, "", NULL);
}

/* A missing member is judged like an empty object, so that what it must hold is named. */
bool spec_check_source(const struct spec *spec, const cJSON *params, const char *at,
                       struct violations *out)
{
	AUTO(cJSON_Delete) cJSON *empty = json_new_object();

	return !spec->source ||
	       jsonschema_check(spec->source, params ? params : empty, at, out);
}

bool spec_check_target(const struct spec *spec, const cJSON *params,
                       enum contract_mode mode, const char *at, struct violations *out)
{
	struct target_rules *rules = spec->target[mode];

	return !rules || target_rules_check(rules, params, at, out);
}

bool spec_has_schedule(const struct spec *spec)
{
	return spec->schedule != NULL;
}

bool spec_check_schedule(const struct spec *spec, const cJSON *params, const char *at,
                         struct violations *out)
{
	return !spec->schedule || jsonschema_check(spec->schedule, params, at, out);
}

static bool lists(const struct spec *spec, const char *member, const char *id)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(spec->tree, member)) {
		const char *listed = json_str(one, "");

		if (listed && !strcmp(listed, id))
			return true;
	}
	return false;
}

bool spec_takes_source(const struct spec *flow_spec, const char *connection_spec)
{
	return lists(flow_spec, "sourceConnectionSpecIds", connection_spec);
}

bool spec_takes_target(const struct spec *flow_spec, const char *connection_spec)
{
	return lists(flow_spec, "targetConnectionSpecIds", connection_spec);
}

static bool has_password(const struct spec *spec, const char *param)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(spec->tree, "authSpec")) {
		const cJSON *rule = json_get(json_at(one, "spec.properties"), param);
		const char *format = json_str(rule, "format");

		if (format && !strcmp(format, "password"))
			return true;
	}
	return false;
}

bool specs_is_secret(const struct specs *s, const char *param)
{
	for (size_t i = 0; i < s->count; i++) {
		if (has_password(&s->all[i], param))
			return true;
	}
	return false;
}

const struct jsonschema *specs_body(const struct specs *s, const char *name)
{
	for (size_t i = 0; i < s->body_count; i++) {
		if (!strcmp(s->bodies[i].name, name))
			return s->bodies[i].schema;
	}
	return NULL;
}
