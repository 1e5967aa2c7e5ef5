/*
 * capability.h - what a target may lack, by the names scenarios use
 *
 * Owns: nothing.
 */
#ifndef HARNESS_SCENARIO_CAPABILITY_H
#define HARNESS_SCENARIO_CAPABILITY_H

#include "lib/base.h"
#include "lib/buf.h"

enum capability {
	CAN_TIME_TRAVEL, /* a clock that moves on request */
	CAN_FILES,       /* the exported files can be read on this machine */
	CAN_FAULTS,      /* faults that can be declared below /__admin/faults */
	CAN_RESET,       /* it may be emptied before each scenario */
	CAN_ADMIN,       /* our own paths below /__admin/ */
	CAN_ANY_CLIENT,  /* any client, key and organisation is let in */
	CAN_WRITE,       /* requests that change something may be sent */
	CAPABILITY_COUNT
};

/* "time-travel", "files", …; never NULL. */
const char *capability_name(enum capability c);

/* The capability of that name, or -1. */
int capability_find(const char *name);

/* Appends all names: "time-travel, files and admin". */
void capability_list(struct buf *out);

#endif
