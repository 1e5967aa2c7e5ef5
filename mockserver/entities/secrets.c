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
	bool auth; /* in `auth`, not in `params` */
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
	return (struct jsonschema_mask){ SECRET_MASK, hides, m };
}

static void hide(cJSON *object, const char *member)
{
	/* A copy: `member` may be the name in the tree, which is freed with it. */
	AUTO(mem_free) char *name = mem_strdup(member);

	json_set(object, name, json_new_str(SECRET_MASK));
}

/* A text in place of an object may be a secret as a whole. */
static cJSON *object_in(cJSON *tree, const char *name)
{
	cJSON *value = json_get(tree, name);

	if (!value || cJSON_IsObject(value))
		return value;
	if (!cJSON_IsNull(value))
		hide(tree, name);
	return NULL;
}

static void mask_params(struct masking *m, const struct spec *spec, cJSON *params)
{
	const struct jsonschema_mask mask = how(m);

	if (params)
		spec_mask(spec, m->auth ? SPEC_AUTH_PARAMS : SPEC_END_PARAMS, params,
		          &mask);
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
			hide(object, one->string);
		else
			jsonschema_mask(NULL, 0, one, &mask);
	}
}

void secrets_mask(const struct world *w, const char *org, cJSON *tree)
{
	struct masking m = { .w = w, .org = org };
	static const char *const others[] = { "encryption", "encryptionSpecs" };
	const struct spec *spec = specs_find(w->specs, org, SPEC_CONNECTION,
	                                     json_str(tree, "connectionSpec.id"));
	cJSON *auth = object_in(tree, "auth");

	m.auth = true;
	if (auth) {
		mask_params(&m, spec, object_in(auth, "params"));
		mask_rest(&m, auth);
	}
	m.auth = false;
	mask_params(&m, spec, object_in(tree, "params"));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		(void)object_in(tree, others[i]);
	mask_rest(&m, tree);
}

void secrets_forgive(const cJSON *tree, struct violations *v)
{
	for (size_t i = v->count; i-- > 0;) {
		const char *text = json_str(json_pointer(tree, v->all[i].pointer), "");

		if (text && !strcmp(text, SECRET_MASK))
			violations_drop(v, i);
	}
}
