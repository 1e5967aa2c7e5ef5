/*
 * connections.c - base, source and target connections as they are created
 */
#include "mockserver/entities/connections.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/contract/destination.h"
#include "mockserver/entities/auth.h"
#include "mockserver/entities/members.h"
#include "mockserver/entities/secrets.h"
#include "mockserver/entities/validate.h"
#include "mockserver/specs/specs.h"
#include "mockserver/world/tenant.h"

#define FOLDER_MAX 255     /* bytes of a file's name on Linux */
#define UNFINISHED ".tmp-" /* lib/file/file.h */

/*
 * The connection spec that a body names, or NULL: an unknown one is 1413-400, one
 * without a version 422 (DSPEC D02).
 */
static const struct spec *find_spec(struct world *w, const struct caller *by,
                                    const cJSON *body, struct refusal *rf)
{
	const char *id = json_str(body, "connectionSpec.id");
	const struct spec *spec = specs_find(w->specs, by->org, SPEC_CONNECTION, id);

	if (id && !spec)
		validate_error(rf, "/connectionSpec/id",
		               "there is no such connection spec", E_SPEC_INVALID);
	else if (id && !json_at(body, "connectionSpec.version"))
		validate_error(rf, "/connectionSpec/version", "is missing",
		               E_SPEC_VERSION);
	return spec;
}

/* {"baseConnection":{"id","connectionSpec"}} */
static void add_inherited(struct build *d, const char *base_id)
{
	json_begin_object(&d->text, "inheritedAttributes");
	json_begin_object(&d->text, "baseConnection");
	json_write_str(&d->text, "id", base_id);
	json_write_tree(&d->text, "connectionSpec", json_get(d->body, "connectionSpec"));
	json_end_object(&d->text);
	json_end_object(&d->text);
}

static int store_connection(struct build *d, const struct caller *by, struct refusal *rf)
{
	if (build_begin(d, by, rf) < 0)
		return -1;
	build_take(d, "name");
	build_take(d, "description");
	build_take(d, "connectionSpec");
	if (auth_write(d->w, "auth", json_get(d->body, "auth"), &d->text))
		build_replace(d, "auth");
	build_take_rest(d);
	build_stamp(d);
	json_begin_object(&d->text, "lastOperation");
	json_write_int(&d->text, "started", 0);
	json_write_int(&d->text, "updated", 0);
	json_write_str(&d->text, "operation", "create");
	json_end_object(&d->text);
	return build_end(d, rf);
}

/* A client may send the states that FSERR 1456-400 lists; they are not taken over. */
static void check_state(const cJSON *body, struct refusal *rf)
{
	static const char *const allowed[] = { "enabled", "disabled", "initializing" };
	const char *state = json_str(body, "state");

	for (size_t i = 0; state && i < ARRAY_LEN(allowed); i++) {
		if (!strcmp(state, allowed[i]))
			return;
	}
	if (state)
		validate_error(rf, "/state", "is no state of a connection",
		               E_CONNECTION_STATE, state);
}

int connection_make(struct world *w, const struct caller *by, cJSON *body,
                    enum create_mode mode, struct created *out, struct refusal *rf)
{
	AUTO(build_release) struct build d = { w, mode, KIND_CONNECTION, body };
	const struct spec *spec = find_spec(w, by, body, rf);
	const struct members own = { PART_CONNECTION, body };
	const struct members_sent sent = { KIND_CONNECTION, spec, body, NULL };

	members_log_unknown(w, &sent);
	check_state(body, rf);
	validate_body(w, "create-connection", body, rf);
	if (spec) {
		auth_check(w, spec, body, rf);
		draft_check_spec(mode, spec, rf);
	}
	if (validate_end(w, by, body, rf) < 0)
		return -1;
	assert(spec); /* the schema demands one */
	members_log_ignored(w, "-", &own);
	d.spec = spec_id(spec);
	d.sound = auth_soundness(w, spec, json_get(body, "auth"));
	secrets_mask(w, by->org, body);
	if (store_connection(&d, by, rf) < 0)
		return -1;
	*out = d.made;
	return 0;
}

static int begin_base(struct world *w, const struct caller *by, const char *id,
                      struct entity_text *out)
{
	const struct entity which = {
		.kind = KIND_CONNECTION, .id = id, .org = by->org, .sandbox = by->sandbox
	};
	struct err none = { 0 };

	return entity_begin(&w->store, &which, out, &none);
}

static bool has_base(struct world *w, const struct caller *by, const char *id)
{
	AUTO(entity_end) struct entity_text base = { 0 };

	return begin_base(w, by, id, &base) == 0;
}

/* How many such base connections there were. */
static int count_own_bases(struct world *w, const char *where, int64_t *out,
                           struct err *e)
{
	struct err why = { 0 };

	*out = 0;
	if (store_meta_load(&w->store, where, out, &why) == 0 ||
	    why.code == ERR_NOT_FOUND)
		return 0;
	return err_pass(e, &why);
}

static void own_base_id(const struct world *w, const char *where, int64_t ordinal,
                        char id[UUID_TEXT])
{
	uint64_t key = hash_text(w->seed, where);

	hash_uuid(ordinal > 1 ? hash_with(key, (uint64_t)ordinal) : key, id);
}

/* {"id","version"} of a connection spec. */
static cJSON *spec_reference(const char *id, const char *version)
{
	cJSON *ref = json_new_object();

	json_set(ref, "id", json_new_str(id));
	json_set(ref, "version", json_new_str(version));
	return ref;
}

/* What counts them in the state. */
static char *own_base_key(const struct spec *spec, const char *tenant)
{
	return mem_printf("base of %s for %s", spec_id(spec), tenant);
}

/*
 * The base connection that the server keeps for sources made without one (03 §4:
 * samples show one of the source's own spec; that it can be read is ours).
 */
static int own_base(struct world *w, const struct caller *by, const struct spec *spec,
                    char id[UUID_TEXT], struct refusal *rf)
{
	AUTO(build_release) struct build d = { .w = w, .kind = KIND_CONNECTION };
	AUTO(mem_free) char *tenant = tenant_text(by->org, by->sandbox);
	AUTO(mem_free) char *where = own_base_key(spec, tenant);
	AUTO(cJSON_Delete) cJSON *body = NULL;
	int64_t made;
	const struct caller server = { "acp_foundation_connectors", by->org,
		                       by->sandbox };

	if (count_own_bases(w, where, &made, &rf->err) < 0)
		return -1;
	own_base_id(w, where, made, id);
	if (has_base(w, by, id))
		return 0;
	own_base_id(w, where, made + 1, id); /* a client has deleted the one before */
	if (store_meta_put(&w->store, where, made + 1, &rf->err) < 0)
		return -1;
	body = json_new_object();
	json_set(body, "name", json_new_str(spec_name(spec)));
	json_set(body, "connectionSpec", spec_reference(spec_id(spec), "1.0"));
	d.body = body;
	d.spec = spec_id(spec);
	memcpy(d.made.id, id, UUID_TEXT);
	return store_connection(&d, &server, rf);
}

/* A base connection that is named must be there and of the same spec (B9). */
static void check_base(struct build *d, const struct caller *by, const struct spec *spec,
                       struct refusal *rf)
{
	AUTO(entity_end) struct entity_text base = { 0 };
	const char *id = json_str(d->body, "baseConnectionId");

	if (!id)
		return;
	if (begin_base(d->w, by, id, &base) < 0) {
		validate_reference(rf, "/baseConnectionId",
		                   "there is no base connection '%s'", id);
		return;
	}
	draft_check_reference(d->mode, base.state, "/baseConnectionId", rf);
	if (spec && strcmp(base.spec, spec_id(spec)) != 0)
		validate_reference(rf, "/connectionSpec/id",
		                   "the base connection's connection spec is %s",
		                   base.spec);
}

/* The base connection that the body names, or the server's own. */
static int find_base(struct build *d, const struct caller *by, const struct spec *spec,
                     char id[UUID_TEXT], struct refusal *rf)
{
	const char *named = json_str(d->body, "baseConnectionId");

	if (!named)
		return own_base(d->w, by, spec, id, rf);
	snprintf(id, UUID_TEXT, "%s", named); /* it is there: it has a UUID's length */
	return 0;
}

static void write_base(struct build *d, const char *base)
{
	d->base = base;
	json_write_str(&d->text, "baseConnectionId", base);
	build_replace(d, "baseConnectionId");
}

/* `data` of a stored target (01 §4.2): set by the server, with explicit nulls. */
static void add_data(struct build *d)
{
	const char *dataset_type = json_str(d->body, "params.datasetFileType");
	const char *type =
		dataset_type ? dataset_type : json_str(d->body, "params.fileType");
	const cJSON *sent = json_get(d->body, "data");
	AUTO(cJSON_Delete) cJSON *data = NULL;
	AUTO(mem_free) char *format = mem_strdup(type ? type : "");

	data = cJSON_IsObject(sent) ? json_copy(sent) : json_new_object();
	for (char *s = format; dataset_type && *s; s++)
		*s = str_lower(*s);
	if (!json_get(data, "format") && type)
		json_set(data, "format", json_new_str(format));
	if (!json_get(data, "schema"))
		json_set(data, "schema", json_new_null());
	if (!json_get(data, "properties"))
		json_set(data, "properties", json_new_null());
	if (dataset_type)
		json_set(data, "outputType", json_new_str("DATASET_EXPORT"));
	json_write_tree(&d->text, "data", data);
	build_replace(d, "data");
}

/* A source or a target, on the base connection that it names or the server's own. */
static int store_on_base(struct build *d, const struct caller *by,
                         const struct spec *spec, struct refusal *rf)
{
	char base[UUID_TEXT];

	if (find_base(d, by, spec, base, rf) < 0 || build_begin(d, by, rf) < 0)
		return -1;
	build_take(d, "name");
	build_take(d, "description");
	write_base(d, base);
	if (d->kind == KIND_TARGET)
		add_data(d);
	else
		build_take(d, "data");
	build_take(d, "connectionSpec");
	build_take(d, "params");
	build_take_rest(d);
	build_stamp(d);
	add_inherited(d, base);
	return build_end(d, rf);
}

/* All checks are made: without a violation it is stored, its secrets masked. */
static int make_on_base(struct build *d, const struct caller *by, cJSON *body,
                        const struct spec *spec, struct created *out, struct refusal *rf)
{
	const struct members_sent sent = { d->kind, spec, body, NULL };

	members_log_unknown(d->w, &sent);
	if (spec)
		draft_check_spec(d->mode, spec, rf);
	if (validate_end(d->w, by, body, rf) < 0)
		return -1;
	d->spec = spec_id(spec);
	secrets_mask(d->w, by->org, body);
	if (store_on_base(d, by, spec, rf) < 0)
		return -1;
	*out = d->made;
	return 0;
}

#define DATASET_POINTER "/params/datasets/%d/dataSetId"

/* Datasets that nobody could export (B16): all of them at once. */
static int check_datasets(struct world *w, const cJSON *body, struct refusal *rf)
{
	const cJSON *one, *list = json_at(body, "params.datasets");
	AUTO(buf_release) struct buf unknown = { 0 };

	if (!ledger_refuses(&w->now.contract, LEDGER_DATASET_UNKNOWN))
		return 0;
	cJSON_ArrayForEach(one, list) {
		const char *id = json_str(one, "dataSetId");

		if (id && !catalogue_find(w->datasets, id))
			buf_printf(&unknown, "%s%s", unknown.size ? ", " : "", id);
	}
	return unknown.size ? refuse(rf, E_DATASETS_UNKNOWN, buf_str(&unknown)) : 0;
}

int source_make(struct world *w, const struct caller *by, cJSON *body,
                enum create_mode mode, struct created *out, struct refusal *rf)
{
	AUTO(build_release) struct build d = { w, mode, KIND_SOURCE, body };
	const struct spec *spec = find_spec(w, by, body, rf);

	validate_body(w, "create-source-connection", body, rf);
	if (spec)
		(void)spec_check_source(spec, json_get(body, "params"), "/params",
		                        &rf->violations);
	check_base(&d, by, spec, rf);
	if (!rf->violations.count && check_datasets(w, body, rf) < 0)
		return -1;
	return make_on_base(&d, by, body, spec, out, rf);
}

/* Names of folders that no disk takes, or that the mock gives to unfinished files. */
static void check_folders(const struct spec *spec, const cJSON *params,
                          struct refusal *rf)
{
	const struct destination *d = destination_of(spec_id(spec));
	const char *path = d ? json_str(params, d->path_param) : NULL;
	struct str rest = str_of(path ? path : ""), part;
	AUTO(mem_free) char *at = d ? mem_printf("/params/%s", d->path_param) : NULL;

	while (path && str_split(&rest, '/', &part)) {
		if (part.size > FOLDER_MAX)
			validate_reference(rf, at, "a folder's name has at most %d bytes",
			                   FOLDER_MAX);
		else if (part.size >= strlen(UNFINISHED) &&
		         !memcmp(part.at, UNFINISHED, strlen(UNFINISHED)))
			validate_reference(rf, at,
			                   "a folder's name can't begin with " UNFINISHED
			                   ", as unfinished files do");
	}
}

/* A bucket's name is judged in lower case: a published sample has capitals (C52). */
static cJSON *with_lower_bucket(const struct world *w, const cJSON *params)
{
	const char *sent = json_str(params, "bucketName");
	AUTO(mem_free) char *name = NULL;
	cJSON *out;

	if (!sent || !sent[strcspn(sent, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] ||
	    ledger_refuses(&w->now.contract, LEDGER_BUCKET_CAPITALS))
		return NULL;
	name = mem_strdup(sent);
	for (char *s = name; *s; s++)
		*s = str_lower(*s);
	out = json_copy(params);
	json_set(out, "bucketName", json_new_str(name));
	return out;
}

void target_check_params(struct world *w, const struct spec *spec, const cJSON *params,
                         struct refusal *rf)
{
	AUTO(cJSON_Delete) cJSON *lower = with_lower_bucket(w, params);
	const char *type = json_str(params, "datasetFileType");
	const char *compression = json_str(params, "compression");

	if (!spec || !cJSON_IsObject(params))
		return;
	(void)spec_check_target(spec, lower ? lower : params, &w->now.contract, "/params",
	                        &rf->violations);
	check_folders(spec, params, rf);
	if (ledger_refuses(&w->now.contract, LEDGER_JSON_UNCOMPRESSED) && type &&
	    compression && str_same_nocase(type, "JSON") &&
	    str_same_nocase(compression, "NONE"))
		violations_add(&rf->violations, "/params/compression", "contract",
		               "JSON is exported in compressed form only");
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

int target_make(struct world *w, const struct caller *by, cJSON *body,
                enum create_mode mode, struct created *out, struct refusal *rf)
{
	AUTO(build_release) struct build d = { w, mode, KIND_TARGET, body };
	const struct spec *spec = find_spec(w, by, body, rf);

	validate_body(w, "create-target-connection", body, rf);
	target_check_params(w, spec, json_get(body, "params"), rf);
	check_base(&d, by, spec, rf);
	demand_base(spec, body, rf);
	return make_on_base(&d, by, body, spec, out, rf);
}
