/*
 * secrets.c - secrets of connections, which are never stored, shown or logged
 */
#include "mockserver/entities/secrets.h"

#include "lib/mem.h"
#include "lib/secret.h"
#include "mockserver/specs/specs.h"

/* A secret by a name that published PATCH samples use and no spec of S3 does (A19). */
static const char *const older_secrets[] = { "secretKey" };

struct masking {
	const struct world *w;
	const char *org;
	bool finds; /* only looks, and changes nothing */
	bool auth;  /* in `auth`, not in the params beside it */
	bool found;
};

static bool masks_by_name(const struct world *w)
{
	return ledger_choice(&w->now.contract, LEDGER_SECRETS_BY_NAME) == CHOICE_MASK;
}

/* In `params` of sources and targets, what a spec says counts more than a name. */
static bool hides(void *ctx, const char *name, enum jsonschema_member member)
{
	const struct masking *m = ctx;
	const bool named = member == JSONSCHEMA_NAMED;

	for (size_t i = 0; i < ARRAY_LEN(older_secrets) && m->auth; i++) {
		if (!strcmp(older_secrets[i], name))
			return true;
	}
	if ((m->auth || !named) && specs_is_secret(m->w->specs, m->org, name))
		return true;
	return !named && masks_by_name(m->w) && secret_in_name(str_of(name));
}

static struct jsonschema_mask how(struct masking *m)
{
	return (struct jsonschema_mask){ m->finds ? NULL : SECRET_MASK, hides, m };
}

static void hide(struct masking *m, cJSON *object, const char *member)
{
	AUTO(mem_free) char *name = NULL;

	m->found = true;
	if (m->finds)
		return;
	name = mem_strdup(member); /* the member's own goes with it */
	json_set(object, name, json_new_str(SECRET_MASK));
}

/* A text in place of an object may be a secret as a whole. */
static cJSON *object_in(struct masking *m, cJSON *tree, const char *name)
{
	cJSON *value = json_get(tree, name);

	if (!value || cJSON_IsObject(value))
		return value;
	if (!cJSON_IsNull(value))
		hide(m, tree, name);
	return NULL;
}

static void mask_params(struct masking *m, const struct spec *spec, cJSON *params)
{
	const struct jsonschema_mask mask = how(m);

	if (params)
		m->found |= spec_mask(spec, m->auth ? SPEC_AUTH_PARAMS : SPEC_END_PARAMS,
		                      params, &mask);
}

/* Masks members by their names, except those that the caller masks. */
static void mask_rest(struct masking *m, cJSON *object)
{
	const struct jsonschema_mask mask = how(m);

	for (cJSON *one = object->child, *next; one; one = next) {
		next = one->next;
		if (!strcmp(one->string, "params") || !strcmp(one->string, "auth"))
			continue;
		if (hides(m, one->string, JSONSCHEMA_UNNAMED))
			hide(m, object, one->string);
		else
			m->found |= jsonschema_mask(NULL, 0, one, &mask);
	}
}

static void mask_all(struct masking *m, cJSON *tree)
{
	static const char *const others[] = { "encryption", "encryptionSpecs" };
	const struct spec *spec = specs_find(m->w->specs, m->org, SPEC_CONNECTION,
	                                     json_str(tree, "connectionSpec.id"));
	cJSON *auth = object_in(m, tree, "auth");

	m->auth = true;
	if (auth) {
		mask_params(m, spec, object_in(m, auth, "params"));
		mask_rest(m, auth);
	}
	m->auth = false;
	mask_params(m, spec, object_in(m, tree, "params"));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		(void)object_in(m, tree, others[i]);
	mask_rest(m, tree);
}

void secrets_mask(const struct world *w, const char *org, cJSON *tree)
{
	struct masking m = { .w = w, .org = org };

	mask_all(&m, tree);
}

/* With .finds set nothing is changed, so the cast is safe. */
bool secrets_find(const struct world *w, const char *org, const cJSON *tree)
{
	struct masking m = { .w = w, .org = org, .finds = true };

	mask_all(&m, (cJSON *)(uintptr_t)tree);
	return m.found;
}

void secrets_forgive(const cJSON *tree, struct violations *v)
{
	for (size_t i = v->count; i-- > 0;) {
		const char *text = json_str(json_pointer(tree, v->all[i].pointer), "");

		if (text && !strcmp(text, SECRET_MASK))
			violations_drop(v, i);
	}
}
