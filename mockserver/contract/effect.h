/*
 * effect.h - what the mock does with each member that it accepts
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_CONTRACT_EFFECT_H
#define MOCKSERVER_CONTRACT_EFFECT_H

#include "lib/base.h"

/* What a member is a part of: a body, its scheduleParams, its params. */
enum effect_part {
	PART_FLOW,
	PART_SCHEDULE,
	PART_CONNECTION,
	PART_SOURCE,
	PART_SOURCE_PARAMS,
	PART_TARGET,
	PART_TARGET_PARAMS,
	PART_COUNT
};

enum member_effect {
	EFFECT_USED,
	EFFECT_SHOWN, /* kept and answered, which is all that it is for */
	EFFECT_NONE,  /* kept and answered; the service would act on it */
	EFFECT_COUNT
};

struct effect_row {
	enum effect_part part;
	const char *member;
	enum member_effect effect;
	const char *note; /* NULL: none */
};

/* The row of that member, or NULL. */
const struct effect_row *effect_find(enum effect_part part, const char *member);
/* The i-th member of the part, from 0; NULL after the last, and of PART_COUNT. */
const char *effect_member(enum effect_part part, size_t i);
/* The rows in order, from 0; NULL after the last. */
const struct effect_row *effect_at(size_t i);

/* "POST /flows", "scheduleParams", …; "used", "shown", "none" */
const char *effect_part_name(enum effect_part part);
const char *effect_name(enum member_effect effect);

#endif
