/*
 * impact.h - what a request would do to the service, seen from its method and path
 *
 * The kinds of entities are rows, in the order in which references allow them to be
 * deleted.  A write whose path is in no row is IMPACT_UNKNOWN, and so is one with a
 * spelling that a server might read as another path ("%66lows", "/x/../flows"): what is
 * not understood is not sent where it could do harm.
 *
 * Owns: nothing.  Borrows: the ids, from the path.
 */
#ifndef HARNESS_TARGET_IMPACT_H
#define HARNESS_TARGET_IMPACT_H

#include "lib/str.h"

struct resource {
	const char *name;    /* "flows": its first segment below the service */
	bool named;          /* its name carries the run's mark */
	const char *remains; /* why one can't be deleted; NULL: it can */
};

#define RESOURCE_COUNT 7

/* Flows first, base connections last of those that can be deleted. */
extern const struct resource resources[RESOURCE_COUNT];

/* The row of that name, or NULL. */
const struct resource *resource_find(struct str name);

enum impact_kind {
	IMPACT_READ,    /* nothing is changed */
	IMPACT_ADMIN,   /* a path of the mock's own, below /__admin/ */
	IMPACT_CREATE,  /* of a resource */
	IMPACT_CHANGE,  /* of the entity with that id */
	IMPACT_DELETE,  /* the same */
	IMPACT_START,   /* exports of flows that the body names */
	IMPACT_UNKNOWN, /* a write, of what can't be said */
};

struct impact {
	enum impact_kind kind;
	const struct resource *resource; /* that it is about; NULL: none that is known */
	struct str id;                   /* CHANGE, DELETE */
};

/*
 * Of a path as scenarios write them: below /__admin/, /ims/ or /data/, else below the
 * service; a query may follow.
 */
struct impact impact_of(const char *method, const char *path);

/* Can it stand in a path as the id of an entity, and in no other way? */
bool impact_is_id(struct str id);

/* Is it more than a look at the service? */
bool impact_writes(const struct impact *f);

#endif
