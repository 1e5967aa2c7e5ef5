/*
 * build.c - an entity under construction: what the server adds to what a client sent
 */
#include "mockserver/entities/build.h"

#include "lib/str.h"
#include "mockserver/entities/account.h"
#include "mockserver/entities/validate.h"
#include "mockserver/world/tenant.h"

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

#define TEXT_ROOM 1024 /* as long as most: the bytes are not moved while it grows */

static void add_audit(struct build *d)
{
	char sandbox_id[UUID_TEXT], text[ACCOUNT_TEXT];
	const char *user = account_of(d->w, d->by->client, text);

	tenant_sandbox_id(d->w->seed, d->by->org, d->by->sandbox, sandbox_id);
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

int build_draw_id(struct build *d, const char *collection, struct refusal *rf)
{
	int64_t serial;

	if (store_draw(&d->w->store, collection, &serial, &rf->err) < 0)
		return -1;
	hash_uuid(hash_with(hash_text(d->w->seed, collection), (uint64_t)serial),
	          d->made.id);
	return 0;
}

static void begin_text(struct build *d)
{
	char *room = buf_reserve(&d->text, TEXT_ROOM);

	assert(room);
	(void)room;
	json_begin_object(&d->text, NULL);
}

int build_begin(struct build *d, const struct caller *by, struct refusal *rf)
{
	d->by = by;
	d->now = clock_now(&d->w->clock);
	if (!*d->made.id && build_draw_id(d, kind_collection(d->kind), rf) < 0)
		return -1;
	if (etag_make(d->w, d->made.id, 1, d->made.etag, &rf->err) < 0)
		return -1;
	begin_text(d);
	add_audit(d);
	return 0;
}

void build_replace(struct build *d, const char *name)
{
	assert(d->taken_count < BUILD_TAKEN_MAX);
	d->taken[d->taken_count++] = name;
}

bool build_take(struct build *d, const char *name)
{
	const cJSON *value = json_get(d->body, name);

	if (!value || cJSON_IsNull(value))
		return false;
	json_write_tree(&d->text, name, value);
	build_replace(d, name);
	return true;
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (str_same(names[i], name))
			return true;
	}
	return false;
}

void build_take_rest(struct build *d)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, d->body) {
		if (!cJSON_IsNull(one) &&
		    !is_one_of(one->string, d->taken, d->taken_count) &&
		    !is_one_of(one->string, servers_own, ARRAY_LEN(servers_own)))
			json_write_tree(&d->text, one->string, one);
	}
}

void build_stamp(struct build *d)
{
	json_write_str(&d->text, "state", draft_state(d->mode));
	json_write_str(&d->text, "version", d->made.etag);
	json_write_str(&d->text, "etag", d->made.etag);
}

int build_end(struct build *d, struct refusal *rf)
{
	struct entity n = {
		.kind = d->kind,
		.id = d->made.id,
		.org = d->by->org,
		.sandbox = d->by->sandbox,
		.spec = d->spec,
		.state = draft_state(d->mode),
		.sound = d->sound,
		.etag = d->made.etag,
		.version = 1,
		.created_at = d->now,
		.updated_at = d->now,
		.base = d->base ? d->base : json_str(d->body, "baseConnectionId"),
	};

	json_end_object(&d->text);
	n.body = d->text.data;
	memcpy(n.columns, d->columns, sizeof(n.columns));
	n.columns[ENTITY_COLUMN_NAME] = json_str(d->body, "name");
	return entity_put(&d->w->store, &n, &d->seq, &rf->err);
}

void build_release(struct build *d)
{
	buf_release(&d->text);
}
