/*
 * build.h - an entity under construction: what the server adds to what a client sent
 *
 * build_begin() draws the id and starts the text that GET will answer with the audit
 * fields (03 §1), in the order of the published samples; the resource writes its own
 * members into d->text (lib/json/write.h); build_end() closes and stores it.
 *
 * Owns: its text, until build_release().  Borrows: the body.
 */
#ifndef MOCKSERVER_ENTITIES_BUILD_H
#define MOCKSERVER_ENTITIES_BUILD_H

#include "lib/hash.h"
#include "lib/json/write.h"
#include "mockserver/contract/caller.h"
#include "mockserver/entities/draft.h"
#include "mockserver/specs/specs.h"
#include "mockserver/store/entity.h"
#include "mockserver/world/etag.h"
#include "mockserver/world/world.h"

#define BUILD_TAKEN_MAX 16

/* What a create answers. */
struct created {
	char id[UUID_TEXT];
	char etag[ETAG_TEXT]; /* with its double quotes */
};

struct build {
	struct world *w;
	enum create_mode mode;
	enum kind kind;
	const cJSON *body; /* as it was sent */
	const struct caller *by;
	const char *spec; /* id of the connection spec or flow spec */
	const char *base; /* base connection's id; NULL: the one that was sent */
	enum soundness sound;
	const char *columns[ENTITY_COLUMNS]; /* the name comes by itself */
	vtime now;
	struct created made;
	struct buf text;
	const char *taken[BUILD_TAKEN_MAX]; /* members of the body that are in the text */
	size_t taken_count;
	int64_t seq; /* after build_end() */
};

/*
 * Draws the id from (seed, collection, how many were created there); inside the
 * transaction that stores the entity.  The collection is a constant.
 */
int build_draw_id(struct build *d, const char *collection, struct refusal *rf) MUST_USE;

/* Draws an id for its kind, unless made.id is set, and begins the text. */
int build_begin(struct build *d, const struct caller *by, struct refusal *rf) MUST_USE;

/* Copies a member of the body; false where it is missing or null. */
bool build_take(struct build *d, const char *name);

/* The text has something in the place of that member of the body. */
void build_replace(struct build *d, const char *name);

/* Copies what is neither taken yet nor the server's own to set. */
void build_take_rest(struct build *d);

/* state, version and etag, in that order. */
void build_stamp(struct build *d);

/* Ends the text and stores it. */
int build_end(struct build *d, struct refusal *rf) MUST_USE;
void build_release(struct build *d);
AUTO_DEFINE_STRUCT(struct build, build_release);

#endif
