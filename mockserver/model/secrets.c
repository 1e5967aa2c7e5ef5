/*
 * secrets.c - what of a connection is secret, and never stored, shown or logged
 */
#include "mockserver/model/secrets.h"

#include <strings.h>

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/model/specs.h"

/* Last words of names, and the words one of which stands before them; NULL: any or none.
 */
static const struct {
	const char *last, *before;
} words[] = {
	/* clang-format off */
	{ "password",   NULL },
	{ "passphrase", NULL },
	{ "secret",     NULL },
	{ "token",      NULL },
	{ "credential", NULL },
	{ "key",        "access" },
	{ "key",        "account" },
	{ "key",        "secret" },
	{ "key",        "shared" },
	{ "key",        "private" },
	{ "key",        "sas" },
	/* clang-format on */
};

/* A secret by a name that published PATCH samples use and no spec of S3 does (07 A19). */
static const char *const older_secrets[] = { "secretKey" };

/* ---------------------------------------------------------------- names */

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Does a word begin at `at`: "t" of "api_token", "T" of "apiToken" and of "SASToken"? */
static bool begins_word(const char *name, size_t at)
{
	if (!at || (!is_upper(name[at - 1]) && !is_lower(name[at - 1])))
		return true;
	return is_upper(name[at]) && (is_lower(name[at - 1]) || is_lower(name[at + 1]));
}

/* Cuts the last word off, and what follows it; nothing where there is none. */
static struct str cut_word(const char *name, size_t *size)
{
	size_t end, at;

	while (*size && !is_upper(name[*size - 1]) && !is_lower(name[*size - 1]))
		--*size;
	end = at = *size;
	while (at && !begins_word(name, --at))
		;
	*size = at;
	return (struct str){ name + at, end - at };
}

/* Is it the two texts, one behind the other? */
static bool is_both(struct str s, const char *first, const char *second)
{
	size_t n = strlen(first);

	return s.size > n && str_is_nocase((struct str){ s.at, n }, first) &&
	       str_is_nocase((struct str){ s.at + n, s.size - n }, second);
}

/* Some write "passPhrase" for "passphrase", and "accesskey" for "accessKey". */
static bool says(const char *last, const char *before, const struct str have[2])
{
	if (before)
		return (str_is_nocase(have[0], last) && str_is_nocase(have[1], before)) ||
		       is_both(have[0], before, last);
	if (have[1].size + have[0].size == strlen(last) && have[1].size)
		return !strncasecmp(have[1].at, last, have[1].size) &&
		       str_is_nocase(have[0], last + have[1].size);
	return str_is_nocase(have[0], last);
}

bool secret_by_name(const char *name)
{
	size_t size = strlen(name);
	struct str have[2];

	have[0] = cut_word(name, &size);
	have[1] = cut_word(name, &size);
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (says(words[i].last, words[i].before, have))
			return true;
	}
	return false;
}

/* ---------------------------------------------------------------- masking */

struct masking {
	const struct world *w;
	const char *org;
	bool auth;
};

/* In `params` of sources and targets a spec's own word counts for more than a name. */
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
	return !named && m->w->contract == CONTRACT_LENIENT && secret_by_name(name);
}

static struct jsonschema_mask how(struct masking *m)
{
	return (struct jsonschema_mask){ SECRET_MASK, hides, m };
}

/* What should be an object, and is a text, may be a secret as a whole. */
static cJSON *object_in(cJSON *tree, const char *name)
{
	cJSON *value = json_get(tree, name);

	if (value && !cJSON_IsObject(value) && !cJSON_IsNull(value))
		json_set(tree, name, json_new_str(SECRET_MASK));
	return cJSON_IsObject(value) ? value : NULL;
}

static void mask_params(struct masking *m, const struct spec *spec, cJSON *params)
{
	const struct jsonschema_mask mask = how(m);

	if (params)
		spec_mask(spec, m->auth ? SPEC_AUTH_PARAMS : SPEC_END_PARAMS, params,
		          &mask);
}

/* All of it but its params, by their names. */
static void mask_rest(struct masking *m, cJSON *object)
{
	const struct jsonschema_mask mask = how(m);

	for (cJSON *one = object->child, *next; one; one = next) {
		next = one->next;
		if (!strcmp(one->string, "params"))
			continue;
		if (hides(m, one->string, JSONSCHEMA_UNNAMED)) {
			AUTO(mem_free) char *name = mem_strdup(one->string);

			json_set(object, name, json_new_str(SECRET_MASK));
		} else {
			jsonschema_mask(NULL, 0, one, &mask);
		}
	}
}

void secrets_mask(const struct world *w, const char *org, cJSON *tree)
{
	static const char *const others[] = { "encryption", "encryptionSpecs" };
	const struct spec *spec = specs_find(w->specs, org, SPEC_CONNECTION,
	                                     json_str(tree, "connectionSpec.id"));
	struct masking m = { w, org, true };
	cJSON *auth = object_in(tree, "auth"), *one;

	if (auth) {
		mask_params(&m, spec, object_in(auth, "params"));
		mask_rest(&m, auth);
	}
	m.auth = false;
	mask_params(&m, spec, object_in(tree, "params"));
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		const struct jsonschema_mask mask = how(&m);

		one = object_in(tree, others[i]);
		if (one)
			jsonschema_mask(NULL, 0, one, &mask);
	}
}

void secrets_forgive(const cJSON *tree, struct violations *v)
{
	for (size_t i = v->count; i-- > 0;) {
		const char *text = json_str(json_pointer(tree, v->all[i].pointer), "");

		if (text && !strcmp(text, SECRET_MASK))
			violations_drop(v, i);
	}
}
