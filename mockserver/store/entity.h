/*
 * entity.h - what clients write: JSON texts, each with a kind and an id
 *
 * The text is exactly what GET answers inside "items".  An entity of another
 * organisation or sandbox is not found.
 *
 * Owns: struct entity_text borrows from the store until entity_end().
 * Errors: ERR_NOT_FOUND, for callers to handle.
 */
#ifndef MOCKSERVER_STORE_ENTITY_H
#define MOCKSERVER_STORE_ENTITY_H

#include "lib/hash.h"
#include "lib/json/json.h"
#include "lib/vtime.h"
#include "mockserver/contract/caller.h"
#include "mockserver/store/run.h"
#include "mockserver/store/store.h"

/* Who writes to a flow when its runs go on [live 33 of 35]. */
#define SERVICE_CLIENT "acp_foundation_connectors"
#define SERVICE_USER   SERVICE_CLIENT "@AdobeID"

enum kind { KIND_CONNECTION, KIND_SOURCE, KIND_TARGET, KIND_FLOW, KIND_COUNT };

/* What else lists are filtered by, besides struct entity's members: columns too. */
enum entity_column {
	ENTITY_COLUMN_NAME,
	ENTITY_COLUMN_SOURCE, /* this and what follows of flows only */
	ENTITY_COLUMN_TARGET,
	ENTITY_COLUMN_SOURCE_SPEC,
	ENTITY_COLUMN_TARGET_SPEC,
	ENTITY_COLUMN_OUTPUT_TYPE,
	ENTITY_COLUMN_IS_DESTINATION, /* "true" or "false" */
	ENTITY_COLUMNS
};

/* Whether a base connection's credentials fit their spec, its patterns among it. */
enum soundness { SOUND, UNSOUND };

struct entity {
	enum kind kind;
	const char *id, *org, *sandbox, *spec, *state, *etag, *body;
	const char *base; /* base connection's id, or NULL; when changed, NULL keeps it */
	int64_t version;
	vtime created_at;
	vtime updated_at; /* entity_swap(): VTIME_NEVER leaves it and who wrote it last */
	enum soundness sound;
	const char *columns[ENTITY_COLUMNS]; /* as the body has it; NULL for none */
};

/* "flows": the collection in paths and error texts. */
const char *kind_collection(enum kind kind);

/* Stores a new one; *seq is its place in the order of creation. */
int entity_put(struct store *s, const struct entity *n, int64_t *seq, struct err *e)
	MUST_USE;

/* The number of an organisation's sandbox; 0 while it has no entity. */
int entity_find_tenant(struct store *s, const char *org, const char *sandbox,
                       int64_t *out, struct err *e) MUST_USE;

/* What GET shows and the text does not say: what the service has done, in columns. */
struct entity_news {
	bool by_service;      /* it wrote the entity last: */
	vtime updated_at;     /* then, */
	struct str etag;      /* and with this version and etag */
	bool ran;             /* a flow that has had a run: */
	struct last_run last; /* its newest */
};

struct entity_row {
	struct str body;
	struct entity_news news;
};

/* Reads it from a row's next columns: body, then struct entity_news in its order. */
void entity_row_get(struct stmt *q, struct entity_row *out);

/* Lends the text of one entity, by its place, until stmt_end(*q). */
int entity_at(struct store *s, int64_t seq, struct stmt **q, struct entity_row *out,
              struct err *e) MUST_USE;

struct entity_text {
	struct stmt *q;
	const char *body, *etag, *spec, *state;
	size_t size;
	struct entity_news news;
};

/* Lends the text of one entity; entity_end() gives it back. */
int entity_begin(struct store *s, const struct entity *which, struct entity_text *out,
                 struct err *e) MUST_USE;
void entity_end(struct entity_text *t);
AUTO_DEFINE_STRUCT(struct entity_text, entity_end);

/*
 * Replaces state, etag, updated_at, body and what is looked up in it of the entity of
 * that kind and id, if its etag is still `was`: ERR_STALE if not.
 */
int entity_swap(struct store *s, const struct entity *n, const char *was, struct err *e)
	MUST_USE;

/* Replaces body and what is looked up in it: what it shows of others has changed. */
int entity_rewrite(struct store *s, const struct entity *n, struct err *e) MUST_USE;

/* The service's own write of a flow, for its runs. */
struct entity_written {
	int64_t seq;
	int64_t version;
	vtime updated_at;
	const char *etag;
};
int entity_write(struct store *s, const struct entity_written *n, struct err *e) MUST_USE;

/* 1 with id and version of the entity of that number, 0 if there is no such. */
int entity_version_at(struct store *s, int64_t seq, char id[UUID_TEXT], int64_t *version,
                      struct err *e) MUST_USE;

/* Removes it; ERR_NOT_FOUND when it is not there. */
int entity_delete(struct store *s, enum kind kind, const char *id, struct err *e)
	MUST_USE;

/* Notes whether a base connection's credentials are sound, and tells it. */
int entity_note_soundness(struct store *s, const char *id, enum soundness sound,
                          struct err *e) MUST_USE;
int entity_soundness(struct store *s, const char *id, enum soundness *out, struct err *e)
	MUST_USE;

/* Does an enabled flow name it as its source or target connection? */
int entity_is_end(struct store *s, enum kind kind, const char *id, bool *out,
                  struct err *e) MUST_USE;

/* How often it was written: 1 after its creation. */
int entity_version(struct store *s, enum kind kind, const char *id, int64_t *out,
                   struct err *e) MUST_USE;

/*
 * The parsed text of an entity of the caller's, with what the service wrote last;
 * ERR_NOT_FOUND if there is no such.
 */
int entity_tree(struct store *s, enum kind kind, const struct caller *by, const char *id,
                cJSON **out, struct err *e) MUST_USE;

#endif
