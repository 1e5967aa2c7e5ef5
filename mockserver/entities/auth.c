/*
 * auth.c - the credentials of a base connection: checked, and written with their date
 */
#include "mockserver/entities/auth.h"

#include "lib/json/write.h"
#include "mockserver/contract/destination.h"
#include "mockserver/entities/validate.h"

/* The spec's name for one that published samples use. */
static const char *todays_name(const struct world *w, const struct spec *spec,
                               const char *name)
{
	const struct destination *d = destination_of(spec_id(spec));

	if (!d || ledger_refuses(&w->now.contract, LEDGER_SFTP_AUTH_NAMES))
		return name;
	for (size_t i = 0; i < ARRAY_LEN(d->auth) && d->auth[i].sample; i++) {
		if (!strcmp(d->auth[i].sample, name))
			return d->auth[i].name;
	}
	return name;
}

/* In the samples `host` stands for `domain` (A18). */
static void check_params(const struct world *w, const struct jsonschema *rules,
                         const cJSON *params, struct refusal *rf)
{
	const cJSON none = { .type = cJSON_Object }, *host = json_get(params, "host");
	AUTO(cJSON_Delete) cJSON *renamed = NULL;

	if (host && !json_get(params, "domain") &&
	    !ledger_refuses(&w->now.contract, LEDGER_SFTP_AUTH_NAMES)) {
		renamed = json_copy(params);
		json_set(renamed, "domain", json_copy(host));
		params = renamed;
	}
	(void)jsonschema_check(rules, params ? params : &none, "/auth/params",
	                       &rf->violations);
}

const struct jsonschema *auth_rules_of(const struct world *w, const struct spec *spec,
                                       const cJSON *auth)
{
	const char *name = json_str(auth, "specName");

	return spec && name
	               ? spec_auth(spec, todays_name(w, spec, name), &w->now.contract)
	               : NULL;
}

/* The rules of the auth spec that the body names; NULL: it names no such spec. */
static const struct jsonschema *check_name(const struct world *w, const struct spec *spec,
                                           const cJSON *body, struct refusal *rf)
{
	const cJSON *auth = json_get(body, "auth");
	const char *name = json_str(auth, "specName");
	const struct jsonschema *rules;

	if (!spec_has_auth(spec))
		return NULL; /* Data Landing Zone: none, null or {} (01 §3) */
	if (!cJSON_IsObject(auth)) {
		violations_add(&rf->violations, "/auth", "required",
		               "the member 'auth' is missing");
		return NULL;
	}
	if (!name) {
		violations_add(&rf->violations, "/auth/specName", "required",
		               "the member 'specName' is missing");
		return NULL;
	}
	rules = auth_rules_of(w, spec, auth);
	if (!rules)
		validate_error(rf, "/auth/specName", "there is no such auth spec",
		               E_AUTH_SPEC, name, spec_id(spec));
	return rules;
}

void auth_check(const struct world *w, const struct spec *spec, const cJSON *body,
                struct refusal *rf)
{
	const struct jsonschema *rules = check_name(w, spec, body, rf);

	if (rules)
		check_params(w, rules, json_get(json_get(body, "auth"), "params"), rf);
}

void auth_check_name(const struct world *w, const struct spec *spec, const cJSON *body,
                     struct refusal *rf)
{
	(void)check_name(w, spec, body, rf);
}

/* "2026-01-01" */
static void write_date(const char *name, vtime at, struct buf *out)
{
	char text[VTIME_TEXT];

	vtime_format(at, text);
	text[10] = '\0';
	json_write_str(out, name, text);
}

static void write_params(const struct world *w, const cJSON *params, struct buf *out)
{
	static const char date[] = "authorizedDate";
	const cJSON *one, *sent = json_get(params, date);

	json_begin_object(out, "params");
	if (!sent)
		write_date(date, clock_now(&w->clock), out);
	else
		json_write_tree(out, date, sent);
	cJSON_ArrayForEach(one, params) {
		if (one != sent)
			json_write_tree(out, one->string, one);
	}
	json_end_object(out);
}

bool auth_write(const struct world *w, const char *name, const cJSON *auth,
                struct buf *out)
{
	const cJSON *one, *params = json_get(auth, "params");

	if (!cJSON_IsObject(auth) || !auth->child)
		return false;
	json_begin_object(out, name);
	cJSON_ArrayForEach(one, auth) {
		if (one == params)
			write_params(w, params, out);
		else
			json_write_tree(out, one->string, one);
	}
	if (!params)
		write_params(w, params, out); /* the date alone */
	json_end_object(out);
	return true;
}

enum soundness auth_soundness(const struct world *w, const struct spec *spec,
                              const cJSON *auth)
{
	const char *name = json_str(auth, "specName");
	bool sound = !spec_has_auth(spec) ||
	             (name && spec_auth_is_sound(spec, todays_name(w, spec, name),
	                                         json_get(auth, "params")));

	return sound ? SOUND : UNSOUND;
}
