/*
 * draft.h - an entity in the making: what the server adds to what a client sent
 *
 * draft_begin() draws the id and starts the text that GET will answer with the audit
 * fields (03 §1), in the order of the published samples; the resource writes its own
 * members into d->text (lib/json/write.h); draft_end() closes and stores it.
 *
 * Owns: its text, until draft_release().  Borrows: the body.
 */
#ifndef MOCKSERVER_ENTITIES_DRAFT_H
#define MOCKSERVER_ENTITIES_DRAFT_H

#include "lib/hash.h"
#include "lib/json/write.h"
#include "mockserver/contract/caller.h"
#include "mockserver/entities/etag.h"
#include "mockserver/specs/specs.h"
#include "mockserver/store/entity.h"
#include "mockserver/world/world.h"

#define DRAFT_TAKEN_MOST 16

/* What a create answers. */
struct created {
	char id[UUID_TEXT];
	char etag[ETAG_TEXT]; /* with its double quotes */
};

/* ?mode=draft: what is made waits for its publish (02 §7). */
enum create_mode { CREATE_LIVE, CREATE_DRAFT, CREATE_MODES };

struct draft {
	struct world *w;
	enum create_mode mode;
	const struct caller *by;
	enum kind kind;
	const cJSON *body; /* as it was sent */
	const char *spec;  /* id of its connection spec or flow spec */
	const char *base;  /* id of its base connection; NULL: the one that was sent */
	enum soundness sound;
	const char *looked_up[LOOKED_UP_COUNT]; /* the name comes by itself */
	vtime now;
	struct created made;
	struct buf text;
	const char
		*taken[DRAFT_TAKEN_MOST]; /* members of the body that are in the text */
	size_t taken_count;
	int64_t seq; /* after draft_end() */
};

/*
 * Draws the id from (seed, collection, how many were created there); inside the
 * transaction that stores the entity.  The collection is a constant.
 */
int draft_draw_id(struct draft *d, const char *collection, struct refusal *rf) MUST_USE;

/* Draws the id of its kind's collection, unless made.id is set, and begins the text. */
int draft_begin(struct draft *d, const struct caller *by, struct refusal *rf) MUST_USE;

/* Copies a member of the body; false where it is missing or null. */
bool draft_take(struct draft *d, const char *name);

/* The text has something in the place of that member of the body. */
void draft_replace(struct draft *d, const char *name);

/* Copies what is neither taken yet nor the server's own to set. */
void draft_take_rest(struct draft *d);

/* state, version and etag, in that order. */
void draft_stamp(struct draft *d);

/* Ends the text and stores it. */
int draft_end(struct draft *d, struct refusal *rf) MUST_USE;
void draft_release(struct draft *d);
AUTO_DEFINE_STRUCT(struct draft, draft_release);

/* Refuses a draft of what a spec does not let be one (B30). */
int draft_allowed(enum create_mode mode, const struct spec *spec, struct refusal *rf)
	MUST_USE;

/*
 * Adds a violation at `pointer` where a new entity would stand on one of that state (NULL
 * for none), a draft or disabled, and is no draft itself (B11).
 */
void draft_check_ground(enum create_mode mode, const char *state, const char *pointer,
                        struct refusal *rf);

#endif
