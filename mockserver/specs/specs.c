/*
 * specs.c - the catalogue of connection specs and flow specs
 */
#include "mockserver/specs/specs.h"

#include "lib/asset.h"
#include "lib/mem.h"
#include "lib/str.h"

struct body_rules {
	char *name;
	struct jsonschema *schema;
};

/* `org` is NULL for what is built in. */
struct spec_entry {
	char *org;
	struct spec *spec;
};

struct spec_list {
	struct spec_entry *all;
	size_t count;
};

struct specs {
	struct spec_list built_in, written;
	const char **passwords; /* of what is built in, each once; in the specs */
	size_t password_count;
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

static void add(struct spec_list *to, const char *org, struct spec *spec)
{
	to->all = mem_grow(to->all, to->count + 1, sizeof(*to->all));
	to->all[to->count++] = (struct spec_entry){ org ? mem_strdup(org) : NULL, spec };
}

static bool is_built_in_secret(const struct specs *s, const char *param)
{
	for (size_t i = 0; i < s->password_count; i++) {
		if (!strcmp(s->passwords[i], param))
			return true;
	}
	return false;
}

/* Asked for with every member of every create, so looked up once. */
static void add_passwords(struct specs *s, const struct spec *spec)
{
	const char *one;

	for (size_t i = 0; (one = spec_password(spec, i)); i++) {
		if (is_built_in_secret(s, one))
			continue;
		s->passwords = mem_grow(s->passwords, s->password_count + 1,
		                        sizeof(*s->passwords));
		s->passwords[s->password_count++] = one;
	}
}

static int read_spec(struct specs *s, enum spec_kind kind, const struct asset *file,
                     struct err *e)
{
	struct err why = { 0 };
	struct spec *spec = NULL;
	cJSON *tree = NULL;

	if (json_parse(file->data, file->size, &tree, &why) < 0 ||
	    spec_new(kind, tree, &spec, &why) < 0)
		return err_set(e, why.code, "fixtures/%s: %s", file->path, why.text);
	add(&s->built_in, NULL, spec);
	add_passwords(s, spec);
	return 0;
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
			return read_spec(s, folders[i].kind, file, e);
	}
	return str_starts(file->path, "schemas/") ? read_body(s, file, e) : 0;
}

int specs_open(struct specs **out, struct err *e)
{
	AUTO(specs_close) struct specs *s = mem_alloc(sizeof(*s));

	s->bodies = mem_alloc(asset_count * sizeof(*s->bodies));
	for (size_t i = 0; i < asset_count; i++) {
		if (read_file(s, &assets[i], e) < 0)
			return -1;
	}
	*out = TAKE(s);
	return 0;
}

static void drop(struct spec_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->all[i].org);
		spec_free(list->all[i].spec);
	}
	free(list->all);
	*list = (struct spec_list){ 0 };
}

void specs_close(struct specs *s)
{
	if (!s)
		return;
	drop(&s->built_in);
	drop(&s->written);
	for (size_t i = 0; i < s->body_count; i++) {
		free(s->bodies[i].name);
		jsonschema_free(s->bodies[i].schema);
	}
	free(s->bodies);
	free(s->passwords);
	free(s);
}

static bool is_of(const struct spec_entry *entry, const char *org)
{
	return !entry->org || !strcmp(entry->org, org);
}

static struct spec_entry *find(const struct spec_list *list, const char *org,
                               enum spec_kind kind, const char *id)
{
	for (size_t i = 0; i < list->count; i++) {
		struct spec_entry *one = &list->all[i];

		if (is_of(one, org) && spec_kind(one->spec) == kind &&
		    !strcmp(spec_id(one->spec), id))
			return one;
	}
	return NULL;
}

void specs_write(struct specs *s, const char *org, struct spec *spec)
{
	struct spec_entry *old = find(&s->written, org, spec_kind(spec), spec_id(spec));

	if (!old) {
		add(&s->written, org, spec);
		return;
	}
	spec_free(old->spec);
	old->spec = spec;
}

void specs_forget(struct specs *s)
{
	drop(&s->written);
}

const struct spec *specs_find(const struct specs *s, const char *org, enum spec_kind kind,
                              const char *id)
{
	const struct spec_entry *found;

	if (!id)
		return NULL;
	found = find(&s->written, org, kind, id);
	if (!found)
		found = find(&s->built_in, org, kind, id);
	return found ? found->spec : NULL;
}

const struct spec *specs_at(const struct specs *s, const char *org, enum spec_kind kind,
                            size_t index)
{
	for (size_t i = 0; i < s->built_in.count; i++) {
		const struct spec *spec = s->built_in.all[i].spec;

		if (spec_kind(spec) == kind && !index--)
			return specs_find(s, org, kind, spec_id(spec));
	}
	for (size_t i = 0; i < s->written.count; i++) {
		const struct spec_entry *one = &s->written.all[i];

		if (spec_kind(one->spec) == kind && is_of(one, org) &&
		    !find(&s->built_in, org, kind, spec_id(one->spec)) && !index--)
			return one->spec;
	}
	return NULL;
}

bool specs_is_secret(const struct specs *s, const char *org, const char *param)
{
	for (size_t i = 0; i < s->written.count; i++) {
		if (is_of(&s->written.all[i], org) &&
		    spec_has_password(s->written.all[i].spec, param))
			return true;
	}
	return is_built_in_secret(s, param);
}

const struct jsonschema *specs_body(const struct specs *s, const char *name)
{
	for (size_t i = 0; i < s->body_count; i++) {
		if (!strcmp(s->bodies[i].name, name))
			return s->bodies[i].schema;
	}
	return NULL;
}
