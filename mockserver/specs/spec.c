/*
 * spec.c - one connection spec or flow spec, and the rules that it publishes
 */
#include "mockserver/specs/spec.h"

#include "lib/mem.h"
#include "mockserver/specs/target.h"

struct auth_rules {
	const char *name;
	const cJSON *spec;        /* in the tree */
	struct jsonschema *exact; /* with its patterns */
	struct jsonschema *loose; /* without; compiled when it is first asked for */
};

/* What is made when it is first asked for. */
struct spec_made {
	cJSON *tree;            /* NULL: not read yet */
	const char **passwords; /* password params in its authSpecs; in the tree */
	size_t password_count;
	char *text; /* NULL: not yet */
	size_t size;
	bool compiled;
	struct auth_rules *auth;
	size_t auth_count;
	struct target_rules *target; /* NULL: it can't be a target */
	struct jsonschema *source;   /* NULL: it asks for no params */
	struct jsonschema *schedule; /* NULL: none */
	int64_t steps;               /* left for compiling: all its schemas share them */
};

struct spec {
	enum spec_kind kind;
	char *id;
	struct str shipped; /* its text, where it is built in */
	struct spec_made *made;
};

static int compile_auth(const cJSON *tree, struct spec_made *r, struct err *e)
{
	/* Values that an authSpec refuses may be secrets that it does not know. */
	const struct jsonschema_options o = { .flags = JSONSCHEMA_NO_VALUES,
		                              .steps = &r->steps };
	const cJSON *list = json_get(tree, "authSpec"), *one;

	r->auth = mem_alloc((size_t)cJSON_GetArraySize(list) * sizeof(*r->auth));
	cJSON_ArrayForEach(one, list) {
		struct auth_rules *a = &r->auth[r->auth_count];

		a->name = json_str(one, "name");
		if (!a->name)
			return err_set(e, ERR_INVALID, "an authSpec has no name");
		r->auth_count++;
		a->spec = json_get(one, "spec");
		if (!a->spec)
			return err_set(e, ERR_INVALID, "its authSpec '%s' has no spec",
			               a->name);
		if (jsonschema_new(a->spec, &o, &a->exact, e) < 0)
			return -1;
	}
	return 0;
}

/* The schema at a path of the spec; nothing where it has none. */
static int compile_at(const cJSON *tree, const char *path, int64_t *steps,
                      struct jsonschema **out, struct err *e)
{
	const struct jsonschema_options o = { .steps = steps };
	const cJSON *schema = json_at(tree, path);

	return schema ? jsonschema_new(schema, &o, out, e) : 0;
}

static int compile_target(const cJSON *tree, struct spec_made *r, struct err *e)
{
	const cJSON *target = json_at(tree, "targetSpec.spec");

	return target ? target_rules_new(target, &r->steps, &r->target, e) : 0;
}

static int compile(const cJSON *tree, struct spec_made *r, struct err *e)
{
	r->compiled = true;
	if (compile_auth(tree, r, e) < 0 || compile_target(tree, r, e) < 0 ||
	    compile_at(tree, "sourceSpec.spec", &r->steps, &r->source, e) < 0)
		return -1;
	return compile_at(tree, "scheduleSpec.spec", &r->steps, &r->schedule, e);
}

/* Looked up once, for they are asked for often. */
static void find_passwords(struct spec_made *r, const cJSON *schema)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(schema, "properties")) {
		const char *format = json_str(one, "format");

		if (!format || strcmp(format, "password") != 0)
			continue;
		r->passwords = mem_grow(r->passwords, r->password_count + 1,
		                        sizeof(*r->passwords));
		r->passwords[r->password_count++] = one->string;
	}
	cJSON_ArrayForEach(one, schema)
		find_passwords(r, one);
}

/* Takes the tree, and with it the names that lie in it. */
static int take_tree(struct spec_made *r, cJSON *tree, struct err *e)
{
	r->tree = tree;
	if (!json_str(tree, "id") || !json_str(tree, "name"))
		return err_set(e, ERR_INVALID, "it has no id or no name");
	find_passwords(r, json_get(tree, "authSpec"));
	return 0;
}

/* A test reads and compiles all shipped specs. */
static const cJSON *tree_of(const struct spec *spec)
{
	struct spec_made *r = spec->made;
	struct err e = { 0 };
	cJSON *tree = NULL;
	bool ok = r->tree ||
	          (json_parse(spec->shipped.at, spec->shipped.size, &tree, &e) == 0 &&
	           take_tree(r, tree, &e) == 0);

	assert(ok);
	(void)ok;
	return r->tree;
}

static struct spec_made *rules_of(const struct spec *spec)
{
	struct err e = { 0 };
	int compiled = spec->made->compiled ? 0 : compile(tree_of(spec), spec->made, &e);

	assert(compiled == 0);
	(void)compiled;
	return spec->made;
}

static struct spec *make(enum spec_kind kind, int64_t steps)
{
	struct spec *spec = mem_alloc(sizeof(*spec));

	spec->kind = kind;
	spec->made = mem_alloc(sizeof(*spec->made));
	spec->made->steps = steps;
	return spec;
}

static int make_compiled(enum spec_kind kind, int64_t steps, cJSON *tree,
                         struct spec **out, struct err *e)
{
	AUTO(spec_free) struct spec *spec = make(kind, steps);

	if (take_tree(spec->made, tree, e) < 0 || compile(tree, spec->made, e) < 0)
		return -1;
	spec->id = mem_strdup(json_str(tree, "id"));
	*out = TAKE(spec);
	return 0;
}

int spec_new(enum spec_kind kind, cJSON *tree, struct spec **out, struct err *e)
{
	return make_compiled(kind, JSONSCHEMA_COMPILE_STEPS, tree, out, e);
}

int spec_new_stored(enum spec_kind kind, cJSON *tree, struct spec **out, struct err *e)
{
	return make_compiled(kind, INT64_MAX, tree, out, e);
}

/* The value of the first member, which is the id; NULL where it is another. */
static char *id_of(struct str text)
{
	static const char name[] = "\"id\"", blanks[] = " \n\r\t";
	const char *at = text.at + strspn(text.at, blanks);

	if (*at++ != '{')
		return NULL;
	at += strspn(at, blanks);
	if (strncmp(at, name, strlen(name)) != 0)
		return NULL;
	at += strlen(name);
	at += strspn(at, blanks);
	if (*at++ != ':')
		return NULL;
	at += strspn(at, blanks);
	return *at == '"' ? mem_printf("%.*s", (int)strcspn(at + 1, "\""), at + 1) : NULL;
}

int spec_new_shipped(enum spec_kind kind, struct str text, struct spec **out,
                     struct err *e)
{
	AUTO(spec_free) struct spec *spec = make(kind, INT64_MAX);

	spec->shipped = text;
	spec->id = id_of(text);
	if (!spec->id)
		return err_set(e, ERR_INVALID, "it does not begin with its id");
	*out = TAKE(spec);
	return 0;
}

static void made_free(struct spec_made *r)
{
	for (size_t i = 0; i < r->auth_count; i++) {
		jsonschema_free(r->auth[i].exact);
		jsonschema_free(r->auth[i].loose);
	}
	free(r->text);
	free(r->passwords);
	cJSON_Delete(r->tree);
	free(r->auth);
	target_rules_free(r->target);
	jsonschema_free(r->source);
	jsonschema_free(r->schedule);
	free(r);
}

void spec_free(struct spec *spec)
{
	if (!spec)
		return;
	made_free(spec->made);
	free(spec->id);
	free(spec);
}

enum spec_kind spec_kind(const struct spec *spec)
{
	return spec->kind;
}

const char *spec_id(const struct spec *spec)
{
	return spec->id;
}

const char *spec_name(const struct spec *spec)
{
	return json_str(tree_of(spec), "name");
}

const cJSON *spec_tree(const struct spec *spec)
{
	return tree_of(spec);
}

const char *spec_text(const struct spec *spec, size_t *size)
{
	struct spec_made *r = spec->made;

	if (!r->text) {
		r->text = json_text(tree_of(spec));
		r->size = strlen(r->text);
	}
	*size = r->size;
	return r->text;
}

bool spec_has_auth(const struct spec *spec)
{
	return rules_of(spec)->auth_count > 0;
}

static struct auth_rules *find_auth(const struct spec *spec, const char *name)
{
	const struct spec_made *r = rules_of(spec);

	for (size_t i = 0; i < r->auth_count; i++) {
		if (!strcmp(r->auth[i].name, name))
			return &r->auth[i];
	}
	return NULL;
}

/* What compiles with its patterns compiles without. */
static const struct jsonschema *loose(struct auth_rules *a)
{
	const struct jsonschema_options o = { .flags = JSONSCHEMA_NO_PATTERNS |
		                                       JSONSCHEMA_NO_VALUES };
	struct err e = { 0 };
	int compiled = a->loose ? 0 : jsonschema_new(a->spec, &o, &a->loose, &e);

	assert(compiled == 0);
	return a->loose;
}

/* By what the contract does about patterns. */
const struct jsonschema *spec_auth(const struct spec *spec, const char *name,
                                   const struct contract *contract)
{
	struct auth_rules *a = find_auth(spec, name);

	if (!a)
		return NULL;
	return ledger_refuses(contract, LEDGER_AUTH_PATTERNS) ? a->exact : loose(a);
}

bool spec_auth_is_sound(const struct spec *spec, const char *name, const cJSON *params)
{
	const struct auth_rules *a = find_auth(spec, name);

	return a && params && jsonschema_check(a->exact, params, "", NULL);
}

/* Those of a target are whole, whichever conditions hold. */
const struct jsonschema *spec_rules(const struct spec *spec, enum spec_rules which)
{
	const struct spec_made *r = rules_of(spec);

	switch (which) {
	case SPEC_SOURCE:
		return r->source;
	case SPEC_TARGET:
		return r->target ? target_rules_whole(r->target) : NULL;
	case SPEC_SCHEDULE:
		break;
	}
	return r->schedule;
}

/* A missing member is judged like an empty object, so that what it must hold is named. */
bool spec_check_source(const struct spec *spec, const cJSON *params, const char *at,
                       struct violations *out)
{
	const struct jsonschema *source = rules_of(spec)->source;
	AUTO(cJSON_Delete) cJSON *empty = json_new_object();

	return !source || jsonschema_check(source, params ? params : empty, at, out);
}

bool spec_check_target(const struct spec *spec, const cJSON *params,
                       const struct contract *contract, const char *at,
                       struct violations *out)
{
	bool binds = ledger_refuses(contract, LEDGER_ENUM_CASE);
	unsigned flags = binds ? 0 : JSONSCHEMA_ENUM_ANY_CASE;
	struct target_rules *target = rules_of(spec)->target;

	return !target || target_rules_check(target, flags, params, at, out);
}

bool spec_ingests(const struct spec *spec)
{
	return spec && cJSON_IsTrue(json_at(tree_of(spec), "attributes.isSourceFlow"));
}

bool spec_has_schedule(const struct spec *spec)
{
	return rules_of(spec)->schedule != NULL;
}

bool spec_check_schedule(const struct spec *spec, const cJSON *params, const char *at,
                         struct violations *out)
{
	const struct jsonschema *schedule = rules_of(spec)->schedule;

	return !schedule || jsonschema_check(schedule, params, at, out);
}

static bool lists(const struct spec *spec, const char *member, const char *id)
{
	return json_has_str(json_get(tree_of(spec), member), id);
}

bool spec_takes_source(const struct spec *flow_spec, const char *connection_spec)
{
	return lists(flow_spec, "sourceConnectionSpecIds", connection_spec);
}

bool spec_takes_target(const struct spec *flow_spec, const char *connection_spec)
{
	return lists(flow_spec, "targetConnectionSpecIds", connection_spec);
}

static size_t auth_schemas(const struct spec_made *r, const struct jsonschema **out)
{
	for (size_t i = 0; i < r->auth_count; i++)
		out[i] = r->auth[i].exact;
	return r->auth_count;
}

static size_t end_schemas(const struct spec_made *r, const struct jsonschema **out)
{
	size_t n = 0;

	if (r->source)
		out[n++] = r->source;
	if (r->target)
		out[n++] = target_rules_whole(r->target);
	return n;
}

void spec_mask(const struct spec *spec, enum spec_params which, cJSON *params,
               const struct jsonschema_mask *how)
{
	AUTO(mem_free) const struct jsonschema **all = NULL;
	size_t n = 0;

	if (spec) {
		const struct spec_made *r = rules_of(spec);

		all = mem_alloc((r->auth_count + 2) * sizeof(*all));
		n = which == SPEC_AUTH_PARAMS ? auth_schemas(r, all)
		                              : end_schemas(r, all);
	}
	jsonschema_mask(all, n, params, how);
}

const char *spec_password(const struct spec *spec, size_t index)
{
	const struct spec_made *r = spec->made;

	/* A text without the word has none, and need not be read to know. */
	if (!r->tree && !strstr(spec->shipped.at, "\"password\""))
		return NULL;
	(void)tree_of(spec);
	return index < r->password_count ? r->passwords[index] : NULL;
}
