/*
 * draft.h - an entity in the making: what the server adds to what a client sent
 *
 * draft_begin() draws the id and starts the tree with the audit fields (03 §1) in
 * the order of the published samples; the resource adds its own; draft_end() adds
 * version and etag at their place, and stores the text that GET will answer.
 *
 * Owns: its tree, until draft_release().
 */
#ifndef MOCKSERVER_MODEL_DRAFT_H
#define MOCKSERVER_MODEL_DRAFT_H

#include "lib/hash.h"
#include "mockserver/contract/caller.h"
#include "mockserver/model/specs.h"
#include "mockserver/model/world.h"
#include "mockserver/store/entity.h"

#define ETAG_TEXT 48

/* What a create answers. */
struct created {
	char id[UUID_TEXT];
	char etag[ETAG_TEXT]; /* with its double quotes */
};

/* ?mode=draft: what is made waits for its publish (02 §7). */
enum create_mode { CREATE_LIVE, CREATE_DRAFT };

struct draft {
	struct world *w;
	enum create_mode mode;
	const struct caller *by;
	enum kind kind;
	const char *spec; /* id of its connection spec or flow spec */
	vtime now;
	struct created made;
	cJSON *tree;
	int64_t seq; /* after draft_end() */
};

/* Draws the id from (seed, kind, how many were created), unless made.id is set. */
int draft_begin(struct draft *d, const struct caller *by, struct refusal *rf) MUST_USE;

/* Copies a member of the request, unless it is missing or null. */
void draft_take(struct draft *d, const cJSON *body, const char *name);

/* Copies what is neither taken yet nor the server's own to set. */
void draft_take_rest(struct draft *d, const cJSON *body);

/* state, version and etag, in that order. */
void draft_stamp(struct draft *d);

/* Stores it. */
int draft_end(struct draft *d, struct refusal *rf) MUST_USE;
void draft_release(struct draft *d);
static inline void draft_release_auto(struct draft *d)
{
	draft_release(d);
}

/*
 * "0000d781-0000-0200-0000-63e29f420000" in double quotes (03 §2): a hash of seed, id
 * and version, and the second of the write.
 */
void make_etag(const struct world *w, const char *id, int64_t version,
               char out[ETAG_TEXT]);

/* Refuses a draft of what a spec does not let be one (07 B30). */
int draft_allowed(enum create_mode mode, const struct spec *spec, struct refusal *rf)
	MUST_USE;

/*
 * Adds a violation at `pointer` where a new entity would stand on one that is a draft,
 * or disabled, and is no draft itself (07 B11).
 */
void draft_check_ground(enum create_mode mode, const cJSON *below, const char *pointer,
                        struct refusal *rf);

/* {"id","version"} of a connection spec. */
cJSON *spec_reference(const char *id, const char *version) MUST_USE;

/* The parsed text of an entity of the caller's; ERR_NOT_FOUND when there is none. */
int entity_tree(struct world *w, enum kind kind, const struct caller *by, const char *id,
                cJSON **out, struct err *e) MUST_USE;

#endif
