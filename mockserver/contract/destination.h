/*
 * destination.h - the destinations of files: places, credentials, habits
 *
 * A destination is its two specs (fixtures/specs) and a row here; harness/files/exports.c
 * has a row of its own, since it finds the files as any client would.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_CONTRACT_DESTINATION_H
#define MOCKSERVER_CONTRACT_DESTINATION_H

#include "lib/base.h"

#define DLZ_CONTAINER "dlz-destination" /* 01 §9 */
#define DLZ_DAYS      7 /* what lies in a landing zone is deleted then (05 §5) */

struct destination {
	const char *spec; /* connection spec id */
	const char *kind; /* the folder of all its places, below the export root */

	/* The place's name: one of the target's params, of the base's auth, or fixed. */
	const char *place_param;
	const char *auth_param;
	const char *auth_param_once; /* another name for it, in samples */
	bool auth_is_url;            /* the place is its host */
	const char *fixed_place;
	const char *path_param; /* of the target: the path in the place */

	/* Names of credentials that published samples use, and the spec's. */
	struct {
		const char *sample, *name;
	} auth[2];

	/* Habits */
	int keeps_days;            /* files are deleted then; 0: they stay */
	bool shows_its_place;      /* GET /connectionSpecs/{id}/explore, without a base */
	const char *source_spec;   /* that shows the same place, or NULL */
	bool configs_are_datasets; /* GET /connectionSpecs/{id}/configs */
};

/* In the table's order; NULL after the last. */
const struct destination *destination_at(size_t i);

/* Of a connection spec; NULL for one that takes no files, and for NULL. */
const struct destination *destination_of(const char *spec);

/* Of a place below the export root, such as "s3/bucket/folder". */
const struct destination *destination_of_place(const char *place);

#endif
