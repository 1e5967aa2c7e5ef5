/*
 * change.h - an entity that is there, and is to be another
 *
 * change_begin() finds it and checks the If-Match; change_end() gives it its next
 * version, etag and updatedAt, and stores its text.
 *
 * Owns: the tree, until editing_release().
 */
#ifndef MOCKSERVER_ENTITIES_CHANGE_H
#define MOCKSERVER_ENTITIES_CHANGE_H

#include "mockserver/entities/build.h"

/* Which entity, and on which condition. */
struct change {
	enum kind kind;
	const char *id;
	const char *if_match; /* NULL: not given */
};

struct editing {
	struct world *w;
	const struct caller *by;
	enum kind kind;
	const char *id;
	vtime now;
	cJSON *tree;         /* the entity; may be replaced */
	bool auth_sent;      /* a patch holds credentials */
	bool end_sent;       /* a patch says when a flow's schedule ends */
	bool keeps_audit;    /* updatedAt and who wrote it last stay (B40) */
	char was[ETAG_TEXT]; /* its etag before */
	char from[16];       /* its state before */
	struct created made; /* id and new etag, after change_end() */
};

enum if_match { IF_MATCH_DEMANDED, IF_MATCH_OPTIONAL };

/* Does the If-Match name that etag?  1403-400 and 412 where not. */
int change_match(const struct world *w, const char *etag, const char *if_match,
                 enum if_match demand, struct refusal *rf) MUST_USE;

/* 404 for an unknown entity; 1403-400 and 412 by the If-Match. */
int change_begin(struct editing *ed, const struct change *change, enum if_match demand,
                 struct refusal *rf) MUST_USE;
/* 1416-400 for a base connection that is a draft (the ledger's C31). */
int change_allowed(const struct editing *ed, struct refusal *rf) MUST_USE;
int change_end(struct editing *ed, struct refusal *rf) MUST_USE;
void editing_release(struct editing *ed);
AUTO_DEFINE_STRUCT(struct editing, editing_release);

#endif
