/*
 * draft.c - an entity in the making: what the server adds to what a client sent
 */
#include "mockserver/model/draft.h"

#include "lib/mem.h"
#include "mockserver/model/validate.h"

static const char *const state_names[] = {
	[CREATE_LIVE] = "enabled",
	[CREATE_DRAFT] = "draft",
};

/* Members that only the server sets; a client's are not kept. */
static const char *const servers_own[] = {
	"id",
	"createdAt",
	"updatedAt",
	"createdBy",
	"updatedBy",
	"sandboxId",
	"sandboxName",
	"imsOrgId",
	"version",
	"createdClient",
	"etag",
	"runs",
	"state",
	"lastOperation",
	"updatedClient",
	"inheritedAttributes",
	"lastRunDetails",
};

void make_etag(const struct world *w, const char *id, int64_t version,
               char out[ETAG_TEXT])
{
	uint64_t h =
		hash_with(hash_text(hash_text(w->seed, "etag"), id), (uint64_t)version);

	snprintf(out, ETAG_TEXT, "\"%08x-0000-0200-0000-%08x0000\"", (unsigned)(h >> 32),
	         (unsigned)(clock_now(&w->clock) / MS_PER_SECOND));
}

static void add_audit(struct draft *d)
{
	AUTO(mem_free) char *user = mem_printf("%s@AdobeID", d->by->client);
	AUTO(mem_free) char *where = mem_printf("%s/%s", d->by->org, d->by->sandbox);
	char sandbox_id[UUID_TEXT];

	hash_uuid(hash_text(hash_text(d->w->seed, "sandbox"), where), sandbox_id);
	json_set(d->tree, "id", json_new_str(d->made.id));
	json_set(d->tree, "createdAt", json_new_int(d->now));
	json_set(d->tree, "updatedAt", json_new_int(d->now));
	json_set(d->tree, "createdBy", json_new_str(user));
	json_set(d->tree, "updatedBy", json_new_str(user));
	json_set(d->tree, "createdClient", json_new_str(d->by->client));
	json_set(d->tree, "updatedClient", json_new_str(d->by->client));
	json_set(d->tree, "sandboxId", json_new_str(sandbox_id));
	json_set(d->tree, "sandboxName", json_new_str(d->by->sandbox));
	json_set(d->tree, "imsOrgId", json_new_str(d->by->org));
}

static int draw_id(struct draft *d, struct refusal *rf)
{
	const char *collection = kind_collection(d->kind);
	int64_t serial;

	if (meta_count_up(&d->w->store, collection, &serial, &rf->err) < 0)
		return -1;
	hash_uuid(hash_with(hash_text(d->w->seed, collection), (uint64_t)serial),
	          d->made.id);
	return 0;
}

int draft_begin(struct draft *d, const struct caller *by, struct refusal *rf)
{
	d->by = by;
	d->now = clock_now(&d->w->clock);
	if (!*d->made.id && draw_id(d, rf) < 0)
		return -1;
	make_etag(d->w, d->made.id, 1, d->made.etag);
	d->tree = json_new_object();
	add_audit(d);
	return 0;
}

void draft_take(struct draft *d, const cJSON *body, const char *name)
{
	const cJSON *value = json_get(body, name);

	if (value && !cJSON_IsNull(value))
		json_set(d->tree, name, json_copy(value));
}

static bool is_servers_own(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(servers_own); i++) {
		if (!strcmp(servers_own[i], name))
			return true;
	}
	return false;
}

void draft_take_rest(struct draft *d, const cJSON *body)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, body) {
		if (!json_get(d->tree, one->string) && !is_servers_own(one->string))
			draft_take(d, body, one->string);
	}
}

void draft_stamp(struct draft *d)
{
	json_set(d->tree, "state", json_new_str(state_names[d->mode]));
	json_set(d->tree, "version", json_new_str(d->made.etag));
	json_set(d->tree, "etag", json_new_str(d->made.etag));
}

int draft_end(struct draft *d, struct refusal *rf)
{
	AUTO(mem_free) char *body = json_text(d->tree);
	const struct entity n = {
		.kind = d->kind,
		.id = d->made.id,
		.org = d->by->org,
		.sandbox = d->by->sandbox,
		.spec = d->spec,
		.state = state_names[d->mode],
		.etag = d->made.etag,
		.body = body,
		.version = 1,
		.created_at = d->now,
		.updated_at = d->now,
		.base = json_str(d->tree, "baseConnectionId"),
	};

	return entity_put(&d->w->store, &n, &d->seq, &rf->err);
}

void draft_release(struct draft *d)
{
	cJSON_Delete(d->tree);
	d->tree = NULL;
}

int draft_allowed(enum create_mode mode, const struct spec *spec, struct refusal *rf)
{
	const cJSON *supported =
		json_at(spec_tree(spec), "attributes.isDraftModeSupported");

	if (mode == CREATE_LIVE || cJSON_IsTrue(supported))
		return 0;
	return refuse(rf, E_DRAFT_UNSUPPORTED, spec_id(spec));
}

void draft_check_ground(enum create_mode mode, const cJSON *below, const char *pointer,
                        struct refusal *rf)
{
	const char *state = json_str(below, "state");

	if (mode == CREATE_LIVE && state && strcmp(state, state_names[CREATE_LIVE]) != 0)
		validate_reference(rf, pointer, "what it refers to is %s", state);
}

cJSON *spec_reference(const char *id, const char *version)
{
	cJSON *ref = json_new_object();

	json_set(ref, "id", json_new_str(id));
	json_set(ref, "version", json_new_str(version));
	return ref;
}

int entity_tree(struct world *w, enum kind kind, const struct caller *by, const char *id,
                cJSON **out, struct err *e)
{
	const struct entity which = {
		.kind = kind,
		.id = id,
		.org = by->org,
		.sandbox = by->sandbox,
	};
	AUTO(entity_end) struct entity_text text = { 0 };

	if (entity_begin(&w->store, &which, &text, e) < 0)
		return -1;
	return json_parse(text.body, text.size, out, e);
}
