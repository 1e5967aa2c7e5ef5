/*
 * written.c - the specs that clients have written, by organisation
 *
 * Names of passwords are counted: a name is one as long as a spec says so.
 */
#include "mockserver/specs/written.h"

#include "lib/mem.h"

/* Holds a spec, which may be replaced by another one. */
struct spec_place {
	struct spec *spec;
};

struct organisation {
	struct map by_id;     /* "KIND/ID": struct spec_place */
	struct map passwords; /* name: in how many specs, a size_t */
	struct spec_place *
		*all[SPEC_KINDS]; /* without those that replace built-in ones */
	size_t count[SPEC_KINDS];
	size_t bytes; /* of all of them, as JSON */
};

static size_t bytes_of(const struct spec *spec)
{
	size_t bytes = 0;

	if (spec)
		(void)spec_text(spec, &bytes);
	return bytes;
}

static void organisation_free(struct organisation *o)
{
	void *value;
	size_t at = 0;

	if (!o)
		return;
	while (map_next(&o->by_id, &at, &value)) {
		struct spec_place *p = value;

		spec_free(p->spec);
		free(p);
	}
	for (at = 0; map_next(&o->passwords, &at, &value);)
		free(value);
	map_release(&o->by_id);
	map_release(&o->passwords);
	for (int i = 0; i < SPEC_KINDS; i++)
		free(o->all[i]);
	free(o);
}

void written_release(struct written *w)
{
	void *value;
	size_t at = 0;

	while (map_next(&w->organisations, &at, &value))
		organisation_free(value);
	map_release(&w->organisations);
}

static struct organisation *organisation_of(struct written *w, const char *org)
{
	void **place = map_place(&w->organisations, org);

	if (!*place)
		*place = mem_alloc(sizeof(struct organisation));
	return *place;
}

static char *key_of(enum spec_kind kind, const char *id)
{
	return mem_printf("%d/%s", (int)kind, id);
}

static void add_passwords(struct organisation *o, const struct spec *spec)
{
	const char *name;

	for (size_t i = 0; (name = spec_password(spec, i)); i++) {
		void **value = map_place(&o->passwords, name);

		if (!*value)
			*value = mem_alloc(sizeof(size_t));
		++*(size_t *)*value;
	}
}

static void drop_passwords(struct organisation *o, const struct spec *spec)
{
	const char *name;

	for (size_t i = 0; (name = spec_password(spec, i)); i++)
		--*(size_t *)map_find(&o->passwords, name);
}

static void add(struct organisation *o, enum spec_kind kind, struct spec_place *p)
{
	o->all[kind] = mem_grow(o->all[kind], o->count[kind] + 1, sizeof(*o->all[kind]));
	o->all[kind][o->count[kind]++] = p;
}

void written_put(struct written *w, const char *org, struct spec *spec,
                 enum written_as as)
{
	struct organisation *o = organisation_of(w, org);
	AUTO(mem_free) char *key = key_of(spec_kind(spec), spec_id(spec));
	void **value = map_place(&o->by_id, key);
	struct spec_place *p = *value;

	if (!p) {
		*value = p = mem_alloc(sizeof(*p));
		if (as == WRITTEN_NEW)
			add(o, spec_kind(spec), p);
	}
	o->bytes += bytes_of(spec) - bytes_of(p->spec);
	if (p->spec)
		drop_passwords(o, p->spec);
	add_passwords(o, spec);
	spec_free(p->spec);
	p->spec = spec;
}

size_t written_bytes(const struct written *w, const char *org)
{
	const struct organisation *o = map_find(&w->organisations, org);

	return o ? o->bytes : 0;
}

const struct spec *written_find(const struct written *w, const char *org,
                                enum spec_kind kind, const char *id)
{
	const struct organisation *o = map_find(&w->organisations, org);
	AUTO(mem_free) char *key = NULL;
	const struct spec_place *p;

	if (!o)
		return NULL;
	key = key_of(kind, id);
	p = map_find(&o->by_id, key);
	return p ? p->spec : NULL;
}

const struct spec *written_at(const struct written *w, const char *org,
                              enum spec_kind kind, size_t index)
{
	const struct organisation *o = map_find(&w->organisations, org);

	return o && index < o->count[kind] ? o->all[kind][index]->spec : NULL;
}

bool written_is_secret(const struct written *w, const char *org, const char *param)
{
	const struct organisation *o = map_find(&w->organisations, org);
	const size_t *count = o ? map_find(&o->passwords, param) : NULL;

	return count && *count;
}
