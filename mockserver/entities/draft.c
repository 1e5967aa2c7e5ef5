/*
 * draft.c - an entity in the making: what the server adds to what a client sent
 */
#include "mockserver/entities/draft.h"

#include "lib/mem.h"
#include "mockserver/entities/validate.h"
#include "mockserver/world/tenant.h"

static const char *const state_names[] = {
	[CREATE_LIVE] = "enabled",
	[CREATE_DRAFT] = "draft",
};
static_assert(ARRAY_LEN(state_names) == CREATE_MODES, "every mode has a state");

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

static void add_audit(struct draft *d)
{
	AUTO(mem_free) char *user = mem_printf("%s@AdobeID", d->by->client);
	AUTO(mem_free) char *where = tenant_text(d->by->org, d->by->sandbox);
	char sandbox_id[UUID_TEXT];

	hash_uuid(hash_text(hash_text(d->w->seed, "sandbox"), where), sandbox_id);
	json_write_str(&d->text, "id", d->made.id);
	json_write_int(&d->text, "createdAt", d->now);
	json_write_int(&d->text, "updatedAt", d->now);
	json_write_str(&d->text, "createdBy", user);
	json_write_str(&d->text, "updatedBy", user);
	json_write_str(&d->text, "createdClient", d->by->client);
	json_write_str(&d->text, "updatedClient", d->by->client);
	json_write_str(&d->text, "sandboxId", sandbox_id);
	json_write_str(&d->text, "sandboxName", d->by->sandbox);
	json_write_str(&d->text, "imsOrgId", d->by->org);
}

int draft_draw_id(struct draft *d, const char *collection, struct refusal *rf)
{
	int64_t serial;

	if (store_draw(&d->w->store, collection, &serial, &rf->err) < 0)
		return -1;
	hash_uuid(hash_with(hash_text(d->w->seed, collection), (uint64_t)serial),
	          d->made.id);
	return 0;
}

int draft_begin(struct draft *d, const struct caller *by, struct refusal *rf)
{
	d->by = by;
	d->now = clock_now(&d->w->clock);
	if (!*d->made.id && draft_draw_id(d, kind_collection(d->kind), rf) < 0)
		return -1;
	etag_make(d->w, d->made.id, 1, d->made.etag);
	json_begin_object(&d->text, NULL);
	add_audit(d);
	return 0;
}

void draft_replace(struct draft *d, const char *name)
{
	assert(d->taken_count < DRAFT_TAKEN_MOST);
	d->taken[d->taken_count++] = name;
}

bool draft_take(struct draft *d, const char *name)
{
	const cJSON *value = json_get(d->body, name);

	if (!value || cJSON_IsNull(value))
		return false;
	json_write_tree(&d->text, name, value);
	draft_replace(d, name);
	return true;
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!strcmp(names[i], name))
			return true;
	}
	return false;
}

void draft_take_rest(struct draft *d)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, d->body) {
		if (!cJSON_IsNull(one) &&
		    !is_one_of(one->string, d->taken, d->taken_count) &&
		    !is_one_of(one->string, servers_own, ARRAY_LEN(servers_own)))
			json_write_tree(&d->text, one->string, one);
	}
}

void draft_stamp(struct draft *d)
{
	json_write_str(&d->text, "state", state_names[d->mode]);
	json_write_str(&d->text, "version", d->made.etag);
	json_write_str(&d->text, "etag", d->made.etag);
}

int draft_end(struct draft *d, struct refusal *rf)
{
	struct entity n = {
		.kind = d->kind,
		.id = d->made.id,
		.org = d->by->org,
		.sandbox = d->by->sandbox,
		.spec = d->spec,
		.state = state_names[d->mode],
		.sound = d->sound,
		.etag = d->made.etag,
		.version = 1,
		.created_at = d->now,
		.updated_at = d->now,
		.base = d->base ? d->base : json_str(d->body, "baseConnectionId"),
	};

	json_end_object(&d->text);
	n.body = d->text.data;
	memcpy(n.looked_up, d->looked_up, sizeof(n.looked_up));
	n.looked_up[LOOKED_UP_NAME] = json_str(d->body, "name");
	return entity_put(&d->w->store, &n, &d->seq, &rf->err);
}

void draft_release(struct draft *d)
{
	buf_release(&d->text);
}

int draft_allowed(enum create_mode mode, const struct spec *spec, struct refusal *rf)
{
	const cJSON *supported =
		json_at(spec_tree(spec), "attributes.isDraftModeSupported");

	if (mode == CREATE_LIVE || cJSON_IsTrue(supported))
		return 0;
	return refuse(rf, E_DRAFT_UNSUPPORTED, spec_id(spec));
}

void draft_check_ground(enum create_mode mode, const char *state, const char *pointer,
                        struct refusal *rf)
{
	if (mode == CREATE_LIVE && state && strcmp(state, state_names[CREATE_LIVE]) != 0)
		validate_reference(rf, pointer, "what it refers to is %s", state);
}
