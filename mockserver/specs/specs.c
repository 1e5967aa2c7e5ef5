/*
 * specs.c - the catalogue of connection specs and flow specs
 */
#include "mockserver/specs/specs.h"

#include "lib/asset.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/specs/written.h"

struct body_rules {
	char *name;
	const struct asset *file;
	struct jsonschema *schema; /* NULL until it is first asked for */
};

/* Each once, in the specs; found when one is first asked for. */
struct passwords {
	bool found;
	const char **all;
	size_t count;
};

struct specs {
	struct spec **built_in;
	size_t built_in_count;
	struct written written;
	struct passwords *passwords; /* of what is built in */
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

static void add(struct specs *s, struct spec *spec)
{
	s->built_in = mem_grow(s->built_in, s->built_in_count + 1, sizeof(*s->built_in));
	s->built_in[s->built_in_count++] = spec;
}

static bool has_password(const struct passwords *p, const char *param)
{
	for (size_t i = 0; i < p->count; i++) {
		if (str_same(p->all[i], param))
			return true;
	}
	return false;
}

static void add_passwords(struct passwords *p, const struct spec *spec)
{
	const char *one;

	for (size_t i = 0; (one = spec_password(spec, i)); i++) {
		if (has_password(p, one))
			continue;
		p->all = mem_grow(p->all, p->count + 1, sizeof(*p->all));
		p->all[p->count++] = one;
	}
}

/* Asked for with every member of every create, so looked up once. */
static bool is_built_in_secret(const struct specs *s, const char *param)
{
	struct passwords *p = s->passwords;

	for (size_t i = 0; !p->found && i < s->built_in_count; i++)
		add_passwords(p, s->built_in[i]);
	p->found = true;
	return has_password(p, param);
}

static int read_spec(struct specs *s, enum spec_kind kind, const struct asset *file,
                     struct err *e)
{
	const struct str text = { file->data, file->size };
	struct err why = { 0 };
	struct spec *spec = NULL;

	if (spec_new_shipped(kind, text, &spec, &why) < 0)
		return err_set(e, why.code, "fixtures/%s: %s", file->path, why.text);
	add(s, spec);
	return 0;
}

static void add_body(struct specs *s, const struct asset *file)
{
	const char *name = file->path + strlen("schemas/");

	s->bodies[s->body_count++] = (struct body_rules){
		.name = mem_printf("%.*s", (int)(strlen(name) - strlen(".json")), name),
		.file = file,
	};
}

/* Built into the program, so it is sound; a test compiles them all. */
static void compile_body(struct body_rules *b)
{
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	struct err e = { 0 };
	bool ok = json_parse(b->file->data, b->file->size, &tree, &e) == 0 &&
	          jsonschema_new(tree, NULL, &b->schema, &e) == 0;

	assert(ok);
	(void)ok;
}

static int read_file(struct specs *s, const struct asset *file, struct err *e)
{
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		if (str_starts(file->path, folders[i].folder))
			return read_spec(s, folders[i].kind, file, e);
	}
	if (str_starts(file->path, "schemas/"))
		add_body(s, file);
	return 0;
}

int specs_open(struct specs **out, struct err *e)
{
	AUTO(specs_close) struct specs *s = mem_alloc(sizeof(*s));

	s->passwords = mem_alloc(sizeof(*s->passwords));
	s->bodies = mem_alloc(asset_count * sizeof(*s->bodies));
	for (size_t i = 0; i < asset_count; i++) {
		if (read_file(s, &assets[i], e) < 0)
			return -1;
	}
	*out = TAKE(s);
	return 0;
}

void specs_close(struct specs *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->built_in_count; i++)
		spec_free(s->built_in[i]);
	free(s->built_in);
	written_release(&s->written);
	for (size_t i = 0; i < s->body_count; i++) {
		free(s->bodies[i].name);
		jsonschema_free(s->bodies[i].schema);
	}
	free(s->bodies);
	free(s->passwords->all);
	free(s->passwords);
	free(s);
}

static const struct spec *find_built_in(const struct specs *s, enum spec_kind kind,
                                        const char *id)
{
	for (size_t i = 0; i < s->built_in_count; i++) {
		const struct spec *one = s->built_in[i];

		if (spec_kind(one) == kind && str_same(spec_id(one), id))
			return one;
	}
	return NULL;
}

void specs_write(struct specs *s, const char *org, struct spec *spec)
{
	bool instead = find_built_in(s, spec_kind(spec), spec_id(spec)) != NULL;

	written_put(&s->written, org, spec, instead ? WRITTEN_INSTEAD_OF : WRITTEN_NEW);
}

size_t specs_written_bytes(const struct specs *s, const char *org)
{
	return written_bytes(&s->written, org);
}

void specs_forget(struct specs *s)
{
	written_release(&s->written);
}

const struct spec *specs_find(const struct specs *s, const char *org, enum spec_kind kind,
                              const char *id)
{
	const struct spec *found;

	if (!id)
		return NULL;
	found = written_find(&s->written, org, kind, id);
	return found ? found : find_built_in(s, kind, id);
}

const struct spec *specs_at(const struct specs *s, const char *org, enum spec_kind kind,
                            size_t index)
{
	for (size_t i = 0; i < s->built_in_count; i++) {
		const struct spec *spec = s->built_in[i];

		if (spec_kind(spec) == kind && !index--)
			return specs_find(s, org, kind, spec_id(spec));
	}
	return written_at(&s->written, org, kind, index);
}

bool specs_is_secret(const struct specs *s, const char *org, const char *param)
{
	return written_is_secret(&s->written, org, param) || is_built_in_secret(s, param);
}

const struct jsonschema *specs_body(const struct specs *s, const char *name)
{
	for (size_t i = 0; i < s->body_count; i++) {
		struct body_rules *b = &s->bodies[i];

		if (!str_same(b->name, name))
			continue;
		if (!b->schema)
			compile_body(b);
		return b->schema;
	}
	return NULL;
}
