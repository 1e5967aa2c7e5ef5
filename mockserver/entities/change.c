/*
 * change.c - an entity that is there, and is to be another
 */
#include "mockserver/entities/change.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/entities/account.h"
#include "mockserver/entities/entity_columns.h"

/* A value without double quotes around it (A28, lenient). */
static struct str bare(struct str s)
{
	if (s.size >= 2 && s.at[0] == '"' && s.at[s.size - 1] == '"')
		s = (struct str){ s.at + 1, s.size - 2 };
	return s;
}

static bool is_same(struct str a, struct str b)
{
	return a.size == b.size && !memcmp(a.at, b.at, a.size);
}

/* Cuts the next element off a list: commas between double quotes are part of it. */
static bool next_etag(struct str *rest, struct str *out)
{
	bool quoted = false;
	size_t n = 0;

	if (!rest->size)
		return false;
	for (; n < rest->size && (quoted || rest->at[n] != ','); n++)
		quoted ^= rest->at[n] == '"';
	*out = str_trim((struct str){ rest->at, n }, STR_BLANKS);
	n += n < rest->size;
	*rest = (struct str){ rest->at + n, rest->size - n };
	return true;
}

static bool matches_one(const struct contract *c, struct str etag, struct str one)
{
	return is_same(etag, one) || (!ledger_refuses(c, LEDGER_IF_MATCH_UNQUOTED) &&
	                              is_same(bare(etag), bare(one)));
}

/* RFC 9110, 13.1.1 (B48). */
static bool matches(const struct contract *c, struct str etag, struct str if_match)
{
	struct str one;

	if (ledger_refuses(c, LEDGER_IF_MATCH_FORMS))
		return matches_one(c, etag, if_match);
	if (str_is(if_match, "*"))
		return true;
	while (next_etag(&if_match, &one)) {
		if (matches_one(c, etag, one))
			return true;
	}
	return false;
}

int change_match(const struct world *w, const char *etag, const char *if_match,
                 enum if_match demand, struct refusal *rf)
{
	if (!if_match && demand == IF_MATCH_DEMANDED)
		return refuse(rf, E_IF_MATCH_MISSING);
	if (!if_match || matches(&w->now.contract, str_of(etag), str_of(if_match)))
		return 0;
	return refuse(rf, E_VERSION_STALE, if_match, etag);
}

int change_begin(struct editing *ed, const struct change *change, enum if_match demand,
                 struct refusal *rf)
{
	struct err why = { 0 };

	ed->kind = change->kind;
	ed->id = change->id;
	ed->now = clock_now(&ed->w->clock);
	if (entity_tree(&ed->w->store, change->kind, ed->by, change->id, &ed->tree,
	                &why) < 0) {
		if (why.code == ERR_NOT_FOUND)
			return refuse(rf, E_NOT_FOUND, kind_collection(change->kind),
			              change->id);
		return err_pass(&rf->err, &why);
	}
	snprintf(ed->was, sizeof(ed->was), "%s", json_str(ed->tree, "etag"));
	snprintf(ed->from, sizeof(ed->from), "%s", json_str(ed->tree, "state"));
	return change_match(ed->w, ed->was, change->if_match, demand, rf);
}

int change_allowed(const struct editing *ed, struct refusal *rf)
{
	const char *state = json_str(ed->tree, "state");

	if (ed->kind == KIND_CONNECTION && state && !strcmp(state, "draft") &&
	    ledger_refuses(&ed->w->now.contract, LEDGER_DRAFT_CHANGED))
		return refuse(rf, E_CHANGE_STATE);
	return 0;
}

static void stamp(struct editing *ed)
{
	char user[ACCOUNT_TEXT];

	if (!ed->keeps_audit) {
		account_of(ed->w, ed->by->client, user);
		json_set(ed->tree, "updatedAt", json_new_int(ed->now));
		json_set(ed->tree, "updatedBy", json_new_str(user));
		json_set(ed->tree, "updatedClient", json_new_str(ed->by->client));
	}
	json_set(ed->tree, "version", json_new_str(ed->made.etag));
	json_set(ed->tree, "etag", json_new_str(ed->made.etag));
	if (ed->kind == KIND_FLOW && !json_get(ed->tree, "labels"))
		json_set(ed->tree, "labels", json_new_array()); /* every flow has them */
}

int change_end(struct editing *ed, struct refusal *rf)
{
	AUTO(mem_free) char *body = NULL;
	struct entity n = { .kind = ed->kind, .id = ed->id };
	int64_t version;

	if (entity_version(&ed->w->store, ed->kind, ed->id, &version, &rf->err) < 0)
		return -1;
	snprintf(ed->made.id, sizeof(ed->made.id), "%s", ed->id);
	if (etag_make(ed->w, ed->id, version + 1, ed->made.etag, &rf->err) < 0)
		return -1;
	stamp(ed);
	body = json_text(ed->tree);
	n.state = json_str(ed->tree, "state");
	n.updated_at = ed->keeps_audit ? VTIME_NEVER : ed->now;
	n.etag = ed->made.etag;
	n.body = body;
	entity_columns_set(ed->tree, &n);
	return entity_swap(&ed->w->store, &n, ed->was, &rf->err);
}

void editing_release(struct editing *ed)
{
	cJSON_Delete(ed->tree);
	ed->tree = NULL;
}
