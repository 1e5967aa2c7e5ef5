/*
 * entity.c - what clients write: JSON texts, each with a kind and an id
 */
#include "mockserver/store/entity.h"

static const char *const collections[] = {
	[KIND_CONNECTION] = "connections",
	[KIND_SOURCE] = "sourceConnections",
	[KIND_TARGET] = "targetConnections",
	[KIND_FLOW] = "flows",
};
static_assert(ARRAY_LEN(collections) == KIND_COUNT, "every kind has a collection");

const char *kind_collection(enum kind kind)
{
	return collections[kind];
}

int entity_find_tenant(struct store *s, const char *org, const char *sandbox,
                       int64_t *out, struct err *e)
{
	return tenants_find(&s->tenants, &s->sql, org, sandbox, out, e);
}

static void put_columns(struct stmt *q, const struct entity *n)
{
	for (size_t i = 0; i < ENTITY_COLUMNS; i++)
		stmt_put_text(q, n->columns[i]);
}

static void get_news(struct stmt *q, struct entity_news *out)
{
	out->by_service = stmt_get_int(q);
	out->updated_at = stmt_get_int(q);
	out->etag = stmt_get_str(q);
	out->ran = !stmt_next_is_null(q);
	if (out->ran)
		run_last_get(q, &out->last);
}

void entity_row_get(struct stmt *q, struct entity_row *out)
{
	out->body = stmt_get_str(q);
	get_news(q, &out->news);
}

int entity_at(struct store *s, int64_t seq, struct stmt **q, struct entity_row *out,
              struct err *e)
{
	AUTO(stmt_end) struct stmt *row = stmt_begin(&s->sql, SQL_ENTITY_AT);

	stmt_put_int(row, seq);
	if (stmt_one(row, e) < 0)
		return -1;
	entity_row_get(row, out);
	*q = TAKE(row);
	return 0;
}

int entity_put(struct store *s, const struct entity *n, int64_t *seq, struct err *e)
{
	struct stmt *q;
	int64_t tenant;

	s->writes++;
	if (tenants_make(&s->tenants, &s->sql, n->org, n->sandbox, &tenant, e) < 0 ||
	    serials_next(&s->serials, &s->sql, "entity", seq, e) < 0)
		return -1;
	q = stmt_begin(&s->sql, SQL_ENTITY_PUT);
	stmt_put_int(q, *seq);
	stmt_put_int(q, tenant);
	stmt_put_int(q, n->kind);
	stmt_put_text(q, n->id);
	stmt_put_text(q, n->org);
	stmt_put_text(q, n->sandbox);
	stmt_put_int(q, n->version);
	stmt_put_text(q, n->spec);
	stmt_put_text(q, n->state);
	stmt_put_int(q, n->created_at);
	stmt_put_int(q, n->updated_at);
	stmt_put_text(q, n->etag);
	stmt_put_text(q, n->body);
	stmt_put_text(q, n->base);
	stmt_put_int(q, n->sound == UNSOUND);
	put_columns(q, n);
	return stmt_run(q, e);
}

int entity_begin(struct store *s, const struct entity *which, struct entity_text *out,
                 struct err *e)
{
	enum sql load = which->kind == KIND_FLOW ? SQL_FLOW_TEXT : SQL_ENTITY_LOAD;
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, load);

	*out = (struct entity_text){ 0 };
	if (load == SQL_ENTITY_LOAD)
		stmt_put_int(q, which->kind);
	stmt_put_text(q, which->id);
	if (stmt_one(q, e) < 0)
		return -1;
	if (strcmp(stmt_get_text(q), which->org) != 0 ||
	    strcmp(stmt_get_text(q), which->sandbox) != 0)
		return err_set(e, ERR_NOT_FOUND,
		               "it is another organisation's or sandbox's");
	out->spec = stmt_get_text(q);
	out->state = stmt_get_text(q);
	out->etag = stmt_get_text(q);
	out->body = stmt_get_text(q);
	out->size = strlen(out->body);
	if (which->kind == KIND_FLOW)
		get_news(q, &out->news);
	out->q = TAKE(q);
	return 0;
}

void entity_end(struct entity_text *t)
{
	if (t->q)
		stmt_end(t->q);
	*t = (struct entity_text){ 0 };
}

/* Runs the statement; one row must change. */
static int change_one(struct store *s, struct stmt *q, enum err_code otherwise,
                      struct err *e)
{
	if (stmt_run(q, e) < 0)
		return -1;
	return sqlite3_changes(s->db) == 1 ? 0 : err_set(e, otherwise, "no such row");
}

int entity_swap(struct store *s, const struct entity *n, const char *was, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_ENTITY_SWAP);

	s->writes++;
	stmt_put_text(q, n->state);
	stmt_put_time(q, n->updated_at);
	stmt_put_text(q, n->etag);
	stmt_put_text(q, n->body);
	stmt_put_text(q, n->base);
	put_columns(q, n);
	stmt_put_int(q, n->kind);
	stmt_put_text(q, n->id);
	stmt_put_text(q, was);
	return change_one(s, q, ERR_STALE, e);
}

int entity_rewrite(struct store *s, const struct entity *n, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_ENTITY_REWRITE);

	s->writes++;
	stmt_put_text(q, n->body);
	stmt_put_text(q, n->base);
	put_columns(q, n);
	stmt_put_int(q, n->kind);
	stmt_put_text(q, n->id);
	return change_one(s, q, ERR_NOT_FOUND, e);
}

int entity_write(struct store *s, const struct entity_written *n, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_ENTITY_WRITE);

	stmt_put_int(q, n->version);
	stmt_put_int(q, n->updated_at);
	stmt_put_text(q, n->etag);
	stmt_put_int(q, n->seq);
	return stmt_run(q, e);
}

int entity_version_at(struct store *s, int64_t seq, char id[UUID_TEXT], int64_t *version,
                      struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_ENTITY_VERSION_AT);
	int got;

	stmt_put_int(q, seq);
	got = stmt_step(q, e);
	if (got <= 0)
		return got;
	snprintf(id, UUID_TEXT, "%s", stmt_get_text(q));
	*version = stmt_get_int(q);
	return 1;
}

int entity_delete(struct store *s, enum kind kind, const char *id, struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_ENTITY_DELETE);

	s->writes++;
	stmt_put_int(q, kind);
	stmt_put_text(q, id);
	return change_one(s, q, ERR_NOT_FOUND, e);
}

int entity_is_end(struct store *s, enum kind kind, const char *id, bool *out,
                  struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_FLOW_OF_END);
	int got;

	stmt_put_int(q, kind);
	stmt_put_text(q, id);
	got = stmt_step(q, e);
	*out = got > 0;
	return got < 0 ? -1 : 0;
}

int entity_version(struct store *s, enum kind kind, const char *id, int64_t *out,
                   struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_ENTITY_VERSION);

	stmt_put_int(q, kind);
	stmt_put_text(q, id);
	if (stmt_one(q, e) < 0)
		return -1;
	*out = stmt_get_int(q);
	return 0;
}

int entity_note_soundness(struct store *s, const char *id, enum soundness sound,
                          struct err *e)
{
	struct stmt *q = stmt_begin(&s->sql, SQL_SOUND_SET);

	stmt_put_int(q, sound == UNSOUND);
	stmt_put_text(q, id);
	return stmt_run(q, e);
}

int entity_soundness(struct store *s, const char *id, enum soundness *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->sql, SQL_SOUND_LOAD);
	int got;

	stmt_put_text(q, id);
	got = stmt_step(q, e);
	*out = got > 0 && stmt_get_int(q) ? UNSOUND : SOUND;
	return got < 0 ? -1 : 0;
}

/* The members that a write of the service changes (09 §2.6). */
static void set_written(cJSON *flow, const struct entity_news *news)
{
	json_set(flow, "updatedAt", json_new_int(news->updated_at));
	json_set(flow, "updatedBy", json_new_str(SERVICE_USER));
	json_set(flow, "updatedClient", json_new_str(SERVICE_CLIENT));
	json_set(flow, "version", json_new_str(news->etag.at));
	json_set(flow, "etag", json_new_str(news->etag.at));
}

int entity_tree(struct store *s, enum kind kind, const struct caller *by, const char *id,
                cJSON **out, struct err *e)
{
	const struct entity which = {
		.kind = kind,
		.id = id,
		.org = by->org,
		.sandbox = by->sandbox,
	};
	AUTO(entity_end) struct entity_text text = { 0 };

	if (entity_begin(s, &which, &text, e) < 0 ||
	    json_parse(text.body, text.size, out, e) < 0)
		return -1;
	if (text.news.by_service)
		set_written(*out, &text.news);
	return 0;
}
