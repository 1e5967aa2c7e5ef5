/*
 * connections.c - base, source and target connections as they are created
 */
#include "mockserver/model/connections.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/model/auth.h"
#include "mockserver/model/specs.h"
#include "mockserver/model/validate.h"

/*
 * The connection spec that a body names: unknown is 1413-400, without a version
 * 422 (DSPEC D02).  NULL with violations where the body names none.
 */
static int find_spec(struct world *w, const cJSON *body, const struct spec **out,
                     struct refusal *rf)
{
	const char *id = json_str(body, "connectionSpec.id");

	*out = specs_find(w->specs, SPEC_CONNECTION, id);
	if (!id)
		return 0;
	if (!*out)
		return refuse(rf, E_SPEC_INVALID);
	if (!json_at(body, "connectionSpec.version"))
		return refuse(rf, E_SPEC_VERSION);
	return 0;
}

/* {"baseConnection":{"id","connectionSpec"}} */
static void add_inherited(struct draft *d, const char *base_id)
{
	cJSON *inherited = json_set(d->tree, "inheritedAttributes", json_new_object());
	cJSON *base = json_set(inherited, "baseConnection", json_new_object());

	json_set(base, "id", json_new_str(base_id));
	json_set(base, "connectionSpec", json_copy(json_get(d->tree, "connectionSpec")));
}

static int store_connection(struct draft *d, const struct caller *by, const cJSON *body,
                            struct refusal *rf)
{
	cJSON *auth, *operation;

	if (draft_begin(d, by, rf) < 0)
		return -1;
	draft_take(d, body, "name");
	draft_take(d, body, "description");
	draft_take(d, body, "connectionSpec");
	auth = auth_masked(d->w, json_get(body, "auth"));
	if (auth)
		json_set(d->tree, "auth", auth);
	draft_take_rest(d, body);
	draft_stamp(d);
	operation = json_set(d->tree, "lastOperation", json_new_object());
	json_set(operation, "started", json_new_int(0));
	json_set(operation, "updated", json_new_int(0));
	json_set(operation, "operation", json_new_str("create"));
	return draft_end(d, rf);
}

int connection_make(struct world *w, const struct caller *by, const cJSON *body,
                    enum create_mode mode, struct created *out, struct refusal *rf)
{
	AUTO(draft_release)
	struct draft d = { .w = w, .mode = mode, .kind = KIND_CONNECTION };
	const struct spec *spec;

	validate_body(w, "create-connection", body, rf);
	if (find_spec(w, body, &spec, rf) < 0 ||
	    (spec && auth_check(w, spec, body, rf) < 0) || validate_end(w, body, rf) < 0)
		return -1;
	assert(spec); /* the schema demands one */
	d.spec = spec_id(spec);
	if (draft_allowed(mode, spec, rf) < 0 || store_connection(&d, by, body, rf) < 0 ||
	    auth_note(w, spec, d.made.id, json_get(body, "auth"), &rf->err) < 0)
		return -1;
	*out = d.made;
	return 0;
}

/*
 * The base connection that the server keeps for sources made without one (03 §4:
 * samples show one of the source's own spec; that it can be read is ours).
 */
static int own_base(struct world *w, const struct caller *by, const struct spec *spec,
                    char id[UUID_TEXT], struct refusal *rf)
{
	AUTO(draft_release) struct draft d = { .w = w, .kind = KIND_CONNECTION };
	AUTO(mem_free)
	char *where =
		mem_printf("base of %s for %s/%s", spec_id(spec), by->org, by->sandbox);
	AUTO(cJSON_Delete) cJSON *body = NULL;
	struct err none = { 0 };
	const struct caller server = { "acp_foundation_connectors", by->org,
		                       by->sandbox };

	hash_uuid(hash_text(w->seed, where), id);
	if (entity_tree(w, KIND_CONNECTION, by, id, &body, &none) == 0)
		return 0;
	body = json_new_object();
	json_set(body, "name", json_new_str(spec_name(spec)));
	json_set(body, "connectionSpec", spec_reference(spec_id(spec), "1.0"));
	d.spec = spec_id(spec);
	memcpy(d.made.id, id, UUID_TEXT);
	return store_connection(&d, &server, body, rf);
}

/* A base connection that is named must be there and of the same spec (07 B9). */
static void check_base(struct draft *d, const struct caller *by, const cJSON *body,
                       const struct spec *spec, struct refusal *rf)
{
	AUTO(cJSON_Delete) cJSON *base = NULL;
	const char *id = json_str(body, "baseConnectionId"), *base_spec;
	struct err none = { 0 };

	if (!id)
		return;
	if (entity_tree(d->w, KIND_CONNECTION, by, id, &base, &none) < 0) {
		validate_reference(rf, "/baseConnectionId",
		                   "there is no base connection '%s'", id);
		return;
	}
	draft_check_ground(d->mode, base, "/baseConnectionId", rf);
	base_spec = json_str(base, "connectionSpec.id");
	if (spec && base_spec && strcmp(base_spec, spec_id(spec)) != 0)
		validate_reference(rf, "/connectionSpec/id",
		                   "the base connection's connection spec is %s",
		                   base_spec);
}

/* The base connection that the body names, or the server's own. */
static int find_base(struct draft *d, const struct caller *by, const struct spec *spec,
                     const cJSON *body, char id[UUID_TEXT], struct refusal *rf)
{
	const char *named = json_str(body, "baseConnectionId");

	if (!named)
		return own_base(d->w, by, spec, id, rf);
	snprintf(id, UUID_TEXT, "%s", named); /* it is there: it has a UUID's length */
	return 0;
}

static int store_source(struct draft *d, const struct caller *by, const struct spec *spec,
                        const cJSON *body, struct refusal *rf)
{
	char base[UUID_TEXT];

	if (find_base(d, by, spec, body, base, rf) < 0 || draft_begin(d, by, rf) < 0)
		return -1;
	draft_take(d, body, "name");
	draft_take(d, body, "description");
	json_set(d->tree, "baseConnectionId", json_new_str(base));
	draft_take(d, body, "data");
	draft_take(d, body, "connectionSpec");
	draft_take(d, body, "params");
	draft_take_rest(d, body);
	draft_stamp(d);
	add_inherited(d, base);
	return draft_end(d, rf);
}

/* Datasets that nobody could export (07 B16). */
static void check_datasets(struct world *w, const cJSON *body, struct refusal *rf)
{
	const cJSON *one, *list = json_at(body, "params.datasets");
	int i = 0;

	if (!ledger_refuses(w->contract, LEDGER_DATASET_UNKNOWN))
		return;
	cJSON_ArrayForEach(one, list) {
		const char *id = json_str(one, "dataSetId");
		AUTO(mem_free)
		char *at = mem_printf("/params/datasets/%d/dataSetId", i++);

		if (id && !catalogue_find(w->datasets, id))
			validate_reference(rf, at, "there is no dataset '%s'", id);
	}
}

int source_make(struct world *w, const struct caller *by, const cJSON *body,
                enum create_mode mode, struct created *out, struct refusal *rf)
{
	AUTO(draft_release)
	struct draft d = { .w = w, .mode = mode, .kind = KIND_SOURCE };
	const struct spec *spec;

	validate_body(w, "create-source-connection", body, rf);
	if (find_spec(w, body, &spec, rf) < 0)
		return -1;
	if (spec)
		(void)spec_check_source(spec, json_get(body, "params"), "/params",
		                        &rf->violations);
	check_datasets(w, body, rf);
	check_base(&d, by, body, spec, rf);
	if (validate_end(w, body, rf) < 0)
		return -1;
	d.spec = spec_id(spec);
	if (draft_allowed(mode, spec, rf) < 0 || store_source(&d, by, spec, body, rf) < 0)
		return -1;
	*out = d.made;
	return 0;
}

void target_check_params(struct world *w, const struct spec *spec, const cJSON *params,
                         struct refusal *rf)
{
	const char *type = json_str(params, "datasetFileType");
	const char *compression = json_str(params, "compression");

	if (!spec || !cJSON_IsObject(params))
		return;
	(void)spec_check_target(spec, params, w->contract, "/params", &rf->violations);
	if (ledger_refuses(w->contract, LEDGER_JSON_UNCOMPRESSED) && type &&
	    compression && str_same_nocase(type, "JSON") &&
	    str_same_nocase(compression, "NONE"))
		violations_add(&rf->violations, "/params/compression", "contract",
		               "JSON is exported in compressed form only");
}

/* `data` of a stored target (01 §4.2): set by the server, with explicit nulls. */
static void add_data(struct draft *d, const cJSON *body)
{
	const char *dataset_type = json_str(body, "params.datasetFileType");
	const char *type =
		dataset_type ? dataset_type : json_str(body, "params.fileType");
	const cJSON *sent = json_get(body, "data");
	cJSON *data = cJSON_IsObject(sent) ? json_copy(sent) : json_new_object();
	AUTO(mem_free) char *format = mem_strdup(type ? type : "");

	for (char *s = format; dataset_type && *s; s++)
		*s |= *s >= 'A' && *s <= 'Z' ? 0x20 : 0;
	if (!json_get(data, "format") && type)
		json_set(data, "format", json_new_str(format));
	if (!json_get(data, "schema"))
		json_set(data, "schema", json_new_null());
	if (!json_get(data, "properties"))
		json_set(data, "properties", json_new_null());
	if (dataset_type)
		json_set(data, "outputType", json_new_str("DATASET_EXPORT"));
	json_set(d->tree, "data", data);
}

static int store_target(struct draft *d, const struct caller *by, const struct spec *spec,
                        const cJSON *body, struct refusal *rf)
{
	char base[UUID_TEXT];

	if (find_base(d, by, spec, body, base, rf) < 0 || draft_begin(d, by, rf) < 0)
		return -1;
	draft_take(d, body, "name");
	draft_take(d, body, "description");
	json_set(d->tree, "baseConnectionId", json_new_str(base));
	add_data(d, body);
	draft_take(d, body, "connectionSpec");
	draft_take(d, body, "params");
	draft_take_rest(d, body);
	draft_stamp(d);
	add_inherited(d, base);
	return draft_end(d, rf);
}

/* A destination has credentials to name; the platform's own targets have none. */
static void demand_base(const struct spec *spec, const cJSON *body, struct refusal *rf)
{
	bool destination = spec && cJSON_IsTrue(json_at(spec_tree(spec),
	                                                "attributes.isDestination"));

	if (destination && !json_get(body, "baseConnectionId"))
		violations_add(&rf->violations, "/baseConnectionId", "required",
		               "the member 'baseConnectionId' is missing");
}

int target_make(struct world *w, const struct caller *by, const cJSON *body,
                enum create_mode mode, struct created *out, struct refusal *rf)
{
	AUTO(draft_release)
	struct draft d = { .w = w, .mode = mode, .kind = KIND_TARGET };
	const struct spec *spec;

	validate_body(w, "create-target-connection", body, rf);
	if (find_spec(w, body, &spec, rf) < 0)
		return -1;
	target_check_params(w, spec, json_get(body, "params"), rf);
	check_base(&d, by, body, spec, rf);
	demand_base(spec, body, rf);
	if (validate_end(w, body, rf) < 0)
		return -1;
	d.spec = spec_id(spec);
	if (draft_allowed(mode, spec, rf) < 0 || store_target(&d, by, spec, body, rf) < 0)
		return -1;
	*out = d.made;
	return 0;
}
