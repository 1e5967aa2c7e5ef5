/*
 * capability.c - what a target may lack, by the names scenarios use
 */
#include "harness/scenario/capability.h"

static const char *const names[] = {
	[CAN_TIME_TRAVEL] = "time-travel",
	[CAN_FILES] = "files",
	[CAN_ADMIN] = "admin",
	[CAN_ANY_CLIENT] = "any-client",
};
static_assert(ARRAY_LEN(names) == CAPABILITY_COUNT, "every capability has a name");

const char *capability_name(enum capability c)
{
	assert(c < CAPABILITY_COUNT);
	return names[c];
}

int capability_find(const char *name)
{
	for (int c = 0; c < CAPABILITY_COUNT; c++) {
		if (!strcmp(names[c], name))
			return c;
	}
	return -1;
}
