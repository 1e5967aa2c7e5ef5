/*
 * capability.h - what a target may lack, by the names scenarios use
 *
 * Owns: nothing.
 */
#ifndef HARNESS_SCENARIO_CAPABILITY_H
#define HARNESS_SCENARIO_CAPABILITY_H

#include "lib/base.h"

enum capability {
	CAN_TIME_TRAVEL, /* a clock that moves on request */
	CAN_FILES,       /* the exported files can be read on this machine */
	CAN_ADMIN,       /* our own paths below /__admin/, reset among them */
	CAN_ANY_CLIENT,  /* any client, key and organisation is let in */
	CAPABILITY_COUNT
};

/* "time-travel", "files", "admin", "any-client"; never NULL. */
const char *capability_name(enum capability c);

/* The capability of that name, or -1. */
int capability_find(const char *name);

#endif
